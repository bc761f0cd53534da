import * as vscode from 'vscode';
import type { Clock } from '../../../core/common/clock.js';
import { DisposableStore } from '../../../core/common/disposables.js';
import type { Disposable, Event } from '../../../core/common/event.js';
import type { Log } from '../../../core/common/log.js';
import type { SignalSource } from '../../../core/health/source.js';
import type { RuleParts } from './ruleParts.js';
import { maySayRules } from './ruleText.js';

export interface RuleLanguageOptions {
  /** Where series are asked for; undefined while nothing is connected. The same object until `onDidChangeSource` says otherwise. */
  readonly source: () => SignalSource | undefined;
  readonly onDidChangeSource: Event<void>;
  readonly clock: Clock;
  /** Hears of problems of the source: the language works on with what it knows. */
  readonly log: Log;
}

/** The language of rule files, beside whatever else the editor knows of YAML. */
export interface RuleLanguage extends Disposable {
  /** Everything around rules, loaded: for tests. */
  readonly load: () => Promise<RuleParts>;
}

/**
 * Shows what is wrong in files of Prometheus' rules and of objectives, and what their expressions give now. Registers next to
 * nothing; the code comes with the first such file. Where the extension is put together:
 *
 * ```ts
 * store.add(ruleLanguage({ source: () => health.source(), onDidChangeSource: health.onDidChangeSource, clock, log }));
 * ```
 */
export function ruleLanguage(options: RuleLanguageOptions): RuleLanguage {
  const store = new DisposableStore();
  const waiting = store.add(new DisposableStore());
  let loading: Promise<RuleParts> | undefined;
  const load = (): Promise<RuleParts> =>
    (loading ??= import('./ruleParts.js').then(({ ruleParts }) => {
      waiting.dispose();
      return store.add(ruleParts(options));
    }));
  const look = (document: vscode.TextDocument): void => {
    if (document.languageId === 'yaml' && maySayRules(document.getText())) void load();
  };
  waiting.add(vscode.workspace.onDidOpenTextDocument(look));
  waiting.add(vscode.workspace.onDidSaveTextDocument(look));
  vscode.workspace.textDocuments.forEach(look);
  return { load, dispose: () => store.dispose() };
}
