import { lstat, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ownProperty } from '../../core/catalogue/entity.js';
import { cancelledBy, failure, success, type Problem, type Result } from '../../core/common/problem.js';
import { readFeedback, type Feedback } from '../../core/insights/feedback.js';
import { readJsonLines, type Complaint, type LineProblem } from '../../core/insights/jsonLines.js';
import { surveyResults } from '../../core/insights/survey/aggregateSurvey.js';
import {
  isItemId,
  isSurveyText,
  readSurveyRecord,
  type SurveyAnswer,
  type SurveyRecord,
  type SurveyText,
} from '../../core/insights/survey/surveyAnswer.js';
import type { ItemBank } from '../../core/insights/survey/surveyItem.js';
import type { SurveyResults } from '../../core/insights/survey/surveyResults.js';

/** How many people were asked each question, beside the files of answers: `{"dora.platform.ease": 40}`. */
export const ASKED_FILE = 'asked.json';

/** What people's answers take is kilobytes: larger files are none. */
const LARGEST_FILE = 64 * 1024 * 1024;
const MOST_FILES = 5000;
const MOST_PROBLEMS = 1000;

/** A line of a file that is not what it should be; without a line, the file as a whole. */
export interface FileProblem extends Omit<LineProblem, 'line'> {
  /** Name of the file, without its folder. */
  readonly file: string;
  readonly line?: number;
}

/** What was handed in to a platform team. */
export interface CollectedFiles {
  readonly answers: readonly SurveyAnswer[];
  readonly texts: readonly SurveyText[];
  readonly feedback: readonly Feedback[];
  readonly asked?: ReadonlyMap<string, number>;
  readonly problems: readonly FileProblem[];
}

/**
 * Reads exported answers and feedback: a file of JSON Lines, or all files of a folder whose names end in `.jsonl`, and `asked.json`
 * beside them. A line may hold the event of Backstage around what was handed in (`eventPayload`). Links are left out. What is wrong
 * costs only its line.
 * @param path absolute
 */
export async function readSurveyFiles(path: string, signal: AbortSignal): Promise<Result<CollectedFiles>> {
  const stopped = cancelledBy(signal);
  if (stopped) return stopped;
  const paths = await filesAt(path);
  if (!paths.ok) return paths;
  const problems: FileProblem[] = [];
  const records: (SurveyRecord | Feedback)[] = [];
  let asked: ReadonlyMap<string, number> | undefined;
  for (const each of paths.value.slice(0, MOST_FILES)) {
    const cancelled = cancelledBy(signal);
    if (cancelled) return cancelled;
    const file = basename(each);
    const text = await textOf(each);
    if (!text.ok) problems.push({ file, message: text.problem.message, values: [] });
    else if (file === ASKED_FILE) asked = readAsked(text.value, problems);
    else {
      const read = readJsonLines(text.value, readLine);
      for (const record of read.records) records.push(record);
      const left = MOST_PROBLEMS - problems.length;
      problems.push(...read.problems.slice(0, Math.max(left, 0)).map(problem => ({ file, ...problem })));
    }
  }
  if (paths.value.length > MOST_FILES)
    problems.push({
      file: basename(path),
      message: 'Only the first {0} files are read.',
      values: [String(MOST_FILES)],
    });
  return success({
    answers: records.filter(record => 'answer' in record),
    texts: records.filter((record): record is SurveyText => !isFeedback(record) && isSurveyText(record)),
    feedback: records.filter(isFeedback),
    ...(asked ? { asked } : {}),
    problems,
  });
}

/** The results of what was handed in. */
export async function surveyResultsOf(
  path: string,
  bank: ItemBank,
  signal: AbortSignal,
): Promise<Result<{ readonly results: SurveyResults; readonly problems: readonly FileProblem[] }>> {
  const read = await readSurveyFiles(path, signal);
  if (!read.ok) return read;
  return success({ results: surveyResults(read.value, bank), problems: read.value.problems });
}

function readLine(value: unknown): SurveyRecord | Feedback | Complaint {
  const handedIn = ownProperty(value, 'eventPayload') ?? value;
  return ownProperty(handedIn, 'theme') === undefined ? readSurveyRecord(handedIn) : readFeedback(handedIn);
}

function isFeedback(record: SurveyRecord | Feedback): record is Feedback {
  return 'theme' in record;
}

function readAsked(text: string, problems: FileProblem[]): ReadonlyMap<string, number> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    value = undefined;
  }
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const right = entries.filter(
    (entry): entry is [string, number] => isItemId(entry[0]) && Number.isInteger(entry[1]) && Number(entry[1]) >= 0,
  );
  if (right.length < entries.length || entries.length === 0)
    problems.push({
      file: ASKED_FILE,
      message: 'This file is an object with a number of people for each question: {0}.',
      values: ['{"dora.platform.ease": 40}'],
    });
  return right.length > 0 ? new Map(right) : undefined;
}

async function filesAt(path: string): Promise<Result<readonly string[]>> {
  try {
    const found = await lstat(path);
    if (found.isFile()) return success([path]);
    if (!found.isDirectory()) return failure(unreadable(path, 'It is neither a file nor a folder.'));
    const entries = await readdir(path, { withFileTypes: true });
    const names = entries.filter(entry => entry.isFile()).map(({ name }) => name);
    return success(
      names
        .filter(name => name.endsWith('.jsonl') || name === ASKED_FILE)
        .sort()
        .map(name => join(path, name)),
    );
  } catch (error) {
    return failure(unreadable(path, error instanceof Error ? error.message : String(error)));
  }
}

async function textOf(path: string): Promise<Result<string>> {
  try {
    if ((await lstat(path)).size > LARGEST_FILE)
      return failure({ kind: 'unsupported', message: 'This file is larger than 64 MB, and is not read.' });
    return success(await readFile(path, 'utf8'));
  } catch {
    return failure({ kind: 'notFound', message: 'This file cannot be read.' });
  }
}

function unreadable(path: string, detail: string): Problem {
  return { kind: 'notFound', message: `The answers at ${path} cannot be read.`, detail };
}
