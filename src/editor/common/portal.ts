import * as vscode from 'vscode';
import type { Problem } from '../../core/common/problem.js';
import { settings } from './settings.js';

/** Address of the portal without a trailing slash; undefined where no instance is set. */
export function portalAddress(): string | undefined {
  const instance = settings.instance();
  return settings.appUrl() ?? (instance?.ok ? instance.value.baseUrl : undefined);
}

/** That something was asked for without a Backstage. */
export function noBackstage(): Problem {
  return {
    kind: 'unsupported',
    message: vscode.l10n.t('This needs a Backstage. Connect to one with “Golden Path: Connect to Backstage”.'),
  };
}
