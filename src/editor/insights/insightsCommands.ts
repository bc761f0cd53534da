import * as vscode from 'vscode';
import { ownProperty } from '../../core/catalogue/entity.js';
import { CANCELLED, failure, type Result } from '../../core/common/problem.js';
import { DORA_KEYS, type DoraKey } from '../../core/insights/dora/doraReport.js';
import { WINDOW_DAYS } from '../../../webview/insights/protocol.js';
import type { CommandHandler, CommandId } from '../common/commands.js';
import type { InsightsModel } from './insightsModel.js';
import type { InsightsReports } from './insightsReports.js';

/** Commands of insights; giving feedback has a part of its own. */
export type InsightsCommandId = Exclude<
  Extract<CommandId, `goldenPath.insights.${string}`>,
  'goldenPath.insights.giveFeedback'
>;

export interface InsightsCommandOptions {
  readonly model: InsightsModel;
  readonly reports: InsightsReports;
  readonly show: (measure: DoraKey | undefined) => void;
  readonly takePicture: () => void;
}

/** The commands around insights. */
export function insightsCommands(options: InsightsCommandOptions): Readonly<Record<InsightsCommandId, CommandHandler>> {
  const { model, reports, show, takePicture } = options;
  return {
    'goldenPath.insights.open': (_, argument) => {
      const measure = ownProperty(argument, 'measure');
      show(DORA_KEYS.find(key => key === measure));
      return Promise.resolve();
    },
    'goldenPath.insights.refresh': async () => {
      await model.want('delivery');
      return model.refresh();
    },
    'goldenPath.insights.chooseWindow': () => chooseWindow(model),
    'goldenPath.insights.copyMarkdown': () => reports.copyMarkdown(),
    'goldenPath.insights.saveMarkdown': () => reports.saveMarkdown(),
    'goldenPath.insights.saveCsv': () => reports.saveCsv('delivery'),
    'goldenPath.insights.savePicture': () => {
      takePicture();
      return Promise.resolve();
    },
  };
}

async function chooseWindow(model: InsightsModel): Promise<Result<unknown>> {
  const days = WINDOW_DAYS.map(count => ({
    label: vscode.l10n.t('The last {0} days', count),
    window: { days: count },
  }));
  const dates = { label: vscode.l10n.t('Other dates …'), window: undefined };
  const chosen = await vscode.window.showQuickPick([...days, dates], {
    title: vscode.l10n.t('Which time do the numbers stand for?'),
  });
  if (!chosen) return failure(CANCELLED);
  await model.want('delivery');
  if (chosen.window) return model.ask({ ...model.query, window: chosen.window });
  const from = await askDay(vscode.l10n.t('First day'), isoDay(Date.now() - 29 * 86_400_000));
  if (from === undefined) return failure(CANCELLED);
  const to = await askDay(vscode.l10n.t('Last day'), isoDay(Date.now()));
  if (to === undefined) return failure(CANCELLED);
  return model.ask({ ...model.query, window: { from, to } });
}

function askDay(title: string, value: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    value,
    prompt: vscode.l10n.t('A day such as {0}', value),
    validateInput: text =>
      /^\d{4}-\d{2}-\d{2}$/.test(text) ? undefined : vscode.l10n.t('Write the day as {0}.', value),
  });
}

function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
