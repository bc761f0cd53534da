import assert from 'node:assert/strict';
import type { AlertSource } from '../../../../src/core/health/source.js';
import { never, problemOf, valueOf } from '../../values.js';

/** A source of alerts to be held against the contract. */
export interface AlertsUnderTest {
  readonly source: AlertSource;
  /** An alert that fires and is neither silenced nor inhibited: its name and the service that it is about. */
  readonly firing: { readonly name: string; readonly service: string };
  /** Unix time in seconds. */
  readonly now: number;
  dispose(): Promise<void>;
}

/**
 * What every implementation of the port `AlertSource` must keep.
 * @param name of the implementation
 * @param make called once; nothing else may silence alerts while the tests run
 */
export function alertSourceContract(name: string, make: () => Promise<AlertsUnderTest>): void {
  describe(`the contract of a source of alerts, kept by ${name}`, () => {
    let made: AlertsUnderTest;
    before(async () => (made = await make()));
    after(() => made.dispose());
    const theAlert = async () =>
      valueOf(await made.source.alerts(never())).find(
        ({ name: itsName, labels }) => itsName === made.firing.name && labels['service'] === made.firing.service,
      );

    it('tells of what fires, with its severity, its time and what it says', async () => {
      const alert = await theAlert();
      assert.ok(alert);
      assert.equal(alert.state, 'firing');
      assert.notEqual(alert.severity, '');
      assert.ok(alert.summary);
      assert.match(alert.runbook ?? '', /^https:/);
      assert.ok(alert.since !== undefined && alert.since <= made.now + 60);
      assert.deepEqual(alert.silences, []);
    });

    it('silences an alert with a reason and an end, and takes that back', async () => {
      const matchers = [
        { name: 'alertname', value: made.firing.name, isRegex: false, isEqual: true },
        { name: 'service', value: made.firing.service, isRegex: false, isEqual: true },
      ];
      const [startsAt, endsAt] = [Math.floor(made.now), Math.floor(made.now) + 3600];
      const request = { matchers, startsAt, endsAt, createdBy: 'user:default/guest', comment: 'We know <b>that</b>.' };
      const id = valueOf(await made.source.silence(request, never()));
      const silenced = await theAlert();
      assert.equal(silenced?.state, 'silenced');
      assert.deepEqual(silenced.silences, [id]);
      const kept = valueOf(await made.source.silences(never())).find(silence => silence.id === id);
      assert.equal(kept?.state, 'active');
      assert.equal(kept.comment, request.comment);
      assert.equal(kept.createdBy, request.createdBy);
      assert.equal(kept.endsAt, endsAt);
      assert.deepEqual(
        [...kept.matchers].sort((one, other) => one.name.localeCompare(other.name)),
        matchers,
      );

      valueOf(await made.source.unsilence(id, never()));
      assert.equal((await theAlert())?.state, 'firing');
      assert.equal(valueOf(await made.source.silences(never())).find(silence => silence.id === id)?.state, 'expired');
    });

    it('refuses a silence that ends before it begins', async () => {
      const { now } = made;
      const request = { matchers: [], startsAt: now, endsAt: now - 1, createdBy: 'x', comment: 'y' };
      assert.equal(problemOf(await made.source.silence(request, never())).kind, 'invalid');
    });

    it('does not take back what was never silenced', async () => {
      problemOf(await made.source.unsilence('00000000-0000-4000-8000-000000000000', never()));
    });

    it('gives nothing to who has gone', async () => {
      assert.equal(problemOf(await made.source.alerts(AbortSignal.abort())).kind, 'cancelled');
      assert.equal(problemOf(await made.source.silences(AbortSignal.abort())).kind, 'cancelled');
    });
  });
}
