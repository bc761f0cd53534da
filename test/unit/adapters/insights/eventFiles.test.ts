import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEventFiles } from '../../../../src/adapters/insights/eventFiles.js';
import { EventLines } from '../../../../src/adapters/insights/eventLines.js';
import { DeliveryLedger } from '../../../../src/core/insights/ledger/deliveryLedger.js';
import { deployed, historyOf, incident } from '../../core/insights/deliveries.js';

const signal = new AbortController().signal;

describe('Files of events', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'golden-path-events-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const lines = (...events: readonly unknown[]): string => events.map(event => `${JSON.stringify(event)}\n`).join('');

  it('give what is in them, and say what cannot be read', async () => {
    const file = join(folder, 'feed.jsonl');
    const latin = Buffer.from(`${JSON.stringify(deployed('d2', 2, { version: 'é' }))}\n`, 'latin1');
    const text = `\uFEFF${lines(deployed('d1', 1))}\nno json\n${lines({ type: 'elsewhere' }, deployed('d1', 1), incident('i', 3, 5))}`;
    writeFileSync(file, Buffer.concat([Buffer.from(text), latin, Buffer.from('{"type":"deployment","id":"d3"')]));
    const progress: number[] = [];
    const ledger = new DeliveryLedger();
    const read = await readEventFiles(file, ledger, { signal, onProgress: bytes => progress.push(bytes) });
    assert.ok(read.ok);
    assert.deepEqual(
      [...ledger.events()].map(({ id }) => id),
      ['d1', 'd2', 'i'],
    );
    assert.deepEqual(
      ledger.notes().map(({ kind, count, example }) => [kind, count, example]),
      [
        ['duplicate', 1, 'd1'],
        ['notJson', 1, 'feed.jsonl:3'],
        ['notUtf8', 1, 'feed.jsonl:7'],
        ['truncated', 1, 'feed.jsonl:8'],
        ['unknownType', 1, 'elsewhere'],
      ],
    );
    assert.ok(progress.length > 0);
    assert.equal(read.value.files, 1);
  });

  it('are all those of a folder, lists and single documents as well', async () => {
    const sub = join(folder, 'all');
    mkdirSync(join(sub, 'inner'), { recursive: true });
    mkdirSync(join(sub, '.git'));
    writeFileSync(join(sub, 'a.json'), JSON.stringify([deployed('a', 1), deployed('b', 2)], undefined, 2));
    writeFileSync(join(sub, 'inner', 'c.json'), JSON.stringify(deployed('c', 3), undefined, 2));
    writeFileSync(join(sub, 'd.ndjson'), JSON.stringify(deployed('d', 4)));
    writeFileSync(join(sub, 'lines.json'), lines(deployed('e', 5), deployed('f', 6)));
    writeFileSync(join(sub, '.git', 'x.json'), JSON.stringify(deployed('x', 7)));
    writeFileSync(join(sub, 'notes.txt'), 'nothing');
    const ledger = new DeliveryLedger();
    assert.ok((await readEventFiles(sub, ledger, { signal })).ok);
    assert.deepEqual([...ledger.events()].map(({ id }) => id).sort(), ['a', 'b', 'c', 'd', 'e', 'f']);
    assert.deepEqual(ledger.notes(), []);
  });

  it('are a problem where there are none, and can be stopped', async () => {
    const missing = await readEventFiles(join(folder, 'missing'), new DeliveryLedger(), { signal });
    assert.equal(missing.ok ? '' : missing.problem.kind, 'notFound');
    mkdirSync(join(folder, 'empty'));
    const empty = await readEventFiles(join(folder, 'empty'), new DeliveryLedger(), { signal });
    assert.match(empty.ok ? '' : empty.problem.message, /no files of events/);
    const stopped = await readEventFiles(folder, new DeliveryLedger(), { signal: AbortSignal.abort() });
    assert.equal(stopped.ok ? '' : stopped.problem.kind, 'cancelled');
  });

  it('give the same wherever their blocks end', () => {
    const bytes = Buffer.from(lines(deployed('ä', 1), deployed('b', 2), incident('ü', 3, 4)));
    for (const size of [1, 2, 3, 7, 50, 1000]) {
      const ledger = new DeliveryLedger();
      const reader = new EventLines('x', ledger);
      for (let at = 0; at < bytes.length; at += size) reader.add(bytes.subarray(at, at + size));
      reader.end();
      const { events } = historyOf([...ledger.events()]);
      assert.deepEqual(
        events.map(({ id }) => id),
        ['ä', 'b', 'ü'],
      );
      assert.deepEqual(ledger.notes(), []);
    }
  });

  it('leave out a line that never ends', () => {
    const ledger = new DeliveryLedger();
    const reader = new EventLines('x', ledger);
    const block = Buffer.alloc(6 * 1024 * 1024, 'x');
    for (let count = 0; count < 4; count++) reader.add(block);
    reader.add(Buffer.from(`\n${lines(deployed('d', 1))}`));
    reader.end();
    assert.deepEqual(
      [...ledger.events()].map(({ id }) => id),
      ['d'],
    );
    assert.deepEqual(
      ledger.notes().map(({ kind, example }) => [kind, example]),
      [['tooLong', 'x:1']],
    );
  });
});
