import * as vscode from 'vscode';
import { webAddress } from '../../core/catalogue/addresses.js';
import { failure, success, type Result } from '../../core/common/problem.js';

/** Opens an address of the web in the browser; the editor asks the person first. */
export async function openAddress(address: string | undefined): Promise<Result<unknown>> {
  const checked = webAddress(address);
  if (checked === undefined)
    return failure({ kind: 'notFound', message: vscode.l10n.t('There is no web address for this.') });
  await vscode.env.openExternal(vscode.Uri.parse(checked, true));
  return success(undefined);
}
