import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  firstSeenAt,
  firstSeenFromJson,
  firstSeenJson,
  withSnapshot,
  type FirstSeen,
} from '../../../../../src/core/insights/adoption/firstSeen.js';

const at = (text: string): number => Date.parse(text);

describe('daily snapshots', () => {
  it('date what appears after the first one, and nothing that was there before', () => {
    const first = withSnapshot(undefined, ['a', 'b'], at('2026-11-01T22:00:00Z'));
    const second = withSnapshot(first, ['a', 'c'], at('2026-11-03T08:00:00Z'));
    const third = withSnapshot(second, ['a', 'b', 'c'], at('2026-11-04T08:00:00Z'));
    assert.deepEqual(
      ['a', 'b', 'c', 'd', '__proto__'].map(ref => firstSeenAt(third, ref)),
      [undefined, undefined, at('2026-11-03'), undefined, undefined],
    );
  });

  it('are the same object where nothing is new that day', () => {
    const first = withSnapshot(undefined, ['a'], at('2026-11-01'));
    assert.equal(withSnapshot(first, ['a'], at('2026-11-01T23:00:00Z')), first);
    assert.equal(withSnapshot(first, ['a'], at('2026-10-01')), first);
    assert.equal(withSnapshot(first, [], at('2026-11-02')).last, '2026-11-02');
  });

  it('never change a day that is known, and come back from the file as they were', () => {
    const snapshot = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.array(fc.constantFrom('a', 'b', '__proto__', 'd')));
    fc.assert(
      fc.property(fc.array(snapshot, { minLength: 1 }), snapshots => {
        let known: FirstSeen | undefined;
        for (const [day, refs] of snapshots) {
          const next: FirstSeen = withSnapshot(known, refs, at('2026-11-01') + day * 86_400_000);
          for (const [ref, first] of Object.entries(known?.days ?? {})) assert.equal(next.days[ref], first);
          known = next;
        }
        assert.ok(known);
        assert.deepEqual(firstSeenFromJson(firstSeenJson(known)), { firstSeen: known, unreadable: 0 });
      }),
    );
  });

  it('count days that cannot be read, and refuse another file', () => {
    const text = '{"version":1,"since":"2026-11-01","last":"2026-11-01","days":{"a":"2026-11-01","b":"soon","c":7}}';
    assert.equal(firstSeenFromJson(text)?.unreadable, 2);
    for (const other of ['', '[]', '{"version":2}', text.replace('2026-11-01', 'x'), text.slice(0, -5)])
      assert.equal(firstSeenFromJson(other), undefined);
  });
});
