import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ITEM_BANK } from '../../../../../src/core/insights/survey/itemBank.js';
import {
  isItemId,
  readSurveyRecord,
  surveyCsv,
  toLeave,
  type SurveyAnswer,
  type SurveyRecord,
} from '../../../../../src/core/insights/survey/surveyAnswer.js';
import { SPACE_DIMENSIONS } from '../../../../../src/core/insights/survey/surveyResults.js';

const ANSWER: SurveyAnswer = { id: '0b', itemId: 'dora.platform.ease', version: 1, answer: 4, week: '2026-W48' };

describe('an answer', () => {
  it('is taken with its fields and no others', () => {
    assert.deepEqual(readSurveyRecord(ANSWER), ANSWER);
    assert.deepEqual(readSurveyRecord({ ...ANSWER, answer: null, group: 'payments' }), {
      ...ANSWER,
      answer: null,
      group: 'payments',
    });
    const text = { id: '7', itemId: 'x', text: 'It waits.', week: '2026-W48' };
    assert.deepEqual(readSurveyRecord(text), text);
  });

  const WRONG: Readonly<Record<string, unknown>> = {
    'no object': 'x',
    'with the name of a person': { ...ANSWER, user: 'user:default/jane' },
    'with a time': { ...ANSWER, at: 1 },
    'whose week is an exact time': { ...ANSWER, week: '2026-11-23T10:00:00Z' },
    'whose question is a path': { ...ANSWER, itemId: '/home/jane/x' },
    'off every scale': { ...ANSWER, answer: 12 },
    'below the scale': { ...ANSWER, answer: 0 },
    'between two points': { ...ANSWER, answer: 1.5 },
    'without a version': { ...ANSWER, version: undefined },
    'with an empty group': { ...ANSWER, group: ' ' },
    'with a group of hundreds of characters': { ...ANSWER, group: 'a'.repeat(61) },
    'with a text beside the answer': { ...ANSWER, text: 'words' },
    'with an empty text': { id: '7', itemId: 'x', text: ' ', week: '2026-W48' },
  };
  for (const [what, value] of Object.entries(WRONG))
    it(`is refused ${what}`, () => assert.ok('message' in readSurveyRecord(value)));

  const word = fc.string({ minLength: 1, maxLength: 30 }).filter(text => text.trim() !== '');
  const itemId = fc.stringMatching(/^[a-z][a-z.-]{0,20}$/);
  const week = fc.constantFrom('2026-W01', '2026-W48');
  const record: fc.Arbitrary<SurveyRecord> = fc.oneof(
    fc.record(
      {
        id: fc.uuid(),
        itemId,
        version: fc.integer({ min: 1, max: 9 }),
        answer: fc.option(fc.integer({ min: 1, max: 11 })),
        week,
        group: word,
      },
      { requiredKeys: ['id', 'itemId', 'version', 'answer', 'week'] },
    ),
    fc.record({ id: fc.uuid(), itemId, text: word, week }),
  );
  // What must not leave the machine, whatever somebody puts beside an answer.
  const identifying = fc.dictionary(
    fc.constantFrom(
      'user',
      'host',
      'path',
      'at',
      'time',
      'email',
      'machineId',
      'sessionId',
      'workspace',
      'sent',
      'question',
    ),
    fc.constantFrom('/home/jane/secret', 'jane@example.com', 'host-17', '2026-11-23T10:00:00.123Z', 1763892000123),
    { minKeys: 1 },
  );

  it('leaves with nothing but what it consists of', () => {
    fc.assert(
      fc.property(record, identifying, (good, more) => {
        const read = readSurveyRecord({ ...more, ...good });
        assert.ok('message' in read, 'anything else is refused, not carried along');
        const clean = readSurveyRecord(good);
        assert.deepEqual(clean, { ...good });
        const allowed =
          'text' in good ? ['id', 'itemId', 'text', 'week'] : ['id', 'itemId', 'version', 'answer', 'week', 'group'];
        for (const name of Object.keys(clean)) assert.ok(allowed.includes(name), name);
        // The only time is a week.
        assert.doesNotMatch(
          JSON.stringify({ ...clean, id: '', text: '', group: '' }),
          /\d{2}:\d{2}|\d{4}-\d{2}-\d{2}|\d{10,}/,
        );
      }),
    );
  });

  it('leaves in an order that does not tell when it was given', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(record, { selector: ({ id }) => id, maxLength: 8 }),
        fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
        (records, keys) => {
          const shuffled = records
            .map((each, at) => ({ each, key: keys[at] ?? 0 }))
            .sort((a, b) => a.key - b.key)
            .map(({ each }) => each);
          assert.deepEqual(toLeave(shuffled), toLeave(records));
          assert.equal(surveyCsv(shuffled), surveyCsv(records));
        },
      ),
    );
  });

  it('is a line of a table', () => {
    const records = [
      { ...ANSWER, group: 'pay, "inc"' },
      { id: '0a', itemId: 'dora.platform.ease', text: '=HYPERLINK("x")\nand more', week: '2026-W48' },
      { ...ANSWER, id: '0c', answer: null },
    ];
    assert.equal(
      surveyCsv(records),
      'id,itemId,version,answer,week,group,text\r\n' +
        `0a,dora.platform.ease,,,2026-W48,,"'=HYPERLINK(""x"")\nand more"\r\n` +
        '0b,dora.platform.ease,1,4,2026-W48,"pay, ""inc""",\r\n' +
        '0c,dora.platform.ease,1,,2026-W48,,\r\n',
    );
  });
});

describe('the questions that come with the product', () => {
  const { items, attribution } = ITEM_BANK;

  it('have names of their own, words, and a scale from low to high', () => {
    assert.equal(new Set(items.map(({ id }) => id)).size, items.length);
    for (const { id, text, scale, version } of items) {
      assert.ok(isItemId(id), id);
      assert.ok(text.length > 10 && version >= 1);
      assert.ok(scale.length === 5 || scale.length === 7);
      assert.equal(new Set(scale).size, scale.length);
      assert.match(scale[0]!, /^(?:Not at all|Strongly disagree|Extremely dissatisfied)$/);
    }
  });

  it('are DORA’s eleven on platforms, and core ones, of at least three dimensions of SPACE and never of activity', () => {
    assert.equal(items.filter(({ id }) => id.startsWith('dora.platform.')).length, 11);
    const dimensions = new Set(items.map(({ dimension }) => dimension));
    assert.deepEqual([...dimensions].sort(), SPACE_DIMENSIONS.filter(each => each !== 'activity').sort());
  });

  it('say whose they are and under which licence', () => {
    for (const words of ['DORA', 'Google LLC', 'CC BY 4.0', 'creativecommons.org/licenses/by/4.0', 'unchanged'])
      assert.ok(attribution.includes(words), words);
  });
});
