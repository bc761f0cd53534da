import assert from 'node:assert/strict';
import { EntityIndex } from '../../../../src/core/catalogue/entityIndex.js';
import {
  CatalogueTree,
  headingName,
  PAGE_SIZE,
  type GroupNode,
  type TreeNode,
  type TreeOptions,
} from '../../../../src/core/catalogue/tree.js';
import { entity, manyEntities } from './entities.js';

const ORDERS = 'component:default/orders';
const PAYMENTS = 'group:default/payments';

const organisation = EntityIndex.of(
  [
    entity('Domain:retail', { relations: [`ownedBy ${PAYMENTS}`] }),
    entity('System:checkout', {
      title: 'Checkout',
      relations: [`ownedBy ${PAYMENTS}`, 'partOf domain:default/retail'],
    }),
    entity(ORDERS.replace('component', 'Component'), {
      title: 'Orders',
      spec: { system: 'checkout' },
      relations: [
        'promotedBy user:default/ada',
        `ownedBy ${PAYMENTS}`,
        'partOf system:default/checkout',
        'providesApi api:default/orders',
        'dependsOn resource:default/gone',
        'dependsOn component:default/basket',
      ],
    }),
    entity('Component:basket', { relations: [`dependsOn ${ORDERS}`] }),
    entity('API:orders', { spec: { owner: 'nobody-known', system: 'nowhere' } }),
    entity('Group:payments', { title: 'Payments Team' }),
    entity('User:ada'),
    entity('Location:all'),
    entity('Widget:w'),
    entity('Gadget:g'),
  ],
  [],
);

function treeOf(index: EntityIndex, options: Partial<TreeOptions> = {}, limits?: Map<string, number>): CatalogueTree {
  return new CatalogueTree(
    index,
    { groupBy: 'kind', filter: 'all', mine: new Set(), starred: new Set(), ...options },
    limits,
  );
}

function heading(tree: CatalogueTree, key: string | undefined): GroupNode {
  const found = tree.roots().find(node => node.key === key);
  assert.ok(found, `there is no heading ${key}`);
  return found;
}

function label(node: TreeNode): string {
  switch (node.type) {
    case 'group':
      return `${headingName(node) ?? '(none)'} ${node.count}`;
    case 'entity':
      return node.entity.ref;
    case 'relation':
      return `${node.relation} ${node.count}`;
    case 'missing':
      return `missing ${node.ref}`;
    case 'signIn':
      return node.type;
    case 'more':
      return `${node.remaining} more`;
  }
}

describe('the catalogue as a tree', () => {
  it('groups by kind, from the widest to the narrowest, then other kinds by name', () => {
    assert.deepEqual(treeOf(organisation).roots().map(label), [
      'Domain 1',
      'System 1',
      'Component 2',
      'API 1',
      'Group 1',
      'User 1',
      'Location 1',
      'Gadget 1',
      'Widget 1',
    ]);
  });

  it('groups kinds that differ in letter case alone together', () => {
    const index = EntityIndex.of([entity('Component:a'), entity('component:b')], []);
    assert.deepEqual(treeOf(index).roots().map(label), ['Component 2']);
  });

  it('groups by owner, by the title where there is one, those without last', () => {
    const roots = treeOf(organisation, { groupBy: 'owner' }).roots();
    assert.deepEqual(roots.map(label), ['group:nobody-known 1', 'Payments Team 3', '(none) 1']);
    assert.deepEqual(
      roots.map(({ key, entity: stands }) => [key, stands?.ref]),
      [
        ['group:default/nobody-known', undefined],
        [PAYMENTS, PAYMENTS],
        [undefined, undefined],
      ],
    );
  });

  it('puts headings of the same name in the order of the catalogue', () => {
    const same = ['a', 'b'].map(name => entity(`Group:${name}`, { title: 'Same' }));
    const owned = ['b', 'a'].map(name => entity(`API:${name}`, { spec: { owner: name } }));
    const roots = treeOf(EntityIndex.of([...owned, ...same], []), { groupBy: 'owner' }).roots();
    assert.deepEqual(
      roots.map(({ key }) => key),
      ['group:default/a', 'group:default/b'],
    );
  });

  it('groups by system, and leaves out kinds that are never part of one', () => {
    const tree = treeOf(organisation, { groupBy: 'system' });
    assert.deepEqual(tree.roots().map(label), ['Checkout 1', 'system:nowhere 1', '(none) 1']);
    assert.deepEqual(tree.children(heading(tree, 'system:default/checkout')).map(label), [ORDERS]);
    assert.deepEqual(tree.children(heading(tree, undefined)).map(label), ['component:default/basket']);
  });

  const filters: readonly (readonly [Partial<TreeOptions>, readonly string[]])[] = [
    [{ filter: 'all' }, organisation.entities.map(({ ref }) => ref)],
    [
      { filter: 'mine', mine: new Set([PAYMENTS]) },
      [ORDERS, PAYMENTS, 'domain:default/retail', 'system:default/checkout'],
    ],
    [{ filter: 'mine', mine: new Set() }, []],
    [{ filter: 'starred', starred: new Set([ORDERS, 'component:default/unknown']) }, [ORDERS]],
    [{ filter: 'starred', mine: new Set([PAYMENTS]) }, []],
  ];
  for (const [options, expected] of filters)
    it(`shows ${expected.length} entities with the filter “${options.filter}”`, () => {
      const tree = treeOf(organisation, options);
      assert.equal(tree.shown, expected.length);
      const shown = tree.roots().flatMap(root => tree.children(root).map(label));
      assert.deepEqual(shown.sort(), [...expected].sort());
      assert.equal(
        tree.roots().reduce((sum, { count }) => sum + count, 0),
        expected.length,
      );
    });

  it('shows the relations of an entity, the telling ones first, and what they lead to, for ever', () => {
    const tree = treeOf(organisation);
    const [basket, orders] = tree.children(heading(tree, 'Component'));
    assert.ok(basket && orders);
    assert.deepEqual(tree.children(orders).map(label), [
      'dependsOn 2',
      'providesApi 1',
      'partOf 1',
      'ownedBy 1',
      'dependencyOf 1',
      'promotedBy 1',
    ]);
    let node = orders;
    for (const expected of ['component:default/basket', ORDERS, 'component:default/basket', ORDERS]) {
      const [dependsOn] = tree.children(node);
      assert.ok(dependsOn);
      node = tree.children(dependsOn)[0]!;
      assert.equal(label(node), expected);
      assert.equal(node.parent, dependsOn);
    }
  });

  it('names the other end of a relation that the catalogue does not have, with nothing below', () => {
    const tree = treeOf(organisation);
    const orders = tree.children(heading(tree, 'Component'))[1]!;
    const targets = tree.children(tree.children(orders)[0]!);
    assert.deepEqual(targets.map(label), ['component:default/basket', 'missing resource:default/gone']);
    assert.deepEqual(tree.children(targets[1]!), []);
  });

  it('has ids that are unique in the tree and the same after a refresh', () => {
    for (const groupBy of ['kind', 'owner', 'system'] as const) {
      const ids = idsOf(treeOf(organisation, { groupBy }));
      assert.equal(new Set(ids).size, ids.length);
      const refreshed = EntityIndex.of([...organisation.entities].reverse(), []);
      assert.deepEqual(idsOf(treeOf(refreshed, { groupBy })), ids);
    }
  });
});

function idsOf(tree: CatalogueTree): readonly string[] {
  const below = (node: TreeNode, depth: number): readonly string[] => [
    node.id,
    ...(depth > 0 ? tree.children(node).flatMap(child => below(child, depth - 1)) : []),
  ];
  return tree.roots().flatMap(root => below(root, 4));
}

describe('a long list in the tree', () => {
  const many = EntityIndex.of(manyEntities(2 * PAGE_SIZE + 50), []);

  it('ends in “Show more” after a page, and opens page by page', () => {
    const tree = treeOf(many);
    const root = heading(tree, 'Component');
    for (const [shown, remaining] of [
      [PAGE_SIZE, PAGE_SIZE + 50],
      [2 * PAGE_SIZE, 50],
    ] as const) {
      const children = tree.children(root);
      assert.equal(children.length, shown + 1);
      const last = children.at(-1)!;
      assert.equal(label(last), `${remaining} more`);
      assert.deepEqual(tree.children(last), []);
      tree.showMore(last.parent!);
    }
    assert.equal(tree.children(root).length, 2 * PAGE_SIZE + 50);
    assert.ok(tree.children(root).every(({ type }) => type === 'entity'));
  });

  it('has no “Show more” where a page holds it all', () => {
    const tree = treeOf(EntityIndex.of(manyEntities(PAGE_SIZE), []));
    assert.equal(tree.children(heading(tree, 'Component')).length, PAGE_SIZE);
  });

  it('pages relations as well', () => {
    const targets = manyEntities(PAGE_SIZE + 1).map(({ ref }) => `dependsOn ${ref}`);
    const tree = treeOf(EntityIndex.of([entity('Component:hub', { relations: targets })], []));
    const hub = tree.children(heading(tree, 'Component'))[0]!;
    const relation = tree.children(hub)[0]!;
    assert.equal(tree.children(relation).length, PAGE_SIZE + 1);
    assert.equal(label(tree.children(relation).at(-1)!), '1 more');
  });

  it('stays open over a refresh', () => {
    const limits = new Map<string, number>();
    const tree = treeOf(many, {}, limits);
    tree.showMore(heading(tree, 'Component'));
    const refreshed = treeOf(many, {}, limits);
    assert.equal(refreshed.children(heading(refreshed, 'Component')).length, 2 * PAGE_SIZE + 1);
  });
});

describe('finding an entity in the tree', () => {
  const many = EntityIndex.of(manyEntities(2 * PAGE_SIZE + 50), []);

  for (const [position, covered] of [
    [0, false],
    [PAGE_SIZE - 1, false],
    [PAGE_SIZE, true],
    [2 * PAGE_SIZE + 49, true],
  ] as const)
    it(`gives the very node, whose page can be opened: position ${position}`, () => {
      const tree = treeOf(many);
      const { ref } = many.entities[position]!;
      const found = tree.find(ref);
      assert.equal(found?.type, 'entity');
      const shown = () => tree.children(found.parent!).find(({ id }) => id === found.id);
      assert.deepEqual(shown(), covered ? undefined : found);
      assert.equal(tree.uncover(found), covered);
      assert.deepEqual(shown(), found);
      assert.equal(tree.uncover(found), false);
    });

  it('leaves alone what lies behind no “Show more”', () => {
    const tree = treeOf(organisation, { groupBy: 'owner' });
    const root = tree.find(PAYMENTS)!;
    const relation = tree.children(tree.children(root)[0]!)[0]!;
    for (const node of [root, relation]) assert.equal(tree.uncover(node), false);
  });

  it('gives the heading that stands for an owner or a system', () => {
    assert.equal(treeOf(organisation, { groupBy: 'owner' }).find(PAYMENTS)?.type, 'group');
    assert.equal(treeOf(organisation, { groupBy: 'system' }).find('system:default/checkout')?.type, 'group');
  });

  it('gives nothing for what is not shown', () => {
    assert.equal(treeOf(organisation).find('component:default/unknown'), undefined);
    assert.equal(treeOf(organisation, { filter: 'starred' }).find(ORDERS), undefined);
    assert.equal(treeOf(organisation, { groupBy: 'system' }).find('user:default/ada'), undefined);
  });
});
