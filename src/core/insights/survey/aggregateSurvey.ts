import type { SurveyAnswer, SurveyText } from './surveyAnswer.js';
import type { ItemBank, SurveyItem } from './surveyItem.js';
import type { SurveyCell, SurveyResults } from './surveyResults.js';
import { holdBack } from './suppression.js';

/** The fewest answers of a cell that is shown, and the fewest texts to a question that are shown. */
export const FEWEST_ANSWERS = 5;
export const FEWEST_TEXTS = 10;

/** What was collected. */
export interface CollectedSurvey {
  readonly answers: readonly SurveyAnswer[];
  readonly texts?: readonly SurveyText[];
  /**
   * How many people were asked each question, by its id, where that is known. Without it those count who answered or let the
   * question pass and handed that in.
   */
  readonly asked?: ReadonlyMap<string, number>;
}

/**
 * The results of a survey: for each question a cell of all answers, and one for each group.
 *
 * A cell of fewer than five answers is not shown. Nor is one from which such a cell could be computed: of the groups of a question so
 * many are held back, the smallest first, that those that are held back have five answers together and are two at least
 * (complementary suppression; those who named no group count as a group that is never shown). A question with fewer than five
 * answers in all shows nothing, nor does one whose answers are one of each group. There is no window of time to choose: two windows that overlap could be subtracted.
 * @param bank the questions. Answers to others, or to other words, are counted as `unknown` and not shown.
 */
export function surveyResults(collected: CollectedSurvey, bank: ItemBank): SurveyResults {
  const answers = onceEach(collected.answers);
  const items = new Map(bank.items.map(item => [keyOf(item.id, item.version), item]));
  const byItem = new Map<SurveyItem, SurveyAnswer[]>();
  let unknown = 0;
  for (const answer of answers) {
    const item = items.get(keyOf(answer.itemId, answer.version));
    const isPoint = answer.answer === null || (item !== undefined && answer.answer <= item.scale.length);
    if (!item || !isPoint) unknown++;
    else byItem.set(item, [...(byItem.get(item) ?? []), answer]);
  }
  const cells = bank.items.flatMap(item => {
    const given = byItem.get(item);
    return given ? cellsOf(item, given, collected.asked?.get(item.id)) : [];
  });
  return {
    cells,
    minimum: FEWEST_ANSWERS,
    attribution: bank.attribution,
    hidden: cells.filter(({ shown }) => !shown).length,
    unknown,
    doubled: collected.answers.length - answers.length,
    texts: shownTexts(onceEach(collected.texts ?? []), bank),
  };
}

function cellsOf(item: SurveyItem, answers: readonly SurveyAnswer[], asked: number | undefined): readonly SurveyCell[] {
  const byGroup = new Map<string | undefined, SurveyAnswer[]>();
  for (const answer of answers) byGroup.set(answer.group, [...(byGroup.get(answer.group) ?? []), answer]);
  const parts = [...byGroup].map(([group, given]) => ({ group, given, count: pointsOf(given).length }));
  const held = holdBack(
    parts.map(({ count, group }) => ({ count, never: group === undefined })),
    FEWEST_ANSWERS,
  );
  const hidden = new Set(held.cells);
  const total = held.whole ? hiddenCell(item, undefined) : cellOf(item, undefined, answers, asked);
  const groups = parts
    .flatMap(({ group, given, count }, index) => {
      if (group === undefined || count === 0) return [];
      return [hidden.has(index) ? hiddenCell(item, group) : cellOf(item, group, given, undefined)];
    })
    .sort((a, b) => compare(a.group ?? '', b.group ?? ''));
  return [total, ...groups];
}

function hiddenCell(item: SurveyItem, group: string | undefined): SurveyCell {
  return {
    ...{ itemId: item.id, question: item.text, dimension: item.dimension, scale: item.scale.length, shown: false },
    ...(group === undefined ? {} : { group }),
  };
}

function cellOf(
  item: SurveyItem,
  group: string | undefined,
  answers: readonly SurveyAnswer[],
  asked: number | undefined,
): SurveyCell {
  const points = pointsOf(answers);
  const count = points.length;
  if (count < FEWEST_ANSWERS) return hiddenCell(item, group);
  const distribution = item.scale.map((_, index) => points.filter(point => point === index + 1).length);
  // More answers than people who were asked: the number of those is wrong.
  const of = asked === undefined ? answers.length : Math.max(asked, count);
  return {
    ...hiddenCell(item, group),
    ...{ shown: true, count, distribution, responseRate: count / of },
    median: medianOf(points),
    mean: points.reduce((sum, point) => sum + point, 0) / count,
  };
}

function pointsOf(answers: readonly SurveyAnswer[]): readonly number[] {
  return answers.flatMap(({ answer }) => answer ?? []);
}

/** Of an even number the mean of the two in the middle. */
function medianOf(points: readonly number[]): number {
  const sorted = [...points].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? 0;
  const high = sorted[Math.floor(middle)] ?? 0;
  return (low + high) / 2;
}

function shownTexts(texts: readonly SurveyText[], bank: ItemBank): NonNullable<SurveyResults['texts']> {
  const byItem = new Map<string, string[]>();
  for (const { itemId, text } of texts) byItem.set(itemId, [...(byItem.get(itemId) ?? []), text]);
  const known = bank.items.filter(({ id }, index, all) => all.findIndex(other => other.id === id) === index);
  return known.flatMap(({ id }) => {
    const said = byItem.get(id) ?? [];
    return said.length < FEWEST_TEXTS ? [] : [{ itemId: id, texts: [...said].sort(compare) }];
  });
}

/** Each record once, by its id: the same export may have been handed in twice. */
function onceEach<T extends { readonly id: string }>(records: readonly T[]): readonly T[] {
  return [...new Map(records.map(record => [record.id, record])).values()];
}

function keyOf(id: string, version: number): string {
  return `${id} ${version}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
