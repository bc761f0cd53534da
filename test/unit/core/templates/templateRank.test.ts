import assert from 'node:assert/strict';
import { EntityIndex } from '../../../../src/core/catalogue/entityIndex.js';
import {
  findTemplates,
  makesSomething,
  rankedTemplates,
  rankTemplate,
} from '../../../../src/core/templates/templateRank.js';
import { entity } from '../catalogue/entities.js';

const template = (name: string, annotations: Record<string, string> = {}, more: Parameters<typeof entity>[1] = {}) =>
  entity(`Template:${name}`, { annotations, ...more });

describe('rankedTemplates', () => {
  const ranked = rankedTemplates(
    EntityIndex.of(
      [
        template('old', { 'goldenpath.dev/path': 'deprecated', 'goldenpath.dev/replaced-by': 'web-service' }),
        template('zebra'),
        template('pipeline', {
          'goldenpath.dev/path': 'paved',
          'goldenpath.dev/deviates-from': 'template:default/web-service',
          'goldenpath.dev/deviation': 'No probes: it ends.',
        }),
        template('library', { 'goldenpath.dev/path': 'golden', 'goldenpath.dev/rank': '20' }),
        template('web-service', { 'goldenpath.dev/path': 'golden', 'goldenpath.dev/rank': '3' }),
        template('unranked', { 'goldenpath.dev/path': 'Golden', 'goldenpath.dev/rank': 'first' }),
        template('tagged', {}, { tags: ['recommended'] }),
        template('ape'),
        entity('Component:no-template'),
      ],
      [],
    ),
  );

  it('puts golden paths first, then paved roads, others and deprecated ones, each by rank and title', () => {
    assert.deepEqual(
      ranked.map(({ entity: { name }, path }) => `${path} ${name}`),
      [
        'golden web-service',
        'golden library',
        'golden tagged',
        'golden unranked',
        'paved pipeline',
        'other ape',
        'other zebra',
        'deprecated old',
      ],
    );
  });

  it('tells what a paved road deviates from and what replaces a deprecated one', () => {
    const pipeline = ranked.find(({ path }) => path === 'paved');
    assert.deepEqual(
      [pipeline?.deviatesFrom, pipeline?.deviation],
      ['template:default/web-service', 'No probes: it ends.'],
    );
    assert.equal(ranked.at(-1)?.replacedBy, 'template:default/web-service');
  });

  it('finds by every word of title, name, description, tags, type and owner', () => {
    const names = (text: string) => findTemplates(ranked, text).map(found => found.entity.name);
    assert.deepEqual(names('  WEB  serv '), ['web-service']);
    assert.deepEqual(names('recommended'), ['tagged']);
    assert.deepEqual(names('nothing like it'), []);
    assert.equal(names('').length, ranked.length);
  });
});

describe('a template', () => {
  it('makes something new, unless it extends or destroys an environment', () => {
    const makes = (action?: string) =>
      makesSomething(
        rankTemplate(template('x', action === undefined ? {} : { 'goldenpath.dev/environment-action': action })),
      );
    assert.deepEqual([undefined, 'create', 'extend', 'Destroy '].map(makes), [true, true, false, false]);
  });
});

describe('rankTemplate', () => {
  it('follows the tag where there is no annotation, and the annotation where both are there', () => {
    assert.equal(rankTemplate(template('a', {}, { tags: ['deprecated', 'recommended'] })).path, 'deprecated');
    assert.equal(
      rankTemplate(template('a', { 'goldenpath.dev/path': 'other' }, { tags: ['recommended'] })).path,
      'other',
    );
    assert.equal(rankTemplate(template('a', { 'goldenpath.dev/path': 'silver' })).path, 'other');
  });

  it('leaves out what is empty or no reference', () => {
    const ranked = rankTemplate(
      template('a', {
        'goldenpath.dev/version': ' ',
        'goldenpath.dev/deviates-from': 'two words',
        'goldenpath.dev/deviation': '',
      }),
    );
    assert.deepEqual(Object.keys(ranked), ['entity', 'path']);
  });
});
