import { createTwoFilesPatch } from 'diff';
import { parse } from 'yaml';
import type { TextRange } from '../catalogue/descriptor.js';
import { isRecord } from '../catalogue/entity.js';
import { cancelledBy, failure, success, type Problem, type Result } from '../common/problem.js';
import { splitDocuments } from '../catalogue/descriptor.js';
import { pathMatches } from '../common/pathPattern.js';
import { withoutEscapes } from './plainLine.js';
import type { DryRun, Scaffolder, TemplateFile } from './scaffolder.js';
import { isTemplateTestFile, type ExpectedText, type TemplateTest, type TemplateTestFile } from './templateTestFile.js';

/** The files around a test file. All paths are relative to its folder, with forward slashes. */
export interface TestFolder {
  read(path: string): Promise<Result<Uint8Array>>;
  /** All files below a folder, by their paths relative to it; `notFound` where there is no such folder. */
  list(folder: string, signal: AbortSignal): Promise<Result<readonly TemplateFile[]>>;
  /** Makes a folder hold these files and no others. */
  replace(folder: string, files: readonly TemplateFile[]): Promise<Result<void>>;
}

/** What a test says of one expectation that was not met. */
export interface TestFailure {
  /** A sentence, `{0}` … standing for `values`. */
  readonly message: string;
  readonly values: readonly string[];
  readonly range: TextRange;
  /** Both, where they can be laid side by side. */
  readonly expected?: string;
  readonly actual?: string;
}

/** How a test went. */
export interface TestOutcome {
  readonly test: TemplateTest;
  readonly state: 'passed' | 'failed';
  readonly failures: readonly TestFailure[];
  /** How many files of its snapshot were written. */
  readonly written: number;
}

export interface TestRunOptions {
  readonly scaffolder: Pick<Scaffolder, 'dryRun'>;
  readonly folder: TestFolder;
  /** Whether snapshots are written instead of compared. */
  readonly update: boolean;
}

/** A template with its files, ready for dry runs. */
export interface LoadedTemplate {
  readonly template: unknown;
  readonly files: readonly TemplateFile[];
}

// Backstage takes 10 MB of JSON; bytes grow by a third on their way into it.
const LARGEST_FOLDER = 7 * 1024 * 1024;

/** Reads the template of a test file and what stands beside it, but for the tests themselves. */
export async function loadTemplate(
  { template: path, tests }: Pick<TemplateTestFile, 'template' | 'tests'>,
  folder: TestFolder,
  signal: AbortSignal,
): Promise<Result<LoadedTemplate>> {
  const bytes = await folder.read(path);
  if (!bytes.ok)
    return failure({ ...bytes.problem, message: `The template ${path} cannot be read: ${bytes.problem.message}` });
  const template = templateIn(new TextDecoder().decode(bytes.value));
  if (!template) return failure({ kind: 'invalid', message: `There is no template in ${path}.` });
  const above = path.split('/').slice(0, -1).join('/');
  const files = await folder.list(above === '' ? '.' : above, signal);
  if (!files.ok) return files;
  const prefix = above === '' || above === '.' ? '' : `${above.replace(/^\.\//, '')}/`;
  const snapshots = tests.flatMap(({ expect }) => (expect.snapshot ? [`${expect.snapshot.folder}/`] : []));
  const kept = files.value.filter(
    file => !isTemplateTestFile(file.path) && !snapshots.some(folder => `${prefix}${file.path}`.startsWith(folder)),
  );
  const size = kept.reduce((sum, file) => sum + file.bytes.length, 0);
  if (size > LARGEST_FOLDER)
    return failure({
      kind: 'invalid',
      message: `The folder of ${path} holds ${Math.round(size / 1024 / 1024)} MB, and Backstage takes about 7 MB.`,
    });
  return success({ template, files: kept });
}

function templateIn(text: string): unknown {
  for (const { content } of splitDocuments(text)) {
    let json: unknown;
    try {
      json = parse(content, { uniqueKeys: false, logLevel: 'silent' });
    } catch {
      // The language shows what is wrong with it.
      continue;
    }
    if (isRecord(json) && json['kind'] === 'Template') return json;
  }
  return undefined;
}

/**
 * Runs one test: one dry run, and what is expected of it.
 * @returns how it went; a problem where that cannot be said, because the server could not be asked
 */
export async function runTemplateTest(
  test: TemplateTest,
  { template, files }: LoadedTemplate,
  options: TestRunOptions,
  signal: AbortSignal,
): Promise<Result<TestOutcome>> {
  const { values, secrets, expect } = test;
  const run = await options.scaffolder.dryRun({ template, values, secrets, files }, signal);
  const cancelled = cancelledBy(signal);
  if (cancelled) return cancelled;
  if (!run.ok) {
    if (!saysSomethingOfTheTemplate(run.problem)) return run;
    return success(outcome(test, checkFailure(test, run.problem)));
  }
  if (expect.fails)
    return success(
      outcome(test, [{ message: 'It was expected to fail, and did not.', values: [], range: expect.fails.range }]),
    );
  const failures = [
    ...checkFiles(test, run.value),
    ...checkContents(test, run.value),
    ...checkLog(test, run.value),
    ...checkOutput(test, run.value),
  ];
  if (!expect.snapshot) return success(outcome(test, failures));
  if (options.update) {
    const written = await options.folder.replace(expect.snapshot.folder, run.value.files);
    return written.ok ? success(outcome(test, failures, run.value.files.length)) : written;
  }
  const kept = await options.folder.list(expect.snapshot.folder, signal);
  if (!kept.ok && kept.problem.kind !== 'notFound') return kept;
  return success(
    outcome(test, [...failures, ...compareSnapshot(expect.snapshot, kept.ok ? kept.value : undefined, run.value)]),
  );
}

function outcome(test: TemplateTest, failures: readonly TestFailure[], written = 0): TestOutcome {
  return { test, state: failures.length === 0 ? 'passed' : 'failed', failures, written };
}

/** Whether the server has tried: what it has against the values, the template or an action. */
function saysSomethingOfTheTemplate({ kind, status, said, fields }: Problem): boolean {
  if (fields) return true;
  return said !== undefined && (kind === 'invalid' || kind === 'internal' || kind === 'notFound' || status === 400);
}

function checkFailure({ expect, range }: TemplateTest, problem: Problem): readonly TestFailure[] {
  const said = problem.said ?? problem.message;
  if (!expect.fails) return [{ message: 'The dry run failed: {0}', values: [said], range }];
  const { message, field } = expect.fails;
  const failures: TestFailure[] = [];
  if (message && !holds(message, said))
    failures.push({
      message: 'It failed with another message: {0}',
      values: [said],
      range: message.range,
      expected: message.written,
      actual: said,
    });
  const fields = (problem.fields ?? []).map(({ path }) => path.join('.'));
  // A value that is missing is reported for the mapping around it, with its name in the message.
  const named = problem.fields?.some(({ path, message: why }) => [...path, nameIn(why)].join('.') === field);
  if (field !== undefined && !fields.includes(field) && !named)
    failures.push({
      message: 'The server has nothing against the value “{0}”: {1}',
      values: [field, said],
      range: expect.fails.range,
    });
  return failures;
}

function nameIn(message: string): string {
  return /["“']([^"”']+)["”']/.exec(message)?.[1] ?? '';
}

function holds({ written, pattern }: ExpectedText, text: string): boolean {
  return pattern ? pattern.test(text) : text.includes(written);
}

function checkFiles({ expect: { files } }: TemplateTest, run: DryRun): readonly TestFailure[] {
  if (!files) return [];
  const { range } = files;
  const made = run.files.map(({ path }) => path).sort();
  if (files.type === 'exactly') {
    const wanted = [...files.paths].sort();
    if (wanted.join('\n') === made.join('\n')) return [];
    const missing = wanted.filter(path => !made.includes(path));
    const more = made.filter(path => !wanted.includes(path));
    const expected = `${wanted.join('\n')}\n`;
    const actual = `${made.join('\n')}\n`;
    return [
      {
        message: 'Other files than expected. Missing: {0}. Not expected: {1}.',
        values: [missing.join(', ') || '—', more.join(', ') || '—'],
        range,
        expected,
        actual,
      },
    ];
  }
  return [
    ...files.present
      .filter(pattern => !made.some(path => pathMatches(pattern, path)))
      .map(pattern => ({ message: 'No file matches “{0}”.', values: [pattern], range })),
    ...files.absent.flatMap(pattern =>
      made
        .filter(path => pathMatches(pattern, path))
        .map(path => ({ message: 'There is “{0}”, which “{1}” forbids.', values: [path, pattern], range })),
    ),
  ];
}

function checkContents({ expect: { contains }, range }: TemplateTest, run: DryRun): readonly TestFailure[] {
  return contains.flatMap(({ path, texts }): readonly TestFailure[] => {
    const file = run.files.find(known => known.path === path);
    if (!file) return [{ message: 'There is no file “{0}”.', values: [path], range: texts[0]?.range ?? range }];
    const actual = textOf(file) ?? '';
    return texts
      .filter(text => !holds(text, actual))
      .map(text => ({
        message: text.pattern ? '“{0}” does not match {1}.' : '“{0}” does not contain “{1}”.',
        values: [path, text.written],
        range: text.range,
      }));
  });
}

function checkLog({ expect }: TemplateTest, run: DryRun): readonly TestFailure[] {
  if (expect.log.length === 0) return [];
  const log = run.log.map(({ message }) => withoutEscapes(message)).join('\n');
  return expect.log
    .filter(text => !holds(text, log))
    .map(text => ({
      message: 'The log has no “{0}”.',
      values: [text.written],
      range: text.range,
    }));
}

function checkOutput({ expect: { output } }: TemplateTest, run: DryRun): readonly TestFailure[] {
  if (!output || isPartOf(output.value, run.output.values)) return [];
  return [
    {
      message: 'The output is another one.',
      values: [],
      range: output.range,
      expected: JSON.stringify(output.value, undefined, 2),
      actual: JSON.stringify(run.output.values, undefined, 2),
    },
  ];
}

/** Whether a value has everything that another one has: of mappings the keys that are named, of lists all items. */
export function isPartOf(part: unknown, whole: unknown): boolean {
  if (Array.isArray(part))
    return Array.isArray(whole) && part.length === whole.length && part.every((item, at) => isPartOf(item, whole[at]));
  if (isRecord(part)) return isRecord(whole) && Object.entries(part).every(([key, item]) => isPartOf(item, whole[key]));
  return part === whole;
}

function compareSnapshot(
  { folder, range }: { readonly folder: string; readonly range: TextRange },
  kept: readonly TemplateFile[] | undefined,
  { files }: DryRun,
): readonly TestFailure[] {
  if (!kept)
    return [{ message: 'There is no snapshot in “{0}” yet: write it with “update”.', values: [folder], range }];
  const before = new Map(kept.map(file => [file.path, file]));
  const after = new Map(files.map(file => [file.path, file]));
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path): readonly TestFailure[] => {
    const [old, now] = [before.get(path), after.get(path)];
    if (!old)
      return [{ message: 'The snapshot has no “{0}”.', values: [path], range, expected: '', actual: shown(now) }];
    if (!now) return [{ message: '“{0}” is gone.', values: [path], range, expected: shown(old), actual: '' }];
    if (sameBytes(old.bytes, now.bytes)) return [];
    return [
      { message: '“{0}” is not as in the snapshot.', values: [path], range, expected: shown(old), actual: shown(now) },
    ];
  });
}

function shown(file: TemplateFile | undefined): string {
  return file ? (textOf(file) ?? `(${file.bytes.length} bytes that are no text)`) : '';
}

/** The text of a file; undefined where it holds none. */
function textOf({ bytes }: TemplateFile): string | undefined {
  return bytes.includes(0) ? undefined : new TextDecoder().decode(bytes);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

/** What a failure says of two texts, as a patch; empty where there are no two. */
export function patchOf({ expected, actual }: TestFailure): string {
  if (expected === undefined || actual === undefined) return '';
  const patch = createTwoFilesPatch('expected', 'actual', expected, actual, undefined, undefined, { context: 2 });
  return patch.split('\n').slice(1).join('\n').trimEnd();
}
