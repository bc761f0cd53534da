import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import { failure, type Result } from '../../core/common/problem.js';
import { guardedWrite, type GuardedWrite } from '../common/guardedWrite.js';

/** Documents that only exist to be looked at: what a descriptor would be. */
export const PROPOSAL_SCHEME = 'golden-path-proposal';

/** Descriptors that are proposed, each shown as a difference until it is accepted or closed. */
export class DescriptorProposals implements Disposable {
  private readonly store = new DisposableStore();
  private readonly proposals = new Map<string, GuardedWrite>();
  private count = 0;

  constructor() {
    this.store.add(
      vscode.workspace.registerTextDocumentContentProvider(PROPOSAL_SCHEME, {
        provideTextDocumentContent: uri => this.proposals.get(uri.toString())?.text ?? '',
      }),
    );
    this.store.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => void this.proposals.delete(uri.toString())));
  }

  /** Shows a proposal beside what is there now. @returns where the proposal can be read */
  async show(proposal: GuardedWrite): Promise<vscode.Uri> {
    const name = proposal.path.join('/');
    const at = (side: string): vscode.Uri =>
      vscode.Uri.from({ scheme: PROPOSAL_SCHEME, path: `/${side}/${String(this.count)}/${name}` });
    this.count++;
    const right = at('proposed');
    const left = proposal.before === undefined ? at('empty') : vscode.Uri.joinPath(proposal.folder, ...proposal.path);
    this.proposals.set(right.toString(), proposal);
    await vscode.commands.executeCommand('vscode.diff', left, right, vscode.l10n.t('{0} (proposed)', name), {
      preview: false,
    });
    return right;
  }

  /** Writes a proposal and opens the file. @param uri as `show` gave it */
  async accept(uri: vscode.Uri | undefined): Promise<Result<vscode.Uri>> {
    const proposal = uri && this.proposals.get(uri.toString());
    if (!uri || !proposal)
      return failure({
        kind: 'unsupported',
        message: vscode.l10n.t('There is no proposal here. “Golden Path: Add Descriptor” makes one.'),
      });
    const written = await guardedWrite(proposal);
    if (!written.ok) return written;
    await closeDifference(uri);
    await vscode.window.showTextDocument(written.value, { preview: false });
    return written;
  }

  dispose(): void {
    this.store.dispose();
    this.proposals.clear();
  }
}

async function closeDifference(uri: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs);
  const shown = tabs.filter(
    ({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.toString() === uri.toString(),
  );
  await vscode.window.tabGroups.close(shown);
}
