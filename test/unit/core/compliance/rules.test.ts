import assert from 'node:assert/strict';
import type { AnyRule, RuleOptions } from '../../../../src/core/compliance/rule.js';
import { FAMILY_NAMES, loadFamily } from '../../../../src/core/compliance/rules/families.js';
import { exampleSurroundings } from './exampleSurroundings.js';
import { keepsTheRest } from '../../../../src/core/compliance/fixes/verify.js';
import { readDocuments } from '../../../../src/core/compliance/yaml/documents.js';
import { check, edited } from './ruleCheck.js';

const FAMILIES = await Promise.all(FAMILY_NAMES.map(async name => [name, await loadFamily(name)] as const));
/** Where the examples of a rule stand, so that they are taken for what they are. */
const PATHS: Partial<Record<AnyRule['subject'], string>> = {
  dockerfile: 'Dockerfile',
  workflow: '.github/workflows/ci.yaml',
  gitlab: '.gitlab-ci.yml',
  compose: 'compose.yaml',
  entity: 'catalog-info.yaml',
  template: 'template.yaml',
  kustomization: 'kustomization.yaml',
};

function optionsFor({ id }: AnyRule): { readonly options?: RuleOptions } {
  const options = OPTIONS[id];
  return options ? { options } : {};
}

/** Parameters of rules that say nothing until a platform wants something. */
const OPTIONS: Readonly<Record<string, RuleOptions>> = { 'k8s/cpu-limit': { policy: 'required' } };

for (const [family, rules] of FAMILIES)
  describe(`Rules for ${family}`, () => {
    it('have ids of their own', () => {
      assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length);
    });

    for (const rule of rules)
      describe(rule.id, () => {
        const path = PATHS[rule.subject] ?? 'deploy/app.yaml';
        const around = (text: string) =>
          family === 'backstage' || family === 'openapi'
            ? { path, surroundings: exampleSurroundings(path, text) }
            : { path };
        const found = (text: string) => check(text, [rule], { ...around(text), ...optionsFor(rule) });

        it('finds something in its bad example, and nothing in its good one', () => {
          assert.notEqual(found(rule.bad).length, 0);
          assert.deepEqual(
            found(rule.good).map(({ text }) => text),
            [],
          );
        });

        it('is mended by each of its fixes, and nothing else becomes wrong', () => {
          for (const { finding, offset } of found(rule.bad))
            for (const fix of finding.fixes?.() ?? []) {
              // A file that is made beside it changes nothing of the text.
              if (fix.newFile && fix.edits.length === 0) continue;
              // What would not pass here is never offered to anybody.
              const document = readDocuments(rule.bad).find(placed => placed.offset === offset)?.document;
              if (rule.subject !== 'dockerfile' && document)
                assert.ok(keepsTheRest(document, fix.edits), `${fix.title} would be left out`);
              const mended = edited(rule.bad, fix.edits, offset);
              assert.equal(found(mended).length, found(rule.bad).length - 1, `${fix.title}:\n${mended}`);
              // Against those that are on wherever this one is: a stricter profile may want more than the fix gives.
              const rest = rules.filter(
                ({ id, profile }) => id !== rule.id && ['base', rule.profile].includes(profile),
              );
              const others = check(mended, rest, around(mended));
              const before = check(rule.bad, rest, around(rule.bad));
              assert.ok(
                others.length <= before.length,
                `${fix.title} brings in: ${others.map(({ text }) => text).join(' ')}`,
              );
            }
        });
      });
  });
