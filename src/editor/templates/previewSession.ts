import * as vscode from 'vscode';
import { DiskFolder } from '../../adapters/files/diskFolder.js';
import { ownProperty } from '../../core/catalogue/entity.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import { failure, success, type Problem, type Result } from '../../core/common/problem.js';
import {
  comparedWithNothing,
  comparePreview,
  previewAsOtherSide,
  type PreviewComparison,
} from '../../core/templates/previewCompare.js';
import type { ReportedFinding } from '../../core/compliance/report/reportedFinding.js';
import { previewLog } from '../../core/templates/previewLog.js';
import { previewOf, previewTree, type PreviewFile } from '../../core/templates/previewTree.js';
import type { Values } from '../../core/templates/scaffolder.js';
import { withExtraFiles } from '../../core/templates/waiverMerge.js';
import { withPatience } from '../common/patience.js';
import { noBackstage } from '../common/portal.js';
import { rangeOf } from '../compliance/complianceText.js';
import { createHere } from './createHere.js';
import {
  BEFORE_SCHEME,
  openFileDiff,
  openMultiDiff,
  textBefore,
  titlesOfDifferences,
  type DiffBase,
} from './previewDiff.js';
import { dryRunOfFile } from './dryRunFile.js';
import type { PreviewFeatureOptions, PreviewRequest, ShownPreview } from './previewFeature.js';
import type { PreviewCheck } from './previewCheck.js';
import { findingRows } from './previewComplianceRow.js';
import { logUri, previewFileUri, type PreviewFiles } from './previewFiles.js';
import { findInPreview } from './previewFind.js';
import { dryRunRequestOf } from './previewInputs.js';
import { PreviewDecorations, previewRowItem, type PreviewLook, type PreviewRow } from './previewRow.js';

const VIEW = 'goldenPath.preview';
const PATIENCE_MS = 700;
/** Of how many templates the last preview is kept, to compare with. */
const KEPT_TEMPLATES = 5;

interface Shown extends ShownPreview {
  readonly earlier: ShownPreview | undefined;
  base: DiffBase;
  comparison: PreviewComparison;
  /** Those before, for editors that still show them. */
  readonly earlierComparisons: PreviewComparison[];
  /** What the rules find in it; undefined as long as they have not been through. */
  findings?: readonly ReportedFinding[];
}

/** The preview that is shown: its view, what it is compared with, and what can be done with it. */
export class PreviewSession implements Disposable, vscode.TreeDataProvider<PreviewRow> {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<undefined>());
  private readonly decorations = new PreviewDecorations(() => this.look());
  private readonly view: vscode.TreeView<PreviewRow>;
  /** The newest preview of each template. */
  private readonly newest = new Map<string, ShownPreview>();
  private readonly answered = new Map<string, Values>();
  private shown: Shown | undefined;
  private latest = 0;
  private check: Promise<PreviewCheck> | undefined;
  private checking = new AbortController();

  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly options: PreviewFeatureOptions,
    private readonly files: PreviewFiles,
  ) {
    this.view = this.store.add(vscode.window.createTreeView(VIEW, { treeDataProvider: this, showCollapseAll: true }));
    this.store.add(vscode.window.registerFileDecorationProvider(this.decorations));
    this.store.add(
      vscode.workspace.registerTextDocumentContentProvider(BEFORE_SCHEME, {
        provideTextDocumentContent: uri => textBefore(uri, this.shown),
      }),
    );
  }

  /** What is shown; undefined where nothing is. */
  get current(): Shown | undefined {
    return this.shown;
  }

  async show(request: PreviewRequest, signal: AbortSignal): Promise<Result<ShownPreview>> {
    const turn = ++this.latest;
    const scaffolder = this.options.scaffolder();
    if (!scaffolder) return failure(noBackstage());
    const title = vscode.l10n.t('Dry run of {0}', request.title);
    const run = async (stop: AbortSignal) => {
      const either = AbortSignal.any([signal, stop]);
      const input = await dryRunRequestOf(request, this.options, either);
      return input.ok ? scaffolder.dryRun(input.value, either) : input;
    };
    const dryRun = await withPatience({ title, patienceMs: PATIENCE_MS, run });
    if (!dryRun.ok) return dryRun;
    // A newer one has begun meanwhile and will take the place.
    if (turn !== this.latest) return failure({ kind: 'cancelled', message: 'A newer preview has begun.' });
    const preview = previewOf(withExtraFiles(dryRun.value.files, request.extraFiles ?? []), vscode.l10n.t);
    const log = previewLog(request.title, dryRun.value, preview.refused, vscode.l10n.t);
    const root = this.files.mount(preview, nameOf(request), log);
    const made: ShownPreview = { request, root, preview, dryRun: dryRun.value };
    const { shown: before } = this;
    this.shown = {
      ...made,
      earlier: this.keep(made),
      base: { kind: 'nothing' },
      comparison: comparedWithNothing(preview),
      earlierComparisons: [],
    };
    await this.redraw();
    void this.hold(this.shown);
    // Side by side, the differences of two previews would look as if both were still to come. Files that were opened stay.
    if (before) await vscode.window.tabGroups.close(tabsOf(before.root).filter(({ input }) => isOfMany(input)));
    await vscode.commands.executeCommand(`${VIEW}.focus`);
    if (preview.files.size > 0) await this.openDiff(undefined);
    return success(made);
  }

  /** Shows one file beside what it is compared with, or all that differ. @param argument a row of the view */
  async openDiff(argument: unknown): Promise<Result<unknown>> {
    const { shown } = this;
    if (!shown) return failure(noPreview());
    const file = fileOf(argument);
    return file ? openFileDiff(shown, file) : openMultiDiff(shown);
  }

  async openFile(argument: unknown): Promise<Result<unknown>> {
    const { shown } = this;
    const finding = ownProperty(argument, 'finding') as ReportedFinding | undefined;
    if (shown && finding) {
      const options = { preview: true, selection: rangeOf(finding.range) };
      await vscode.window.showTextDocument(previewFileUri(shown.root, finding.path.split('/')), options);
      return success(undefined);
    }
    const file = fileOf(argument);
    if (!shown || !file) return failure(noPreview());
    await vscode.commands.executeCommand('vscode.open', previewFileUri(shown.root, file.parts), { preview: true });
    return success(undefined);
  }

  async find(): Promise<Result<unknown>> {
    const { shown } = this;
    if (!shown) return failure(noPreview());
    await findInPreview(shown);
    return success(undefined);
  }

  /** @param argument the folder; the person is asked where it is none */
  async compareWithFolder(argument: unknown, signal: AbortSignal): Promise<Result<unknown>> {
    const { shown } = this;
    if (!shown) return failure(noPreview());
    const folder = argument instanceof vscode.Uri ? argument : await askForFolder();
    if (!folder) return success(undefined);
    const compared = await this.compareWith(shown, folder, signal);
    return compared.ok ? this.openDiff(undefined) : compared;
  }

  async compareWithLast(signal: AbortSignal): Promise<Result<unknown>> {
    const { shown } = this;
    if (!shown) return failure(noPreview());
    if (!shown.earlier) {
      const message = vscode.l10n.t(
        'There is no earlier preview of this template. Preview it again with other answers.',
      );
      return failure({ kind: 'unsupported', message });
    }
    const compared = await comparePreview(shown.preview, previewAsOtherSide(shown.earlier.preview), signal);
    if (!compared.ok) return compared;
    await this.take(shown, { kind: 'earlier', root: shown.earlier.root }, compared.value);
    return this.openDiff(undefined);
  }

  /** @param argument the folder; the person is asked where it is none of a disk */
  async createHere(argument: unknown, signal: AbortSignal): Promise<Result<unknown>> {
    const { shown } = this;
    if (!shown) return failure(noPreview());
    const folder = argument instanceof vscode.Uri && argument.scheme === 'file' ? argument : undefined;
    return createHere(shown, folder, signal, async (target, show) => {
      const compared = await this.compareWith(shown, target, signal, show);
      if (compared.ok && show) await this.openDiff(undefined);
      return compared;
    });
  }

  async run(signal: AbortSignal): Promise<Result<unknown>> {
    const { shown } = this;
    if (!shown) return failure(noPreview());
    return this.options.run && shown.request.templateRef !== undefined
      ? this.options.run(shown.request, signal)
      : failure({ kind: 'unsupported', message: vscode.l10n.t('Only templates of the catalogue can be run.') });
  }

  async showLog(): Promise<Result<unknown>> {
    const { shown } = this;
    if (!shown) return failure(noPreview());
    const document = await vscode.workspace.openTextDocument(logUri(shown.root));
    await vscode.window.showTextDocument(document, { preview: true });
    return success(undefined);
  }

  /** Puts the preview away, with every editor that shows some of it. */
  async close(): Promise<void> {
    const { shown } = this;
    if (!shown) return;
    this.shown = undefined;
    const { visible } = this.view;
    this.checking.abort();
    void this.check?.then(check => check.clear());
    await vscode.window.tabGroups.close(tabsOf(shown.root));
    await this.redraw();
    // Else the editor would turn to whatever stands first in the side bar.
    if (visible) await vscode.commands.executeCommand('workbench.view.extension.goldenPath');
  }

  dryRunFile(uri: vscode.Uri | undefined, signal: AbortSignal): Promise<Result<unknown>> {
    return dryRunOfFile(uri, this.answered, this.options.filler, request => this.show(request, signal), signal);
  }

  getTreeItem(row: PreviewRow): vscode.TreeItem {
    const look = this.look();
    return look ? previewRowItem(row, look) : new vscode.TreeItem('');
  }

  getChildren(row?: PreviewRow): readonly PreviewRow[] & PreviewRow[] {
    if (row) {
      if (row.type === 'node') return row.node.children.map(node => ({ type: 'node', node }));
      if (row.type === 'compliance') return [...findingRows(row.findings)];
      return row.type === 'refused' ? row.files.map(file => ({ type: 'refusedFile', file })) : [];
    }
    if (!this.shown) return [];
    const { findings, preview } = this.shown;
    const { files, refused } = preview;
    return [
      ...(findings ? [{ type: 'compliance', findings } as const] : []),
      ...(refused.length > 0 ? [{ type: 'refused', files: refused } as const] : []),
      ...previewTree(files.values()).map((node): PreviewRow => ({ type: 'node', node })),
    ];
  }

  dispose(): void {
    this.checking.abort();
    this.store.dispose();
  }

  /** Holds what is shown against the rules. Nobody waits for it. */
  private async hold(shown: Shown): Promise<void> {
    this.checking.abort();
    const { signal } = (this.checking = new AbortController());
    const check = await (this.check ??= this.loadCheck());
    check.clear();
    const findings = await check.check(shown.preview, shown.root, signal);
    if (!findings || signal.aborted || this.shown !== shown) return;
    shown.findings = findings;
    check.show(shown.root, findings);
    this.changed.fire(undefined);
  }

  private async loadCheck(): Promise<PreviewCheck> {
    const { PreviewCheck } = await import('./previewCheck.js');
    return this.store.add(new PreviewCheck(this.options.log, this.options.catalogue));
  }

  private look(): PreviewLook | undefined {
    return this.shown && { root: this.shown.root, comparison: this.shown.comparison };
  }

  private async compareWith(
    shown: Shown,
    folder: vscode.Uri,
    signal: AbortSignal,
    show = true,
  ): Promise<Result<PreviewComparison>> {
    const compared = await withPatience({
      title: vscode.l10n.t('Comparing with {0}', folder.fsPath),
      patienceMs: PATIENCE_MS,
      run: stop => comparePreview(shown.preview, new DiskFolder(folder.fsPath), AbortSignal.any([signal, stop])),
    });
    if (!compared.ok) return compared;
    if (show) await this.take(shown, { kind: 'folder', folder }, compared.value);
    return compared;
  }

  private async take(shown: Shown, base: DiffBase, comparison: PreviewComparison): Promise<void> {
    shown.earlierComparisons.push(shown.comparison);
    shown.base = base;
    shown.comparison = comparison;
    await this.redraw();
  }

  /** Keeps a preview as the newest of its template. @returns the one before */
  private keep(made: ShownPreview): ShownPreview | undefined {
    const key = made.request.templateRef ?? made.request.templateFile?.toString() ?? '';
    const before = this.newest.get(key);
    this.newest.delete(key);
    this.newest.set(key, made);
    const old = this.shown?.earlier;
    if (old && old !== before) this.files.unmount(old.root);
    const [oldest] = this.newest;
    if (oldest && this.newest.size > KEPT_TEMPLATES) {
      this.newest.delete(oldest[0]);
      this.files.unmount(oldest[1].root);
    }
    return before;
  }

  private async redraw(): Promise<void> {
    const { shown } = this;
    const set = (key: string, value: boolean) => vscode.commands.executeCommand('setContext', `${VIEW}.${key}`, value);
    await set('active', shown !== undefined);
    await set('hasEarlier', shown?.earlier !== undefined);
    await set('canRun', this.options.run !== undefined && shown?.request.templateRef !== undefined);
    this.view.description = shown ? nameOf(shown.request) : '';
    this.view.message = shown ? summaryOf(shown) : '';
    this.changed.fire(undefined);
    this.decorations.redraw();
  }
}

function summaryOf({ preview, base, comparison: { counts }, request }: Shown): string {
  if (preview.files.size === 0) return vscode.l10n.t('{0} makes no files. The log says what it does.', request.title);
  const words = {
    nothing: vscode.l10n.t('{0}: {1} files, of which none is written yet.', request.title, preview.files.size),
    folder: vscode.l10n.t('Compared with the folder:'),
    earlier: vscode.l10n.t('Compared with the last preview:'),
  };
  if (base.kind === 'nothing') return words.nothing;
  const numbers = vscode.l10n.t(
    '{0} new, {1} changed, {2} the same, {3} only there',
    ...[counts.added, counts.changed, counts.same, counts.onlyThere],
  );
  return `${words[base.kind]} ${numbers}`;
}

/** What the folder of a preview is called: the name that was answered, else the template's. */
export function nameOf({ answers, title }: PreviewRequest): string {
  const name = ownProperty(answers.values, 'name') ?? ownProperty(answers.values, 'component_id');
  const plain = (typeof name === 'string' && name.trim() !== '' ? name : title.toLowerCase())
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return plain === '' ? 'preview' : plain;
}

function fileOf(argument: unknown): PreviewFile | undefined {
  const file = ownProperty(ownProperty(argument, 'node'), 'file');
  return file as PreviewFile | undefined;
}

async function askForFolder(): Promise<vscode.Uri | undefined> {
  const first = vscode.workspace.workspaceFolders?.[0]?.uri;
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    title: vscode.l10n.t('Compare the Preview with a Folder'),
    openLabel: vscode.l10n.t('Compare'),
    ...(first ? { defaultUri: first } : {}),
  });
  return chosen?.[0];
}

/** The tabs that show some of a preview. */
function tabsOf(root: vscode.Uri): readonly vscode.Tab[] {
  const folder = root.path.slice(0, root.path.indexOf('/', 1) + 1);
  const isOurs = (uri: vscode.Uri): boolean => uri.scheme === root.scheme && uri.path.startsWith(folder);
  return vscode.window.tabGroups.all
    .flatMap(group => group.tabs)
    .filter(tab => urisOf(tab.input).some(isOurs) || showsDifferencesOf(root, tab));
}

/**
 * Whether a tab shows many differences of a preview. Of files that are only on one side the editor does not say which they are, so that
 * the heading has to tell.
 */
function showsDifferencesOf(root: vscode.Uri, { input, label }: vscode.Tab): boolean {
  if (!isOfMany(input) || urisOf(input).length > 0) return false;
  return titlesOfDifferences(root).some(title => label.startsWith(title));
}

/** Whether a tab shows many differences. It has no type in the editor's interface of the oldest version that is supported. */
function isOfMany(input: unknown): boolean {
  return input === undefined || Array.isArray(ownProperty(input, 'textDiffs'));
}

function urisOf(input: unknown): readonly vscode.Uri[] {
  if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) return [input.uri];
  if (input instanceof vscode.TabInputTextDiff) return [input.original, input.modified];
  const many = ownProperty(input, 'textDiffs');
  return Array.isArray(many) ? many.flatMap((diff: unknown) => urisOf(diff)) : [];
}

function noPreview(): Problem {
  return {
    kind: 'unsupported',
    message: vscode.l10n.t('There is no preview. Preview a template first.'),
  };
}
