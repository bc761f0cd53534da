import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import { COMMANDS, type CommandHandler, type CommandId } from '../common/commands.js';
import { onDidChangeSettings, settings } from '../common/settings.js';
import { isCheckedPath } from './checkedPath.js';
import type { ComplianceCommandId, ComplianceParts, CompliancePartsOptions } from './complianceParts.js';

const VIEW = 'goldenPath.compliance';

/** Stands for everything around compliance, whose code is loaded with the first file that rules look at. */
export interface LazyCompliance extends Disposable {
  readonly commands: Readonly<Record<ComplianceCommandId, CommandHandler>>;
  readonly load: () => Promise<ComplianceParts>;
  readonly rulePage: (id: string) => Promise<string | undefined>;
}

/** Registers what leads to the code: commands, the view, and files that can be checked, unless the person has switched it off. */
export function lazyCompliance(options: CompliancePartsOptions): LazyCompliance {
  const store = new DisposableStore();
  const waiting = store.add(new DisposableStore());
  let loading: Promise<ComplianceParts> | undefined;
  const load = (): Promise<ComplianceParts> =>
    (loading ??= import('./complianceParts.js').then(({ complianceParts }) => {
      waiting.dispose();
      return store.add(complianceParts(options));
    }));
  waiting.add(
    vscode.window.registerTreeDataProvider<never>(VIEW, {
      // The real view takes this one's place.
      getChildren: () => load().then(() => []),
      getTreeItem: row => row,
    }),
  );
  const look = ({ uri }: vscode.TextDocument): void => {
    if (settings.checksCompliance() && uri.scheme !== 'output' && isCheckedPath(uri.path)) void load();
  };
  waiting.add(vscode.workspace.onDidOpenTextDocument(look));
  waiting.add(onDidChangeSettings(['compliance.enable'])(() => vscode.workspace.textDocuments.forEach(look)));
  vscode.workspace.textDocuments.forEach(look);
  const ids = Object.keys(COMMANDS).filter(isComplianceCommand);
  const handler = (id: ComplianceCommandId): CommandHandler => {
    return async (...args) => (await load()).commands[id](...args);
  };
  return {
    // The table of commands has every one of them.
    commands: Object.fromEntries(ids.map(id => [id, handler(id)])) as Record<ComplianceCommandId, CommandHandler>,
    load,
    rulePage: async id => (await load()).rulePage(id),
    dispose: () => store.dispose(),
  };
}

function isComplianceCommand(id: string): id is ComplianceCommandId & CommandId {
  return id.startsWith('goldenPath.compliance.');
}
