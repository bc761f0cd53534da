import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { telemetryPrograms } from './telemetryPlatform';

const BEGIN = 1_700_000_000_000;

const anyValue = fc.oneof(
  fc.double(),
  fc.integer({ min: 0, max: 1_000_000 }),
  fc.constantFrom(0, -0, 1, NaN, Infinity, -Infinity, Number.MIN_VALUE, Number.MAX_VALUE, 2 ** 53),
);
const anySamples = fc.array(
  fc.record({ wait: fc.oneof(fc.integer({ min: 1, max: 9000 }), fc.integer({ min: 1, max: 3e9 })), value: anyValue }),
  { minLength: 1, maxLength: 400 },
);

describe('the blocks of the demo’s history', () => {
  let promtool = '';
  let folder = '';
  before(async function () {
    const programs = await telemetryPrograms();
    if (!programs) return this.skip();
    ({ promtool } = programs);
  });
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'golden-path-block-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const dump = async (...args: readonly string[]): Promise<string[]> => {
    // What a running Prometheus has besides its blocks; its program wants it to be there.
    mkdirSync(join(folder, 'wal'), { recursive: true });
    const { stdout } = await promisify(execFile)(promtool, ['tsdb', 'dump', ...args, folder], {
      maxBuffer: 256 * 1024 * 1024,
    });
    return stdout.trim().split('\n');
  };
  const blockWriter = async () => {
    const path = join(process.cwd(), 'test', 'platform', 'telemetry', 'block.mjs');
    const { BlockWriter } = (await import(pathToFileURL(path).href)) as typeof import('../telemetry/block.mjs');
    return new BlockWriter();
  };

  it('are read by Prometheus’ own program as they were written, whatever the times and values', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anySamples, { minLength: 1, maxLength: 5 }), async all => {
        const block = await blockWriter();
        const expected: string[] = [];
        for (const [at, samples] of all.entries()) {
          const series = block.series({ service: `s${at}`, __name__: 'm', instance: `i${at % 2}` });
          let time = BEGIN;
          for (const { wait, value } of samples) {
            time += wait;
            series.add(time, value);
            expected.push(`s${at} ${time} ${Object.is(value, -0) ? '-0' : value}`);
          }
        }
        rmSync(folder, { recursive: true, force: true });
        assert.equal(block.write(folder), expected.length);
        const found = (await dump()).map(line => {
          const [, service, value, time] = /service="(\w+)"\} (\S+) (\d+)$/.exec(line) ?? [];
          const number = Number(value?.replace('Inf', 'Infinity'));
          return `${service} ${time} ${Object.is(number, -0) ? '-0' : number}`;
        });
        assert.deepEqual(found.sort(), expected.sort());
      }),
      { numRuns: 12 },
    );
  });

  it('find their series by every label', async () => {
    const block = await blockWriter();
    for (const name of ['b', 'a', 'c']) block.series({ __name__: name, service: `of-${name}` }).add(BEGIN, 1);
    block.series({ __name__: 'empty' });
    assert.equal(block.write(folder), 3);
    assert.deepEqual(
      (await dump()).map(line => line.split(' ')[0]),
      ['a', 'b', 'c'].map(name => `{__name__="${name}",`),
    );
    const found = await dump('--match={service="of-c"}');
    assert.match(found.join('\n'), /^\{__name__="c", service="of-c"\} 1 1700000000000$/);
  });
});
