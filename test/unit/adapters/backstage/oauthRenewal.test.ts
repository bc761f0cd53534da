import assert from 'node:assert/strict';
import type { OAuthGrant } from '../../../../src/adapters/backstage/oauthGrant.js';
import { GrantKeeper, type GrantKeeperOptions } from '../../../../src/adapters/backstage/oauthRenewal.js';
import { failure, success, type ProblemKind, type Result } from '../../../../src/core/common/problem.js';
import { recordingLog } from '../../recordingLog.js';

const HOUR = 3_600_000;

const grantNumber = (number: number, expiresAt: number, refreshable = true): OAuthGrant => ({
  clientId: 'client',
  accessToken: `access-${number}`,
  expiresAt,
  ...(refreshable ? { refreshToken: `refresh-${number}` } : {}),
});

const problem = (kind: ProblemKind): Result<OAuthGrant> => failure({ kind, message: 'no' });

/** A keeper with a store in memory, a clock that is set, and a server that counts. */
function rig(first: OAuthGrant | undefined, answer?: (grant: OAuthGrant) => Promise<Result<OAuthGrant>>) {
  const state = { now: 0, grant: first, renewals: [] as string[], waits: [] as number[], events: [] as string[] };
  const options: GrantKeeperOptions = {
    store: {
      read: async () => state.grant,
      replace: async (_, next) => {
        state.events.push(`kept ${next.accessToken}`);
        if (!state.grant) return false;
        state.grant = next;
        return true;
      },
      end: async () => {
        state.events.push('ended');
        state.grant = undefined;
      },
    },
    renew: async grant => {
      state.renewals.push(grant.refreshToken ?? '');
      await new Promise(resolve => setTimeout(resolve, 5));
      return answer ? answer(grant) : success(grantNumber(state.renewals.length + 1, state.now + HOUR));
    },
    clock: { now: () => state.now },
    log: recordingLog(),
    wait: async ms => void state.waits.push(ms),
  };
  return { state, keeper: new GrantKeeper(options) };
}

describe('keeping a sign-in alive', () => {
  it('gives the token as long as it is good', async () => {
    const { keeper, state } = rig(grantNumber(1, HOUR));
    state.now = HOUR - 60_001;
    assert.equal(await keeper.token(), 'access-1');
    assert.deepEqual(state.renewals, []);
  });

  it('renews it a minute before it ends', async () => {
    const { keeper, state } = rig(grantNumber(1, HOUR));
    state.now = HOUR - 60_000;
    assert.equal(await keeper.token(), 'access-2');
    assert.deepEqual(state.renewals, ['refresh-1']);
  });

  it('keeps the new grant before anybody gets it', async () => {
    const { keeper, state } = rig(grantNumber(1, 0));
    state.events.push(`given ${await keeper.token()}`);
    assert.deepEqual(state.events, ['kept access-2', 'given access-2']);
  });

  it('renews once for a burst of refusals, however late each comes', async () => {
    const { keeper, state } = rig(grantNumber(1, HOUR));
    const request = async (delay: number): Promise<string | undefined> => {
      const token = await keeper.token();
      assert.ok(token);
      await new Promise(resolve => setTimeout(resolve, delay));
      keeper.refused('access-1');
      return keeper.token();
    };
    const tokens = await Promise.all(Array.from({ length: 40 }, (_, index) => request(index % 20)));
    assert.deepEqual([...new Set(tokens)], ['access-2']);
    assert.deepEqual(state.renewals, ['refresh-1']);
  });

  it('does not renew again when the server refuses what it has just given', async () => {
    const { keeper, state } = rig(grantNumber(1, HOUR));
    keeper.refused('access-1');
    assert.equal(await keeper.token(), 'access-2');
    keeper.refused('access-2');
    assert.equal(await keeper.token(), 'access-2');
    state.now += 10_000;
    keeper.refused('access-2');
    assert.equal(await keeper.token(), 'access-3');
    assert.equal(state.renewals.length, 2);
  });

  it('ends the sign-in when the server no longer renews it', async () => {
    const { keeper, state } = rig(grantNumber(1, 0), async () => problem('unauthorised'));
    assert.deepEqual(await Promise.all([keeper.token(), keeper.token()]), [undefined, undefined]);
    assert.deepEqual(state.events, ['ended']);
    assert.equal(await keeper.token(), undefined);
    assert.equal(state.renewals.length, 1);
  });

  for (const kind of ['unreachable', 'internal', 'rateLimited'] as const)
    it(`stays signed in when the server cannot renew just then: ${kind}`, async () => {
      const { keeper, state } = rig(grantNumber(1, HOUR), async () => problem(kind));
      state.now = HOUR - 30_000;
      assert.equal(await keeper.token(), 'access-1', 'it is still good');
      state.now = HOUR;
      assert.equal(await keeper.token(), undefined);
      assert.deepEqual(state.events, []);
      assert.ok(state.grant);
    });

  it('takes the grant that another window got with the same refresh token', async () => {
    const theirs = grantNumber(7, HOUR);
    const { keeper, state } = rig(grantNumber(1, 0), async () => {
      state.grant = theirs;
      return problem('unauthorised');
    });
    assert.equal(await keeper.token(), 'access-7');
    assert.deepEqual(state.events, []);
  });

  it('waits for that grant a little', async () => {
    const { keeper, state } = rig(grantNumber(1, 0), async () => problem('unauthorised'));
    const late = keeper.token();
    const push = state.waits.push.bind(state.waits);
    state.waits.push = (...waits) => {
      state.grant = grantNumber(7, HOUR);
      return push(...waits);
    };
    assert.equal(await late, 'access-7');
    assert.deepEqual(state.events, []);
  });

  it('gives no token to whoever has signed out meanwhile', async () => {
    const { keeper, state } = rig(grantNumber(1, 0), async () => {
      state.grant = undefined;
      return success(grantNumber(2, HOUR));
    });
    assert.equal(await keeper.token(), undefined);
    assert.equal(await keeper.token(), undefined);
  });

  it('uses a grant that cannot be renewed to its end', async () => {
    const { keeper, state } = rig(grantNumber(1, HOUR, false));
    state.now = HOUR - 1;
    assert.equal(await keeper.token(), 'access-1');
    state.now = HOUR;
    assert.equal(await keeper.token(), undefined);
    assert.deepEqual([state.events, state.renewals], [['ended'], []]);
  });

  it('has nothing for nobody', async () => {
    assert.equal(await rig(undefined).keeper.token(), undefined);
  });
});
