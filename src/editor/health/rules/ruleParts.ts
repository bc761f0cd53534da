import * as vscode from 'vscode';
import { DisposableStore } from '../../../core/common/disposables.js';
import type { Disposable } from '../../../core/common/event.js';
import { RULE_TRIGGERS, RuleCompletion } from './ruleCompletion.js';
import { RuleDiagnostics } from './ruleDiagnostics.js';
import { RULE_SELECTOR, RuleDocuments } from './ruleDocuments.js';
import { RuleFixes } from './ruleFixes.js';
import { RuleHovers } from './ruleHovers.js';
import type { RuleLanguageOptions } from './ruleLanguage.js';
import { RuleLenses } from './ruleLenses.js';
import { RuleModel } from './ruleModel.js';
import { WorkspaceMetrics } from './workspaceMetrics.js';

/** Everything around rules, registered. */
export interface RuleParts extends Disposable {
  readonly lenses: RuleLenses;
}

export function ruleParts(options: RuleLanguageOptions): RuleParts {
  const store = new DisposableStore();
  const { source, clock } = options;
  const documents = store.add(new RuleDocuments());
  const metrics = store.add(new WorkspaceMetrics());
  const model = store.add(new RuleModel(options, documents, metrics));
  const diagnostics = store.add(new RuleDiagnostics(documents, model));
  const lenses = store.add(new RuleLenses(documents, model, source));
  const { languages } = vscode;
  store.add(languages.registerHoverProvider(RULE_SELECTOR, new RuleHovers(documents, source, clock)));
  store.add(languages.registerCodeLensProvider(RULE_SELECTOR, lenses));
  store.add(
    languages.registerCodeActionsProvider(RULE_SELECTOR, new RuleFixes(diagnostics), {
      providedCodeActionKinds: RuleFixes.kinds,
    }),
  );
  store.add(
    languages.registerCompletionItemProvider(
      RULE_SELECTOR,
      new RuleCompletion(documents, model, source),
      ...RULE_TRIGGERS,
    ),
  );
  return { lenses, dispose: () => store.dispose() };
}
