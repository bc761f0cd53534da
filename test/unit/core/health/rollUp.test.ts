import assert from 'node:assert/strict';
import fc from 'fast-check';
import { countsForRollUp, dependenciesAtRisk, rolledUpStatus, rollUp } from '../../../../src/core/health/rollUp.js';
import { HEALTH_STATUSES, type HealthStatus } from '../../../../src/core/health/status.js';
import { entity } from '../catalogue/entities.js';

const CASES: readonly (readonly [of: readonly HealthStatus[], is: HealthStatus])[] = [
  [[], 'unknown'],
  [['healthy', 'healthy'], 'healthy'],
  [['unknown'], 'unknown'],
  [['unknown', 'healthy'], 'unknown'],
  [['degraded', 'healthy'], 'degraded'],
  [['degraded', 'unknown'], 'degraded'],
  [['critical', 'unknown'], 'critical'],
  [['down', 'healthy'], 'critical'],
  [['down', 'unknown'], 'critical'],
  [['down', 'down'], 'down'],
  [['down'], 'down'],
];

describe('the health of many', () => {
  for (const [of, is] of CASES)
    it(`${of.join(' + ') || 'nothing'} is ${is}`, () => {
      assert.equal(rolledUpStatus(of), is);
    });

  it('is healthy only where all are', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...HEALTH_STATUSES)), all => {
        assert.equal(rolledUpStatus(all) === 'healthy', all.length > 0 && all.every(one => one === 'healthy'));
      }),
    );
  });

  it('says how many are known and which decide, worst first', () => {
    const members = [
      { entityRef: 'component:default/a', status: 'healthy' },
      { entityRef: 'component:default/b', status: 'unknown' },
      { entityRef: 'component:default/c', status: 'degraded' },
      { entityRef: 'component:default/d', status: 'down' },
    ] as const;
    assert.deepEqual(rollUp('system:default/shop', members), {
      entityRef: 'system:default/shop',
      status: 'critical',
      known: 3,
      of: 4,
      because: ['component:default/d', 'component:default/c', 'component:default/b'],
    });
    assert.deepEqual(rollUp('system:default/shop', members.slice(0, 1)).because, []);
  });

  it('counts components in production', () => {
    const counts = (text: string, lifecycle?: string) =>
      countsForRollUp(entity(text, { spec: lifecycle === undefined ? {} : { lifecycle } }));
    assert.equal(counts('Component:a', 'production'), true);
    assert.equal(counts('Component:a'), true);
    assert.equal(counts('Component:a', 'live'), true);
    assert.equal(counts('Component:a', 'Experimental'), false);
    assert.equal(counts('Component:a', 'deprecated'), false);
    assert.equal(counts('Resource:a', 'production'), false);
    assert.equal(countsForRollUp(entity('Component:a', { spec: { type: 'library' } })), false, 'a library never runs');
  });

  it('says what puts an entity at risk, worst first, and nothing of what is well or unknown', () => {
    const statuses: Readonly<Record<string, HealthStatus>> = {
      'component:default/well': 'healthy',
      'component:default/slow': 'degraded',
      'component:default/gone': 'down',
      'component:default/dark': 'unknown',
      'component:default/owner': 'down',
    };
    const depends = ['well', 'slow', 'gone', 'dark', 'stranger', 'a'].map(
      name => `dependsOn component:default/${name}`,
    );
    const one = entity('Component:a', { relations: [...depends, 'partOf component:default/owner'] });
    assert.deepEqual(
      dependenciesAtRisk(one, ref => statuses[ref]),
      [
        { entityRef: 'component:default/gone', status: 'down' },
        { entityRef: 'component:default/slow', status: 'degraded' },
      ],
    );
  });
});
