import assert from 'node:assert/strict';
import { problemFromNetwork } from '../../../../src/adapters/backstage/responseProblem.js';

const ORIGIN = 'https://backstage.example.com';

// What cannot be made to happen on a machine without a network; the client's tests make the others happen.
describe('a request that nobody answers', () => {
  for (const [code, said] of [
    ['ECONNREFUSED', 'nothing listens there'],
    ['ENOTFOUND', 'its name is not known'],
    ['EAI_AGAIN', 'its name is not known'],
    ['ETIMEDOUT', 'it does not answer in time'],
    ['ECONNABORTED', 'it does not answer in time'],
    ['EPIPE', 'the connection was cut'],
    ['CERT_HAS_EXPIRED', 'its certificate is not trusted'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is not trusted'],
    ['EHOSTUNREACH', 'the connection failed (EHOSTUNREACH)'],
  ] as const)
    it(`with ${code}: ${said}`, () => {
      assert.deepEqual(problemFromNetwork(Object.assign(new Error('x'), { code }), ORIGIN), {
        kind: 'unreachable',
        message: `${ORIGIN} cannot be reached: ${said}.`,
        detail: code,
      });
    });

  for (const error of [new Error('why'), 'why', { code: 7, toString: () => 'why' }])
    it(`without a code: ${typeof error}`, () => {
      assert.deepEqual(problemFromNetwork(error, ORIGIN), {
        kind: 'unreachable',
        message: `${ORIGIN} cannot be reached: the connection failed.`,
        detail: 'why',
      });
    });
});
