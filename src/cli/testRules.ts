import { readFileSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { plainTranslate } from '../core/common/translate.js';
import { testRule, type PackTestOutcome } from '../core/compliance/packs/packTest.js';
import { readPack } from '../core/compliance/packs/readPack.js';
import { LineIndex } from '../core/compliance/report/reportedFinding.js';
import { readDockerfile } from '../core/compliance/rules/dockerfile/dockerfile.js';
import { junitReport, textReport, type ReportedFile, type ReportedTest } from '../core/templates/templateTestReport.js';

/** What `golden-path test-rules` was told. */
export interface TestRulesOptions {
  /** Packs, and folders with packs. */
  readonly paths: readonly string[];
  readonly reporter: 'text' | 'junit';
}

const HOST = {
  readDockerfile: ({ text }: { readonly text: string }) => readDockerfile(text),
  now: () => performance.now(),
};

/**
 * `golden-path test-rules`: runs the tests that are in packs of rules.
 * @returns the exit code: 0 all passed, 1 one failed or is missing, 2 a pack could not be read
 */
export async function testRules(
  { paths, reporter }: TestRulesOptions,
  output: (text: string) => void,
  errors: (text: string) => void,
): Promise<number> {
  const found: string[] = [];
  for (const path of paths) {
    const packs = await packsAt(resolve(path));
    if (typeof packs === 'string') {
      errors(`${packs}\n`);
      return 2;
    }
    found.push(...packs);
  }
  if (found.length === 0) {
    errors(`There are no packs of rules in ${paths.join(', ')}.\n`);
    return 2;
  }
  const files: ReportedFile[] = [];
  for (const path of [...new Set(found)]) files.push(testPack(path, await readFile(path, 'utf8')));
  output(reporter === 'junit' ? junitReport(files) : textReport(files));
  const states = files.flatMap(({ tests }) => tests.map(({ state }) => state));
  return states.includes('error') ? 2 : states.includes('failed') ? 1 : 0;
}

/** @returns the files, or a sentence on why there are none */
async function packsAt(path: string): Promise<readonly string[] | string> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const found: string[] = [];
    for (const { name } of (await readdir(path, { withFileTypes: true })).filter(entry => entry.isFile())) {
      if (!/\.ya?ml$/.test(name)) continue;
      const text = await readFile(join(path, name), 'utf8');
      if (/^kind:\s*["']?(?:RulePack|ValidatingAdmissionPolicy)["']?\s*$/m.test(text)) found.push(join(path, name));
    }
    return found.sort();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function testPack(path: string, text: string): ReportedFile {
  const pack = readPack(text);
  const lines = new LineIndex(text);
  const folder = dirname(path);
  const read = (beside: string): string | undefined => {
    try {
      return readFileSync(join(folder, ...beside.split('/')), 'utf8');
    } catch {
      return undefined;
    }
  };
  const rangeOf = ({ start, end }: { readonly start: number; readonly end: number }) => lines.range(start, end);
  const tests: ReportedTest[] = pack.problems
    .filter(({ severity }) => severity !== 'info')
    .map(({ rule, severity, span, message, values }) => {
      const failures = [{ range: rangeOf(span), message, values }];
      const name = `${rule} in line ${rangeOf(span).startLine + 1}`;
      return severity === 'error'
        ? {
            name,
            state: 'error',
            durationMs: 0,
            failures: [],
            problem: problemAt(lines, span, message, values),
            written: 0,
          }
        : { name, state: 'failed', durationMs: 0, failures, written: 0 };
    });
  for (const rule of pack.rules) {
    const began = performance.now();
    const outcomes = testRule(rule, read, HOST);
    const each = (performance.now() - began) / Math.max(1, outcomes.length);
    for (const outcome of outcomes) tests.push(reported(outcome, each, rangeOf));
  }
  return { path: relative(process.cwd(), path) || path, tests };
}

function problemAt(
  lines: LineIndex,
  { start, end }: { readonly start: number; readonly end: number },
  message: string,
  values: readonly string[],
): string {
  const { startLine, startColumn } = lines.range(start, end);
  return `${startLine + 1}:${startColumn + 1} ${plainTranslate(message, ...values)}`;
}

function reported(
  { rule, name, failures, problem }: PackTestOutcome,
  durationMs: number,
  rangeOf: (span: { readonly start: number; readonly end: number }) => ReturnType<LineIndex['range']>,
): ReportedTest {
  return {
    name: `${rule}: ${name}`,
    state: problem !== undefined ? 'error' : failures.length > 0 ? 'failed' : 'passed',
    durationMs,
    failures: failures.map(({ span, ...failure }) => ({ ...failure, range: rangeOf(span) })),
    ...(problem === undefined ? {} : { problem }),
    written: 0,
  };
}
