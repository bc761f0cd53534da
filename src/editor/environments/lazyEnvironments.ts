import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import type { Run } from '../../core/templates/run.js';
import { COMMANDS, type CommandHandler, type CommandId } from '../common/commands.js';
import type { EnvironmentCommandId, EnvironmentParts, EnvironmentPartsOptions } from './environmentParts.js';

const VIEW = 'goldenPath.environments';
const SCHEME = 'golden-path-environment';
const FIRST_LOOK_MS = 1_500;

/** Stands for everything around environments, whose code is loaded when it is first wanted. */
export interface LazyEnvironments extends Disposable {
  readonly commands: Readonly<Record<EnvironmentCommandId, CommandHandler>>;
  readonly load: () => Promise<EnvironmentParts>;
  /** Told of every run that has come to its end: what one about environments has changed is shown soon. */
  runEnded(run: Run): void;
}

/**
 * Registers what leads to the code: commands, the view, logs that were left open, environments in the catalogue, and those that an
 * earlier window has left running on this machine.
 */
export function lazyEnvironments(options: EnvironmentPartsOptions): LazyEnvironments {
  const store = new DisposableStore();
  const waiting = store.add(new DisposableStore());
  let loading: Promise<EnvironmentParts> | undefined;
  const load = (): Promise<EnvironmentParts> =>
    (loading ??= import('./environmentParts.js').then(({ environmentParts }) => {
      waiting.dispose();
      return store.add(environmentParts(options));
    }));
  waiting.add(
    vscode.window.registerTreeDataProvider<never>(VIEW, {
      // The real view takes this one's place.
      getChildren: () => load().then(() => []),
      getTreeItem: row => row,
    }),
  );
  const { model, storage } = options;
  const look = (): void => {
    if (model.state.index.entities.some(({ kind, type }) => kind === 'Resource' && type === 'environment')) void load();
  };
  let { index } = model.state;
  waiting.add(
    model.onDidChange(state => {
      if (state.index === index) return;
      index = state.index;
      look();
    }),
  );
  waiting.add(vscode.workspace.onDidOpenTextDocument(({ uri }) => uri.scheme === SCHEME && void load()));
  // A look at the disk waits until the window has come to rest.
  const timer = setTimeout(() => {
    void stat(join(storage, 'environments')).then(
      () => load(),
      () => undefined,
    );
  }, FIRST_LOOK_MS);
  waiting.add({ dispose: () => clearTimeout(timer) });
  if (vscode.workspace.textDocuments.some(({ uri }) => uri.scheme === SCHEME)) void load();

  const ids = Object.keys(COMMANDS).filter(isEnvironmentCommand);
  const handler = (id: EnvironmentCommandId): CommandHandler => {
    return async (...args) => (await load()).commands[id](...args);
  };
  return {
    // The table of commands has every one of them.
    commands: Object.fromEntries(ids.map(id => [id, handler(id)])) as Record<EnvironmentCommandId, CommandHandler>,
    load,
    runEnded: run => {
      const template = run.templateRef === undefined ? undefined : model.state.index.get(run.templateRef);
      if (template?.type?.toLowerCase() === 'environment') void load().then(parts => parts.runEnded(run));
    },
    dispose: () => store.dispose(),
  };
}

function isEnvironmentCommand(id: string): id is EnvironmentCommandId & CommandId {
  return id.startsWith('goldenPath.environment.');
}
