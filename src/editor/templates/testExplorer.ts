import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import { presentProblem, type Problem, type Result } from '../../core/common/problem.js';
import type { Scaffolder } from '../../core/templates/scaffolder.js';
import type { TemplateTest, TemplateTestFile } from '../../core/templates/templateTestFile.js';
import type { TestFailure, TestOutcome } from '../../core/templates/templateTestRun.js';
import { signalOf, toRange } from '../catalogue/language/languageDocuments.js';
import { TypingPauses } from '../common/typingPauses.js';
import { EditorTestFolder } from './editorTestFolder.js';

const TEMPLATE_TESTS = '**/*.template-test.{yaml,yml}';
const LEFT_OUT = '**/{node_modules,.git}/**';
// A pause in typing.
const PAUSE_MS = 300;

type Runner = Pick<Scaffolder, 'dryRun'>;

export interface TestExplorerOptions {
  /** The scaffolder of the instance in use; undefined where none is set. */
  readonly scaffolder: () => Runner | undefined;
  readonly onProblem: (problem: Problem) => void;
}

/**
 * Template tests in the editor's list of tests. The list is made with the first of them: with an empty one, the editor would show its
 * icon for tests to everybody.
 */
export class TestExplorer implements Disposable {
  private readonly store = new DisposableStore();
  private made: vscode.TestController | undefined;
  private readonly problems = this.store.add(vscode.languages.createDiagnosticCollection('goldenPath.templateTests'));
  private readonly tests = new WeakMap<vscode.TestItem, TemplateTest>();
  private readonly files = new WeakMap<vscode.TestItem, TemplateTestFile>();
  private readonly pauses = this.store.add(new TypingPauses(PAUSE_MS));
  /** How the tests of the last run went, by their labels: for the tests of the product. */
  readonly outcomes = new Map<string, TestOutcome['state'] | 'error'>();

  constructor(private readonly options: TestExplorerOptions) {
    const look = (document: vscode.TextDocument): void => {
      if (isTestFile(document.uri)) void this.read(this.itemOf(document.uri));
    };
    this.store.add(vscode.workspace.onDidOpenTextDocument(look));
    this.store.add(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (isTestFile(document.uri)) this.soon(document.uri);
      }),
    );
    vscode.workspace.textDocuments.forEach(look);
    const watcher = this.store.add(vscode.workspace.createFileSystemWatcher(TEMPLATE_TESTS));
    this.store.add(watcher.onDidCreate(uri => void this.itemOf(uri)));
    this.store.add(watcher.onDidChange(uri => this.soon(uri)));
    this.store.add(
      watcher.onDidDelete(uri => {
        this.made?.items.delete(uri.toString());
        this.problems.delete(uri);
      }),
    );
  }

  /** All tests that are known, by the labels of file and test: for the tests of the product. */
  get known(): readonly vscode.TestItem[] {
    return this.made ? childrenOf(this.made.items) : [];
  }

  private get controller(): vscode.TestController {
    return (this.made ??= this.makeController());
  }

  /** Finds the test files of the open folders. */
  async discover(): Promise<void> {
    const found = await vscode.workspace.findFiles(TEMPLATE_TESTS, LEFT_OUT);
    const present = new Set(found.map(uri => uri.toString()));
    for (const item of this.known) if (!present.has(item.id)) this.made?.items.delete(item.id);
    for (const uri of found) this.itemOf(uri);
  }

  /**
   * Runs tests, one after the other.
   * @param update whether snapshots are written instead of compared
   */
  async run(request: vscode.TestRunRequest, update: boolean, token: vscode.CancellationToken): Promise<void> {
    const run = this.controller.createTestRun(request);
    const signal = AbortSignal.any([signalOf(token), signalOf(run.token)]);
    this.outcomes.clear();
    try {
      const files = request.include ?? childrenOf(this.controller.items);
      for (const item of files) {
        const file = item.parent ?? item;
        if (!this.files.has(file)) await this.read(file);
        const items = (item.parent ? [item] : childrenOf(item.children)).filter(
          test => !request.exclude?.includes(test),
        );
        if (signal.aborted) break;
        await this.runFile(run, file, items, update, signal);
      }
    } finally {
      run.end();
    }
  }

  dispose(): void {
    this.store.dispose();
  }

  private makeController(): vscode.TestController {
    const controller = this.store.add(
      vscode.tests.createTestController('goldenPath.templateTests', vscode.l10n.t('Template tests')),
    );
    controller.resolveHandler = item => (item ? this.read(item) : this.discover());
    controller.refreshHandler = () => this.discover();
    const profile = (label: string, update: boolean): void => {
      controller.createRunProfile(
        label,
        vscode.TestRunProfileKind.Run,
        (request, token) => this.run(request, update, token),
        !update,
      );
    };
    profile(vscode.l10n.t('Run as dry run'), false);
    profile(vscode.l10n.t('Update snapshots'), true);
    return controller;
  }

  private async runFile(
    run: vscode.TestRun,
    file: vscode.TestItem,
    items: readonly vscode.TestItem[],
    update: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const parsed = this.files.get(file);
    const { uri } = file;
    if (!parsed || !uri) return;
    const all = (message: string): void => {
      for (const { label } of items) this.outcomes.set(label, 'error');
      for (const item of items.length > 0 ? items : [file]) run.errored(item, new vscode.TestMessage(message));
    };
    if (parsed.problems.length > 0) {
      all(vscode.l10n.t('The test file has to be mended first: see its problems.'));
      return;
    }
    const scaffolder = this.options.scaffolder();
    if (!scaffolder) {
      all(vscode.l10n.t('A dry run needs a Backstage: connect to one first.'));
      return;
    }
    for (const item of items) run.enqueued(item);
    const { loadTemplate, runTemplateTest } = await import('../../core/templates/templateTestRun.js');
    const folder = new EditorTestFolder(vscode.Uri.joinPath(uri, '..'));
    const loaded = await loadTemplate(parsed, folder, signal);
    if (!loaded.ok) {
      this.failAll(loaded.problem, all);
      return;
    }
    for (const item of items) {
      const test = this.tests.get(item);
      if (!test || signal.aborted) continue;
      run.started(item);
      const started = performance.now();
      const ran = await runTemplateTest(test, loaded.value, { scaffolder, folder, update }, signal);
      this.show(run, item, uri, ran, performance.now() - started);
    }
  }

  private failAll(problem: Problem, all: (message: string) => void): void {
    const { text } = presentProblem(problem, vscode.l10n.t);
    if (text === undefined) return;
    this.options.onProblem(problem);
    all(text);
  }

  private show(
    run: vscode.TestRun,
    item: vscode.TestItem,
    uri: vscode.Uri,
    ran: Result<TestOutcome>,
    took: number,
  ): void {
    if (!ran.ok) {
      if (ran.problem.kind !== 'cancelled') this.outcomes.set(item.label, 'error');
      this.failAll(ran.problem, message => run.errored(item, new vscode.TestMessage(message), took));
      if (ran.problem.kind === 'cancelled') run.skipped(item);
      return;
    }
    const { failures, state, written } = ran.value;
    this.outcomes.set(item.label, state);
    if (written > 0)
      run.appendOutput(
        `${vscode.l10n.t('{0}: {1} files of the snapshot written.', item.label, written)}\r\n`,
        undefined,
        item,
      );
    if (state === 'passed') run.passed(item, took);
    else
      run.failed(
        item,
        failures.map(failure => messageOf(failure, uri)),
        took,
      );
  }

  private soon(uri: vscode.Uri): void {
    this.pauses.after(uri, () => void this.read(this.itemOf(uri)));
  }

  private itemOf(uri: vscode.Uri): vscode.TestItem {
    const id = uri.toString();
    const known = this.controller.items.get(id);
    if (known) return known;
    const item = this.controller.createTestItem(id, vscode.workspace.asRelativePath(uri), uri);
    item.canResolveChildren = true;
    this.controller.items.add(item);
    return item;
  }

  /** Reads a test file: its tests, and what is wrong with it. */
  private async read(item: vscode.TestItem): Promise<void> {
    const { uri } = item;
    if (!uri) return;
    const text = await textOf(uri);
    if (text === undefined) {
      this.controller.items.delete(item.id);
      return;
    }
    const { parseTemplateTests } = await import('../../core/templates/templateTestFile.js');
    const file = parseTemplateTests(text);
    this.files.set(item, file);
    this.problems.set(uri, file.problems.map(toDiagnostic));
    item.error = file.problems.length > 0 ? vscode.l10n.t('This test file has to be mended first.') : undefined;
    item.children.replace(
      file.tests.map((test, index) => {
        const child = this.controller.createTestItem(`${index}:${test.name}`, test.name, uri);
        child.range = toRange(test.range);
        this.tests.set(child, test);
        return child;
      }),
    );
  }
}

function isTestFile({ path, scheme }: vscode.Uri): boolean {
  return scheme !== 'git' && /\.template-test\.ya?ml$/.test(path);
}

async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find(document => document.uri.toString() === uri.toString());
  if (open) return open.getText();
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    // It has gone meanwhile.
    return undefined;
  }
}

function messageOf(failure: TestFailure, uri: vscode.Uri): vscode.TestMessage {
  const text = vscode.l10n.t(failure.message, ...failure.values);
  const { expected, actual } = failure;
  const message =
    expected === undefined || actual === undefined
      ? new vscode.TestMessage(text)
      : vscode.TestMessage.diff(text, expected, actual);
  message.location = new vscode.Location(uri, toRange(failure.range));
  return message;
}

function toDiagnostic({ message, values, range }: TemplateTestFile['problems'][number]): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    toRange(range),
    vscode.l10n.t(message, ...values),
    vscode.DiagnosticSeverity.Error,
  );
  diagnostic.source = 'Golden Path';
  diagnostic.code = 'template-test';
  return diagnostic;
}

function childrenOf(items: vscode.TestItemCollection): readonly vscode.TestItem[] {
  const found: vscode.TestItem[] = [];
  items.forEach(item => found.push(item));
  return found;
}
