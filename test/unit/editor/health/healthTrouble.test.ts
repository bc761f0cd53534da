import assert from 'node:assert/strict';
import { plainTranslate } from '../../../../src/core/common/translate.js';
import type { ProblemKind } from '../../../../src/core/common/problem.js';
import { absenceTrouble, problemTrouble } from '../../../../src/editor/health/healthTrouble.js';

const KINDS: readonly (readonly [ProblemKind, string | undefined, string | undefined])[] = [
  ['unreachable', 'retry', 'retry'],
  ['unauthorised', 'signIn', 'openSettings'],
  ['forbidden', 'showLog', 'showLog'],
  ['notFound', 'openSettings', 'openSettings'],
  ['conflict', 'retry', 'retry'],
  ['invalid', 'openSettings', 'openSettings'],
  ['rateLimited', 'retry', 'retry'],
  ['unsupported', 'openSettings', 'openSettings'],
  ['internal', 'showLog', 'showLog'],
];

describe('what is wrong with the source of health', () => {
  for (const [kind, proxied, direct] of KINDS)
    it(`is said with a way out: ${kind}`, () => {
      const problem = { kind, message: 'It is wrong.' };
      assert.equal(problemTrouble(problem, false, plainTranslate)?.action?.id, proxied);
      assert.equal(problemTrouble(problem, true, plainTranslate)?.action?.id, direct);
      assert.ok(problemTrouble(problem, true, plainTranslate)?.text.startsWith('It is wrong.'));
    });

  it('is nothing where the person cancelled', () =>
    assert.equal(problemTrouble({ kind: 'cancelled', message: '' }, false, plainTranslate), undefined));

  it('is what the platform team can do where Backstage has no proxy', () =>
    assert.match(
      problemTrouble({ kind: 'notFound', message: 'HTTP 404' }, false, plainTranslate)?.text ?? '',
      /proxy\.endpoints/,
    ));

  it('is a matter of the settings where there is none', () => {
    for (const absence of ['off', 'notConnected', 'noAddress'] as const)
      assert.equal(absenceTrouble(absence, plainTranslate).action?.id, 'openSettings');
  });
});
