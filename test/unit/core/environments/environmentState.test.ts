import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ENVIRONMENT_STATES } from '../../../../src/core/environments/environment.js';
import {
  environmentAsOf,
  EXPIRING_MS,
  isExpectedToRun,
  isInTransition,
  stateAsOf,
} from '../../../../src/core/environments/environmentState.js';
import { DAY, environment, MINUTE, NOW } from './environmentSamples.js';

const anyState = fc.constantFrom(...ENVIRONMENT_STATES);

describe('the state of an environment', () => {
  it('is expiring in the last hour, and expired after it', () => {
    assert.equal(stateAsOf('ready', NOW + EXPIRING_MS + 1, NOW), 'ready');
    assert.equal(stateAsOf('ready', NOW + EXPIRING_MS, NOW), 'expiring');
    assert.equal(stateAsOf('ready', NOW + 1, NOW), 'expiring');
    assert.equal(stateAsOf('ready', NOW, NOW), 'expired');
  });

  it('follows an end that was put off, and a clock that was set back', () => {
    assert.equal(stateAsOf('expiring', NOW + DAY, NOW), 'ready');
    assert.equal(stateAsOf('expired', NOW + 10 * MINUTE, NOW), 'expiring');
  });

  it('stays degraded until its end, for that is worse', () => {
    assert.equal(stateAsOf('degraded', NOW + MINUTE, NOW), 'degraded');
    assert.equal(stateAsOf('degraded', NOW, NOW), 'expired');
  });

  it('is never expired without an end', () =>
    fc.assert(fc.property(anyState, fc.integer(), (state, now) => stateAsOf(state, undefined, now) === state)));

  it('is the same however often it is worked out', () =>
    fc.assert(
      fc.property(anyState, fc.integer(), fc.integer(), (state, expiresAt, now) => {
        const once = stateAsOf(state, expiresAt, now);
        assert.equal(stateAsOf(once, expiresAt, now), once);
      }),
    ));

  it('leaves an environment as it is while the clock changes nothing', () => {
    const known = environment('a', { expiresAt: NOW + DAY });
    assert.equal(environmentAsOf(known, NOW), known);
    assert.equal(environmentAsOf(known, NOW + DAY).state, 'expired');
  });

  it('is on its way while something is being done to it', () => {
    const moving = ENVIRONMENT_STATES.filter(state => isInTransition(environment('a', { state })));
    assert.deepEqual(moving, ['requested', 'provisioning', 'destroying']);
  });

  it('is one in which something runs from the first answer to the end', () => {
    assert.deepEqual(ENVIRONMENT_STATES.filter(isExpectedToRun), ['ready', 'degraded', 'expiring']);
  });
});
