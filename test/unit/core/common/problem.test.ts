import assert from 'node:assert/strict';
import {
  CANCELLED,
  cancelledBy,
  presentProblem,
  problemFromThrown,
  type ProblemKind,
  type ProblemPresentation,
} from '../../../../src/core/common/problem.js';

// Typed by all kinds: a new one cannot be forgotten here.
const TREATMENTS: Readonly<Record<ProblemKind, ProblemPresentation>> = {
  unreachable: {
    text: 'It broke. Check the address and your connection.',
    actions: ['retry', 'changeServer'],
    level: 'warn',
  },
  unauthorised: { text: 'It broke. Sign in to go on.', actions: ['signIn'], level: 'info' },
  forbidden: { text: 'It broke. Ask your platform team for access.', actions: ['showLog'], level: 'warn' },
  notFound: { text: 'It broke.', actions: ['showLog'], level: 'warn' },
  conflict: { text: 'It broke.', actions: ['retry'], level: 'warn' },
  invalid: { text: 'It broke.', actions: ['changeServer', 'showLog'], level: 'error' },
  rateLimited: { text: 'It broke. Wait a moment, then try again.', actions: ['retry'], level: 'warn' },
  cancelled: { text: undefined, actions: [], level: 'debug' },
  unsupported: { text: 'It broke.', actions: ['showLog'], level: 'warn' },
  internal: { text: 'It broke. The log has the details.', actions: ['retry', 'showLog'], level: 'error' },
};

describe('a problem', () => {
  for (const [kind, expected] of Object.entries(TREATMENTS) as [ProblemKind, ProblemPresentation][])
    it(`of kind ${kind} is ${expected.text === undefined ? 'silent' : 'shown in one way'}`, () => {
      assert.deepEqual(presentProblem({ kind, message: 'It broke.', detail: 'never shown' }), expected);
    });

  it('is shown with advice in the person’s language', () => {
    const { text } = presentProblem({ kind: 'rateLimited', message: 'Slow.' }, () => 'Moment!');
    assert.equal(text, 'Slow. Moment!');
  });
});

describe('a thrown value', () => {
  it('is a defect of ours', () => {
    const problem = problemFromThrown(new TypeError('x is not a function'));
    assert.equal(problem.kind, 'internal');
    assert.match(problem.message, /x is not a function/);
    assert.match(problem.detail ?? '', /problem\.test/);
  });

  for (const thrown of ['text', undefined, null, 7, {}])
    it(`may be ${JSON.stringify(thrown) ?? 'undefined'}`, () => {
      assert.equal(problemFromThrown(thrown).kind, 'internal');
    });

  it('may have no stack', () => {
    const error = new Error('bare');
    delete error.stack;
    assert.deepEqual(problemFromThrown(error), {
      kind: 'internal',
      message: 'Something went wrong in Golden Path: bare',
    });
  });

  it('is nobody’s fault when it is an abort', () => {
    const canceled = new Error('Canceled');
    canceled.name = 'Canceled';
    for (const thrown of [canceled, new DOMException('', 'AbortError'), AbortSignal.abort().reason])
      assert.equal(problemFromThrown(thrown), CANCELLED);
  });
});

describe('a signal', () => {
  it('answers for the request that it has stopped', () => {
    assert.equal(cancelledBy(new AbortController().signal), undefined);
    assert.deepEqual(cancelledBy(AbortSignal.abort()), { ok: false, problem: CANCELLED });
  });
});
