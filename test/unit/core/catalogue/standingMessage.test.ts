import assert from 'node:assert/strict';
import type { SideState } from '../../../../src/core/catalogue/model.js';
import { mustSignInAgain, standingMessage } from '../../../../src/core/catalogue/standingMessage.js';
import type { ProblemKind } from '../../../../src/core/common/problem.js';
import { plainTranslate } from '../../../../src/core/common/translate.js';

const HOUR_MS = 3_600_000;
const failed = (kind: ProblemKind, more: Partial<SideState> = {}): SideState => ({
  phase: 'failed',
  problem: { kind, message: 'It broke.' },
  ...more,
});

const CASES: readonly (readonly [string, SideState, number | undefined, string | undefined])[] = [
  ['nothing is wrong', { phase: 'ready', readAt: 1 }, HOUR_MS, undefined],
  ['there is no platform', { phase: 'absent' }, undefined, undefined],
  ['the first reading has not brought anything', { phase: 'loading' }, undefined, undefined],
  ['it is read again in the same window', { phase: 'loading', readAt: 1 }, HOUR_MS, undefined],
  ['what was kept is hardly old', { phase: 'loading', readAt: 1, kept: true }, 59_000, undefined],
  [
    'what was kept is old',
    { phase: 'loading', readAt: 1, kept: true },
    2 * HOUR_MS,
    'Showing what was known 2 hours ago, until it has been read again.',
  ],
  [
    'the first reading goes on',
    { phase: 'loading', partial: true },
    undefined,
    'More of the catalogue is still being read.',
  ],
  [
    'the first reading was cut',
    failed('unreachable', { partial: true }),
    undefined,
    'It broke. Check the address and your connection. Only a part of the catalogue is shown.',
  ],
  [
    'the first reading was stopped',
    failed('cancelled', { partial: true }),
    undefined,
    'The reading was cancelled. Only a part of the catalogue is shown.',
  ],
  ['only the folder is known', failed('unreachable'), undefined, 'It broke. Check the address and your connection.'],
  ['only the folder is known, by the person’s will', failed('cancelled'), undefined, undefined],
  [
    'nobody answers',
    failed('unreachable', { readAt: 1 }),
    HOUR_MS,
    'It broke. Check the address and your connection. Showing what was known 1 hour ago.',
  ],
  [
    'a later reading was stopped',
    failed('cancelled', { readAt: 1 }),
    HOUR_MS,
    'The reading was cancelled. Showing what was known 1 hour ago.',
  ],
  [
    'the server wants a sign-in again',
    failed('unauthorised', { readAt: 1, kept: true }),
    HOUR_MS,
    'It broke. Sign in again to refresh. Showing what was known 1 hour ago.',
  ],
  ['nobody has signed in yet', failed('unauthorised'), undefined, 'It broke. Sign in to go on.'],
];

describe('what is said over the entities when', () => {
  for (const [name, side, ageMs, expected] of CASES)
    it(name, () => assert.equal(standingMessage(side, ageMs, plainTranslate), expected));
});

describe('a person must sign in again', () => {
  const CASES_OF_SIGN_IN: readonly (readonly [string, SideState, boolean])[] = [
    ['where the server wants it and something is known', failed('unauthorised', { readAt: 1 }), true],
    ['where it wants it in the middle of a first reading', failed('unauthorised', { partial: true }), true],
    ['not where nothing is known: that is a first sign-in', failed('unauthorised'), false],
    ['not where the server cannot be reached', failed('unreachable', { readAt: 1 }), false],
    ['not while it is read again', { phase: 'loading', readAt: 1 }, false],
  ];
  for (const [name, side, expected] of CASES_OF_SIGN_IN) it(name, () => assert.equal(mustSignInAgain(side), expected));
});
