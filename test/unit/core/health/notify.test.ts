import assert from 'node:assert/strict';
import fc from 'fast-check';
import { QUIET_MS, readWatch, snooze, watchHealth, type Watch } from '../../../../src/core/health/notify.js';
import { HEALTH_STATUSES, type HealthStatus } from '../../../../src/core/health/status.js';

const REF = 'component:default/checkout';
const MINUTE = 60_000;

/** Lets a service have one status after the other, a minute apart, and says at which of them the person is told. */
function told(statuses: readonly (HealthStatus | 'stale')[], start: Watch = {}): number[] {
  let watch = start;
  return statuses.flatMap((status, minute) => {
    const isStale = status === 'stale';
    const reading = { entityRef: REF, status: isStale ? ('critical' as const) : status, isStale };
    const answer = watchHealth(watch, [reading], minute * MINUTE);
    watch = answer.watch;
    return answer.tell.length > 0 ? [minute] : [];
  });
}

const wait = (status: HealthStatus, minutes: number): HealthStatus[] => Array<HealthStatus>(minutes).fill(status);

describe('who has subscribed', () => {
  it('is told when a service becomes critical or down', () => {
    assert.deepEqual(told(['healthy', 'critical']), [1]);
    assert.deepEqual(told(['degraded', 'down']), [1]);
  });

  it('is told once for an incident, also when it grows worse', () =>
    assert.deepEqual(told(['healthy', 'critical', 'critical', 'down', 'critical']), [1]));

  it('is not told of what was there at the first look', () => {
    assert.deepEqual(told(['down', 'down', 'critical']), []);
    assert.deepEqual(told(['down', 'healthy', 'down']), [2]);
  });

  it('is not told of what is degraded or unknown', () =>
    assert.deepEqual(told(['healthy', 'degraded', 'unknown', 'degraded']), []));

  it('is not told again when nothing was known in between', () =>
    assert.deepEqual(told(['healthy', 'down', 'unknown', 'down', ...wait('unknown', 30), 'down']), [1]));

  it('is not told by what the source said before it fell silent', () =>
    assert.deepEqual(told(['healthy', 'stale', 'stale']), []));

  it('is told of the next incident a quarter of an hour later, if it lasts', () => {
    assert.deepEqual(told(['healthy', 'down', 'healthy', 'down', 'healthy']), [1]);
    assert.deepEqual(told(['healthy', 'down', 'healthy', ...wait('down', 20)]), [1, 1 + QUIET_MS / MINUTE]);
  });

  it('is told of the worst first', () => {
    const readings = [
      { entityRef: 'component:default/a', status: 'healthy' as HealthStatus, isStale: false },
      { entityRef: 'component:default/b', status: 'healthy' as HealthStatus, isStale: false },
    ];
    const { watch } = watchHealth({}, readings, 0);
    const worse = readings.map((reading, at) => ({ ...reading, status: at === 0 ? 'critical' : 'down' }) as const);
    assert.deepEqual(
      watchHealth(watch, worse, MINUTE).tell.map(({ entityRef }) => entityRef),
      ['component:default/b', 'component:default/a'],
    );
  });

  it('is told again after snoozing, while the incident lasts', () => {
    const reading = { entityRef: REF, status: 'down' as const, isStale: false };
    let { watch } = watchHealth({}, [{ ...reading, status: 'healthy' }], 0);
    ({ watch } = watchHealth(watch, [reading], MINUTE));
    watch = snooze(watch, REF, 61 * MINUTE);
    assert.deepEqual(watchHealth(watch, [reading], 60 * MINUTE).tell, []);
    assert.deepEqual(watchHealth(watch, [reading], 61 * MINUTE).tell, [reading]);
  });

  it('is not told twice after the window was closed', () => {
    const reading = { entityRef: REF, status: 'down' as const, isStale: false };
    let { watch } = watchHealth({}, [{ ...reading, status: 'healthy' }], 0);
    ({ watch } = watchHealth(watch, [reading], MINUTE));
    const kept = readWatch(JSON.parse(JSON.stringify(watch)));
    assert.deepEqual(kept, watch);
    assert.deepEqual(watchHealth(kept, [reading], 60 * MINUTE).tell, []);
  });

  it('is never told more than once in a quarter of an hour, whatever happens', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...HEALTH_STATUSES, 'stale' as const), { maxLength: 200 }), statuses => {
        const times = told(statuses);
        for (const [place, time] of times.slice(1).entries()) assert.ok((time - times[place]!) * MINUTE >= QUIET_MS);
        for (const time of times) assert.ok(['critical', 'down'].includes(statuses[time]!));
      }),
    ));
});

describe('what is remembered', () => {
  it('may be anything', () =>
    fc.assert(
      fc.property(fc.anything(), kept => {
        watchHealth(readWatch(kept), [{ entityRef: REF, status: 'down', isStale: false }], 0);
      }),
    ));

  it('has no name of its own that means something else', () =>
    assert.deepEqual(told(['healthy', 'down'], readWatch(JSON.parse('{"__proto__":{"isKnown":true}}'))), [1]));
});
