import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FEWEST_ANSWERS, surveyResults } from '../../../../../src/core/insights/survey/aggregateSurvey.js';
import { holdBack } from '../../../../../src/core/insights/survey/suppression.js';
import type { SurveyAnswer } from '../../../../../src/core/insights/survey/surveyAnswer.js';
import type { ItemBank } from '../../../../../src/core/insights/survey/surveyItem.js';
import type { SurveyCell } from '../../../../../src/core/insights/survey/surveyResults.js';

const BANK: ItemBank = {
  items: [
    { id: 'ease', version: 2, dimension: 'satisfaction', text: 'It is easy.', scale: ['1', '2', '3', '4', '5'] },
    { id: 'wait', version: 1, dimension: 'efficiency', text: 'I did not wait.', scale: ['no', 'yes'] },
  ],
  attribution: 'Our own.',
};

let made = 0;
const answer = (
  point: number | null,
  group?: string,
  itemId = 'ease',
  version = itemId === 'ease' ? 2 : 1,
): SurveyAnswer => ({
  ...{ id: `a${made++}`, itemId, version, answer: point, week: '2026-W48' },
  ...(group === undefined ? {} : { group }),
});
const many = (count: number, point: number, group?: string): readonly SurveyAnswer[] =>
  Array.from({ length: count }, () => answer(point, group));
const shape = ({ group, shown, count }: SurveyCell) => [group, shown ? count : 'hidden'];

describe('the results of a survey', () => {
  it('have count, median, mean and distribution of a question', () => {
    const { cells } = surveyResults({ answers: [1, 2, 2, 3, 5, 5].map(point => answer(point)) }, BANK);
    assert.deepEqual(cells, [
      {
        ...{ itemId: 'ease', question: 'It is easy.', dimension: 'satisfaction', scale: 5, shown: true },
        ...{ count: 6, median: 2.5, mean: 3, distribution: [1, 2, 1, 0, 2], responseRate: 1 },
      },
    ]);
  });

  it('have the median of an odd number', () => {
    assert.equal(surveyResults({ answers: [1, 2, 4, 5, 5].map(point => answer(point)) }, BANK).cells[0]?.median, 4);
  });

  it('hold back a question with fewer than five answers, with nothing of it', () => {
    const { cells, hidden, minimum } = surveyResults({ answers: many(4, 3) }, BANK);
    assert.deepEqual(cells, [
      { itemId: 'ease', question: 'It is easy.', dimension: 'satisfaction', scale: 5, shown: false },
    ]);
    assert.deepEqual([hidden, minimum], [1, 5]);
  });

  it('hold back a second group where one is small, and show the whole', () => {
    const answers = [...many(3, 1, 'small'), ...many(6, 2, 'middle'), ...many(9, 3, 'large')];
    assert.deepEqual(surveyResults({ answers }, BANK).cells.map(shape), [
      [undefined, 18],
      ['large', 9],
      ['middle', 'hidden'],
      ['small', 'hidden'],
    ]);
  });

  it('hold back further groups until what is held back is five together', () => {
    const answers = [...many(1, 1, 'a'), ...many(2, 1, 'b'), ...many(7, 1, 'c'), ...many(8, 1, 'd')];
    assert.deepEqual(surveyResults({ answers }, BANK).cells.map(shape), [
      [undefined, 18],
      ['a', 'hidden'],
      ['b', 'hidden'],
      ['c', 'hidden'],
      ['d', 8],
    ]);
  });

  it('take those without a group for a group: the only other one would give them away', () => {
    const answers = [...many(2, 1), ...many(8, 5, 'payments')];
    assert.deepEqual(surveyResults({ answers }, BANK).cells.map(shape), [
      [undefined, 10],
      ['payments', 'hidden'],
    ]);
    assert.deepEqual(surveyResults({ answers: [...many(5, 1), ...many(8, 5, 'payments')] }, BANK).cells.map(shape), [
      [undefined, 13],
      ['payments', 8],
    ]);
  });

  it('count each record once, and what is to other questions or words or off the scale as unknown', () => {
    const first = many(5, 3);
    const others = [answer(1, undefined, 'gone'), answer(1, undefined, 'ease', 1), answer(3, undefined, 'wait')];
    const { cells, unknown, doubled } = surveyResults({ answers: [...first, ...first, ...others] }, BANK);
    assert.deepEqual([cells.map(shape), unknown, doubled], [[[undefined, 5]], 3, 5]);
  });

  it('have the rate of those who answered among those who saw the question, or were asked', () => {
    const answers = [...many(5, 3), answer(null), answer(null), answer(null)];
    assert.equal(surveyResults({ answers }, BANK).cells[0]?.responseRate, 5 / 8);
    assert.equal(surveyResults({ answers, asked: new Map([['ease', 50]]) }, BANK).cells[0]?.responseRate, 0.1);
    assert.equal(surveyResults({ answers, asked: new Map([['ease', 2]]) }, BANK).cells[0]?.responseRate, 1);
  });

  it('show texts to a question from ten on, in an order that tells nothing', () => {
    const texts = (count: number) =>
      Array.from({ length: count }, (_, at) => ({
        id: `t${at}`,
        itemId: 'ease',
        text: `word ${9 - at}`,
        week: '2026-W48',
      }));
    assert.deepEqual(surveyResults({ answers: [], texts: texts(9) }, BANK).texts, []);
    const [shown] = surveyResults({ answers: [], texts: [...texts(10), ...texts(3)] }, BANK).texts ?? [];
    assert.equal(shown?.texts.length, 10);
    assert.deepEqual(shown.texts, [...shown.texts].sort());
  });

  const groups = fc.dictionary(
    fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', ''),
    fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 12 }),
  );

  it('never show a cell of fewer than five, and hold back nothing where no cell is small', () => {
    fc.assert(
      fc.property(groups, byGroup => {
        const answers = Object.entries(byGroup).flatMap(([group, points]) =>
          points.map(point => answer(point, group === '' ? undefined : group)),
        );
        const { cells, hidden } = surveyResults({ answers }, BANK);
        for (const cell of cells) {
          if (cell.shown) assert.ok((cell.count ?? 0) >= FEWEST_ANSWERS);
          else
            assert.deepEqual(
              Object.keys(cell).filter(name =>
                ['count', 'median', 'mean', 'distribution', 'responseRate'].includes(name),
              ),
              [],
            );
        }
        const sizes = Object.values(byGroup)
          .map(({ length }) => length)
          .filter(length => length > 0);
        if (sizes.every(size => size >= FEWEST_ANSWERS)) assert.equal(hidden, 0);
      }),
    );
  });

  it('do not let a small cell be computed from the whole and the other cells', () => {
    let attacked = 0;
    fc.assert(
      fc.property(groups, byGroup => {
        const answers = Object.entries(byGroup).flatMap(([group, points]) =>
          points.map(point => answer(point, group === '' ? undefined : group)),
        );
        const { cells } = surveyResults({ answers }, BANK);
        const total = cells.find(({ group }) => group === undefined);
        if (!total?.shown) {
          // Without a whole nothing can be subtracted: nothing else may be shown that a small one completes to a whole known otherwise.
          assert.ok(cells.every(({ shown }) => !shown));
          return;
        }
        const shownGroups = cells.filter(({ group, shown }) => group !== undefined && shown);
        const left = (total.distribution ?? []).map((count, point) =>
          shownGroups.reduce((rest, { distribution }) => rest - (distribution?.[point] ?? 0), count),
        );
        const leftCount = left.reduce((sum, count) => sum + count, 0);
        const hiddenSizes = Object.entries(byGroup)
          .filter(([group, points]) => points.length > 0 && !shownGroups.some(cell => cell.group === group))
          .map(([, points]) => points.length);
        assert.equal(
          leftCount,
          hiddenSizes.reduce((sum, size) => sum + size, 0),
        );
        if (!hiddenSizes.some(size => size < FEWEST_ANSWERS)) return;
        attacked++;
        // What is left is of several cells, and of five people at least: no equation has one of them alone.
        assert.ok(hiddenSizes.length >= 2, 'what is left is a small cell');
        assert.ok(leftCount >= FEWEST_ANSWERS, 'what is left is a small cell in all but name');
        // Every hidden cell could have had another size: each split of what is left into as many parts explains what is shown.
        assert.ok(leftCount > hiddenSizes.length, 'each hidden cell has exactly one answer, and that is known');
      }),
      { numRuns: 800 },
    );
    assert.ok(attacked > 150, `only ${attacked} tables had a small cell`);
  });
});

describe('holding cells back', () => {
  const hide = (...counts: number[]): readonly number[] =>
    holdBack(
      counts.map(count => ({ count })),
      5,
    ).cells;

  it('leaves empty cells and tables without small ones alone', () => {
    assert.deepEqual(hide(), []);
    assert.deepEqual(hide(0, 5, 9), []);
  });

  it('takes the smallest of the others with it', () => {
    assert.deepEqual(hide(4, 20, 5, 9), [0, 2]);
    assert.deepEqual(hide(1, 1, 1, 7, 9), [0, 1, 2, 3]);
    assert.deepEqual(hide(2, 3, 9), [0, 1]);
    assert.deepEqual(hide(3), [0]);
  });

  it('takes the whole with it where each part has one, which the whole would tell', () => {
    const ones = Array.from({ length: 6 }, () => ({ count: 1 }));
    assert.equal(holdBack(ones, 5).whole, true);
    assert.equal(holdBack([...ones, { count: 2 }], 5).whole, false);
    const answers = ['a', 'b', 'c', 'd', 'e', 'f'].map(group => answer(4, group));
    assert.ok(surveyResults({ answers }, BANK).cells.every(({ shown }) => !shown));
  });
});
