import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Platform } from '../platform.mjs';
import { templateNames } from './goldenPathList';
import { guestToken } from './requests';
import { sharedPlatform } from './sharedPlatform';
import { sampleAnswers } from './templateAnswers';
import { dryRun, parseStrictly } from './templateRun';

const run = promisify(execFile);
const program = join(process.cwd(), 'dist', 'cli.js');

interface Step {
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly 'continue-on-error'?: unknown;
}
interface Workflow {
  readonly env?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[]; readonly 'continue-on-error'?: unknown }>>;
}
interface Found {
  readonly rule: string;
  readonly severity: string;
  readonly file: string;
  readonly line: number;
  readonly message: string;
  readonly waiver?: unknown;
}

describe('the golden paths, held against our own rules', function () {
  this.timeout(90_000);
  let platform: Platform;
  let token: string;
  const folders: string[] = [];

  before(async () => {
    ({ platform } = await sharedPlatform());
    token = await guestToken(platform);
  });
  after(() => folders.forEach(folder => rmSync(folder, { recursive: true, force: true })));

  /** Writes what a template makes of its answers into a new folder, as its repository would be. */
  async function make(name: (typeof templateNames)[number], sample: 'full' | 'least'): Promise<string> {
    const answers = sampleAnswers(
      repository => `${platform.gitHost}?owner=${platform.gitOrganisation}&repo=${repository}`,
    );
    const { status, files } = await dryRun(platform, name, answers[name]![sample], token);
    assert.equal(status, 200);
    const folder = mkdtempSync(join(tmpdir(), `golden-path-${name}-`));
    folders.push(folder);
    for (const [path, text] of files) {
      const place = join(folder, ...path.split('/'));
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, text);
    }
    return folder;
  }

  /** Runs the program in a folder. */
  async function scan(folder: string, ...words: readonly string[]) {
    return run(process.execPath, [program, ...words], {
      cwd: folder,
      env: { ...process.env, NODE_V8_COVERAGE: '' },
    }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: unknown) => error as { readonly code: number; readonly stdout: string; readonly stderr: string },
    );
  }

  for (const name of templateNames)
    for (const sample of ['full', 'least'] as const)
      describe(`${name}, with the ${sample} answers`, () => {
        let folder: string;
        before(async () => {
          folder = await make(name, sample);
        });

        for (const profile of ['base', 'golden'])
          it(`has nothing in the profile ${profile} that is not waived`, async () => {
            const { stdout, stderr } = await scan(folder, 'scan', '--profile', profile, '--format', 'json');
            assert.equal(stderr, '');
            const { findings } = JSON.parse(stdout) as { findings: readonly Found[] };
            assert.deepEqual(
              findings
                .filter(({ severity, waiver }) => severity !== 'info' && !waiver)
                .map(({ rule, file, line, message }) => `${file}:${line} ${rule} ${message}`),
              [],
            );
          });

        it('runs the scan in its pipeline, which stops what leaves the golden path', async () => {
          const text = readFileSync(join(folder, '.github', 'workflows', 'ci.yaml'), 'utf8');
          const [workflow] = parseStrictly('ci', text) as [Workflow];
          const job = Object.values(workflow.jobs).find(({ steps }) =>
            steps.some(step => /golden-path\b/.test(step.run ?? '')),
          );
          const step = job?.steps.find(each => /golden-path\b/.test(each.run ?? ''));
          assert.ok(job && step?.run);
          assert.equal(step['continue-on-error'] ?? job['continue-on-error'], undefined);
          const [, line = ''] =
            /^npx --yes --package "\$\{GOLDEN_PATH_PACKAGE:\?\}" -- golden-path (scan .*)$/.exec(step.run.trim()) ?? [];
          const words = line.split(' ');
          assert.equal(words[0], 'scan', step.run);
          const good = await scan(folder, ...words);
          assert.equal(good.code, 0, good.stdout + good.stderr);
          const report = JSON.parse(readFileSync(join(folder, 'golden-path.sarif'), 'utf8')) as {
            runs: { results: { suppressions?: unknown[]; level: string }[] }[];
          };
          const left = report.runs[0]?.results.filter(
            ({ level, suppressions }) => level !== 'note' && !suppressions?.length,
          );
          assert.deepEqual(left, []);
          const descriptor = join(folder, 'catalog-info.yaml');
          const before = readFileSync(descriptor, 'utf8');
          writeFileSync(descriptor, before.replace(/^ {2}owner: .*$/m, '  owner:'));
          assert.equal((await scan(folder, ...words)).code, 1);
          writeFileSync(descriptor, before);
        });
      });
});
