import { readDocuments } from '../../compliance/yaml/documents.js';
import type { PlacedDocument, Span } from '../../compliance/yaml/node.js';
import type { VectorSelector } from '../promql/selectors.js';
import type { PlacedExpression } from './placedExpression.js';
import { readRuleFile, type PrometheusRule, type RuleFile } from './ruleFile.js';

/** What is named at a place of a file. */
export type NamedThing =
  | { readonly kind: 'alert'; readonly rule: PrometheusRule; readonly span: Span }
  | {
      readonly kind: 'metric';
      readonly expression: PlacedExpression;
      readonly selector: VectorSelector;
      readonly span: Span;
    };

interface ReadFile {
  readonly text: string;
  readonly documents: readonly PlacedDocument[];
  readonly file: RuleFile;
}

/** Reads files of rules and objectives, each version of each once. */
export class RuleLanguageService {
  private readonly files = new Map<string, ReadFile>();

  /** @param uri of a file, and its present text */
  file(uri: string, text: string): RuleFile {
    const before = this.files.get(uri);
    if (before?.text === text) return before.file;
    const documents = readDocuments(text, before?.documents);
    const file = readRuleFile(documents);
    this.files.set(uri, { text, documents, file });
    return file;
  }

  forget(uri: string): void {
    this.files.delete(uri);
  }
}

/** The metric or alert that is named at an offset of a file. */
export function namedAt({ rules, expressions }: RuleFile, offset: number): NamedThing | undefined {
  const covers = ({ start, end }: Span): boolean => start <= offset && offset <= end;
  const rule = rules.find(({ kind, nameSpan }) => kind === 'alert' && covers(nameSpan));
  if (rule) return { kind: 'alert', rule, span: rule.nameSpan };
  for (const expression of expressions) {
    if (!covers(expression.span)) continue;
    for (const selector of expression.selectors) {
      const span = expression.spanOf(selector.metricSpan ?? selector.span);
      if (covers(span)) return { kind: 'metric', expression, selector, span };
    }
  }
  return undefined;
}
