import * as vscode from 'vscode';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import type { AnswersFinding } from '../../core/templates/answersChecks.js';
import type { Scaffolder, TemplateForm } from '../../core/templates/scaffolder.js';
import { TypingPauses } from '../common/typingPauses.js';

const ANSWERS_FILE = '.golden-path-answers.yaml';
// A pause in typing.
const PAUSE_MS = 300;

const SEVERITY: Readonly<Record<AnswersFinding['severity'], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

export interface AnswersDiagnosticsOptions {
  readonly model: CatalogueModel;
  /** Starts the first reading of the catalogue, unless it has been. */
  readonly start: () => void;
  /** Of the instance that is set; undefined where none is. */
  readonly scaffolder: () => Pick<Scaffolder, 'form'> | undefined;
}

/** Shows what is wrong with the files of answers that are open, as far as the catalogue and the form of the template are known. */
export class AnswersDiagnostics implements Disposable {
  private readonly store = new DisposableStore();
  private readonly collection = this.store.add(vscode.languages.createDiagnosticCollection('goldenPath.answers'));
  private readonly pauses = this.store.add(new TypingPauses(PAUSE_MS));
  private readonly stop = new AbortController();
  /** By the full reference of the template; undefined where the server did not give it. */
  private forms = new Map<string, Promise<TemplateForm | undefined>>();

  constructor(private readonly options: AnswersDiagnosticsOptions) {
    const { model } = options;
    let { index } = model.state;
    this.store.add({ dispose: () => this.stop.abort() });
    this.store.add(vscode.workspace.onDidOpenTextDocument(document => void this.show(document)));
    this.store.add(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (isAnswersFile(document.uri)) this.pauses.after(document.uri, () => void this.show(document));
      }),
    );
    this.store.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.collection.delete(uri)));
    this.store.add(
      model.onDidChange(state => {
        if (state.index === index) return;
        ({ index } = state);
        this.refresh();
      }),
    );
    this.refresh();
  }

  /** Looks at all open files again, against other forms: after the catalogue or the instance has changed. */
  refresh(): void {
    this.forms = new Map();
    for (const document of vscode.workspace.textDocuments) void this.show(document);
  }

  dispose(): void {
    this.store.dispose();
  }

  private async show(document: vscode.TextDocument): Promise<void> {
    if (!isAnswersFile(document.uri)) return;
    this.options.start();
    const { version } = document;
    const text = document.getText();
    const [{ checkAnswers, templateOfAnswers }, { timedPatterns }] = await Promise.all([
      import('../../core/templates/answersChecks.js'),
      import('../../adapters/patterns/timedPatterns.js'),
    ]);
    const ref = templateOfAnswers(text);
    const form = ref === undefined ? undefined : await this.form(ref);
    // A newer version has its own turn.
    if (document.isClosed || document.version !== version || this.stop.signal.aborted) return;
    const found = checkAnswers(text, {
      hasTemplate: wanted => {
        const { index, server } = this.options.model.state;
        return index.get(wanted) ? true : index.isComplete && server.readAt !== undefined ? false : undefined;
      },
      formOf: () => form,
      patterns: timedPatterns(),
      translate: vscode.l10n.t,
      featureFlags: new Set(),
    });
    this.collection.set(
      document.uri,
      found.map(finding => toDiagnostic(finding, document)),
    );
  }

  private form(ref: string): Promise<TemplateForm | undefined> {
    const known = this.forms.get(ref);
    if (known) return known;
    const { model, scaffolder } = this.options;
    const server = model.state.index.get(ref) ? scaffolder() : undefined;
    const reading = server
      ? server.form(ref, this.stop.signal).then(read => (read.ok ? read.value : undefined))
      : Promise.resolve(undefined);
    this.forms.set(ref, reading);
    return reading;
  }
}

function isAnswersFile({ path, scheme }: vscode.Uri): boolean {
  return scheme !== 'git' && path.endsWith(ANSWERS_FILE);
}

function toDiagnostic(finding: AnswersFinding, document: vscode.TextDocument): vscode.Diagnostic {
  const range = new vscode.Range(document.positionAt(finding.start), document.positionAt(finding.end));
  const diagnostic = new vscode.Diagnostic(range, finding.text, SEVERITY[finding.severity]);
  diagnostic.source = 'Golden Path';
  diagnostic.code = finding.rule;
  return diagnostic;
}
