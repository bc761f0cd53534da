import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readFeedback, type Feedback } from '../../../../src/core/insights/feedback.js';
import { jsonLines, readJsonLines } from '../../../../src/core/insights/jsonLines.js';

const GOOD: Feedback = {
  id: '7c1d',
  theme: 'template:template:default/node-service',
  text: 'The form asks for the owner twice.',
  context: { extension: '0.1.0' },
  week: '2026-W48',
};

describe('feedback as lines of JSON', () => {
  it('comes back as it went', () => {
    const text = fc.string({ minLength: 1, maxLength: 60 }).filter(each => each.trim() !== '');
    const feedback = fc.record({
      id: text,
      theme: text,
      text,
      context: fc.dictionary(text, fc.string({ maxLength: 40 }), { maxKeys: 5, noNullPrototype: true }),
      week: fc.constantFrom('2026-W01', '2020-W53'),
    });
    fc.assert(
      fc.property(fc.array(feedback, { maxLength: 5 }), all => {
        const back = readJsonLines(jsonLines(all), readFeedback);
        assert.deepEqual(back.problems, []);
        assert.equal(JSON.stringify(back.records), JSON.stringify(all));
      }),
    );
  });

  it('loses one wrong line alone, and says which', () => {
    const text = `\uFEFF${JSON.stringify(GOOD)}\r\n\r\n{"id": "cut\n${JSON.stringify({ ...GOOD, user: 'jane' })}\n${JSON.stringify(GOOD)}`;
    const { records, problems } = readJsonLines(text, readFeedback);
    assert.deepEqual(records, [GOOD, GOOD]);
    assert.deepEqual(problems, [
      { line: 3, message: 'This line is no JSON, or is cut off.', values: [] },
      { line: 4, message: 'Feedback has no field “{0}”.', values: ['user'] },
    ]);
  });

  const WRONG: readonly (readonly [string, unknown])[] = [
    ['a list', []],
    ['nothing', null],
    ['an empty text', { ...GOOD, text: ' \n' }],
    ['a text without end', { ...GOOD, text: 'a'.repeat(10_001) }],
    ['an exact time', { ...GOOD, week: '2026-11-28T10:00:00Z' }],
    ['no theme', { ...GOOD, theme: undefined }],
    ['a context that is no object of texts', { ...GOOD, context: { nested: {} } }],
    [
      'a context without end',
      { ...GOOD, context: Object.fromEntries(Array.from({ length: 21 }, (_, at) => [at, 'x'])) },
    ],
  ];
  for (const [what, value] of WRONG)
    it(`is not ${what}`, () => {
      const read = readFeedback(value);
      assert.ok('message' in read);
      assert.ok(read.message.length > 10);
    });
});
