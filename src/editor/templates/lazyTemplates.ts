import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import { COMMANDS, type CommandHandler, type CommandId } from '../common/commands.js';
import { hasOpenRuns } from './runMemory.js';
import type { TemplateCommandId, TemplateParts, TemplatePartsOptions } from './templateParts.js';

const VIEWS = ['goldenPath.templates', 'goldenPath.runs'];
// Documents that a window may come back with.
const SCHEMES = ['golden-path-template', 'golden-path-preview', 'golden-path-run'];
const TEMPLATE = /^apiVersion:\s*["']?scaffolder\.backstage\.io\//m;
const TEMPLATE_TESTS = '**/*.template-test.{yaml,yml}';
const OUR_FILE = /\.template-test\.ya?ml$|\.golden-path-answers\.yaml$/;

/** Stands for everything around templates, whose code is loaded when it is first wanted. */
export interface LazyTemplates extends Disposable {
  readonly commands: Readonly<Record<TemplateCommandId, CommandHandler>>;
  /** Loads the code, unless it is there. */
  readonly load: () => Promise<TemplateParts>;
  /** Turns to the instance that is set now. */
  useInstance(): void;
  /** Goes on with what waited for a sign-in. */
  followSignIn(): void;
}

/**
 * Registers what leads to the code: commands, views, documents that were left open, templates that are being written, the list of
 * tests, runs that were left open.
 */
export function lazyTemplates(options: TemplatePartsOptions): LazyTemplates {
  const store = new DisposableStore();
  const waiting = new DisposableStore();
  store.add(waiting);
  let loaded: TemplateParts | undefined;
  let loading: Promise<TemplateParts> | undefined;
  const load = (): Promise<TemplateParts> =>
    (loading ??= import('./templateParts.js').then(({ templateParts }) => {
      waiting.dispose();
      loaded = store.add(templateParts(options));
      return loaded;
    }));

  const discoverTests = async (): Promise<void> => (await load()).templateTests.discover();
  // The editor itself looks for these files when a folder is opened; nothing waits for the answer.
  void vscode.workspace.findFiles(TEMPLATE_TESTS, '**/{node_modules,.git}/**', 1).then(found => {
    if (found.length > 0) void discoverTests();
  });
  const watcher = waiting.add(vscode.workspace.createFileSystemWatcher(TEMPLATE_TESTS, false, true, true));
  waiting.add(watcher.onDidCreate(() => void discoverTests()));
  for (const view of VIEWS)
    waiting.add(
      vscode.window.registerTreeDataProvider<never>(view, {
        // The real view takes this one's place.
        getChildren: () => load().then(() => []),
        getTreeItem: row => row,
      }),
    );
  const look = (document: vscode.TextDocument): void => {
    const { uri, languageId } = document;
    const isWanted = SCHEMES.includes(uri.scheme) || OUR_FILE.test(uri.path);
    if (isWanted || (languageId === 'yaml' && TEMPLATE.test(document.getText()))) void load();
  };
  waiting.add(vscode.workspace.onDidOpenTextDocument(look));
  waiting.add(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const [change, ...others] = contentChanges;
      if (!change) return;
      // Only what has been written can have made a template of it: a whole text is not looked through at each key press.
      const isPossible = TEMPLATE.test(change.text) || TEMPLATE.test(document.lineAt(change.range.start).text);
      if (isPossible || others.length > 0) look(document);
    }),
  );
  vscode.workspace.textDocuments.forEach(look);
  if (tabSchemes().some(scheme => SCHEMES.includes(scheme)) || hasOpenRuns(options.workspaceState)) void load();

  const ids = Object.keys(COMMANDS).filter(isTemplateCommand);
  const handler = (id: TemplateCommandId): CommandHandler => {
    return async (...args) => (await load()).commands[id](...args);
  };
  return {
    // The table of commands has every one of them.
    commands: Object.fromEntries(ids.map(id => [id, handler(id)])) as Record<TemplateCommandId, CommandHandler>,
    load,
    useInstance: () => loaded?.useInstance(),
    followSignIn: () => loaded?.followSignIn(),
    dispose: () => store.dispose(),
  };
}

function isTemplateCommand(id: string): id is TemplateCommandId & CommandId {
  return /^goldenPath\.(?:template|preview|run)\./.test(id);
}

/** The schemes of what is open in tabs, previews of Markdown included. */
function tabSchemes(): readonly string[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) =>
    tabs.flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri.scheme] : [])),
  );
}
