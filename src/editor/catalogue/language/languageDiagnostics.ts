import * as vscode from 'vscode';
import type { OtherDescriptor } from '../../../core/catalogue/language/catalogueChecks.js';
import type { RelatedPlace } from '../../../core/catalogue/language/findings.js';
import type { PlacedFinding } from '../../../core/catalogue/language/languageService.js';
import { DisposableStore } from '../../../core/common/disposables.js';
import type { Disposable } from '../../../core/common/event.js';
import { TypingPauses } from '../../common/typingPauses.js';
import { entityPageUri } from '../entityPageDocuments.js';
import { rulePageUri } from '../../common/rulePage.js';
import { toRange, type LanguageDocuments } from './languageDocuments.js';

// A pause in typing. What is wrong while a word is half written is no news.
const PAUSE_MS = 120;
// Other work gets its turn after this much of ours.
const TURN_MS = 12;

const SEVERITY: Readonly<Record<PlacedFinding['severity'], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/**
 * Shows what the rules of the language find. What cannot be read at all is shown by `DescriptorDiagnostics`: no rule of either
 * says what the other one says.
 */
export class LanguageDiagnostics implements Disposable {
  private readonly store = new DisposableStore();
  private readonly collection = this.store.add(vscode.languages.createDiagnosticCollection('goldenPath.language'));
  private readonly pauses = this.store.add(new TypingPauses(PAUSE_MS));
  private round: AbortController | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly documents: LanguageDocuments) {
    this.store.add(vscode.workspace.onDidOpenTextDocument(document => void this.show(document)));
    this.store.add(vscode.workspace.onDidChangeTextDocument(({ document }) => this.showSoon(document)));
    this.store.add(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (!documents.descriptors.has(uri.toString())) this.collection.delete(uri);
      }),
    );
    this.store.add({
      dispose: () => {
        clearTimeout(this.timer);
        this.round?.abort();
      },
    });
    this.store.add(documents.onDidChangeDefinition(() => this.refreshSoon()));
    for (const document of vscode.workspace.textDocuments) void this.show(document);
  }

  /** Looks at all descriptors again: after the catalogue has changed. */
  refreshSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), PAUSE_MS);
  }

  dispose(): void {
    this.store.dispose();
  }

  private showSoon(document: vscode.TextDocument): void {
    const { uri } = document;
    if (this.documents.isOurs(document)) {
      this.pauses.after(uri, () => void this.show(document));
      return;
    }
    this.pauses.stop(uri);
    if (this.collection.has(uri)) this.collection.delete(uri);
  }

  private async show(document: vscode.TextDocument): Promise<void> {
    const open = await this.documents.open(document);
    if (!open) return;
    await this.documents.lookAtDefinitions(document.uri.toString(), open.file);
    // A newer version has its own turn.
    if (document.isClosed || open.file.text !== document.getText()) return;
    const { service, file } = open;
    const found = service.findings(file, this.documents.knowledge, this.elsewhere(document.uri.toString()));
    this.collection.set(document.uri, this.toDiagnostics(document.uri, found));
  }

  private async refresh(): Promise<void> {
    this.round?.abort();
    const round = (this.round = new AbortController());
    const texts = await this.documents.allTexts(round.signal);
    if (texts.length === 0 && round.signal.aborted) return;
    const wanted = new Set(texts.map(({ uri }) => uri));
    const gone: vscode.Uri[] = [];
    this.collection.forEach(uri => {
      if (!wanted.has(uri.toString())) gone.push(uri);
    });
    if (texts.length === 0 && gone.length === 0) return;
    const service = await this.documents.service();
    // Counted now, so that the first list of completions does not wait for it.
    this.documents.knowledge.ofKinds([]);
    let started = performance.now();
    for (const { uri, text } of texts) {
      if (performance.now() - started > TURN_MS) {
        await new Promise(resolve => setTimeout(resolve, 0));
        started = performance.now();
      }
      if (round.signal.aborted) return;
      const open = vscode.workspace.textDocuments.find(document => document.uri.toString() === uri);
      if (open && open.getText() !== text) continue;
      const file = service.file(uri, text);
      await this.documents.lookAtDefinitions(uri, file);
      const at = vscode.Uri.parse(uri, true);
      const found = service.findings(file, this.documents.knowledge, this.elsewhere(uri));
      this.collection.set(at, this.toDiagnostics(at, found));
    }
    for (const uri of gone) this.collection.delete(uri);
  }

  /** In which other files of the folder an entity is described, as a person would say it. */
  private elsewhere(uri: string): (ref: string) => readonly OtherDescriptor[] {
    const { describedIn } = this.documents;
    return ref =>
      (describedIn.get(ref) ?? [])
        .filter(other => other !== uri)
        .map(other => ({ uri: other, label: vscode.workspace.asRelativePath(vscode.Uri.parse(other, true)) }));
  }

  /** Findings as the editor shows them. */
  private toDiagnostics(uri: vscode.Uri, findings: readonly PlacedFinding[]): vscode.Diagnostic[] {
    return findings.map(finding => {
      const { range, severity, rule, related = [], deprecated } = finding;
      const diagnostic = new vscode.Diagnostic(toRange(range), findingText(finding), SEVERITY[severity]);
      diagnostic.source = 'Golden Path';
      diagnostic.code = { value: rule, target: rulePageUri(rule) };
      if (deprecated) diagnostic.tags = [vscode.DiagnosticTag.Deprecated];
      if (related.length > 0)
        diagnostic.relatedInformation = related.map(
          place => new vscode.DiagnosticRelatedInformation(this.locationOf(place, uri), findingText(place)),
        );
      return diagnostic;
    });
  }

  private locationOf({ place }: RelatedPlace, here: vscode.Uri): vscode.Location {
    const uri = place.uri === undefined ? undefined : vscode.Uri.parse(place.uri, true);
    if ('range' in place) return new vscode.Location(uri ?? here, toRange(place.range));
    const inFile = this.documents.placeOf(place.ref, place.uri);
    // What no file of the open folder describes has a page.
    if (!inFile) return new vscode.Location(entityPageUri(place.ref), new vscode.Position(0, 0));
    return new vscode.Location(vscode.Uri.parse(inFile.uri, true), new vscode.Position(inFile.line, 0));
  }
}

/** What a finding says in the person's language. */
export function findingText({ message, values }: Pick<RelatedPlace, 'message' | 'values'>): string {
  return vscode.l10n.t(message, ...values);
}
