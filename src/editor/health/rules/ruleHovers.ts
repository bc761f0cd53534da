import * as vscode from 'vscode';
import type { Clock } from '../../../core/common/clock.js';
import { presentProblem } from '../../../core/common/problem.js';
import { escapeMarkdown } from '../../../core/common/markdown.js';
import { alertHover, metricHover } from '../../../core/health/sloFiles/ruleHover.js';
import { namedAt } from '../../../core/health/sloFiles/ruleLanguageService.js';
import type { SignalSource } from '../../../core/health/source.js';
import { signalOf } from '../../catalogue/language/languageDocuments.js';
import { rangeIn, type RuleDocuments } from './ruleDocuments.js';

/** Over the name of a metric its values now, over that of an alert in which state it is. */
export class RuleHovers implements vscode.HoverProvider {
  constructor(
    private readonly documents: RuleDocuments,
    private readonly source: () => SignalSource | undefined,
    private readonly clock: Clock,
  ) {}

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> {
    const source = this.source();
    const file = source && this.documents.open(document);
    const named = file && namedAt(file, document.offsetAt(position));
    if (!named) return undefined;
    const question = { source, now: this.clock.now() / 1000, translate: vscode.l10n.t, signal: signalOf(token) };
    const said =
      named.kind === 'alert'
        ? await alertHover(named.rule.name, named.rule.expression?.text, question)
        : await metricHover(
            named.selector.metric,
            named.expression.text.slice(named.selector.span.start, named.selector.span.end),
            question,
          );
    const text = said.ok ? said.value : problemText(said.problem);
    if (text === undefined || token.isCancellationRequested) return undefined;
    return new vscode.Hover(new vscode.MarkdownString(text, true), rangeIn(document, named.span));
  }
}

function problemText(problem: Parameters<typeof presentProblem>[0]): string | undefined {
  const { text } = presentProblem(problem, vscode.l10n.t);
  return text === undefined ? undefined : `$(warning) ${escapeMarkdown(text)}`;
}
