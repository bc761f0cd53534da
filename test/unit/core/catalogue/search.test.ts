import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EntityIndex } from '../../../../src/core/catalogue/entityIndex.js';
import { EntitySearch, searchEntities, type SearchPerson } from '../../../../src/core/catalogue/search.js';
import { foldText, parseSearchQuery, searchWords } from '../../../../src/core/catalogue/searchQuery.js';
import { hostileText } from '../hostileText.js';
import { entity, manyEntities } from './entities.js';

const INDEX = EntityIndex.of(
  [
    entity('Component:tracking', { spec: { type: 'service', lifecycle: 'production', owner: 'payments' } }),
    entity('Component:tracking-api', { title: 'Parcels', tags: ['java'], spec: { type: 'service', owner: 'web' } }),
    entity('Component:web', {
      title: 'Tracking web',
      spec: { type: 'website', lifecycle: 'deprecated', owner: 'web' },
    }),
    entity('Component:parcel-tracking-job', { tags: ['javascript'], spec: { type: 'worker', system: 'shipping' } }),
    entity('Component:backtracking'),
    entity('API:labels', {
      description: 'Labels with a tracking number.',
      spec: { type: 'openapi', owner: 'refunds' },
    }),
    entity('Component:printer', { tags: ['tracking'] }),
    entity('Group:payments', { title: 'Money people', relations: ['parentOf group:default/refunds'] }),
    entity('Group:refunds'),
    entity('Group:web', { title: 'Webshop' }),
    entity('System:shipping', { title: 'Shipping & returns' }),
    entity('Component:zurich-office', { title: 'Zürich Büro', description: 'Straße und Café' }),
    entity('Component:orderService', { spec: { type: 'service' } }),
  ],
  [entity('Component:local-thing', { local: 'file:///w/catalog-info.yaml' })],
);

const names = (query: string, person?: SearchPerson): string[] =>
  searchEntities(INDEX, query, 50, person).entities.map(({ name }) => name);

describe('searchEntities', () => {
  it('ranks the exact name, its beginning, the title, words, parts, then tags and descriptions', () => {
    assert.deepEqual(names('tracking'), [
      'tracking',
      'tracking-api',
      'web',
      'parcel-tracking-job',
      'backtracking',
      'labels',
      'printer',
    ]);
  });

  it('takes several words in any order, and all must match', () => {
    assert.deepEqual(names('job parcel'), ['parcel-tracking-job']);
    assert.deepEqual(names('tracking nothing'), []);
    assert.equal(names('tracking api')[0], 'tracking-api');
    assert.equal(names('tracking-api')[0], 'tracking-api');
  });

  it('minds neither letter case nor accents', () => {
    assert.deepEqual(names('ZURICH'), ['zurich-office']);
    assert.deepEqual(names('büro cafe'), ['zurich-office']);
    assert.deepEqual(names('strasse'), ['zurich-office']);
  });

  it('finds names in camel case by their words and as they are written', () => {
    assert.deepEqual(names('order service'), ['orderService']);
    assert.deepEqual(names('orderservice'), ['orderService']);
  });

  it('finds everything, in the order of the index, where nothing is typed', () => {
    assert.deepEqual(
      searchEntities(INDEX, '  ', 100).entities.map(({ ref }) => ref),
      INDEX.entities.map(({ ref }) => ref),
    );
  });

  it('gives no more than asked for, and says how many there are', () => {
    const index = EntityIndex.of(manyEntities(500), []);
    const { entities, total } = searchEntities(index, 'service', 20);
    assert.equal(entities.length, 20);
    assert.equal(total, 500);
    assert.deepEqual(
      searchEntities(index, 'kind:component', 3).entities.map(({ name }) => name),
      ['service-0000', 'service-0001', 'service-0002'],
    );
  });

  it('filters by kind, type, lifecycle and tag', () => {
    assert.deepEqual(names('kind:api'), ['labels']);
    assert.deepEqual(names('kind:API tracking'), ['labels']);
    assert.deepEqual(names('type:website'), ['web']);
    assert.deepEqual(names('lifecycle:production'), ['tracking']);
    assert.deepEqual(names('tag:java'), ['tracking-api']);
  });

  it('takes the beginning of a value while the person types it', () => {
    assert.deepEqual(names('kind:sys'), ['shipping']);
    assert.deepEqual(names('tag:jav').sort(), ['parcel-tracking-job', 'tracking-api']);
    assert.equal(names('kind:').length, INDEX.size);
  });

  it('filters by owner with the groups below it, by name, title or reference', () => {
    assert.deepEqual(names('owner:payments'), ['labels', 'tracking']);
    assert.deepEqual(names('owner:"money people"'), ['labels', 'tracking']);
    assert.deepEqual(names('owner:group:default/refunds'), ['labels']);
    assert.deepEqual(names('owner:group:refunds'), ['labels']);
    assert.deepEqual(names('owner:webs').sort(), ['tracking-api', 'web']);
    assert.deepEqual(names('owner:nobody'), []);
  });

  it('filters by system', () => {
    assert.deepEqual(names('system:shipping'), ['parcel-tracking-job']);
    assert.deepEqual(names('system:"Shipping & returns"'), ['parcel-tracking-job']);
  });

  it('takes several values of one filter as or, several filters as and', () => {
    assert.deepEqual(names('kind:api kind:system').sort(), ['labels', 'shipping']);
    assert.deepEqual(names('kind:component owner:web type:website'), ['web']);
  });

  it('knows mine, starred and local', () => {
    const person = { mine: new Set(['group:default/refunds']), starred: new Set(['component:default/web']) };
    assert.deepEqual(names('is:mine', person), ['labels', 'refunds']);
    assert.deepEqual(names('is:starred', person), ['web']);
    assert.deepEqual(names('is:local'), ['local-thing']);
    assert.deepEqual(names('is:mine'), []);
  });

  it('takes a filter that it does not know as plain words', () => {
    assert.deepEqual(names('parcel:job'), ['parcel-tracking-job']);
    assert.deepEqual(names('is:nice'), []);
  });

  it('finds the same however a search came about', () => {
    const typed = new EntitySearch(INDEX);
    const steps = [
      '',
      't',
      'tr',
      'tracking',
      'tracking a',
      'tracking api',
      'tracking',
      'kind:api',
      'kind:api tr',
      'tr',
      '',
    ];
    for (const step of steps) assert.deepEqual(typed.find(step, 50), searchEntities(INDEX, step, 50), step);
  });

  it('never fails and never gives too many, whatever is typed', () => {
    const search = new EntitySearch(INDEX);
    fc.assert(
      fc.property(hostileText(30), text => {
        const { entities, total } = search.find(text, 5);
        return entities.length <= 5 && entities.length <= total;
      }),
    );
  });

  it('finds every entity by its own name, in front', () => {
    for (const { name } of INDEX.entities) assert.equal(searchEntities(INDEX, name, 1).entities[0]?.name, name);
  });
});

describe('parseSearchQuery', () => {
  it('tells words, filters and quoted values apart', () => {
    const { words, filters } = parseSearchQuery('Foo kind:API owner:"Parcel tracking" bar-baz');
    assert.deepEqual(words, ['foo', 'bar', 'baz']);
    assert.deepEqual(
      [...filters],
      [
        ['kind', ['api']],
        ['owner', ['parcel tracking']],
      ],
    );
  });

  it('takes a quote that is still open to its end', () => {
    assert.deepEqual([...parseSearchQuery('owner:"parcel tr').filters], [['owner', ['parcel tr']]]);
  });

  it('knows filters in any letter case', () => {
    assert.deepEqual([...parseSearchQuery('Kind:Api').filters], [['kind', ['api']]]);
  });

  it('has no words for signs alone', () => {
    assert.deepEqual(parseSearchQuery('-- :: ""').words, []);
  });
});

describe('folding', () => {
  it('takes away case, accents and signs', () => {
    assert.equal(foldText('ÀÉÎõü'), 'aeiou');
    assert.equal(searchWords('  trackingRest-API/v2 '), 'tracking rest api v2');
  });
});
