import assert from 'node:assert/strict';
import { main } from '../../../src/cli/main.js';
import { readAdoption } from '../../../src/adapters/insights/adoptionSources.js';
import { entityFromJson, type Entity } from '../../../src/core/catalogue/entity.js';
import type { AdoptionReport } from '../../../src/core/insights/adoption/adoptionReport.js';
import { gitRepository, type GitRepository } from '../adapters/insights/gitRepository.js';
import { never, valueOf } from '../values.js';

const NOW = Date.parse('2026-11-28T12:00:00Z');

async function run(...words: readonly string[]) {
  const output: string[] = [];
  const errors: string[] = [];
  const code = await main(words, {
    output: text => output.push(text),
    errors: text => errors.push(text),
    now: () => NOW,
  });
  return { code, output: output.join(''), errors: errors.join('') };
}

const CATALOGUE = [
  {
    kind: 'Component',
    metadata: { name: 'orders', annotations: { 'backstage.io/createdAt': '2026-10-02T00:00:00Z' } },
    spec: { type: 'service', owner: 'payments', scaffoldedFrom: 'template:default/web-service' },
  },
  { kind: 'User', metadata: { name: 'ada' } },
];

describe('golden-path adoption', function () {
  this.timeout(30_000);
  let folder: GitRepository;
  before(async () => {
    folder = await gitRepository({
      'catalog-info.yaml': 'kind: Component\nmetadata: {name: orders}\nspec: {type: service, owner: payments}\n',
      '.golden-path/waivers.yaml':
        'waivers:\n  - {rule: k8s/x, match: {path: deploy/**}, reason: It has to be so for now., owner: a, expires: 2027-01-01}\n',
      'catalogue.json': JSON.stringify(CATALOGUE),
      'tickets.json': '[{"id":"a","opened":"2026-11-24"}]',
      'feedback.jsonl': '{"id":"f","theme":"platform","text":"Slow","context":{},"week":"2026-W48"}\n',
    });
    folder.commit('2026-07-01');
  });
  after(() => folder.dispose());

  it('tells what a folder alone tells', async () => {
    const { code, output, errors } = await run('adoption', folder.path);
    assert.deepEqual([code, errors], [0, '']);
    assert.match(output, /^Services made from a template of the platform: 0 of 1 \(0 %\)\n/);
    assert.match(output, /2026-07 {2}0 +0 +1\n/);
    assert.match(output, /k8s\/x +1 +1 +It has to be so for now\.\n/);
  });

  const given = (): readonly string[] => [
    ...['adoption', folder.path, '--catalogue', folder.at('catalogue.json'), '--tickets', folder.at('tickets.json')],
    ...['--feedback', folder.at('feedback.jsonl'), '--since', '2026-06-15'],
  ];

  it('gives the numbers that the page has from the same sources', async () => {
    const { code, output } = await run(...given(), '--format', 'json');
    assert.equal(code, 0);
    const entities = CATALOGUE.flatMap((json): readonly Entity[] =>
      [entityFromJson(json)].filter(each => each !== undefined),
    );
    const report = await readAdoption(
      {
        folder: folder.path,
        catalogue: { entities, at: NOW },
        tickets: { file: folder.at('tickets.json') },
        feedback: [folder.at('feedback.jsonl')],
      },
      { from: Date.parse('2026-06-15'), now: NOW },
      never(),
    );
    assert.deepEqual(JSON.parse(output), JSON.parse(JSON.stringify(valueOf(report))));
  });

  it('writes Markdown and CSV', async () => {
    assert.match((await run(...given(), '--format', 'markdown')).output, /\n\| 2026-10 \| 0 \| 1 \| 0 \|\n/);
    assert.match((await run(...given(), '--format', 'csv')).output, /\r\nmonths,2026-10,0,1,0\r\n/);
  });

  it('puts the backlog in the order that is asked for', async () => {
    await folder.write({ '.golden-path/backlog.yaml': 'effort:\n  feedback:platform: small\n' });
    const order = async (...words: readonly string[]): Promise<readonly string[]> => {
      const { output } = await run(...given(), '--format', 'json', ...words);
      return (JSON.parse(output) as AdoptionReport).backlog.map(({ kind }) => kind);
    };
    assert.deepEqual(await order(), ['deviation', 'feedback']);
    assert.deepEqual(await order('--sort', 'effort'), ['feedback', 'deviation']);
  });

  it('keeps daily snapshots where it is told to', async () => {
    const words = [...given(), '--first-seen', folder.at('seen.json')];
    assert.equal((await run(...words)).code, 0);
    const { readFile } = await import('node:fs/promises');
    assert.match(
      await readFile(folder.at('seen.json'), 'utf8'),
      /"since":"2026-11-28".*"component:default\/orders":"2026-11-28"/,
    );
  });

  const bad: readonly (readonly [readonly string[], RegExp])[] = [
    [['--since', 'tomorrow'], /^--since is a day such as 2026-01-31/],
    [['--since', '2027-01-01'], /^--since/],
    [['--since', '2026-02-30'], /^--since/],
    [['--sort', 'name'], /^--sort is count, reach or effort/],
    [['--format', 'xml'], /^--format is text, json, markdown or csv/],
    [['--catalogue', 'a', '--server', 'https://b.example'], /give one of them/],
    [['--catalogue', 'gone.json'], /^--catalogue: /],
    [['--token-env', 'X'], /^--token-env is of use only with --server/],
    [['--first-seen', 'x'], /^--first-seen keeps days of a whole catalogue/],
    [['--server', 'nowhere'], /^--server: /],
    [['--server', 'http://far.example', '--token-env', 'PATH'], /^--server: a token is only sent over https/],
    [['--server', 'https://far.example', '--token-env', 'NOT_SET_AT_ALL'], /NOT_SET_AT_ALL is empty/],
  ];
  for (const [words, expected] of bad)
    it(`refuses ${words.join(' ')}`, async () => {
      const { code, errors, output } = await run('adoption', folder.path, ...words);
      assert.deepEqual([code, output], [2, '']);
      assert.match(errors, expected);
    });

  it('says that a folder is not there', async () => {
    assert.equal((await run('adoption', folder.at('gone'))).code, 2);
  });
});
