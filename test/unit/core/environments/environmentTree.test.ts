import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EntityIndex } from '../../../../src/core/catalogue/entityIndex.js';
import { ENVIRONMENT_STATES, type Environment } from '../../../../src/core/environments/environment.js';
import {
  ENVIRONMENT_GROUPINGS,
  ENVIRONMENTS_PER_PAGE,
  EnvironmentTree,
  type EnvironmentGrouping,
} from '../../../../src/core/environments/environmentTree.js';
import { entity } from '../catalogue/entities.js';
import { environment } from './environmentSamples.js';

const MINE = new Set(['group:default/payments']);
const INDEX = EntityIndex.of([entity('Component:checkout', { title: 'Aaa checkout' }), entity('Component:cart')], []);

function tree(environments: readonly Environment[], groupBy: EnvironmentGrouping, limits?: Map<string, number>) {
  return new EnvironmentTree(environments, { groupBy, mine: MINE, index: INDEX, ...(limits ? { limits } : {}) });
}

/** The tree as lines. */
function drawn(environments: readonly Environment[], groupBy: EnvironmentGrouping): readonly string[] {
  const made = tree(environments, groupBy);
  return made.roots().map(group => {
    const rows = made.children(group).map(row => (row.type === 'environment' ? row.environment.name : row.type));
    return `${group.key || '-'} (${group.count}): ${rows.join(' ')}`;
  });
}

describe('the tree of environments', () => {
  const own = environment('z', { owner: 'group:default/payments' });
  const other = environment('a', { owner: 'group:default/other', state: 'failed' });
  const local = environment('l', {
    id: 'local:l',
    provider: 'local',
    components: [{ entityRef: 'component:default/cart' }],
  });
  const lost = environment('lost', { components: [] });
  const silent = environment('silent', { isStateUnknown: true });

  it('groups by component, those of the person first', () =>
    assert.deepEqual(drawn([other, own, local, lost], 'component'), [
      'component:default/checkout (2): z a',
      'component:default/cart (1): l',
      '- (1): lost',
    ]));

  it('groups by owner', () =>
    assert.deepEqual(drawn([other, own, lost], 'owner'), [
      'group:default/payments (1): z',
      'group:default/other (1): a',
      '- (1): lost',
    ]));

  it('groups by state, what wants something of a person first', () =>
    assert.deepEqual(drawn([own, silent, other], 'state'), ['failed (1): a', 'ready (1): z', '- (1): silent']));

  it('puts an environment of several components under each of them', () => {
    const both = environment('both', {
      components: [{ entityRef: 'component:default/cart' }, { entityRef: 'component:default/checkout' }],
    });
    assert.deepEqual(drawn([both], 'component'), [
      'component:default/checkout (1): both',
      'component:default/cart (1): both',
    ]);
  });

  it('shows a page, then another one, and what is searched for', () => {
    const many = Array.from({ length: 120 }, (_, at) => environment(`e${String(at).padStart(3, '0')}`));
    const made = tree(many, 'component');
    const [group] = made.roots();
    assert.ok(group);
    assert.equal(made.children(group).length, ENVIRONMENTS_PER_PAGE + 1);
    const more = made.children(group).at(-1);
    assert.equal(more?.type === 'more' && more.remaining, 70);
    made.showMore(group);
    assert.equal(made.children(group).length, 2 * ENVIRONMENTS_PER_PAGE + 1);
    assert.equal(made.find('resource:default/e119')?.environment.name, 'e119');
    assert.equal(made.children(group).length, 120);
  });

  it('keeps what is unfolded over a refresh', () => {
    const many = Array.from({ length: 120 }, (_, at) => environment(`e${at}`));
    const limits = new Map<string, number>();
    const first = tree(many, 'component', limits);
    const [group] = first.roots();
    assert.ok(group);
    first.showMore(group);
    assert.equal(tree(many, 'component', limits).children(group).length, 101);
  });

  it('has ids that are unique, and the same whatever the order', () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(50), { maxLength: 30 }),
        fc.array(fc.constantFrom(...ENVIRONMENT_STATES), { minLength: 1 }),
        fc.constantFrom(...ENVIRONMENT_GROUPINGS),
        (numbers, states, groupBy) => {
          const all = numbers.map((number, at) =>
            environment(`e${number}`, {
              state: states[at % states.length] ?? 'ready',
              components: number % 3 === 0 ? [] : [{ entityRef: `component:default/c${number % 5}` }],
              ...(number % 2 === 0 ? { owner: 'group:default/payments' } : {}),
            }),
          );
          const ids = (environments: readonly Environment[]): readonly string[] => {
            const made = tree(environments, groupBy);
            return made.roots().flatMap(group => [group.id, ...made.children(group).map(({ id }) => id)]);
          };
          const once = ids(all);
          assert.equal(new Set(once).size, once.length);
          assert.deepEqual(ids([...all].reverse()), once);
        },
      ),
    ));
});
