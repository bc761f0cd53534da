import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createService } from '../src/service.js';
import { readSettings } from '../src/settings.js';

const root = mkdtempSync(join(tmpdir(), 'pipeline-'));
/** @type {import('../src/service.js').Service[]} */
const started = [];
after(async () => {
  // One whose test failed still runs, and would keep the tests from ending.
  await Promise.all(started.map(service => service.stop()));
  rmSync(root, { recursive: true, force: true });
});
let number = 0;

/** A pipeline with data of its own. @param {Record<string, string>} files @param {object} [more] */
function pipeline(files, more = {}) {
  const dataFolder = join(root, String(number++));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dataFolder, path)), { recursive: true });
    writeFileSync(join(dataFolder, path), text);
  }
  /** @type {any[]} */
  const lines = [];
  const settings = {
    ...readSettings({ PORT: '0', OTEL_SERVICE_NAME: 'sample', DATA_FOLDER: dataFolder }),
    sources: [
      { name: 'scans', format: /** @type {const} */ ('csv'), required: true },
      { name: 'rounds', format: /** @type {const} */ ('jsonl'), required: false },
    ],
    columns: [
      { name: 'parcel', type: /** @type {const} */ ('text'), required: true, personal: false },
      { name: 'weight', type: /** @type {const} */ ('number'), required: false, personal: false },
      { name: 'at', type: /** @type {const} */ ('date'), required: false, personal: false },
      { name: 'signed', type: /** @type {const} */ ('truth'), required: false, personal: false },
      { name: 'recipient', type: /** @type {const} */ ('text'), required: false, personal: true },
    ],
    checks: /** @type {const} */ (['unique', 'notEmpty']),
    schedule: { mode: /** @type {const} */ ('interval'), everyMinutes: 60 },
    ...more,
  };
  const service = createService(settings, line => lines.push(JSON.parse(line)));
  const read = (/** @type {string} */ path) =>
    readFileSync(join(dataFolder, path), 'utf8').trimEnd().split('\n').map(line => JSON.parse(line));
  return { service, lines, dataFolder, read, has: (/** @type {string} */ path) => existsSync(join(dataFolder, path)) };
}

describe('A run', () => {
  it('keeps what fits, with the types of the columns, and leaves personal data out', async () => {
    const { service, read, has } = pipeline({
      'in/scans/a.csv': '\uFEFFparcel,weight,at,signed,recipient\r\n"P ""1"", x",1.5,2026-11-23T10:00:00+01:00,true,Ada\r\n2,,,,\r\n',
      'in/rounds/b.jsonl': '{"parcel":"3","weight":2}\n\n',
    });
    assert.equal(await service.runOnce(), true);
    assert.deepEqual(read('out/scans/a.csv.jsonl'), [
      { parcel: 'P "1", x', weight: 1.5, at: '2026-11-23T09:00:00.000Z', signed: true },
      { parcel: '2' },
    ]);
    assert.deepEqual(read('out/rounds/b.jsonl.jsonl'), [{ parcel: '3', weight: 2 }]);
    assert.ok(has('done/scans/a.csv') && !has('in/scans/a.csv') && !has('refused/scans/a.csv.jsonl'));
  });

  it('says why a row is refused, without repeating what it holds', async () => {
    const { service, read } = pipeline({
      'in/scans/a.csv': 'parcel,weight,at,signed,recipient\n1,heavy,,,Ada\n,1,,,\n2,1,yesterday,,\n3,1,,perhaps,\n4,1,,,\n4,1,,,\n',
    });
    assert.equal(await service.runOnce(), true);
    assert.deepEqual(read('out/scans/a.csv.jsonl'), [{ parcel: '4', weight: 1 }]);
    assert.deepEqual(read('refused/scans/a.csv.jsonl'), [
      { row: 1, reason: 'weight: no number' },
      { row: 2, reason: 'parcel: missing' },
      { row: 3, reason: 'at: no date' },
      { row: 4, reason: 'signed: no truth' },
      { row: 6, reason: 'the same row twice' },
    ]);
  });

  it('does the others when a file is broken, leaves that one where it is, and fails', async () => {
    const { service, has, lines } = pipeline({
      'in/scans/a.csv': 'parcel\n"1" 2\n',
      'in/scans/b.csv': 'parcel\n1\n',
      'in/scans/c.csv': 'parcel,weight\n1\n',
      'in/scans/d.csv': 'parcel\n',
      'in/rounds/e.jsonl': '[]\n',
    });
    assert.equal(await service.runOnce(), false);
    assert.ok(has('out/scans/b.csv.jsonl'));
    for (const path of ['scans/a.csv', 'scans/c.csv', 'scans/d.csv', 'rounds/e.jsonl']) assert.ok(has(`in/${path}`), path);
    const { reason } = lines.find(({ message }) => message === 'Run failed');
    for (const name of ['a.csv', 'c.csv', 'd.csv', 'e.jsonl']) assert.match(reason, new RegExp(name));
  });

  it('fails when a required source brought nothing', async () => {
    const { service, lines } = pipeline({ 'in/rounds/b.jsonl': '{"parcel":"3"}\n' });
    assert.equal(await service.runOnce(), false);
    assert.match(lines.at(-1).reason, /scans: nothing has arrived/);
  });

  it('refuses other columns where that is asked for', async () => {
    const files = { 'in/scans/a.csv': 'parcel,colour\n1,red\n' };
    const strict = pipeline(files, { checks: ['noOther'] });
    await strict.service.runOnce();
    assert.deepEqual(strict.read('refused/scans/a.csv.jsonl'), [{ row: 1, reason: 'colour: no such column' }]);
    const lenient = pipeline(files, { checks: [] });
    await lenient.service.runOnce();
    assert.deepEqual(lenient.read('out/scans/a.csv.jsonl'), [{ parcel: '1' }]);
  });

  it('deletes results that are older than they may be kept', async () => {
    const { service, dataFolder } = pipeline({ 'in/scans/a.csv': 'parcel\n1\n', 'out/scans/old.csv.jsonl': '{}\n' });
    utimesSync(join(dataFolder, 'out/scans/old.csv.jsonl'), new Date(0), new Date(0));
    await service.runOnce();
    assert.deepEqual(readdirSync(join(dataFolder, 'out/scans')), ['a.csv.jsonl']);
  });

  it('is measured', async () => {
    const { service } = pipeline({ 'in/scans/a.csv': 'parcel\n1\n\n' });
    started.push(service);
    const url = `http://127.0.0.1:${await service.start()}`;
    let page = '';
    for (const end = Date.now() + 20_000; !page.includes('{service="sample",source="scans",outcome="kept"} 1');) {
      assert.ok(Date.now() < end, page);
      page = await (await fetch(`${url}/metrics`)).text();
    }
    for (const line of page.trimEnd().split('\n'))
      assert.match(line, /^(# (HELP|TYPE) [a-z_0-9]+ .+|[a-z_0-9]+\{([a-z_0-9]+="[^"]*",?)+\} [0-9.e+-]+)$/);
    await service.stop();
  });

  it('remembers over a restart when it last succeeded', async () => {
    const { service, dataFolder } = pipeline({ 'last-success': '' });
    utimesSync(join(dataFolder, 'last-success'), new Date(1000_000), new Date(1000_000));
    started.push(service);
    const url = `http://127.0.0.1:${await service.start()}`;
    assert.match(await (await fetch(`${url}/metrics`)).text(), /^pipeline_last_success_timestamp_seconds\{service="sample"\} 1000$/m);
    await service.stop();
  });
});
