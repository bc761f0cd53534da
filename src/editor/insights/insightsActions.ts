import * as vscode from 'vscode';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import { failure, success, type Result } from '../../core/common/problem.js';
import type { DoraKey } from '../../core/insights/dora/doraReport.js';
import { INSIGHTS_CONFIG_PATH } from '../../core/insights/insightsConfig.js';
import type { PageAction } from '../../../webview/insights/protocol.js';
import type { CommandId } from '../common/commands.js';
import { openAddress } from '../common/openAddress.js';
import { saveFile } from '../common/saveFile.js';
import type { InsightsModel } from './insightsModel.js';
import type { PanelActions } from './insightsPanel.js';
import type { InsightsReports } from './insightsReports.js';

const SETTINGS_FILTER = '@ext:golden-path.golden-path goldenPath.insights';

const FIRST_CONFIGURATION = `# How the delivery of this repository is measured. Everything has a default.
# releases:
#   tags: ['v*']
# targets:
#   leadTime: 1h
`;

export interface InsightsActionsOptions {
  readonly model: InsightsModel;
  readonly reports: InsightsReports;
  readonly catalogue: CatalogueModel;
}

/** What the page can ask the editor to do. The page names things; what stands behind a name is looked up here. */
export function insightsActions({ model, reports, catalogue }: InsightsActionsOptions): PanelActions {
  return {
    ask: query => model.ask(query),
    want: () => {
      for (const name of ['delivery', 'adoption', 'survey'] as const) void model.want(name);
    },
    refresh: () => model.refresh(),
    act: action => act(action, model),
    openPoint: (key: DoraKey, index: number) => {
      const measure = model.delivery.value?.report.measures.find(one => one.key === key);
      return openAddress(measure?.points[index]?.address);
    },
    openEntity: async ref => {
      const command: CommandId = 'goldenPath.entity.openPage';
      if (!catalogue.state.index.get(ref))
        return failure({ kind: 'notFound', message: vscode.l10n.t('{0} is not in the catalogue.', ref) });
      await vscode.commands.executeCommand(command, { entity: { ref } });
      return success(undefined);
    },
    export: (format, part) => {
      switch (format) {
        case 'copyMarkdown':
          return reports.copyMarkdown();
        case 'markdown':
          return reports.saveMarkdown();
        case 'csv':
          return reports.saveCsv(part);
      }
    },
    copy: async text => {
      await vscode.env.clipboard.writeText(text);
      vscode.window.setStatusBarMessage(vscode.l10n.t('Copied'), 3000);
      return success(undefined);
    },
    savePicture: (name, base64) => saveFile(name, Buffer.from(base64, 'base64'), vscode.l10n.t('Save Picture')),
  };
}

async function act(action: PageAction, model: InsightsModel): Promise<Result<unknown>> {
  const run = async (command: string, ...values: unknown[]): Promise<Result<unknown>> => {
    await vscode.commands.executeCommand(command, ...values);
    return success(undefined);
  };
  switch (action) {
    case 'retry':
      return model.refresh();
    case 'connect':
      return run('goldenPath.connect' satisfies CommandId);
    case 'signIn':
      return run('goldenPath.signIn' satisfies CommandId);
    case 'showLog':
      return run('goldenPath.showLog' satisfies CommandId);
    case 'openFolder':
      return run('vscode.openFolder');
    case 'openSettings':
      return run('workbench.action.openSettings', SETTINGS_FILTER);
    case 'openConfiguration':
      return openConfiguration();
  }
}

/** Opens how the delivery of the folder is measured; where nothing says so yet, as a new file that is not written before it is saved. */
async function openConfiguration(): Promise<Result<unknown>> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!folder) return failure({ kind: 'notFound', message: vscode.l10n.t('Open a folder first.') });
  const uri = vscode.Uri.joinPath(folder, INSIGHTS_CONFIG_PATH);
  const exists = await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  const document = await vscode.workspace.openTextDocument(exists ? uri : uri.with({ scheme: 'untitled' }));
  const editor = await vscode.window.showTextDocument(document);
  if (!exists && document.getText() === '')
    await editor.edit(edit => edit.insert(new vscode.Position(0, 0), FIRST_CONFIGURATION));
  return success(undefined);
}
