import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Pair, type YAMLMap } from 'yaml';
import { isItemId } from './surveyAnswer.js';
import { SURVEY_EVENTS, type ItemBank, type SurveyEvent, type SurveyItem } from './surveyItem.js';
import { SPACE_DIMENSIONS, type SpaceDimension } from './surveyResults.js';

/** Where a repository keeps the questions of its organisation. */
export const SURVEY_PACK_PATH = '.golden-path/survey.yaml';

/** Something that is wrong with a pack, and where. */
export interface PackProblem {
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  /** A sentence, `{0}` … standing for `values`. */
  readonly message: string;
  readonly values: readonly string[];
}

export interface SurveyPack {
  readonly items: readonly SurveyItem[];
  /** Where the questions come from, in the organisation's words. */
  readonly attribution?: string;
  /** Whether the questions that come with the product are asked as well. */
  readonly builtIn: boolean;
  readonly problems: readonly PackProblem[];
}

const FIELDS = ['attribution', 'builtIn', 'questions'];
const QUESTION_FIELDS = ['id', 'version', 'dimension', 'text', 'scale', 'after'];
// Of what people do nobody is asked: it is measured, for teams, or left alone.
const ASKED_DIMENSIONS = SPACE_DIMENSIONS.filter(dimension => dimension !== 'activity');
const RESERVED = /^(?:dora|golden-path)\./i;
const LONGEST_QUESTION = 300;
const LONGEST_POINT = 80;
const MOST_POINTS = 11;
const MOST_QUESTIONS = 200;
/** A pack of 200 questions is far below this. */
const LARGEST_PACK = 256 * 1024;

interface Place {
  readonly range?: readonly number[] | null | undefined;
}
type Complain = (at: unknown, message: string, ...values: readonly string[]) => void;

/**
 * Reads the questions of an organisation. What is wrong with one of them costs only that one.
 *
 * ```yaml
 * attribution: Questions of our platform team   # shown with the answers; may be left out
 * builtIn: false                                # leaves out the questions that come with the product
 * questions:
 *   - id: onboarding
 *     version: 1                                # raised with every change of the words; 1 where it is left out
 *     dimension: efficiency                     # satisfaction, performance, communication or efficiency
 *     text: I could begin my work without asking anybody.
 *     scale: [Not at all, Slightly, Moderately, Very much, Extremely]   # from the lowest
 *     after: [templateFinished]                 # or environmentReady, deploymentFailed; anything where it is left out
 * ```
 */
export function readSurveyPack(text: string): SurveyPack {
  const problems: PackProblem[] = [];
  if (text.length > LARGEST_PACK) {
    const message = 'This file is larger than {0} kB, and is not read.';
    return { items: [], builtIn: true, problems: [place(message, String(LARGEST_PACK / 1024))] };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const complain: Complain = (at, message, ...values) => {
    const offset = (at as Place | undefined)?.range?.[0] ?? 0;
    const { line, col } = lines.linePos(offset);
    problems.push({ line: Math.max(line, 1), column: Math.max(col, 1), message, values });
  };
  for (const { pos, message } of document.errors) complain({ range: pos }, 'This is no YAML: {0}', message);
  const root: unknown = document.contents;
  if (root === null) return { items: [], builtIn: true, problems };
  if (!isMap(root)) {
    complain(root, 'A file of questions is a mapping with the list “questions”.');
    return { items: [], builtIn: true, problems };
  }
  checkNames(root, FIELDS, complain, 'A file of questions has no “{0}”: {1}.');
  const attribution = textAt(root, 'attribution', 500, complain);
  const builtIn = valueAt(root, 'builtIn');
  const isTruth = isScalar(builtIn) && typeof builtIn.value === 'boolean';
  if (builtIn !== undefined && !isTruth) complain(builtIn, '“builtIn” is true or false.');
  const list = valueAt(root, 'questions');
  if (!isSeq(list)) complain(list ?? root, '“questions” is a list.');
  else if (list.items.length > MOST_QUESTIONS)
    complain(list.items[MOST_QUESTIONS], 'Only the first {0} questions are read.', String(MOST_QUESTIONS));
  const ids = new Set<string>();
  const items = (isSeq(list) ? list.items.slice(0, MOST_QUESTIONS) : []).flatMap(node => {
    const item = readQuestion(node, complain);
    if (!item) return [];
    if (ids.has(item.id)) {
      complain(node, 'There is another question “{0}”.', item.id);
      return [];
    }
    ids.add(item.id);
    return [item];
  });
  return {
    items,
    ...(attribution === undefined ? {} : { attribution }),
    builtIn: !(isTruth && builtIn.value === false),
    problems,
  };
}

/** The questions of the product and those of an organisation. */
export function withPack(bank: ItemBank, pack: SurveyPack | undefined): ItemBank {
  if (!pack) return bank;
  const own = pack.attribution === undefined ? [] : [pack.attribution];
  return pack.builtIn
    ? { items: [...bank.items, ...pack.items], attribution: [bank.attribution, ...own].join(' ') }
    : { items: pack.items, attribution: own.join(' ') };
}

function readQuestion(node: unknown, complain: Complain): SurveyItem | undefined {
  if (!isMap(node)) {
    complain(node, 'A question is a mapping: {0}.', QUESTION_FIELDS.join(', '));
    return undefined;
  }
  let wrongs = 0;
  const wrong: Complain = (...said) => {
    wrongs++;
    complain(...said);
  };
  checkNames(node, QUESTION_FIELDS, wrong, 'A question has no “{0}”: {1}.');
  const id = valueAt(node, 'id');
  const name = isScalar(id) ? id.value : undefined;
  if (!isItemId(name)) wrong(id ?? node, 'A question has an “id” of letters, digits, dots and hyphens.');
  else if (RESERVED.test(name)) wrong(id, 'Names that begin with “dora.” or “golden-path.” are those of the product.');
  const version = valueAt(node, 'version');
  const number = version === undefined ? 1 : isScalar(version) ? version.value : undefined;
  const isVersion = typeof number === 'number' && Number.isInteger(number) && number >= 1;
  if (!isVersion) wrong(version, '“version” is a whole number from 1.');
  const dimension = oneOf(valueAt(node, 'dimension') ?? node, ASKED_DIMENSIONS, 'dimension', wrong);
  const text = textAt(node, 'text', LONGEST_QUESTION, wrong);
  if (valueAt(node, 'text') === undefined) wrong(node, 'A question has a “text”.');
  const scale = readScale(valueAt(node, 'scale') ?? node, wrong);
  const after = readAfter(valueAt(node, 'after'), wrong);
  if (wrongs > 0 || !isItemId(name) || !isVersion || dimension === undefined || text === undefined) return undefined;
  return { id: name, version: number, dimension, text, scale, ...(after ? { after } : {}) };
}

function readScale(node: unknown, wrong: Complain): readonly string[] {
  const points = isSeq(node) ? node.items : [];
  if (points.length < 2 || points.length > MOST_POINTS)
    wrong(node, '“scale” is a list of 2 to {0} words for its points, the lowest first.', String(MOST_POINTS));
  return points.slice(0, MOST_POINTS).map(point => {
    const text = wordOf(point);
    if (text === '' || text.length > LONGEST_POINT)
      wrong(point, 'A point of the scale has 1 to {0} characters.', String(LONGEST_POINT));
    return text;
  });
}

function readAfter(node: unknown, wrong: Complain): readonly SurveyEvent[] | undefined {
  if (node === undefined) return undefined;
  if (!isSeq(node) || node.items.length === 0) {
    wrong(node, '“after” is a list of {0}.', SURVEY_EVENTS.join(', '));
    return undefined;
  }
  return node.items.flatMap(each => oneOf(each, SURVEY_EVENTS, 'after', wrong) ?? []);
}

function oneOf<T extends SurveyEvent | SpaceDimension>(
  node: unknown,
  words: readonly T[],
  field: string,
  wrong: Complain,
): T | undefined {
  const word = words.find(each => isScalar(node) && node.value === each);
  if (word === undefined) wrong(node, '“{0}” is one of {1}.', field, words.join(', '));
  return word;
}

function textAt(map: YAMLMap, name: string, most: number, wrong: Complain): string | undefined {
  const node = valueAt(map, name);
  if (node === undefined) return undefined;
  const text = isScalar(node) && typeof node.value === 'string' ? node.value.trim() : '';
  if (text !== '' && text.length <= most) return text;
  wrong(node, '“{0}” is a text of 1 to {1} characters.', name, String(most));
  return undefined;
}

function checkNames(map: YAMLMap, names: readonly string[], wrong: Complain, message: string): void {
  for (const { key } of map.items)
    if (!names.includes(nameOf(key))) wrong(key, message, nameOf(key).slice(0, 60), names.join(', '));
}

function valueAt(map: YAMLMap, name: string): unknown {
  const pair: Pair | undefined = map.items.find(({ key }) => nameOf(key) === name);
  return pair?.value ?? pair?.key;
}

/** A number is a word as well: `scale: [1, 2, 3]`. */
function wordOf(node: unknown): string {
  const value = isScalar(node) ? node.value : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

function nameOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : '';
}

function place(message: string, ...values: readonly string[]): PackProblem {
  return { line: 1, column: 1, message, values };
}
