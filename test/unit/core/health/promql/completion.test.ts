import assert from 'node:assert/strict';
import fc from 'fast-check';
import { completionPlace } from '../../../../../src/core/health/promql/completion.js';
import { durationSeconds, durationText } from '../../../../../src/core/health/promql/duration.js';

/** The place at `^`, with what is typed there already. */
function at(marked: string): readonly unknown[] | undefined {
  const offset = marked.indexOf('^');
  const text = marked.replace('^', '');
  const place = completionPlace(text, offset);
  if (!place) return undefined;
  const typed = text.slice(place.from, offset);
  return place.kind === 'name'
    ? [place.kind, typed]
    : [place.kind, typed, place.metric, ...(place.kind === 'value' ? [place.label] : [])];
}

describe('what could be written in an expression', () => {
  const cases: readonly (readonly [string, readonly unknown[] | undefined])[] = [
    ['^', ['name', '']],
    ['http_re^', ['name', 'http_re']],
    ['sum(rate(ht^[5m]))', ['name', 'ht']],
    ['a + b^', ['name', 'b']],
    ['up{^', ['label', '', 'up']],
    ['up{jo^}', ['label', 'jo', 'up']],
    ['up{job="a", in^', ['label', 'in', 'up']],
    ['{jo^', ['label', 'jo', undefined]],
    ['up{job="^', ['value', '', 'up', 'job']],
    ['up{job=~"sh^', ['value', 'sh', 'up', 'job']],
    ['sum by (^) (rate(up{a="b"}[5m]))', ['label', '', 'up']],
    ['sum by (job, in^) (up[5m])', ['label', 'in', 'up']],
    ['rate(up[5^', undefined],
    ['rate(up[5m^', undefined],
    ['up{job^="a"}', ['label', 'job', 'up']],
    ['up{job=^', undefined],
    ['up # rem^', undefined],
    ['label_replace(up, "a^', undefined],
    ['1.5^', undefined],
  ];
  for (const [text, expected] of cases) it(`is known at ${text}`, () => assert.deepEqual(at(text), expected));
});

describe('durations of PromQL', () => {
  it('are read as Prometheus reads them', () => {
    assert.equal(durationSeconds('5m'), 300);
    assert.equal(durationSeconds('1h30m'), 5400);
    assert.equal(durationSeconds('1d12h'), 129_600);
    assert.equal(durationSeconds('500ms'), 0.5);
    for (const text of ['', '5', '30m1h', '1.5h', '5x', 'm']) assert.equal(durationSeconds(text), undefined, text);
  });

  it('are written so that they are read the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000_000 }), seconds => {
        assert.equal(durationSeconds(durationText(seconds)), seconds);
      }),
    );
  });
});
