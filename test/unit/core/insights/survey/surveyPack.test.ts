import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ITEM_BANK } from '../../../../../src/core/insights/survey/itemBank.js';
import { readSurveyPack, withPack } from '../../../../../src/core/insights/survey/surveyPack.js';

const GOOD = `attribution: Questions of our platform team
questions:
  - id: onboarding
    version: 2
    dimension: efficiency
    text: I could begin my work without asking anybody.
    scale: [Not at all, Slightly, Very much]
    after: [templateFinished, environmentReady]
  - id: numbers
    dimension: satisfaction
    text: How likely are you to recommend the platform?
    scale: [0, 1, 2]
`;

/** Where and what, with the values put in. */
const complaints = (text: string): readonly string[] =>
  readSurveyPack(text).problems.map(
    ({ line, column, message, values }) =>
      `${line}:${column} ${message.replace(/\{(\d)\}/g, (_, at: string) => values[Number(at)] ?? '?')}`,
  );

const question = (fields: string): string => `questions:\n  - ${fields.split('\n').join('\n    ')}\n`;
const whole = 'id: a\ndimension: efficiency\ntext: Well?\nscale: [no, yes]';

describe('a pack of questions', () => {
  it('has questions with version, dimension, scale and events', () => {
    const { items, attribution, builtIn, problems } = readSurveyPack(GOOD);
    assert.deepEqual(problems, []);
    assert.deepEqual([attribution, builtIn], ['Questions of our platform team', true]);
    assert.deepEqual(items, [
      {
        ...{ id: 'onboarding', version: 2, dimension: 'efficiency' },
        text: 'I could begin my work without asking anybody.',
        scale: ['Not at all', 'Slightly', 'Very much'],
        after: ['templateFinished', 'environmentReady'],
      },
      {
        ...{
          id: 'numbers',
          version: 1,
          dimension: 'satisfaction',
          text: 'How likely are you to recommend the platform?',
        },
        scale: ['0', '1', '2'],
      },
    ]);
  });

  it('goes beside the questions of the product, or in their place', () => {
    const both = withPack(ITEM_BANK, readSurveyPack(GOOD));
    assert.equal(both.items.length, ITEM_BANK.items.length + 2);
    assert.ok(
      both.attribution.startsWith(ITEM_BANK.attribution) && both.attribution.endsWith('Questions of our platform team'),
    );
    const alone = withPack(ITEM_BANK, readSurveyPack(`builtIn: false\n${GOOD}`));
    assert.deepEqual([alone.items.length, alone.attribution], [2, 'Questions of our platform team']);
    assert.equal(withPack(ITEM_BANK, undefined), ITEM_BANK);
  });

  const MISTAKES: readonly (readonly [string, string, string])[] = [
    ['a list', '- a\n', '1:1 A file of questions is a mapping with the list “questions”.'],
    ['a mapping without questions', 'builtIn: true\n', '1:1 “questions” is a list.'],
    [
      'an unknown word',
      'question: []\nquestions: []\n',
      '1:1 A file of questions has no “question”: attribution, builtIn, questions.',
    ],
    ['a builtIn that is neither', 'builtIn: perhaps\nquestions: []\n', '1:10 “builtIn” is true or false.'],
    [
      'a question that is a text',
      'questions: [x]\n',
      '1:13 A question is a mapping: id, version, dimension, text, scale, after.',
    ],
    [
      'a name with spaces',
      question(whole.replace('id: a', 'id: my question')),
      '2:9 A question has an “id” of letters, digits, dots and hyphens.',
    ],
    [
      'a name of the product',
      question(whole.replace('id: a', 'id: dora.mine')),
      '2:9 Names that begin with “dora.” or “golden-path.” are those of the product.',
    ],
    [
      'no dimension',
      question(whole.replace('dimension: efficiency\n', '')),
      '2:5 “dimension” is one of satisfaction, performance, communication, efficiency.',
    ],
    [
      'what is never asked',
      question(whole.replace('efficiency', 'activity')),
      '3:16 “dimension” is one of satisfaction, performance, communication, efficiency.',
    ],
    ['no text', question(whole.replace('text: Well?\n', '')), '2:5 A question has a “text”.'],
    ['an empty text', question(whole.replace('Well?', '""')), '4:11 “text” is a text of 1 to 300 characters.'],
    [
      'a scale of one',
      question(whole.replace('[no, yes]', '[no]')),
      '5:12 “scale” is a list of 2 to 11 words for its points, the lowest first.',
    ],
    [
      'an empty point',
      question(whole.replace('[no, yes]', '[no, ""]')),
      '5:17 A point of the scale has 1 to 80 characters.',
    ],
    [
      'an unknown event',
      question(`${whole}\nafter: [lunch]`),
      '6:13 “after” is one of templateFinished, environmentReady, deploymentFailed.',
    ],
    ['a version of half', question(`${whole}\nversion: 1.5`), '6:14 “version” is a whole number from 1.'],
    [
      'a field too many',
      question(`${whole}\nsmile: true`),
      '6:5 A question has no “smile”: id, version, dimension, text, scale, after.',
    ],
    [
      'a name twice',
      `${question(whole)}  - ${whole.split('\n').join('\n    ')}\n`,
      '6:5 There is another question “a”.',
    ],
  ];
  for (const [what, text, said] of MISTAKES)
    it(`says where there is ${what}`, () => assert.deepEqual(complaints(text), [said]));

  it('says where it is no YAML, and keeps what can be read', () => {
    const [first] = complaints('questions:\n  - id: a\n   text: [\n');
    assert.match(first ?? '', /^\d+:\d+ This is no YAML: /);
  });

  it('loses one wrong question alone', () => {
    const { items, problems } = readSurveyPack(`${GOOD}  - id: x\n`);
    assert.equal(items.length, 2);
    assert.ok(problems.length > 0 && problems.every(({ line }) => line === 13));
  });

  it('is not read where it is made to be large', () => {
    assert.match(complaints(`#${'x'.repeat(300_000)}`)[0] ?? '', /larger than 256 kB/);
    const questions = Array.from(
      { length: 201 },
      (_, at) => `  - {id: q${at}, dimension: efficiency, text: Well?, scale: [a, b]}\n`,
    );
    const { items, problems } = readSurveyPack(`questions:\n${questions.join('')}`);
    assert.deepEqual([items.length, problems[0]?.line], [200, 202]);
  });

  it('never fails, whatever stands in it, and has only questions that are whole', () => {
    const text = fc
      .array(
        fc.constantFrom(
          'questions:',
          '\n',
          '  - ',
          'id: a',
          'text: ',
          '[',
          ']',
          '{',
          '&a',
          '*a',
          'scale: ',
          '<<: *a',
          '! ',
          '"',
          '1',
          'é',
        ),
      )
      .map(parts => parts.join(''));
    fc.assert(
      fc.property(text, written => {
        for (const { scale, text: words } of readSurveyPack(written).items)
          assert.ok(scale.length >= 2 && words !== '');
      }),
    );
  });
});
