import type { Entity } from '../../catalogue/entity.js';
import { EntityIndex } from '../../catalogue/entityIndex.js';
import { plainTranslate } from '../../common/translate.js';
import { ComplianceEngine } from '../engine.js';
import { RULE_FAILED } from '../ruleFinding.js';
import type { Finding } from '../finding.js';
import { documentKind, languageOf } from '../kinds.js';
import { LATEST_KUBERNETES } from '../kubernetes/version.js';
import type { Surroundings } from '../rule.js';
import { KnownEntities } from '../surroundings/knownEntities.js';
import { readDocuments } from '../yaml/documents.js';
import type { Span } from '../yaml/node.js';
import { engineRule, type PackHost } from './engineRule.js';
import type { PackRule, PackTest } from './pack.js';

/** A fix can make room for the next one, but not for ever. */
const MOST_PASSES = 10;

/** What a test expected and did not get. Spans are of the pack. */
export interface PackTestFailure {
  readonly span: Span;
  readonly message: string;
  readonly values: readonly string[];
  readonly expected?: string;
  readonly actual?: string;
}

/** How a test went. */
export interface PackTestOutcome {
  readonly rule: string;
  readonly name: string;
  readonly failures: readonly PackTestFailure[];
  /** Why it could not be run. */
  readonly problem?: string;
}

/** Texts of files beside the pack, by their paths from it; undefined where there is none. */
export type ReadBeside = (path: string) => string | undefined;

/** Runs the tests of a rule: where it finds something, what it says, and what its fixes make of the file. */
export function testRule(rule: PackRule, read: ReadBeside, host: PackHost): readonly PackTestOutcome[] {
  return rule.tests.map(test => {
    const { id } = rule.info;
    const input = 'text' in test.input ? test.input.text : read(test.input.file);
    const fixed = test.fixed && ('text' in test.fixed ? test.fixed.text : read(test.fixed.file));
    const missing = input === undefined ? test.input : test.fixed && fixed === undefined ? test.fixed : undefined;
    if (input === undefined || missing)
      return {
        rule: id,
        name: test.name,
        failures: [],
        problem: `There is no file ${missing && 'file' in missing ? missing.file : ''}.`,
      };
    const found = findingsIn(rule, test, input, host);
    const failures = [...comparePlaces(test, found), ...compareFixed(rule, test, input, fixed, host)];
    return { rule: id, name: test.name, failures };
  });
}

interface Found {
  readonly finding: Finding;
  readonly offset: number;
  /** One-based. */
  readonly line: number;
  readonly text: string;
}

function findingsIn(rule: PackRule, { path, catalog }: PackTest, text: string, host: PackHost): readonly Found[] {
  const engine = new ComplianceEngine({
    rules: [engineRule(rule, host)],
    kubernetesVersion: LATEST_KUBERNETES,
    options: new Map(),
    severities: new Map(),
  });
  const surroundings = surroundingsOf(catalog);
  const found = (findings: readonly Finding[], offset: number): readonly Found[] =>
    findings
      .filter(finding => finding.rule === rule.info.id || finding.rule === RULE_FAILED)
      .map(finding => ({
        finding,
        offset,
        line: text.slice(0, offset + finding.span.start).split('\n').length,
        text: plainTranslate(finding.message, ...finding.values),
      }));
  if (languageOf(path) === 'dockerfile' || rule.target.files === 'dockerfile')
    return found(engine.checkDockerfile(text, { path, surroundings }), 0);
  return readDocuments(text).flatMap(({ document, offset }) =>
    found(engine.checkDocument(document, { path, kind: documentKind(document, path), surroundings }), offset),
  );
}

/** Only what the test says of the catalogue is known. */
function surroundingsOf(owners: ReadonlyMap<string, string>): Surroundings {
  const entities = [...owners].map(([ref, owner]): Entity => {
    const [, kind = 'component', namespace = 'default', name = ''] =
      /^(?:([^:]+):)?(?:([^/]+)\/)?(.*)$/.exec(ref) ?? [];
    return {
      ref: `${kind}:${namespace}/${name}`.toLowerCase(),
      ...{ kind, namespace, name, owner, tags: [], annotations: new Map(), links: [], relations: [] },
    };
  });
  return {
    exists: () => undefined,
    read: () => undefined,
    files: () => undefined,
    entities: new KnownEntities(EntityIndex.of(entities, []), owners.size > 0 ? 'catalogue' : 'part', new Map()),
    repository: undefined,
    owner: () => undefined,
  };
}

function comparePlaces(test: PackTest, found: readonly Found[]): readonly PackTestFailure[] {
  const left = [...found];
  const failures: PackTestFailure[] = [];
  for (const { line, message, span } of test.expect) {
    const at = left.findIndex(each => each.line === line && each.text.includes(message ?? ''));
    if (at >= 0) {
      left.splice(at, 1);
      continue;
    }
    const there = left.find(each => each.line === line);
    failures.push(
      there
        ? {
            span,
            message: 'Line {0} says “{1}”.',
            values: [String(line), there.text],
            expected: message ?? '',
            actual: there.text,
          }
        : { span, message: 'Nothing is found in line {0}.', values: [String(line)] },
    );
    if (there) left.splice(left.indexOf(there), 1);
  }
  return [
    ...failures,
    ...left.map(({ line, text }) => ({
      span: test.span,
      message: 'Line {0} was not expected: “{1}”.',
      values: [String(line), text],
    })),
  ];
}

function compareFixed(
  rule: PackRule,
  test: PackTest,
  input: string,
  expected: string | undefined,
  host: PackHost,
): readonly PackTestFailure[] {
  if (expected === undefined) return [];
  const actual = fixAll(rule, test, input, host);
  return actual === expected
    ? []
    : [{ span: test.span, message: 'The fixed file is another one.', values: [], expected, actual }];
}

/** The text with the first fix of each finding, one after the other. */
function fixAll(rule: PackRule, test: PackTest, input: string, host: PackHost): string {
  let text = input;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const fixes = findingsIn(rule, test, text, host).flatMap(({ finding, offset }) => {
      const fix = finding.fixes?.()[0];
      return fix ? [{ edits: fix.edits, offset }] : [];
    });
    const [first] = fixes;
    if (!first) return text;
    const before = text;
    for (const { start, end, text: put } of [...first.edits].sort((a, b) => b.start - a.start))
      text = text.slice(0, first.offset + start) + put + text.slice(first.offset + end);
    if (text === before) return text;
  }
  return text;
}
