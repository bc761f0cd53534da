import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import type { CommandHandler } from '../common/commands.js';
import type { InsightsCommandId } from './insightsCommands.js';
import type { InsightsParts, InsightsPartsOptions } from './insightsParts.js';

/** The type of the page's panel, by which the editor brings it back; the view has the same name. */
const VIEW = 'goldenPath.insights';

const COMMANDS: readonly InsightsCommandId[] = [
  'goldenPath.insights.open',
  'goldenPath.insights.refresh',
  'goldenPath.insights.chooseWindow',
  'goldenPath.insights.copyMarkdown',
  'goldenPath.insights.saveMarkdown',
  'goldenPath.insights.saveCsv',
  'goldenPath.insights.savePicture',
];

/** Stands for everything around insights, whose code is loaded when it is first wanted. */
export interface LazyInsights extends Disposable {
  readonly commands: Readonly<Record<InsightsCommandId, CommandHandler>>;
  readonly load: () => Promise<InsightsParts>;
  /** Turns to the instance that is set now. */
  useInstance(): void;
}

/** Registers what leads to the code: commands, the view, and the page that was left open. */
export function lazyInsights(options: InsightsPartsOptions): LazyInsights {
  const store = new DisposableStore();
  const waiting = store.add(new DisposableStore());
  let loaded: InsightsParts | undefined;
  let loading: Promise<InsightsParts> | undefined;
  const load = (): Promise<InsightsParts> =>
    (loading ??= import('./insightsParts.js').then(({ insightsParts }) => {
      waiting.dispose();
      loaded = store.add(insightsParts(options));
      return loaded;
    }));
  waiting.add(
    vscode.window.registerTreeDataProvider<never>(VIEW, {
      // The real view takes this one's place.
      getChildren: () => load().then(() => []),
      getTreeItem: row => row,
    }),
  );
  store.add(
    vscode.window.registerWebviewPanelSerializer(VIEW, {
      deserializeWebviewPanel: async panel => (await load()).revive(panel),
    }),
  );
  const handler = (id: InsightsCommandId): CommandHandler => {
    return async (...args) => (await load()).commands[id](...args);
  };
  return {
    commands: Object.fromEntries(COMMANDS.map(id => [id, handler(id)])) as Record<InsightsCommandId, CommandHandler>,
    load,
    useInstance: () => loaded?.useInstance(),
    dispose: () => store.dispose(),
  };
}
