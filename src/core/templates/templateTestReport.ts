import type { TextRange } from '../catalogue/descriptor.js';
import { plainTranslate } from '../common/translate.js';
import { xmlAttribute, xmlText } from '../common/xml.js';
import { patchOf, type TestFailure } from './templateTestRun.js';

/** One test as a report tells of it. */
export interface ReportedTest {
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'error';
  readonly durationMs: number;
  readonly failures: readonly TestFailure[];
  /** Why it could not be said how it went. */
  readonly problem?: string;
  /** How many files of its snapshot were written. */
  readonly written: number;
}

/** All tests of one file. */
export interface ReportedFile {
  /** As the person named it. */
  readonly path: string;
  readonly tests: readonly ReportedTest[];
}

/** The report for people: what failed, where, and how the texts differ. */
export function textReport(files: readonly ReportedFile[]): string {
  const lines = files.flatMap(({ path, tests }) => [
    path,
    ...tests.flatMap(test => [
      `  ${{ passed: '✓', failed: '✗', error: '!' }[test.state]} ${test.name}${test.written > 0 ? ` (${test.written} files written)` : ''}`,
      ...(test.problem === undefined ? [] : [`      ${test.problem}`]),
      ...test.failures.flatMap(failure => [
        `      ${path}:${placeOf(failure.range)} ${plainTranslate(failure.message, ...failure.values)}`,
        ...patchLines(failure).map(line => `        ${line}`),
      ]),
    ]),
  ]);
  const all = files.flatMap(({ tests }) => tests);
  const count = (state: ReportedTest['state']): number => all.filter(test => test.state === state).length;
  const parts = [
    `${count('passed')} passed`,
    `${count('failed')} failed`,
    ...(count('error') > 0 ? [`${count('error')} could not run`] : []),
  ];
  return [...lines, parts.join(', '), ''].join('\n');
}

function patchLines(failure: TestFailure): readonly string[] {
  const patch = patchOf(failure);
  return patch === '' ? [] : patch.split('\n');
}

function placeOf({ startLine, startColumn }: TextRange): string {
  return `${startLine + 1}:${startColumn + 1}`;
}

/** The report for machines, in the format of JUnit as Jenkins and GitLab read it. */
export function junitReport(files: readonly ReportedFile[]): string {
  const suites = files.map(({ path, tests }) => {
    const count = (state: ReportedTest['state']): number => tests.filter(test => test.state === state).length;
    const cases = tests.map(test => {
      const open = `    <testcase classname=${xmlAttribute(path)} name=${xmlAttribute(test.name)} time="${seconds(test.durationMs)}"`;
      if (test.state === 'passed') return `${open}/>`;
      const body =
        test.state === 'error'
          ? [`      <error message=${xmlAttribute(test.problem ?? '')}/>`]
          : test.failures.map(failure => {
              const message = plainTranslate(failure.message, ...failure.values);
              const text = [`${path}:${placeOf(failure.range)} ${message}`, ...patchLines(failure)].join('\n');
              return `      <failure message=${xmlAttribute(message)}>${xmlText(text)}</failure>`;
            });
      return [`${open}>`, ...body, '    </testcase>'].join('\n');
    });
    const time = seconds(tests.reduce((sum, { durationMs }) => sum + durationMs, 0));
    const head = `  <testsuite name=${xmlAttribute(path)} tests="${tests.length}" failures="${count('failed')}" errors="${count('error')}" time="${time}">`;
    return [head, ...cases, '  </testsuite>'].join('\n');
  });
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites>', ...suites, '</testsuites>', ''].join('\n');
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
