import assert from 'node:assert/strict';
import { ComplianceEngine, type DocumentPlace } from '../../../../src/core/compliance/engine.js';
import type { Finding, TextEdit } from '../../../../src/core/compliance/finding.js';
import { withEdits } from '../../../../src/core/compliance/fixes/apply.js';
import { documentKind, languageOf } from '../../../../src/core/compliance/kinds.js';
import { LATEST_KUBERNETES, type KubernetesVersion } from '../../../../src/core/compliance/kubernetes/version.js';
import type { AnyRule, RuleOptions, Surroundings } from '../../../../src/core/compliance/rule.js';
import { factsOf } from '../../../../src/core/compliance/workspace/documentFacts.js';
import { WorkspaceIndex, type FactsInFile } from '../../../../src/core/compliance/workspace/workspaceIndex.js';
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
  const engine = engineOf(rules, version, options);
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
  const documents = readDocuments(text);
  const found = documents.flatMap(({ document, offset }) =>
    placed(engine.checkDocument(document, { ...place, kind: documentKind(document, path) }), offset),
  );
  if (!engine.looksAcrossFiles) return found;
  const across = engine.checkWorkspace(indexOf({ [path]: text }), {
    documentAt: at => documents.find(({ offset }) => offset === at.offset)?.document,
    surroundings,
  });
  return [...found, ...across.flatMap(({ finding, offset }) => placed([finding], offset))].sort(
    (a, b) => a.offset + a.finding.span.start - b.offset - b.finding.span.start,
  );
}

function engineOf(
  rules: readonly AnyRule[],
  kubernetesVersion: KubernetesVersion,
  options: RuleOptions | undefined,
): ComplianceEngine {
  return new ComplianceEngine({
    rules,
    kubernetesVersion,
    options: new Map(options ? rules.map(({ id }) => [id, options]) : []),
    severities: new Map(),
    onRuleFailed: (rule, error) => {
      throw new Error(`${rule} failed`, { cause: error });
    },
  });
}

/** What is known of files, by path from the scanned folder: as if the folder held nothing else. */
export function indexOf(files: Readonly<Record<string, string>>): WorkspaceIndex {
  const index = new WorkspaceIndex();
  for (const [path, text] of Object.entries(files)) index.replaceFile(path, factsInFile(path, text));
  index.complete = true;
  return index;
}

/** What is known of the documents of a file. */
export function factsInFile(path: string, text: string): readonly FactsInFile[] {
  return readDocuments(text).map(({ document, offset }) => ({
    offset,
    line: text.slice(0, offset).split('\n').length - 1,
    facts: factsOf(document, documentKind(document, path)),
  }));
}

/** What rules that look across files find in files, as lines such as `k8s/app.yaml:3 the sentence`. */
export function checkFiles(
  files: Readonly<Record<string, string>>,
  rules: readonly AnyRule[],
  options?: RuleOptions,
): readonly string[] {
  const engine = engineOf(rules, LATEST_KUBERNETES, options);
  return engine
    .checkWorkspace(indexOf(files), { documentAt: () => undefined, surroundings: undefined })
    .map(({ path, offset, finding }) => {
      const line = (files[path] ?? '').slice(0, offset + finding.span.start).split('\n').length;
      return `${path}:${String(line)} ${plainTranslate(finding.message, ...finding.values)}`;
    });
}

/** A text with edits made, all at once. They may not be at odds. */
export function edited(text: string, edits: readonly TextEdit[], offset = 0): string {
  const made = withEdits(text, edits, offset);
  assert.ok(made !== undefined, 'two edits touch each other, or one is outside of the text');
  return made;
}
