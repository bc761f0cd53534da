import * as vscode from 'vscode';
import { DisposableStore } from '../../../core/common/disposables.js';
import type { Disposable } from '../../../core/common/event.js';
import type { Span } from '../../../core/compliance/yaml/node.js';
import { errorRatioQuery } from '../../../core/health/sloFiles/errorRatio.js';
import { ruleLine, sloLine } from '../../../core/health/sloFiles/ruleTexts.js';
import type { SignalSource } from '../../../core/health/source.js';
import { rangeIn, type RuleDocuments } from './ruleDocuments.js';
import type { RuleModel } from './ruleModel.js';

const LONGEST_TITLE = 160;

/** Over each rule what it gives now, over each objective how it stands. A click leads to the query at Prometheus. */
export class RuleLenses implements vscode.CodeLensProvider, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.changed.event;

  constructor(
    private readonly documents: RuleDocuments,
    private readonly model: RuleModel,
    private readonly source: () => SignalSource | undefined,
  ) {
    this.store.add(model.onDidChange(() => this.changed.fire()));
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const file = this.documents.open(document);
    if (!file) return [];
    const { model } = this;
    const lens = (span: Span, title: string | undefined, query: string | undefined): readonly vscode.CodeLens[] =>
      title === undefined ? [] : [new vscode.CodeLens(rangeIn(document, span), this.command(title, query))];
    const source = this.source();
    const rules = file.rules.flatMap(rule => {
      const { expression } = rule;
      if (!source || !expression || expression.problems.length > 0) return [];
      // A rule that is not looked at yet keeps its place: the text would jump when the answer comes.
      const waiting = expression.type === 'vector' && model.isAsking(document) ? '…' : undefined;
      const title = ruleLine(rule, model.alertOf(document, rule), model.countOf(document, rule), vscode.l10n.t);
      return lens(rule.nameSpan, title ?? waiting, expression.text);
    });
    const slos = file.slos.flatMap(slo =>
      lens(slo.nameSpan, sloLine(slo, model.standingOf(document, slo), vscode.l10n.t), errorRatioQuery(slo)),
    );
    return [...rules, ...slos];
  }

  dispose(): void {
    this.store.dispose();
  }

  private command(title: string, query: string | undefined): vscode.Command {
    // What a server says must not become an icon.
    const text = title.replaceAll('$(', '$ (').slice(0, LONGEST_TITLE);
    const address = query === undefined ? undefined : this.source()?.graphAddress(query);
    if (address === undefined) return { title: text, command: '' };
    return {
      title: text,
      tooltip: vscode.l10n.t('Open in Prometheus'),
      command: 'vscode.open',
      arguments: [vscode.Uri.parse(address)],
    };
  }
}
