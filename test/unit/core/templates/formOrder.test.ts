import assert from 'node:assert/strict';
import { fillForm, page } from './forms.js';

const text = { type: 'string' };

describe('the questions of a form', () => {
  it('begin on each page with the field that has the cursor, and keep the order of the others', async () => {
    const focused = { type: 'string', 'ui:autofocus': true };
    const { asked, values } = await fillForm(
      [page({ first: text, second: focused, third: focused }), page({ fourth: text, fifth: text })],
      [
        { at: 'second', say: 'b' },
        { at: 'first', say: 'a' },
        { at: 'third', say: 'c' },
        { at: 'fourth', say: 'd' },
        { at: 'fifth', say: 'e' },
      ],
    );
    assert.deepEqual(values, { first: 'a', second: 'b', third: 'c', fourth: 'd', fifth: 'e' });
    assert.deepEqual(
      asked.map(({ position }) => position.step),
      [1, 2, 3, 4, 5, 6],
    );
  });

  it('do not begin with a field that nobody is asked for', async () => {
    const locked = { type: 'string', default: 'x', 'ui:readonly': true, 'ui:autofocus': true };
    const { values } = await fillForm([page({ first: text, locked })], [{ at: 'first', say: 'a' }]);
    assert.deepEqual(values, { first: 'a', locked: 'x' });
  });

  it('name truth in words, also where only one answer is allowed', async () => {
    const { values } = await fillForm(
      [page({ sure: { type: 'boolean', enum: [true] } }, { required: ['sure'] })],
      [{ at: 'sure', pick: 'Yes' }],
    );
    assert.deepEqual(values, { sure: true });
  });

  it('light what goes on where a list may stay empty, and what adds where it must not', async () => {
    const list = { type: 'array', items: { ...text, title: 'Word' } };
    const { asked } = await fillForm(
      [page({ any: list, some: { ...list, minItems: 1 } }, { required: ['some'] })],
      [
        { at: 'any', pick: 'Done: leave it empty' },
        { at: 'some', pick: 'Add…' },
        { at: 'some › Word 1', say: 'a' },
        { at: 'some', pick: 'Done' },
      ],
    );
    const lit = asked.slice(0, 2).map(({ question }) => {
      assert.ok(question.kind === 'pick');
      return question.rows('').find(({ choice }) => choice && question.isCurrent?.(choice.value))?.label;
    });
    assert.deepEqual(lit, ['Done: leave it empty', undefined]);
    assert.equal(asked[2]?.position.title, 'P1 › some › Word 1');
  });

  it('for a branch name the repository, refuse what git would, and ask for the token that the template wants', async () => {
    const branch = {
      type: 'string',
      'ui:field': 'RepoBranchPicker',
      'ui:options': { requestUserCredentials: { secretsKey: 'USER_TOKEN' } },
    };
    const { values, secrets, asked } = await fillForm(
      [
        page({
          repoUrl: { type: 'string', 'ui:field': 'RepoUrlPicker', 'ui:options': { allowedHosts: ['github.com'] } },
          branch,
        }),
      ],
      [
        { at: 'Owner', say: 'parcelwise' },
        { at: 'Repository', say: 'quotes' },
        ...['two words', '-x', 'a..b', 'a/.b', 'x.lock', 'a/', 'a~1', '@'].map(refused => ({
          at: 'branch',
          refused,
          because: /^Git does not take this/,
        })),
        { at: 'branch', say: 'feature/quotes-2' },
        { at: 'Access token', say: 'secret' },
      ],
    );
    assert.equal(values['branch'], 'feature/quotes-2');
    assert.deepEqual(secrets, { USER_TOKEN: 'secret' });
    assert.match(asked[2]?.question.prompt ?? '', /A branch of parcelwise\/quotes/);
    assert.match(asked.at(-2)?.question.prompt ?? '', /github\.com/);
  });
});
