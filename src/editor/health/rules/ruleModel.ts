import * as vscode from 'vscode';
import type { Clock } from '../../../core/common/clock.js';
import { DisposableStore } from '../../../core/common/disposables.js';
import { Emitter, type Disposable } from '../../../core/common/event.js';
import type { Log } from '../../../core/common/log.js';
import { cancelledBy, type Problem, type Result } from '../../../core/common/problem.js';
import { errorRatioQuery, standingOf, type SloStanding } from '../../../core/health/sloFiles/errorRatio.js';
import { instantSelector } from '../../../core/health/sloFiles/countQuery.js';
import { FRESH_MS, RuleAnswers, type AlertCounts, type Count } from '../../../core/health/sloFiles/ruleAnswers.js';
import type { PrometheusRule, RuleFile } from '../../../core/health/sloFiles/ruleFile.js';
import { seriesFindings, selectorsToAsk, type RuleFinding } from '../../../core/health/sloFiles/ruleFindings.js';
import type { SloDeclaration } from '../../../core/health/sloFiles/sloDeclaration.js';
import { TypingPauses } from '../../common/typingPauses.js';
import { logProblem } from '../../common/commands.js';
import type { RuleLanguageOptions } from './ruleLanguage.js';
import type { RuleDocuments } from './ruleDocuments.js';
import type { WorkspaceMetrics } from './workspaceMetrics.js';

/** Nobody wants to be told about half a word, and the source not to be asked about it. */
const PAUSE_MS = 800;
const SCROLL_PAUSE_MS = 250;
/** Rules that far outside of what is seen are asked for as well. */
const MARGIN_LINES = 40;
/** A period of weeks changes slowly, and the question is a costly one. */
const STANDING_FRESH_MS = 300_000;

/** What the source has said for a document so far. */
interface Known {
  names: ReadonlySet<string> | undefined;
  readonly matches: Map<string, number>;
  readonly counts: Map<string, Count>;
  readonly alerts: Map<string, AlertCounts>;
  readonly standings: Map<string, SloStanding>;
}

/**
 * What the source says of the rules that are seen. Asked for visible editors only, at most every half minute, while the window has
 * the focus; what is asked is stopped when its editor is hidden or its text changes.
 */
export class RuleModel implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<vscode.TextDocument>());
  private readonly typing = this.store.add(new TypingPauses(PAUSE_MS));
  private readonly scrolling = this.store.add(new TypingPauses(SCROLL_PAUSE_MS));
  private readonly known = new Map<string, Known>();
  private readonly asking = new Map<string, AbortController>();
  private current: { readonly source: unknown; readonly answers: RuleAnswers } | undefined;
  private lastSaid = '';

  /** Told when more is known of a document, or less. */
  readonly onDidChange = this.changed.event;

  private readonly clock: Clock;
  private readonly log: Log;

  constructor(
    private readonly options: RuleLanguageOptions,
    private readonly documents: RuleDocuments,
    private readonly metrics: WorkspaceMetrics,
  ) {
    this.clock = options.clock;
    this.log = options.log;
    const { store } = this;
    store.add(options.onDidChangeSource(() => this.restart()));
    store.add(vscode.window.onDidChangeVisibleTextEditors(() => this.lookAtVisible()));
    store.add(
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor: { document } }) => {
        if (documents.isOurs(document)) this.scrolling.after(document.uri, () => void this.refresh(document));
      }),
    );
    store.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0 || !documents.isOurs(document)) return;
        this.stop(document.uri);
        this.typing.after(document.uri, () => void this.refresh(document));
      }),
    );
    store.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.forget(uri)));
    store.add(vscode.window.onDidChangeWindowState(({ focused }) => focused && this.lookAtVisible()));
    const timer = setInterval(() => vscode.window.state.focused && this.lookAtVisible(), FRESH_MS);
    store.add({ dispose: () => clearInterval(timer) });
    this.lookAtVisible();
  }

  /** What the source knows nothing of, in a document as it is now. */
  findings(document: vscode.TextDocument, file: RuleFile): readonly RuleFinding[] {
    const known = this.known.get(document.uri.toString());
    if (!known?.names) return [];
    return seriesFindings(file, {
      names: known.names,
      isMade: metric => this.metrics.isMade(metric),
      count: asked => known.matches.get(instantSelector(asked)),
    });
  }

  /** Whether something is asked about a document, or will be when it is looked at. */
  isAsking({ uri }: vscode.TextDocument): boolean {
    return this.known.has(uri.toString());
  }

  alertOf({ uri }: vscode.TextDocument, { name }: PrometheusRule): AlertCounts | undefined {
    return this.known.get(uri.toString())?.alerts.get(name);
  }

  countOf({ uri }: vscode.TextDocument, { expression }: PrometheusRule): Count | undefined {
    return expression && this.known.get(uri.toString())?.counts.get(expression.text);
  }

  standingOf({ uri }: vscode.TextDocument, slo: SloDeclaration): SloStanding | undefined {
    const query = errorRatioQuery(slo);
    return query === undefined ? undefined : this.known.get(uri.toString())?.standings.get(query);
  }

  /** The answers of the present source; undefined while nothing is connected. */
  get answers(): RuleAnswers | undefined {
    const source = this.options.source();
    if (!source) return undefined;
    if (this.current?.source !== source) this.current = { source, answers: new RuleAnswers(source, this.clock) };
    return this.current.answers;
  }

  dispose(): void {
    for (const stop of this.asking.values()) stop.abort();
    this.store.dispose();
  }

  private restart(): void {
    for (const uri of [...this.known.keys()]) this.forget(vscode.Uri.parse(uri));
    this.fireForAll();
    this.lookAtVisible();
  }

  private fireForAll(): void {
    for (const document of vscode.workspace.textDocuments)
      if (this.documents.isOurs(document)) this.changed.fire(document);
  }

  private lookAtVisible(): void {
    const visible = new Set(vscode.window.visibleTextEditors.map(({ document }) => document));
    const uris = new Set([...visible].map(({ uri }) => uri.toString()));
    for (const [uri, stop] of this.asking) if (!uris.has(uri)) stop.abort();
    for (const document of visible) if (this.documents.isOurs(document)) void this.refresh(document);
  }

  private stop(uri: vscode.Uri): void {
    this.asking.get(uri.toString())?.abort();
    this.asking.delete(uri.toString());
  }

  private forget(uri: vscode.Uri): void {
    this.stop(uri);
    this.typing.stop(uri);
    this.scrolling.stop(uri);
    this.known.delete(uri.toString());
  }

  /** Asks for what is not fresh any more. Nothing is asked twice at a time for a document. */
  private async refresh(document: vscode.TextDocument): Promise<void> {
    const { answers } = this;
    const file = answers && this.documents.open(document);
    const seen = seenRanges(document);
    if (!file || seen.length === 0) return;
    const key = document.uri.toString();
    this.asking.get(key)?.abort();
    const stop = new AbortController();
    this.asking.set(key, stop);
    const problem = await this.ask(document, file, seen, answers, stop.signal);
    if (this.asking.get(key) === stop) this.asking.delete(key);
    if (!problem || problem.kind === 'cancelled' || stop.signal.aborted) return;
    // What was true a while ago is not said of now.
    this.known.clear();
    this.fireForAll();
    this.say(problem);
  }

  private async ask(
    document: vscode.TextDocument,
    file: RuleFile,
    seen: readonly vscode.Range[],
    answers: RuleAnswers,
    signal: AbortSignal,
  ): Promise<Problem | undefined> {
    const known = this.knownOf(document);
    const isSeen = ({ start }: { readonly start: number }): boolean => {
      const place = document.positionAt(start);
      return seen.some(range => range.contains(place));
    };
    const take = <T>(
      asked: readonly string[],
      result: Result<ReadonlyMap<string, T>>,
      into: Map<string, T>,
    ): Problem | undefined => {
      if (!result.ok) return result.problem;
      if (signal.aborted) return undefined;
      for (const name of asked) {
        const value = result.value.get(name);
        if (value === undefined) into.delete(name);
        else into.set(name, value);
      }
      this.changed.fire(document);
      return undefined;
    };
    const [names] = await Promise.all([answers.names(signal), this.metrics.ready()]);
    if (!names.ok) return names.problem;
    if (signal.aborted) return undefined;
    known.names = names.value;
    const askable = selectorsToAsk(file).filter(
      ({ selector: { metric } }) => metric === undefined || (names.value.has(metric) && !this.metrics.isMade(metric)),
    );
    const rules = file.rules.filter(rule => isSeen(rule.nameSpan));
    const alerts = rules.filter(({ kind }) => kind === 'alert').map(({ name }) => name);
    const first =
      take(askable.map(instantSelector), await answers.matches(askable, signal), known.matches) ??
      take(alerts, await answers.alerts(alerts, signal), known.alerts);
    if (first ?? cancelledBy(signal)) return first;
    const expressions = rules
      .filter(rule => rule.expression?.type === 'vector' && rule.expression.problems.length === 0)
      .filter(({ name }) => !isActive(known.alerts.get(name)))
      .map(({ expression }) => expression?.text ?? '');
    const second = take(expressions, await answers.counts(expressions, signal), known.counts);
    return (
      second ??
      this.askStandings(
        document,
        known,
        file.slos.filter(slo => isSeen(slo.nameSpan)),
        answers,
        signal,
      )
    );
  }

  private async askStandings(
    document: vscode.TextDocument,
    known: Known,
    slos: readonly SloDeclaration[],
    answers: RuleAnswers,
    signal: AbortSignal,
  ): Promise<Problem | undefined> {
    for (const slo of slos) {
      const query = errorRatioQuery(slo);
      if (query === undefined || !slo.objective || signal.aborted) continue;
      const ratios = await answers.values(query, STANDING_FRESH_MS, signal);
      // A question that is too costly for the server says nothing of the others.
      if (!ratios.ok && ratios.problem.kind !== 'invalid') return ratios.problem;
      const standing = ratios.ok && ratios.value ? standingOf(slo.objective.target, ratios.value) : undefined;
      if (standing) known.standings.set(query, standing);
      else known.standings.delete(query);
      this.changed.fire(document);
    }
    return undefined;
  }

  private knownOf({ uri }: vscode.TextDocument): Known {
    const key = uri.toString();
    let known = this.known.get(key);
    if (!known) {
      known = {
        names: undefined,
        ...{ matches: new Map(), counts: new Map(), alerts: new Map(), standings: new Map() },
      };
      this.known.set(key, known);
    }
    return known;
  }

  /** The log hears of a problem once, until there is another. */
  private say(problem: Problem): void {
    if (this.lastSaid === problem.message) return;
    this.lastSaid = problem.message;
    logProblem(problem, this.log);
  }
}

function isActive(alert: AlertCounts | undefined): boolean {
  return alert !== undefined && alert.firing + alert.pending > 0;
}

/** What is seen of a document in any editor, and a little around it. */
function seenRanges(document: vscode.TextDocument): readonly vscode.Range[] {
  return vscode.window.visibleTextEditors
    .filter(editor => editor.document === document)
    .flatMap(({ visibleRanges }) =>
      visibleRanges.map(
        ({ start, end }) => new vscode.Range(Math.max(0, start.line - MARGIN_LINES), 0, end.line + MARGIN_LINES, 0),
      ),
    );
}
