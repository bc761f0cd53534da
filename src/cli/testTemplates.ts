import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { DiskTestFolder, findTemplateTests } from '../adapters/files/diskTestFolder.js';
import { presentProblem, type Problem } from '../core/common/problem.js';
import { plainTranslate } from '../core/common/translate.js';
import type { Scaffolder } from '../core/templates/scaffolder.js';
import { parseTemplateTests, type TemplateTestFile } from '../core/templates/templateTestFile.js';
import { junitReport, textReport, type ReportedFile, type ReportedTest } from '../core/templates/templateTestReport.js';
import { loadTemplate, runTemplateTest } from '../core/templates/templateTestRun.js';
import { serverParts } from './serverScaffolder.js';

/** What `golden-path test-templates` was told. */
export interface TestTemplatesOptions {
  /** Files and folders. */
  readonly paths: readonly string[];
  /** Address of the instance. */
  readonly server: string | undefined;
  /** Name of the environment variable that holds the token: a token on the command line could be read by others. */
  readonly tokenName: string | undefined;
  readonly update: boolean;
  readonly reporter: 'text' | 'junit';
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * `golden-path test-templates`: runs template tests against a Backstage, each as a dry run.
 * @returns the exit code: 0 all passed, 1 one failed, 2 one could not run
 */
export async function testTemplates(
  options: TestTemplatesOptions,
  output: (text: string) => void,
  errors: (text: string) => void,
): Promise<number> {
  const scaffolder = connect(options);
  if (typeof scaffolder === 'string') {
    errors(`${scaffolder}\n`);
    return 2;
  }
  const found = await findTemplateTests(options.paths.map(path => resolve(path)));
  if (!found.ok) {
    errors(`${found.problem.message}\n`);
    return 2;
  }
  if (found.value.length === 0) {
    errors(`There are no template tests (*.template-test.yaml) in ${options.paths.join(', ')}.\n`);
    return 2;
  }
  const files: ReportedFile[] = [];
  for (const path of found.value) files.push(await runFile(path, scaffolder, options.update));
  output(options.reporter === 'junit' ? junitReport(files) : textReport(files));
  const states = files.flatMap(({ tests }) => tests.map(({ state }) => state));
  return states.includes('error') ? 2 : states.includes('failed') ? 1 : 0;
}

/** @returns the scaffolder, or a sentence on what is missing */
function connect({ server, tokenName, environment }: TestTemplatesOptions): Pick<Scaffolder, 'dryRun'> | string {
  if (server === undefined)
    return '--server is missing: the address of a Backstage, such as https://backstage.example.com.';
  const parts = serverParts(server, tokenName, environment);
  return typeof parts === 'string' ? parts : parts.scaffolder;
}

async function runFile(path: string, scaffolder: Pick<Scaffolder, 'dryRun'>, update: boolean): Promise<ReportedFile> {
  const shown = relative(process.cwd(), path);
  const { signal } = new AbortController();
  const file = parseTemplateTests(await readFile(path, 'utf8'));
  const error = (name: string, problem: string): ReportedTest => ({
    name,
    state: 'error',
    durationMs: 0,
    failures: [],
    problem,
    written: 0,
  });
  if (file.problems.length > 0) return { path: shown, tests: [error('the file', problemsOf(file, shown))] };
  const folder = new DiskTestFolder(dirname(path));
  const loaded = await loadTemplate(file, folder, signal);
  if (!loaded.ok) return { path: shown, tests: [error('the template', textOf(loaded.problem))] };
  const tests: ReportedTest[] = [];
  for (const test of file.tests) {
    const started = performance.now();
    const ran = await runTemplateTest(test, loaded.value, { scaffolder, folder, update }, signal);
    const durationMs = performance.now() - started;
    if (!ran.ok) tests.push({ ...error(test.name, textOf(ran.problem)), durationMs });
    else tests.push({ name: test.name, durationMs, ...ran.value });
  }
  return { path: shown, tests };
}

function problemsOf({ problems }: TemplateTestFile, path: string): string {
  return problems
    .map(
      ({ message, values, range }) =>
        `${path}:${range.startLine + 1}:${range.startColumn + 1} ${plainTranslate(message, ...values)}`,
    )
    .join('\n      ');
}

function textOf(problem: Problem): string {
  return presentProblem(problem).text ?? problem.message;
}
