import * as vscode from 'vscode';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import { withPatience } from '../common/patience.js';

const PATIENCE_MS = 700;

/** Waits until the reading of the catalogue that may have begun just now has ended, well or not. The person can go on without. */
export async function catalogueSettled(model: CatalogueModel, signal: AbortSignal): Promise<void> {
  if (model.state.server.phase !== 'loading') return;
  await withPatience({
    title: vscode.l10n.t('Reading the catalogue …'),
    patienceMs: PATIENCE_MS,
    run: stop =>
      new Promise<void>(resolve => {
        const subscription = model.onDidChange(({ server }) => {
          if (server.phase !== 'loading') end();
        });
        const end = (): void => {
          subscription.dispose();
          resolve();
        };
        AbortSignal.any([signal, stop]).addEventListener('abort', end);
      }),
  });
}
