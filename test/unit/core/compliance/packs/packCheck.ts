import assert from 'node:assert/strict';
import { plainTranslate } from '../../../../../src/core/common/translate.js';
import type { Finding } from '../../../../../src/core/compliance/finding.js';
import { engineRule, type PackHost } from '../../../../../src/core/compliance/packs/engineRule.js';
import { readPack } from '../../../../../src/core/compliance/packs/readPack.js';
import type { AnyRule } from '../../../../../src/core/compliance/rule.js';
import { readDockerfile } from '../../../../../src/core/compliance/rules/dockerfile/dockerfile.js';

/** A pack with one rule. @param fields of the rule, each line indented by four */
export function packOf(fields: string, more = ''): string {
  return `apiVersion: rules.golden-path.dev/v1
kind: RulePack
metadata: { name: acme }
${more}rules:
  - id: acme/rule
    title: A rule
    target: { files: kubernetes }
${fields}
    tests:
      - { text: "a: 1", expect: [{ line: 1 }] }
      - { text: "a: 1", expect: [] }
`;
}

/** What is wrong with a pack: the rule, what is marked, and what it says. */
export function problemsOf(text: string): readonly string[] {
  return readPack(text).problems.map(problem => problemText(text, problem));
}

export function problemText(text: string, { rule, span, message, values }: Finding): string {
  return `${rule} “${text.slice(span.start, span.end)}” ${plainTranslate(message, ...values)}`;
}

export const HOST: PackHost = { readDockerfile: ({ text }) => readDockerfile(text) };

/** The rules of a pack that has nothing wrong. */
export function rulesOf(text: string): readonly AnyRule[] {
  const pack = readPack(text);
  assert.deepEqual(
    pack.problems.map(problem => problemText(text, problem)),
    [],
  );
  return pack.rules.map(rule => engineRule(rule, HOST));
}
