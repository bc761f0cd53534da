import * as vscode from 'vscode';
import { completionPlace, type CompletionPlace } from '../../../core/health/promql/completion.js';
import { AGGREGATIONS, FUNCTIONS } from '../../../core/health/promql/functions.js';
import { quoteLabelValue } from '../../../core/health/selector.js';
import type { SignalSource } from '../../../core/health/source.js';
import { signalOf } from '../../catalogue/language/languageDocuments.js';
import type { RuleDocuments } from './ruleDocuments.js';
import { rangeIn } from './ruleDocuments.js';
import type { RuleModel } from './ruleModel.js';

export const RULE_TRIGGERS = ['{', '"', ',', '('] as const;

/** More are not looked at in a list; typing on brings others. */
const MOST_NAMES = 500;
const MOST_VALUES = 200;
/** So many series show which labels a metric has. */
const SAMPLE = 50;

/** What could be written in an expression: functions, and the metrics, labels and values that the source has. */
export class RuleCompletion implements vscode.CompletionItemProvider {
  constructor(
    private readonly documents: RuleDocuments,
    private readonly model: RuleModel,
    private readonly source: () => SignalSource | undefined,
  ) {}

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.CompletionList | undefined> {
    const offset = document.offsetAt(position);
    const file = this.documents.open(document);
    const expression = file?.expressions.find(({ span }) => span.start <= offset && offset <= span.end);
    const at = expression?.offsetAt(offset);
    if (!expression || at === undefined || expression.ofLogs) return undefined;
    const place = completionPlace(expression.text, at);
    if (!place) return undefined;
    const typed = expression.text.slice(place.from, at);
    const items = await this.items(place, typed, signalOf(token));
    const start = rangeIn(document, expression.spanOf({ start: place.from, end: place.from })).start;
    if (token.isCancellationRequested || start.line !== position.line) return undefined;
    const range = new vscode.Range(start, position);
    for (const item of items) item.range = range;
    return new vscode.CompletionList(items, items.length >= MOST_VALUES);
  }

  private items(
    place: CompletionPlace,
    typed: string,
    signal: AbortSignal,
  ): Promise<vscode.CompletionItem[]> | vscode.CompletionItem[] {
    if (place.kind === 'name') return this.names(typed, signal);
    const { metric } = place;
    if (metric === undefined) return [];
    return place.kind === 'label' ? this.labels(metric, signal) : this.values(metric, place.label, signal);
  }

  private async names(typed: string, signal: AbortSignal): Promise<vscode.CompletionItem[]> {
    const words = [...FUNCTIONS.keys(), ...AGGREGATIONS.keys()].map(
      name => new vscode.CompletionItem(name, vscode.CompletionItemKind.Function),
    );
    const known = await this.model.answers?.names(signal);
    const wanted = typed.toLowerCase();
    const metrics: vscode.CompletionItem[] = [];
    for (const name of known?.ok ? known.value : []) {
      if (metrics.length >= MOST_NAMES) break;
      if (name.toLowerCase().includes(wanted))
        metrics.push(new vscode.CompletionItem(name, vscode.CompletionItemKind.Variable));
    }
    return [...metrics, ...words];
  }

  private async labels(metric: string, signal: AbortSignal): Promise<vscode.CompletionItem[]> {
    const query = `topk(${SAMPLE}, {__name__=${quoteLabelValue(metric)}})`;
    const answer = await this.source()?.instant(query, undefined, signal);
    const names = new Set(answer?.ok ? answer.value.series.flatMap(({ labels }) => Object.keys(labels)) : []);
    names.delete('__name__');
    return [...names].sort().map(name => new vscode.CompletionItem(name, vscode.CompletionItemKind.Field));
  }

  private async values(metric: string, label: string, signal: AbortSignal): Promise<vscode.CompletionItem[]> {
    const query = `group by (${label}) ({__name__=${quoteLabelValue(metric)}})`;
    const answer = await this.source()?.instant(query, undefined, signal);
    const values = new Set(answer?.ok ? answer.value.series.map(({ labels }) => labels[label] ?? '') : []);
    values.delete('');
    return [...values]
      .sort()
      .slice(0, MOST_VALUES)
      .map(value => new vscode.CompletionItem(value, vscode.CompletionItemKind.Value));
  }
}
