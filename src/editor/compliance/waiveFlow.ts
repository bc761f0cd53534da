import * as vscode from 'vscode';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import type { Clock } from '../../core/common/clock.js';
import { failure, success, type Result } from '../../core/common/problem.js';
import { runWizard, type Asker } from '../../core/common/wizard.js';
import { DEFAULT_WAIVER_POLICY } from '../../core/compliance/waivers/waiver.js';
import { waiverText, waiveWizard } from '../../core/compliance/waivers/waiveWizard.js';
import { WAIVERS_PATH } from '../../core/templates/recordPaths.js';
import { withWaivers } from '../../core/templates/waiverMerge.js';
import { guardedWrite, textOf } from '../common/guardedWrite.js';
import type { FindingArgument } from './complianceActions.js';
import type { ComplianceModel } from './complianceModel.js';

export interface WaiveFlowOptions {
  readonly model: ComplianceModel;
  readonly catalogue: CatalogueModel;
  readonly clock: Clock;
  readonly asker: Asker;
}

/** Asks for a waiver of a finding, writes it into the file of waivers of its folder, and shows it there. */
export async function waive(
  { uri, finding }: FindingArgument,
  { model, catalogue, clock, asker }: WaiveFlowOptions,
  signal: AbortSignal,
): Promise<Result<unknown>> {
  const rule = (await model.rules()).get(finding.rule);
  if (rule?.waivable === false)
    return failure({ kind: 'unsupported', message: vscode.l10n.t('Nothing excuses from {0}.', finding.rule) });
  const wizard = waiveWizard({
    ...{ finding, policy: model.waiverPolicyOf(uri) ?? DEFAULT_WAIVER_POLICY },
    severity: rule?.severity ?? finding.severity,
    owners: ownersFor(uri, catalogue),
    now: clock.now(),
    translate: vscode.l10n.t,
  });
  const answers = await runWizard(wizard, asker, signal);
  if (!answers.ok) return answers;
  const folder = model.uriOf(uri, '');
  const target = vscode.Uri.joinPath(folder, ...WAIVERS_PATH.split('/'));
  const before = await textOf(target);
  if (!before.ok) return before;
  const added = waiverText(finding, answers.value);
  const text = before.value === undefined || before.value.trim() === '' ? added : withWaivers(before.value, added);
  if (text === undefined)
    return failure({
      kind: 'invalid',
      message: vscode.l10n.t('{0} is no list of waivers: mend it first. Nothing was written.', WAIVERS_PATH),
    });
  const written = await guardedWrite({ folder, path: WAIVERS_PATH.split('/'), text, before: before.value });
  if (!written.ok) return written;
  const document = await vscode.workspace.openTextDocument(written.value);
  // A waiver that is not saved would excuse from nothing elsewhere.
  await document.save();
  const line = document.getText().lastIndexOf(`rule: ${finding.rule}`);
  const at = document.positionAt(Math.max(0, line));
  await vscode.window.showTextDocument(document, {
    preview: true,
    viewColumn: vscode.ViewColumn.Beside,
    selection: new vscode.Range(at, at),
  });
  return success(undefined);
}

/** Who probably answers: the owner of what has the nearest descriptor above the file, then the groups of the catalogue. */
function ownersFor(uri: vscode.Uri, catalogue: CatalogueModel): readonly string[] {
  const { entities } = catalogue.state.index;
  const folderOf = (address: string): string => address.slice(0, address.lastIndexOf('/') + 1);
  const own = entities
    .flatMap(({ owner, local }) => (owner !== undefined && local ? [{ owner, folder: folderOf(local.uri) }] : []))
    .filter(({ folder }) => uri.toString().startsWith(folder))
    .sort((a, b) => b.folder.length - a.folder.length)
    .map(({ owner }) => owner);
  const groups = entities.filter(({ kind }) => kind.toLowerCase() === 'group').map(({ ref }) => ref);
  return [...new Set([...own, ...groups])];
}
