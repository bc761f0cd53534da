import { ComplianceEngine } from '../../src/core/compliance/engine.js';
import type { Finding, TextEdit } from '../../src/core/compliance/finding.js';
import { documentKind, languageOf } from '../../src/core/compliance/kinds.js';
import { LATEST_KUBERNETES, type KubernetesVersion } from '../../src/core/compliance/kubernetes/version.js';
import type { AnyRule, RuleOptions } from '../../src/core/compliance/rule.js';
import { factsOf } from '../../src/core/compliance/workspace/documentFacts.js';
import type { FactPlace } from '../../src/core/compliance/workspace/factIndex.js';
import { WorkspaceIndex } from '../../src/core/compliance/workspace/workspaceIndex.js';
import { readDocuments } from '../../src/core/compliance/yaml/documents.js';
import type { YamlDocument } from '../../src/core/compliance/yaml/node.js';

/** A finding and where its document begins in the file. */
export interface Judged {
  readonly finding: Finding;
  readonly offset: number;
}

/** A file that is judged by itself, with nothing known around it but that there is nothing. */
export interface JudgedFile {
  /** By which it is taken for what it is. */
  readonly path: string;
  readonly text: string;
}

/**
 * What rules say of a file, those that look across files as well: as if the folder held nothing else. A rule that fails fails the run.
 * @param options for all of the rules
 */
export function judge(
  { path, text }: JudgedFile,
  rules: readonly AnyRule[],
  options?: RuleOptions,
  version: KubernetesVersion = LATEST_KUBERNETES,
): readonly Judged[] {
  const engine = new ComplianceEngine({
    rules,
    kubernetesVersion: version,
    options: new Map(options ? rules.map(({ id }) => [id, options]) : []),
    severities: new Map(),
    onRuleFailed: (rule, error) => {
      throw new Error(`${rule} failed on ${path}`, { cause: error });
    },
  });
  const place = { path, surroundings: undefined };
  if (languageOf(path) === 'dockerfile')
    return engine.checkDockerfile(text, place).map(finding => ({ finding, offset: 0 }));
  const documents = readDocuments(text).map(placed => ({ ...placed, kind: documentKind(placed.document, path) }));
  const found = documents.flatMap(({ document, offset, kind }) =>
    engine.checkDocument(document, { ...place, kind }).map(finding => ({ finding, offset })),
  );
  if (!engine.looksAcrossFiles) return found;
  const index = new WorkspaceIndex();
  index.replaceFile(
    path,
    documents.map(({ document, offset, kind }) => ({
      offset,
      line: text.slice(0, offset).split('\n').length - 1,
      facts: factsOf(document, kind),
    })),
  );
  index.complete = true;
  const documentAt = (at: FactPlace): YamlDocument | undefined =>
    documents.find(({ offset }) => offset === at.offset)?.document;
  return [...found, ...engine.checkWorkspace(index, { documentAt, surroundings: undefined })];
}

/**
 * Takes the first fix of each finding until none is left that has one.
 * @param rules those whose findings are mended
 * @param findsIn says which of their findings are meant
 */
export function mended(
  file: JudgedFile,
  rules: readonly AnyRule[],
  isMeant: (finding: Finding) => boolean,
  options?: RuleOptions,
): string {
  let { text } = file;
  for (let round = 0; round < 50; round++) {
    const next = judge({ ...file, text }, rules, options)
      .filter(({ finding }) => isMeant(finding))
      .map(({ finding, offset }) => ({ edits: finding.fixes?.()[0]?.edits, offset }))
      .find(({ edits }) => edits !== undefined && edits.length > 0);
    if (!next?.edits) return text;
    text = withEdits(text, next.edits, next.offset);
  }
  return text;
}

function withEdits(text: string, edits: readonly TextEdit[], offset: number): string {
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((made, edit) => made.slice(0, offset + edit.start) + edit.text + made.slice(offset + edit.end), text);
}
