import assert from 'node:assert/strict';
import type { Platform } from '../platform.mjs';
import { durationMilliseconds } from '../environments/duration.mjs';
import { getJson } from './requests';
import { sharedPlatform } from './sharedPlatform';

describe('the actions of the demo organisation', function () {
  this.timeout(90_000);
  let platform: Platform;
  before(async () => ({ platform } = await sharedPlatform()));

  it('stand among those of the scaffolder, with what goes in and what comes out', async () => {
    const actions = await getJson<{ id: string; schema?: { input?: object; output?: object } }[]>(
      platform,
      '/scaffolder/v2/actions',
    );
    const environment = ['source', 'create', 'extend', 'destroy'].map(what => `parcelwise:environment:${what}`);
    for (const id of ['parcelwise:time:after', 'parcelwise:secret:store', ...environment]) {
      const action = actions.find(each => each.id === id);
      assert.ok(action?.schema?.input && action.schema.output, id);
    }
  });

  it('know durations of days, hours, minutes and seconds', () => {
    const hour = 3_600_000;
    const known = { PT4H: 4 * hour, P3D: 72 * hour, P1DT12H: 36 * hour, PT90M: 1.5 * hour, PT20S: 20_000 };
    for (const [duration, length] of Object.entries(known)) assert.equal(durationMilliseconds(duration), length);
  });

  it('refuse what is no duration, and a length of nothing', () => {
    for (const duration of ['', 'P', 'PT', 'P0D', '4h', 'P1M', 'P-1D', 'P1.5D', 'P99999D', ' P1D'])
      assert.throws(() => durationMilliseconds(duration), RangeError, duration);
  });
});
