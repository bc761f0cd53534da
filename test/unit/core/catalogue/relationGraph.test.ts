import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EntityIndex } from '../../../../src/core/catalogue/entityIndex.js';
import { graphLines, mermaidGraph, relationGraph } from '../../../../src/core/catalogue/relationGraph.js';
import { hostileText } from '../hostileText.js';
import { entity, manyEntities } from './entities.js';

const INDEX = EntityIndex.of(
  [
    entity('Component:shop', { relations: ['dependsOn component:default/api', 'ownedBy group:default/web'] }),
    entity('Component:api', { title: 'The "API"', relations: ['dependsOn resource:default/db'] }),
    entity('Resource:db', { relations: ['dependsOn resource:default/disk'] }),
    entity('Resource:disk'),
    entity('Group:web'),
    entity('Component:other', { relations: ['ownedBy group:default/web'] }),
  ],
  [],
);
const same = (type: string): string => type;

describe('relationGraph', () => {
  it('goes two steps in both directions', () => {
    const graph = relationGraph(INDEX, 'component:default/shop');
    assert.deepEqual(
      [...graph.nodes],
      [
        ['component:default/shop', 0],
        ['component:default/api', 1],
        ['group:default/web', 1],
        ['resource:default/db', 2],
      ],
    );
    assert.deepEqual(
      [...relationGraph(INDEX, 'resource:default/disk').nodes.keys()],
      ['resource:default/disk', 'resource:default/db', 'component:default/api'],
    );
  });

  it('does not follow an owner to all else that it owns, unless the owner is the one in the middle', () => {
    assert.ok(!relationGraph(INDEX, 'component:default/shop').nodes.has('component:default/other'));
    assert.ok(relationGraph(INDEX, 'group:default/web').nodes.has('component:default/other'));
  });

  it('draws each relation once, in the direction in which it is read', () => {
    const { edges } = relationGraph(INDEX, 'component:default/api');
    assert.deepEqual(
      edges.map(({ from, type, to }) => `${from} ${type} ${to}`).sort(),
      [
        'component:default/api dependsOn resource:default/db',
        'component:default/shop dependsOn component:default/api',
        'component:default/shop ownedBy group:default/web',
        'resource:default/db dependsOn resource:default/disk',
      ].sort(),
    );
  });

  it('stays small and says what it left out', () => {
    const many = manyEntities(10_000).map(({ ref }) => `dependencyOf ${ref}`);
    const index = EntityIndex.of([entity('Resource:cluster', { relations: many }), ...manyEntities(10_000)], []);
    const graph = relationGraph(index, 'resource:default/cluster');
    assert.ok(graph.nodes.size <= 40);
    assert.equal(graph.leftOut, 10_000 - (graph.nodes.size - 1));
  });

  it('ends in a circle', () => {
    const index = EntityIndex.of(
      [
        entity('Component:a', { relations: ['dependsOn component:default/b', 'dependsOn component:default/a'] }),
        entity('Component:b', { relations: ['dependsOn component:default/a'] }),
      ],
      [],
    );
    assert.equal(relationGraph(index, 'component:default/a').nodes.size, 2);
  });
});

describe('mermaidGraph', () => {
  it('is a graph whose labels are only text', () => {
    const graph = relationGraph(INDEX, 'component:default/shop');
    const lines = mermaidGraph(graph, INDEX, same).split('\n');
    assert.equal(lines[0], 'graph LR');
    assert.ok(lines.includes('  n1["The #34;API#34;"]'), lines.join('\n'));
    assert.ok(lines.includes('  n0 -->|"dependsOn"| n1'));
  });

  it('gives a hostile title no way out', () => {
    fc.assert(
      fc.property(hostileText(20), title => {
        const index = EntityIndex.of([entity('Component:a', { title, relations: ['dependsOn x:default/y'] })], []);
        const text = mermaidGraph(relationGraph(index, 'component:default/a'), index, same);
        assert.equal(text.split('\n').length, 5);
        for (const line of text.split('\n'))
          assert.match(line, /^(?:graph LR| {2}n\d(?:\["[^"`<>]*"\]| -->\|"[^"]*"\| n\d)| {2}style n0 .*)$/u);
      }),
    );
  });
});

describe('graphLines', () => {
  it('draws a tree', () => {
    assert.deepEqual(graphLines(relationGraph(INDEX, 'component:default/shop'), INDEX, same), [
      '● shop',
      '├─ dependsOn: The "API"',
      '│  └─ dependsOn: db',
      '└─ ownedBy: web',
    ]);
  });

  it('turns a relation round where the other side states it', () => {
    assert.deepEqual(graphLines(relationGraph(INDEX, 'resource:default/disk'), INDEX, same)[1], '└─ dependencyOf: db');
  });
});
