import { ComplianceEngine, type DocumentPlace } from '../../../../src/core/compliance/engine.js';
import type { Finding, TextEdit } from '../../../../src/core/compliance/finding.js';
import { documentKind, languageOf } from '../../../../src/core/compliance/kinds.js';
import { LATEST_KUBERNETES, type KubernetesVersion } from '../../../../src/core/compliance/kubernetes/version.js';
import type { AnyRule, RuleOptions, Surroundings } from '../../../../src/core/compliance/rule.js';
import { readDocuments } from '../../../../src/core/compliance/yaml/documents.js';
import { plainTranslate } from '../../../../src/core/common/translate.js';

/** A finding with its place in the file, and what it says. */
export interface FoundInFile {
  readonly finding: Finding;
  /** What is marked. */
  readonly marked: string;
  /** One-based line in the file. */
  readonly line: number;
  readonly text: string;
  /** Where its document begins in the file. */
  readonly offset: number;
}

export interface CheckOptions {
  readonly path?: string;
  readonly version?: KubernetesVersion;
  readonly options?: RuleOptions;
  readonly surroundings?: Surroundings;
}

/** What rules find in a file, in the order of its text. What a rule throws is thrown on. */
export function check(text: string, rules: readonly AnyRule[], settings: CheckOptions = {}): readonly FoundInFile[] {
  const { path = 'deploy/app.yaml', version = LATEST_KUBERNETES, options, surroundings } = settings;
  const engine = new ComplianceEngine({
    rules,
    kubernetesVersion: version,
    options: new Map(options ? rules.map(({ id }) => [id, options]) : []),
    severities: new Map(),
    onRuleFailed: (rule, error) => {
      throw new Error(`${rule} failed`, { cause: error });
    },
  });
  const placed = (findings: readonly Finding[], offset: number): readonly FoundInFile[] =>
    findings.map(finding => {
      const { start, end } = finding.span;
      return {
        finding,
        marked: text.slice(offset + start, offset + end),
        line: text.slice(0, offset + start).split('\n').length,
        text: plainTranslate(finding.message, ...finding.values),
        offset,
      };
    });
  const place: Omit<DocumentPlace, 'kind'> = { path, surroundings };
  if (languageOf(path) === 'dockerfile') return placed(engine.checkDockerfile(text, place), 0);
  return readDocuments(text).flatMap(({ document, offset }) =>
    placed(engine.checkDocument(document, { ...place, kind: documentKind(document, path) }), offset),
  );
}

/** A text with edits made, all at once. */
export function withEdits(text: string, edits: readonly TextEdit[], offset = 0): string {
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((made, edit) => made.slice(0, offset + edit.start) + edit.text + made.slice(offset + edit.end), text);
}
