import * as vscode from 'vscode';
import type { FileReport, PlacedFix } from '../../adapters/compliance/complianceSession.js';
import type { FolderNews } from '../../adapters/compliance/sessionProtocol.js';
import { SessionThread } from '../../adapters/compliance/sessionThread.js';
import type { ReportedFinding } from '../../core/compliance/report/reportedFinding.js';
import type { RuleInfo } from '../../core/compliance/rule.js';
import { TOO_SLOW } from '../../core/compliance/rules/engineRules.js';
import { settingsOf } from '../../core/compliance/scan/scanPlan.js';
import type { ScanSettings } from '../../core/compliance/scan/scanSettings.js';
import { scoreOfFile, scoreServices, type ServiceScore } from '../../core/compliance/score.js';
import type { WaiverPolicy } from '../../core/compliance/waivers/waiver.js';
import { LARGEST_IN_EDITOR } from '../../core/compliance/yaml/limits.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import type { Log } from '../../core/common/log.js';
import { CANCELLED, failure, success, type Result } from '../../core/common/problem.js';
import { TypingPauses } from '../common/typingPauses.js';
import { isCheckedPath } from './checkedPath.js';
import { readPlan } from './compliancePlan.js';

// A pause in typing. What is wrong while a word is half written is no news.
const PAUSE_MS = 100;
const WATCHED = '**/{*.yaml,*.yml,Dockerfile,Dockerfile.*,*.dockerfile,Containerfile,.gitignore}';

/** Files of a repository by which other findings come: what it asks for, and its own rules. */
const SETS_RULES = /\/\.golden-path\/(?:compliance\.ya?ml$|rules\/)/;
// Of a folder that goes only the folder is told.
const RULE_FILES = '**/{.golden-path,.golden-path/compliance.yaml,.golden-path/rules,.golden-path/rules/*}';
// A change of branch brings many of them at once, and a file that is stored is told of twice.
const RESTART_MS = 200;

export interface ComplianceModelOptions {
  readonly log: Log;
  /** The compiled thread that checks. */
  readonly workerFile: string;
}

/** A folder whose files are checked. */
interface CheckedFolder {
  /** Address of the folder, which is its name between the threads. */
  readonly key: string;
  readonly uri: vscode.Uri;
  readonly settings: ScanSettings;
  readonly findings: Map<string, readonly ReportedFinding[]>;
  news: Omit<FolderNews, 'changed'>;
}

/** What is found in the files of the window, kept up to date while they are typed in. */
export class ComplianceModel implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<readonly vscode.Uri[]>());
  private readonly pauses = this.store.add(new TypingPauses(PAUSE_MS));
  private readonly folders = new Map<string, Promise<CheckedFolder | undefined>>();
  private readonly known = new Map<string, CheckedFolder>();
  private readonly thread: SessionThread;
  private ruleInfos: Promise<ReadonlyMap<string, RuleInfo>> | undefined;
  private byId: ReadonlyMap<string, RuleInfo> = new Map();
  private readonly checking = new Set<string>();
  private scanning = false;
  private watching = false;
  private restarting: ReturnType<typeof setTimeout> | undefined;

  /** Told of the files in which something else is found than before; of no file where the state of a scan has changed. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly options: ComplianceModelOptions) {
    const { log } = options;
    const { workspace } = vscode;
    this.thread = this.store.add(
      new SessionThread({
        workerFile: options.workerFile,
        onLost: () => {
          log.warn('The thread that checks was ended, and begins anew.');
          this.folders.clear();
          // What was being checked may be what it could not bear: that waits for the next change.
          for (const document of workspace.textDocuments)
            if (!this.checking.has(document.uri.toString())) void this.check(document);
        },
        onLog: words => log.error(`A rule has failed: ${words}`),
      }),
    );
    this.store.add(workspace.onDidOpenTextDocument(document => void this.check(document)));
    this.store.add(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && isChecked(document))
          this.pauses.after(document.uri, () => void this.check(document));
      }),
    );
    this.store.add(workspace.onDidCloseTextDocument(document => void this.close(document)));
    this.store.add(
      workspace.onDidSaveTextDocument(({ uri }) => {
        if (SETS_RULES.test(uri.path)) this.restartSoon();
      }),
    );
    const ruleFiles = this.store.add(workspace.createFileSystemWatcher(RULE_FILES));
    for (const event of [ruleFiles.onDidCreate, ruleFiles.onDidChange, ruleFiles.onDidDelete])
      this.store.add(event(() => this.restartSoon()));
    // Only now the rules of the repository count.
    this.store.add(workspace.onDidGrantWorkspaceTrust(() => this.restartSoon()));
    this.store.add({ dispose: () => clearTimeout(this.restarting) });
    for (const document of workspace.textDocuments) void this.check(document);
  }

  /** Whether a whole folder is being read. */
  get isScanning(): boolean {
    return this.scanning;
  }

  /** Whether all folders of the window were read as a whole. */
  get isComplete(): boolean {
    const { workspaceFolders = [] } = vscode.workspace;
    return (
      workspaceFolders.length > 0 && workspaceFolders.every(({ uri }) => this.known.get(uri.toString())?.news.complete)
    );
  }

  /** Everything that is found, by file. */
  get files(): readonly { readonly uri: vscode.Uri; readonly findings: readonly ReportedFinding[] }[] {
    return [...this.known.values()].flatMap(({ uri, findings }) =>
      [...findings].map(([path, found]) => ({ uri: vscode.Uri.joinPath(uri, ...path.split('/')), findings: found })),
    );
  }

  /** What is found in a file. */
  findingsOf(uri: vscode.Uri): readonly ReportedFinding[] {
    const { key, path } = placeOf(uri);
    return this.known.get(key)?.findings.get(path) ?? [];
  }

  /** How the services of the window stand, the worst first. */
  get scores(): readonly (ServiceScore & { readonly folder: vscode.Uri })[] {
    return [...this.known.values()].flatMap(({ uri, settings, findings, news }) =>
      scoreServices(news.services, findings, { rules: this.byId, settings }).map(score => ({ ...score, folder: uri })),
    );
  }

  /** The file of a path of a folder that a finding names. */
  uriOf(near: vscode.Uri, path: string): vscode.Uri {
    return vscode.Uri.joinPath(vscode.Uri.parse(placeOf(near).key, true), ...path.split('/'));
  }

  /** How the service of a file stands; undefined where it belongs to none that is known. */
  scoreOf(uri: vscode.Uri): ServiceScore | undefined {
    const { key, path } = placeOf(uri);
    const folder = this.known.get(key);
    if (!folder) return undefined;
    const { settings, findings, news } = folder;
    return scoreOfFile(path, news.services, findings, { rules: this.byId, settings });
  }

  /** What the organisation allows of waivers in the folder of a file. */
  waiverPolicyOf(uri: vscode.Uri): WaiverPolicy | undefined {
    return this.known.get(placeOf(uri).key)?.settings.waivers;
  }

  /** Every rule that there is, by id. */
  async rules(): Promise<ReadonlyMap<string, RuleInfo>> {
    this.ruleInfos ??= this.thread.ask('rules', {}).then(answer => {
      this.byId = new Map(answer.ok ? answer.value.map(rule => [rule.id, rule]) : []);
      if (!answer.ok) this.ruleInfos = undefined;
      return this.byId;
    });
    return this.ruleInfos;
  }

  /** What would do away with a finding. */
  async fixes(uri: vscode.Uri, { fingerprint }: ReportedFinding): Promise<readonly PlacedFix[]> {
    const { key, path } = placeOf(uri);
    if (!this.known.has(key)) return [];
    const fixes = await this.thread.ask('fixes', { folder: key, path, fingerprint });
    return fixes.ok ? fixes.value : [];
  }

  /** Checks a document now, as it stands. */
  async check(document: vscode.TextDocument): Promise<void> {
    if (!isChecked(document)) return;
    const { key, path, root } = placeOf(document.uri);
    const text = document.getText();
    if (text.length > LARGEST_IN_EDITOR) return;
    const folder = await this.folder(key, root);
    if (!folder) return;
    const { version, uri } = document;
    this.checking.add(uri.toString());
    const news = await this.thread.ask('update', { folder: key, path, text });
    this.checking.delete(uri.toString());
    // A newer version has its own turn.
    if (document.isClosed || document.version !== version) return;
    if (news.ok) this.take(folder, news.value);
    else {
      this.options.log.warn(`${uri.toString()}: ${news.problem.message}`);
      this.take(folder, { ...folder.news, changed: [{ path, findings: [tooSlow(path)] }] });
    }
  }

  /**
   * Reads and checks all files of the folders of the window.
   * @param onProgress told how many of how many files of a folder are done
   */
  async scan(signal: AbortSignal, onProgress: (done: number, total: number) => void): Promise<Result<void>> {
    const { workspaceFolders = [] } = vscode.workspace;
    if (workspaceFolders.length === 0)
      return failure({ kind: 'unsupported', message: vscode.l10n.t('Open a folder first: there is nothing to scan.') });
    this.scanning = true;
    this.changed.fire([]);
    try {
      await this.rules();
      for (const { uri } of workspaceFolders) {
        const key = uri.toString();
        const folder = await this.folder(key, uri);
        if (!folder) continue;
        const news = await this.thread.ask('scanFolder', { folder: key }, { signal, onProgress });
        if (signal.aborted) return failure(CANCELLED);
        if (!news.ok) return news;
        this.take(folder, news.value);
      }
      this.watch();
      return success(undefined);
    } finally {
      this.scanning = false;
      this.changed.fire([]);
    }
  }

  /** The settings have changed: everything begins anew. */
  async restart(): Promise<void> {
    const wasComplete = this.isComplete;
    const before = this.files.map(({ uri }) => uri);
    this.folders.clear();
    this.known.clear();
    this.changed.fire(before);
    if (wasComplete) await this.scan(new AbortController().signal, () => undefined);
    await Promise.all(vscode.workspace.textDocuments.map(document => this.check(document)));
  }

  dispose(): void {
    this.store.dispose();
  }

  private restartSoon(): void {
    clearTimeout(this.restarting);
    this.restarting = setTimeout(() => void this.restart(), RESTART_MS);
  }

  private folder(key: string, uri: vscode.Uri): Promise<CheckedFolder | undefined> {
    let folder = this.folders.get(key);
    if (!folder) this.folders.set(key, (folder = this.open(key, uri)));
    return folder;
  }

  private async open(key: string, uri: vscode.Uri): Promise<CheckedFolder | undefined> {
    const plan = await readPlan(uri, this.options.log);
    const root = uri.scheme === 'file' ? uri.fsPath : undefined;
    const opened = await this.thread.ask('open', { folder: key, root, plan });
    if (!opened.ok) return undefined;
    const folder: CheckedFolder = {
      ...{ key, uri, settings: settingsOf(plan), findings: new Map<string, readonly ReportedFinding[]>() },
      news: { services: [], complete: false },
    };
    this.known.set(key, folder);
    // Its packs bring rules of their own.
    this.ruleInfos = undefined;
    void this.rules().then(() => this.changed.fire([]));
    return folder;
  }

  private async close(document: vscode.TextDocument): Promise<void> {
    this.pauses.stop(document.uri);
    if (!isChecked(document)) return;
    const { key, path } = placeOf(document.uri);
    const folder = this.known.get(key);
    if (!folder) return;
    const news = await this.thread.ask('close', { folder: key, path });
    if (news.ok) this.take(folder, news.value);
  }

  /** From the first scan on, what changes on the disk is read again. */
  private watch(): void {
    if (this.watching) return;
    this.watching = true;
    const watcher = this.store.add(vscode.workspace.createFileSystemWatcher(WATCHED));
    const again = (uri: vscode.Uri): void => void this.readAgain(uri);
    this.store.add(watcher.onDidChange(again));
    this.store.add(watcher.onDidCreate(again));
    this.store.add(watcher.onDidDelete(again));
  }

  private async readAgain(uri: vscode.Uri): Promise<void> {
    const { key, path } = placeOf(uri);
    const folder = this.known.get(key);
    // What is open is checked as it stands there.
    const isOpen = vscode.workspace.textDocuments.some(document => document.uri.toString() === uri.toString());
    if (!folder || isOpen || /(?:^|\/)(?:node_modules|\.git)\//.test(path)) return;
    const news = await this.thread.ask('readAgain', { folder: key, path });
    if (news.ok) this.take(folder, news.value);
  }

  private take(folder: CheckedFolder, { changed, ...news }: FolderNews): void {
    folder.news = news;
    for (const { path, findings } of changed)
      if (findings.length > 0) folder.findings.set(path, findings);
      else folder.findings.delete(path);
    if (changed.length > 0) this.changed.fire(changed.map(each => uriOf(folder, each)));
  }
}

/** What is said of a file whose check was ended. */
function tooSlow(path: string): ReportedFinding {
  return {
    ...{ rule: TOO_SLOW, severity: 'info', path, values: [], related: [], fingerprint: '' },
    message: 'Checking this file took too long and was ended. It is tried again with the next change.',
    range: { startLine: 0, startColumn: 0, endLine: 0, endColumn: 1 },
  };
}

function uriOf({ uri }: CheckedFolder, { path }: Pick<FileReport, 'path'>): vscode.Uri {
  return vscode.Uri.joinPath(uri, ...path.split('/'));
}

// What is shown of other programs (differences, previews, output) is nobody's manifest here.
const SCHEMES = ['file', 'vscode-remote', 'vscode-vfs', 'untitled'];

function isChecked({ uri }: vscode.TextDocument): boolean {
  return SCHEMES.includes(uri.scheme) && isCheckedPath(uri.path);
}

/** The folder that a file is checked in, and its path from there. A file in no folder of the window stands in its own one. */
function placeOf(uri: vscode.Uri): { readonly key: string; readonly root: vscode.Uri; readonly path: string } {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const root = folder?.uri ?? uri.with({ path: uri.path.slice(0, uri.path.lastIndexOf('/')) || '/' });
  const base = root.path.endsWith('/') ? root.path : `${root.path}/`;
  return { key: root.toString(), root, path: uri.path.slice(base.length) };
}
