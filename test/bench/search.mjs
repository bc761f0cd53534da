// A keystroke in “Find Entity”: the search itself, over 50,000 entities, without any editor.
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../run/root.mjs';
import { generateEntities } from './generateEntities.mjs';

const ENTITIES = 50_000;
const ROUNDS = 10;
const QUERIES = [
  '',
  'service-04217',
  'api number 99',
  'kind:api owner:team-00042',
  'kind:component type:service lifecycle:production tag:java thing',
  'sensible words',
  'nothing has this name',
];

/** Budget: 16 ms for a keystroke, 95th percentile. A query is typed sign by sign, each sign is one keystroke. */
export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'golden-path-bench-'));
  try {
    const contents = `export { EntitySearch } from './src/core/catalogue/search.js';
      export { EntityIndex } from './src/core/catalogue/entityIndex.js';
      export { entityFromJson } from './src/core/catalogue/entity.js';`;
    const outfile = join(folder, 'search.mjs');
    const stdin = { contents, resolveDir: root };
    await build({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'warning' });
    return measure(await import(pathToFileURL(outfile).href));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {any} product */
function measure({ EntitySearch, EntityIndex, entityFromJson }) {
  const entities = generateEntities(ENTITIES).flatMap(json => entityFromJson(json) ?? []);
  const index = EntityIndex.of(entities, []);
  // Relations are worked out once for the catalogue; here it is the search that counts.
  index.withChildGroups(['group:default/team-00001']);
  const search = new EntitySearch(index);
  const started = processorMs();
  search.find('first', 100);
  const prepareMs = processorMs() - started;
  const heapBefore = heap();
  const another = new EntitySearch(index);
  another.find('first', 100);
  const heapMegabytes = (heap() - heapBefore) / 1024 / 1024;
  /** @type {number[]} */
  const times = [];
  for (let round = 0; round < ROUNDS; round++)
    for (const query of QUERIES)
      for (let length = 0; length <= query.length; length++) {
        const before = processorMs();
        search.find(query.slice(0, length), 100);
        times.push(processorMs() - before);
      }
  times.sort((a, b) => a - b);
  /** @param {number} share */
  const percentile = share => rounded(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN);
  return {
    entities: another.index.size,
    keystrokes: times.length,
    medianMs: percentile(0.5),
    p95Ms: percentile(0.95),
    maxMs: percentile(1),
    prepareMs: rounded(prepareMs),
    ...(globalThis.gc ? { heapMegabytes: rounded(heapMegabytes) } : {}),
  };
}

/** Time of the processor, in milliseconds: what else the machine does counts little. */
function processorMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function heap() {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** @param {number} value */
function rounded(value) {
  return Number(value.toFixed(2));
}
