import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readDora } from '../../../src/adapters/insights/doraSources.js';
import { main } from '../../../src/cli/main.js';
import { DORA_KEYS, type DoraReport } from '../../../src/core/insights/dora/doraReport.js';
import { DatedRepository, START } from '../adapters/insights/datedRepository.js';
import { temporaryFolder, type TemporaryFolder } from '../temporaryFolder.js';

const HOUR = 3600;
const NOW = (START + 48 * HOUR) * 1000;

async function run(now: number, ...words: readonly string[]) {
  const output: string[] = [];
  const errors: string[] = [];
  const host = {
    output: (text: string) => output.push(text),
    errors: (text: string) => errors.push(text),
    now: () => now,
  };
  const code = await main(['dora', ...words], host);
  return { code, output: output.join(''), errors: errors.join('') };
}

describe('golden-path dora', () => {
  let folder: TemporaryFolder;
  let git: DatedRepository;
  before(async () => {
    folder = await temporaryFolder();
    git = new DatedRepository(folder.at('shop'));
    git.commit(0);
    for (let release = 1; release <= 6; release++) {
      git.commit(release * HOUR, release === 4 ? 'hotfix: the till' : `Change ${release}`);
      git.tag(release * HOUR + 600, `v1.${release}.0`);
    }
  });
  after(() => folder.dispose());

  it('shows each key with its value, n, target, grade, level and definition, what was met, and where it is from', async () => {
    const { code, output, errors } = await run(NOW, git.path);
    assert.deepEqual([code, errors], [0, '']);
    assert.match(
      output,
      /^Delivery from 2025-10-05 to 2026-01-02, 6 deployments to production\nServices: shop\nSource: Tags of /,
    );
    assert.match(output, /\(derived\)\n/);
    assert.match(output, /Measure +Value +n +Target +Grade +DORA\n/);
    assert.match(output, /Lead time for changes +10\s?min +5 +under 1\s?h +Target met +2021: elite/);
    assert.match(output, /Change failure rate +16\.7\s?% +6 /);
    assert.match(output, /Lead time for changes: For each change, the time from its commit/);
    assert.match(output, /Left out: 1 first deployments of a service/);
    assert.match(output, /Data quality\n.*Nothing tells of incidents here/s);
  });

  it('gives as JSON what the page is given', async () => {
    const { output } = await run(NOW, git.path, '--format', 'json', '--since', '2d');
    const window = { from: NOW - 48 * HOUR * 1000, to: NOW };
    const { signal } = new AbortController();
    const read = await readDora({ folder: git.path, now: NOW, signal, cacheFolder: folder.at('cache') }, { window });
    assert.ok(read.ok);
    assert.deepEqual(JSON.parse(output), JSON.parse(JSON.stringify(read.value.report)));
  });

  it('gives Markdown and CSV in which nothing of the data is more than text', async () => {
    const odd = new DatedRepository(folder.at('=cmd|x!A1'));
    odd.commit(0);
    odd.tag(10, 'v1.0.0');
    const csv = await run(NOW, odd.path, '--format', 'csv');
    assert.equal(csv.code, 0);
    assert.ok(csv.output.split('\r\n').length > DORA_KEYS.length);
    for (const cell of csv.output.split(/[,\r\n]+/)) assert.doesNotMatch(cell, /^"?[=+@]/);
    const markdown = await run(NOW, odd.path, '--format', 'markdown');
    assert.match(markdown.output, /^# Delivery\n/);
    assert.match(markdown.output, /=cmd\\\|x\\!A1/);
  });

  it('takes the window, the environment, the service and the definition that are asked for', async () => {
    const json = async (...words: readonly string[]) =>
      JSON.parse((await run(NOW, git.path, '--format', 'json', ...words)).output) as DoraReport;
    const day = await json(
      '--since',
      '2026-01-01',
      '--until',
      '2026-01-02',
      '--definition',
      'devLake',
      '--service',
      'shop',
    );
    assert.deepEqual(
      [day.window, day.definition, day.deployments],
      [{ from: START * 1000, to: (START + 24 * HOUR) * 1000 }, 'devLake', 6],
    );
    assert.equal((await json('--environment', 'staging')).deployments, 0);
    assert.equal((await json('--service', 'other')).deployments, 0);
  });

  it('reads events of a file instead', async () => {
    const event = { type: 'deployment', id: 'a', source: 'ci', service: 'till', environment: 'production' };
    await folder.write({
      'events.jsonl': `${JSON.stringify({ ...event, outcome: 'success', finishedAt: NOW - 5000 })}\n`,
    });
    const { code, output, errors } = await run(NOW, folder.path, '--events', folder.at('events.jsonl'));
    assert.deepEqual([code, errors], [0, '']);
    assert.match(output, /1 deployments to production\nServices: till\nSource: Events in events\.jsonl\n/);
  });

  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [['--since', 'yesterday'], /^--since is a day such as/],
    [['--until', '2026-13-01'], /^--until is a day such as 2026-01-31, not/],
    [['--since', '2026-02-01', '--until', '2026-01-01'], /^--since is a day .* before the end/],
    [['--format', 'xml'], /^--format is text, json, markdown or csv/],
    [['--definition', 'mine'], /^--definition is goldenPath or devLake/],
    [['--events', 'gone.jsonl'], /gone\.jsonl/],
  ];
  for (const [words, message] of refused)
    it(`refuses ${words.join(' ')}`, async () => {
      const { code, output, errors } = await run(NOW, git.path, ...words);
      assert.deepEqual([code, output], [2, '']);
      assert.match(errors, message);
    });

  it('tells what is wrong with the configuration, and with a folder that is no repository', async () => {
    await folder.write({ 'plain/.golden-path/insights.yaml': 'definition: mine\n' });
    const { code, errors } = await run(NOW, folder.at('plain'));
    assert.equal(code, 2);
    assert.match(errors, /is not within a git repository/);
  });

  it('shows the numbers of this very repository', async () => {
    const here = (...words: readonly string[]): string => execFileSync('git', words, { encoding: 'utf8' }).trim();
    const head = Number(here('log', '-1', '--format=%ct')) * 1000 + 1000;
    const { code, output, errors } = await run(head, '.', '--format', 'json', '--since', '3650d');
    assert.deepEqual([code, errors], [0, '']);
    const report = JSON.parse(output) as DoraReport;
    assert.equal(report.environment, 'main branch');
    assert.equal(report.isDerived, true);
    const kinds = report.quality.map(({ kind }) => kind);
    // A clone of a service that runs checks can be without the branch, or have its last commit alone.
    if (kinds.includes('noBranch')) assert.equal(report.deployments, 0);
    else if (here('rev-parse', '--is-shallow-repository') === 'true') assert.ok(kinds.includes('shallow'));
    else {
      assert.deepEqual(report.services, ['golden-path']);
      assert.ok(report.deployments > 200);
      const measures = new Map(report.measures.map(measure => [measure.key, measure]));
      assert.ok((measures.get('leadTime')?.count ?? 0) > 50);
      assert.ok((measures.get('leadTime')?.value ?? -1) >= 0);
      assert.ok((measures.get('deploymentFrequency')?.value ?? 0) > 0);
    }
  });
});
