import assert from 'node:assert/strict';
import type { SignalSource } from '../../../../src/core/health/source.js';
import { never, problemOf, valueOf } from '../../values.js';

/** A source of signals to be held against the contract. */
export interface SignalsUnderTest {
  readonly source: SignalSource;
  /** A query that gives two series at least, now and over the last ten minutes. */
  readonly several: string;
  /** A query that can be read and gives nothing. */
  readonly nothing: string;
  /** A query that cannot be read. */
  readonly broken: string;
  /** The name of a metric that it has. */
  readonly metric: string;
  /** Unix time in seconds up to which `several` gives something. */
  readonly now: number;
  dispose(): Promise<void>;
}

const STEP = 30;

/**
 * What every implementation of the port `SignalSource` must keep.
 * @param name of the implementation
 * @param make called once
 */
export function signalSourceContract(name: string, make: () => Promise<SignalsUnderTest>): void {
  describe(`the contract of a source of signals, kept by ${name}`, () => {
    let made: SignalsUnderTest;
    before(async () => (made = await make()));
    after(() => made.dispose());
    const lastTenMinutes = () => ({ start: made.now - 600, end: made.now, step: STEP });

    it('gives each series once with its labels at one instant', async () => {
      const { series, leftOut } = valueOf(await made.source.instant(made.several, made.now, never()));
      assert.ok(series.length >= 2);
      assert.equal(leftOut, undefined);
      assert.equal(new Set(series.map(({ labels }) => JSON.stringify(labels))).size, series.length);
      for (const { at, value } of series) {
        assert.equal(at, made.now);
        assert.equal(typeof value, 'number');
      }
    });

    it('has a now of its own', async () => {
      assert.ok(valueOf(await made.source.instant(made.several, undefined, never())).series.length >= 2);
    });

    it('gives the same series over a range, in ascending steps', async () => {
      const { start, end } = lastTenMinutes();
      const { series } = valueOf(await made.source.range(made.several, lastTenMinutes(), never()));
      assert.ok(series.length >= 2);
      for (const { times, values } of series) {
        assert.equal(times.length, values.length);
        assert.ok(times.length > 0);
        assert.ok(times.every(at => at >= start && at <= end && (at - start) % STEP === 0));
        assert.deepEqual(
          times,
          [...times].sort((one, other) => one - other),
        );
      }
    });

    it('says that there is nothing by giving nothing', async () => {
      assert.deepEqual(valueOf(await made.source.instant(made.nothing, made.now, never())).series, []);
      assert.deepEqual(valueOf(await made.source.range(made.nothing, lastTenMinutes(), never())).series, []);
    });

    it('names its metrics, each once', async () => {
      const names = valueOf(await made.source.metricNames(never()));
      assert.ok(names.includes(made.metric));
      assert.equal(new Set(names).size, names.length);
    });

    it('refuses what cannot be read', async () => {
      assert.equal(problemOf(await made.source.instant(made.broken, made.now, never())).kind, 'invalid');
      assert.equal(problemOf(await made.source.range(made.broken, lastTenMinutes(), never())).kind, 'invalid');
    });

    for (const [what, range] of [
      ['that ends before it begins', { start: 100, end: 10, step: 1 }],
      ['without a step', { start: 0, end: 10, step: 0 }],
      ['of more points than a source gives', { start: 0, end: 100_000, step: 1 }],
    ] as const)
      it(`refuses a range ${what}`, async () => {
        assert.equal(problemOf(await made.source.range(made.several, range, never())).kind, 'invalid');
      });

    it('gives nothing to who has gone', async () => {
      assert.equal(problemOf(await made.source.instant(made.several, made.now, AbortSignal.abort())).kind, 'cancelled');
      const leaving = new AbortController();
      const answer = made.source.range(made.several, lastTenMinutes(), leaving.signal);
      leaving.abort();
      assert.equal(problemOf(await answer).kind, 'cancelled');
    });
  });
}
