import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposables.js';
import { Emitter, type Disposable, type Event } from '../../core/common/event.js';
import { failure, type Problem } from '../../core/common/problem.js';
import type { SignalSource } from '../../core/health/source.js';
import { isDescriptor } from '../catalogue/editorFiles.js';
import { COMMANDS, type CommandHandler, type CommandId } from '../common/commands.js';
import { onDidChangeSettings, settings } from '../common/settings.js';
import { HEALTH_VIEW_TYPE } from './healthViewType.js';
import type { HealthCommandId, HealthParts, HealthPartsOptions } from './healthParts.js';

const NO_SOURCE: Problem = { kind: 'unsupported', message: 'No source of telemetry is set up.' };

/** Stands for everything around health, whose code is loaded when it is first wanted. */
export interface LazyHealth extends Disposable {
  readonly commands: Readonly<Record<HealthCommandId, CommandHandler>>;
  readonly load: () => Promise<HealthParts>;
  /** The source of series, whose code is loaded when it is first asked; undefined where none is set. The same until it changes. */
  readonly source: () => SignalSource | undefined;
  readonly onDidChangeSource: Event<void>;
  /** Turns to the instance that is set now. */
  useInstance(): void;
  /** Goes on with what waited for a sign-in. */
  followSignIn(): void;
}

/**
 * Registers what leads to the code: commands, pages that were left open, and, where there is a source to ask, the first look at the
 * catalogue, at a descriptor or at a file whose component is known, and a subscription.
 */
export function lazyHealth(options: HealthPartsOptions): LazyHealth {
  const { view, whereAmI } = options;
  const store = new DisposableStore();
  const waiting = store.add(new DisposableStore());
  let loaded: HealthParts | undefined;
  let loading: Promise<HealthParts> | undefined;
  const load = (): Promise<HealthParts> =>
    (loading ??= import('./healthParts.js').then(({ healthParts }) => {
      waiting.dispose();
      loaded = store.add(healthParts(options));
      return loaded;
    }));
  const look = (): void => {
    const isSeen = (view.isVisible && view.isStarted) || whereAmI.place !== undefined || showsDescriptor();
    if (hasSource() && (isSeen || settings.notifiesOfMine())) void load();
  };
  waiting.add(view.onDidDraw(look));
  waiting.add(whereAmI.onDidChange(look));
  waiting.add(vscode.window.onDidChangeActiveTextEditor(look));
  waiting.add(onDidChangeSettings(['telemetry', 'health', 'backstage.url'])(look));
  store.add(
    vscode.window.registerWebviewPanelSerializer(HEALTH_VIEW_TYPE, {
      deserializeWebviewPanel: async (panel, state) => (await load()).revive(panel, state),
    }),
  );
  look();
  const sourceChanged = store.add(new Emitter<void>());
  let source: SignalSource | undefined;
  const changeSource = (): void => {
    source = undefined;
    sourceChanged.fire();
  };
  store.add(onDidChangeSettings(['telemetry'])(changeSource));
  const signals = async (): Promise<SignalSource | undefined> => (await load()).telemetry()?.signals;
  const lazySource: () => SignalSource = () => ({
    instant: async (query, at, signal) => (await signals())?.instant(query, at, signal) ?? failure(NO_SOURCE),
    range: async (query, range, signal) => (await signals())?.range(query, range, signal) ?? failure(NO_SOURCE),
    metricNames: async signal => (await signals())?.metricNames(signal) ?? failure(NO_SOURCE),
    graphAddress: (query, range) => loaded?.telemetry()?.signals.graphAddress(query, range),
  });
  const ids = Object.keys(COMMANDS).filter(isHealthCommand);
  const handler = (id: HealthCommandId): CommandHandler => {
    return async (...args) => (await load()).commands[id](...args);
  };
  return {
    // The table of commands has every one of them.
    commands: Object.fromEntries(ids.map(id => [id, handler(id)])) as Record<HealthCommandId, CommandHandler>,
    load,
    source: () => (hasSource() ? (source ??= lazySource()) : undefined),
    onDidChangeSource: sourceChanged.event,
    useInstance: () => {
      changeSource();
      loaded?.useInstance();
      if (!loaded) look();
    },
    followSignIn: () => {
      changeSource();
      loaded?.followSignIn();
    },
    dispose: () => store.dispose(),
  };
}

function hasSource(): boolean {
  const { source, prometheusUrl } = settings.telemetry();
  return source === 'direct' ? prometheusUrl !== undefined : source === 'backstage' && settings.instance()?.ok === true;
}

function showsDescriptor(): boolean {
  return vscode.window.visibleTextEditors.some(({ document }) => isDescriptor(document));
}

function isHealthCommand(id: string): id is HealthCommandId & CommandId {
  return id.startsWith('goldenPath.health.');
}
