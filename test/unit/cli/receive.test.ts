import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { LARGEST_MESSAGE } from '../../../src/adapters/insights/eventReceiver.js';
import { main } from '../../../src/cli/main.js';
import { temporaryFolder, type TemporaryFolder } from '../temporaryFolder.js';

const STRUCTURED = 'application/cloudevents+json';

interface Running {
  readonly address: string;
  /** Ends it. @returns the exit code */
  readonly end: () => Promise<number>;
}

describe('golden-path receive', function () {
  this.timeout(30_000);
  let folder: TemporaryFolder;
  let output: string;
  let errors: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
    output = errors = '';
  });
  afterEach(() => folder.dispose());

  const receive = (signal: AbortSignal, ...words: readonly string[]): Promise<number> =>
    main(['receive', ...words], {
      output: text => (output += text),
      errors: text => (errors += text),
      signal,
    });

  async function start(...words: readonly string[]): Promise<Running> {
    const stop = new AbortController();
    const code = receive(stop.signal, folder.at('events.jsonl'), ...words);
    while (!output.includes('http://')) await new Promise(done => setTimeout(done, 5));
    const address = /http:\/\/[\d.:]+/.exec(output)![0];
    return {
      address,
      end: () => {
        stop.abort();
        return code;
      },
    };
  }

  const post = async (address: string, body: string, headers: Record<string, string>) => {
    const answer = await fetch(address, { method: 'POST', body, headers: { connection: 'close', ...headers } });
    return [answer.status, (await answer.text()).trim()];
  };
  const lines = async (): Promise<readonly unknown[]> =>
    (await readFile(folder.at('events.jsonl'), 'utf8'))
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line) as unknown);

  it('adds a line for each event, in whichever mode of CloudEvents it comes', async () => {
    const { address, end } = await start();
    const event = { specversion: '1.0', type: 'dev.cdevents.change.merged.0.3.0', source: '/git', id: '1', data: {} };
    const bare = { type: 'incident', id: 'i', service: 'shop', environment: 'production', openedAt: 1 };
    assert.deepEqual(await post(address, JSON.stringify(event), { 'content-type': STRUCTURED }), [202, 'Taken: 1']);
    assert.deepEqual(
      await post(address, JSON.stringify([event, { ...event, id: '2' }]), {
        'content-type': 'application/cloudevents-batch+json; charset=utf-8',
      }),
      [202, 'Taken: 2'],
    );
    const binary = { 'ce-specversion': '1.0', 'ce-type': 'x', 'ce-source': '/ci', 'ce-id': '3' };
    await post(address, '{"a":\n1}', { 'content-type': 'application/json', ...binary });
    await post(address, JSON.stringify(bare), { 'content-type': 'application/json' });
    assert.equal(await end(), 0);
    assert.deepEqual(await lines(), [
      event,
      event,
      { ...event, id: '2' },
      { specversion: '1.0', type: 'x', source: '/ci', id: '3', data: { a: 1 } },
      bare,
    ]);
    assert.match(output, /Taken: 5\n$/);
    assert.equal(errors, '');
  });

  it('gives numbers from what it took', async () => {
    const { address, end } = await start();
    const deployments = [1, 2, 3, 4, 5].map(day => ({
      ...{ type: 'deployment', id: `d${day}`, service: 'shop', environment: 'production', outcome: 'success' },
      finishedAt: `2026-03-0${day}T09:00:00Z`,
    }));
    await Promise.all(
      deployments.map(one => post(address, JSON.stringify(one), { 'content-type': 'application/json' })),
    );
    await end();
    output = '';
    const words = ['dora', folder.at('.'), '--events', folder.at('events.jsonl'), '--since', '2026-03-01'];
    await main([...words, '--until', '2026-03-06', '--format', 'csv'], {
      output: text => (output += text),
      errors: text => (errors += text),
    });
    assert.match(output, /deploymentFrequency.*?,1,/s);
  });

  it('takes nothing of a page in a browser, of who has no token, and of what is no event', async () => {
    process.env['RECEIVE_TOKEN'] = 'secret';
    const { address, end } = await start('--token-env', 'RECEIVE_TOKEN');
    delete process.env['RECEIVE_TOKEN'];
    const json = { 'content-type': 'application/json' };
    const token = { authorization: 'Bearer secret' };
    const status = async (body: string, headers: Record<string, string>) => (await post(address, body, headers))[0];
    assert.equal(await status('{}', json), 401);
    assert.equal(await status('{}', { ...json, authorization: 'Bearer other' }), 401);
    assert.equal(await status('{}', { ...token, 'content-type': 'text/plain' }), 415);
    assert.equal(await status('{', { ...json, ...token }), 400);
    assert.equal(await status('{"type":"x"}', { 'content-type': STRUCTURED, ...token }), 400);
    assert.equal((await fetch(address)).status, 405);
    const named = await new Promise(done =>
      request(address, { method: 'POST', headers: { ...json, ...token, host: 'pages.example' } }, answer => {
        answer.resume();
        done(answer.statusCode);
      }).end('{}'),
    );
    assert.equal(named, 403);
    const large = await post(address, `"${'x'.repeat(LARGEST_MESSAGE)}"`, { ...json, ...token }).catch(() => [413]);
    assert.equal(large[0], 413);
    await end();
    assert.deepEqual(await lines(), []);
    assert.ok(!output.includes('secret'));
  });

  it('says what it needs, and when its port or its file cannot be had', async () => {
    const { address, end } = await start();
    const port = new URL(address).port;
    const { signal } = new AbortController();
    const said = async (...words: readonly string[]): Promise<string> => {
      errors = '';
      assert.equal(await receive(signal, ...words), 2);
      return errors;
    };
    assert.match(await said(), /Say into which file the events go/);
    assert.match(await said('f', '--port', '70000'), /from 0 to 65535, not “70000”/);
    assert.match(await said('f', '--token-env', 'NOT_THERE_AT_ALL'), /NOT_THERE_AT_ALL holds no token/);
    assert.match(await said(folder.at('other.jsonl'), '--port', port), new RegExp(`Port ${port} is taken`));
    assert.match(await said(folder.at('no/folder/file')), /cannot be written/);
    assert.equal(await end(), 0);
  });
});
