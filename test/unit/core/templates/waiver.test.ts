import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { rankTemplate } from '../../../../src/core/templates/templateRank.js';
import type { TemplateForm } from '../../../../src/core/templates/scaffolder.js';
import { isReason, needsReason, waiverFile } from '../../../../src/core/templates/waiver.js';
import { entity } from '../catalogue/entities.js';

const template = (path: string) =>
  rankTemplate(
    entity('Template:pipeline', {
      annotations: { 'goldenpath.dev/path': path },
      spec: { owner: 'group:default/platform' },
    }),
  );
const form = (properties: unknown): TemplateForm => ({ title: 'Pipeline', pages: [{ schema: { properties } }] });

describe('needsReason', () => {
  it('asks on a paved road whose form does not', () => {
    assert.equal(needsReason(template('paved'), form({ name: {} })), true);
    assert.equal(needsReason(template('paved'), form('nonsense')), true);
  });

  it('leaves it to a form that asks, under either name', () => {
    assert.equal(needsReason(template('paved'), form({ reason: {} })), false);
    assert.equal(needsReason(template('paved'), form({ deviationReason: {} })), false);
  });

  it('asks on no other path', () => {
    for (const path of ['golden', 'other', 'deprecated']) assert.equal(needsReason(template(path), form({})), false);
  });
});

describe('isReason', () => {
  it('wants more than a word', () => {
    assert.equal(isReason('because'), false);
    assert.equal(isReason('   because       '), false);
    assert.equal(isReason('The vendor has no image for this'), true);
  });
});

describe('waiverFile', () => {
  const made = (values: Record<string, unknown>, reason = 'Two instances would take the same files') =>
    parse(waiverFile(template('paved'), values, reason, Date.UTC(2030, 0, 1))) as {
      waivers: Record<string, unknown>[];
    };

  it('names rule, place, reason, owner and an end', () => {
    assert.deepEqual(made({ owner: 'group:default/data' }), {
      waivers: [
        {
          rule: 'cat/golden-path-origin',
          match: { path: 'catalog-info.yaml' },
          reason: 'Two instances would take the same files (made from template:default/pipeline)',
          owner: 'group:default/data',
          expires: '2030-06-30',
        },
      ],
    });
  });

  it('falls back on the owner of the template', () => {
    assert.equal(made({}).waivers[0]?.['owner'], 'group:default/platform');
    assert.equal(made({ owner: 7 }).waivers[0]?.['owner'], 'group:default/platform');
  });

  it('keeps a reason that looks like YAML as text', () => {
    const reason = 'no: "quotes" # and\n- lists';
    assert.equal(made({}, reason).waivers[0]?.['reason'], `${reason} (made from template:default/pipeline)`);
  });
});
