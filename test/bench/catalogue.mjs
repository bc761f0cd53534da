// How a large catalogue is read, kept and looked through: against a real Backstage, and in memory.
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ensurePlatform } from '../platform/install.mjs';
import { startPlatform } from '../platform/platform.mjs';
import { root } from '../run/root.mjs';
import { generateEntities } from './generateEntities.mjs';

const fewest = 15;
const usual = 2000;
const inMemory = 50_000;
const rounds = 5;
// The server takes in some twenty entities a second while others have work, too.
const settlesMs = { least: 120_000, each: 50 };

const parts = `
  export { BackstageCatalogue } from './src/adapters/backstage/backstageCatalogue.js';
  export { BackstageClient } from './src/adapters/backstage/client.js';
  export { SnapshotFile } from './src/adapters/files/snapshotFile.js';
  export { ENTITY_FIELDS, entityFromJson } from './src/core/catalogue/entity.js';
  export { EntityIndex } from './src/core/catalogue/entityIndex.js';
  export { readAll } from './src/core/catalogue/source.js';
  export { synchronise } from './src/core/catalogue/synchronise.js';
  export { CatalogueTree } from './src/core/catalogue/tree.js';
`;
const log = { debug() {}, info() {}, warn() {}, error() {} };
const never = new AbortController().signal;

/**
 * Budgets: a crawl takes at most 1.2 times as long as plain requests for the same pages; the index of 50,000 entities at most
 * 60 MB; the first paint from a kept snapshot at most 300 ms. All times are medians of five.
 * @param {readonly string[]} args `--entities N`: how many the real Backstage gets; `--data FOLDER` keeps its database there, for
 *   it takes in no more than some fifty in a second
 */
export async function run(args) {
  const option = (/** @type {string} */ name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
  const entities = Number(option('--entities') ?? usual);
  if (!Number.isSafeInteger(entities) || entities < fewest)
    throw new Error(`--entities wants a whole number from ${fewest} on.`);
  const folder = mkdtempSync(join(tmpdir(), 'golden-path-bench-'));
  try {
    const product = await buildParts(folder);
    const memory = await measureMemory(product, folder);
    return { entities, server: await measureServer(product, entities, option('--data'), folder), memory };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The parts of the product that are measured, as they are shipped. @param {string} folder @returns {Promise<any>} */
async function buildParts(folder) {
  const outfile = join(folder, 'parts.cjs');
  await build({
    stdin: { contents: parts, resolveDir: root, loader: 'ts' },
    absWorkingDir: root,
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'warning',
  });
  return createRequire(outfile)(outfile);
}

/** @param {any} product @param {number} entities @param {string | undefined} data @param {string} folder */
async function measureServer(product, entities, data, folder) {
  ensurePlatform();
  const platform = await startPlatform({ entities, ...(data ? { data } : {}) });
  try {
    const began = performance.now();
    await platform.catalogueSettled(Math.max(settlesMs.least, entities * settlesMs.each));
    const settledMs = since(began);
    const token = platform.tokens.catalogueReader;
    const client = new product.BackstageClient({
      baseUrl: platform.url,
      tokens: { token: async () => token, refused() {} },
      log,
    });
    const source = new product.BackstageCatalogue(client);
    const crawl = async () => valueOf(await product.readAll(source, never));
    const plain = () => plainCrawl(platform.url, product.ENTITY_FIELDS, token);
    const known = await crawl();
    await plain();
    const { crawlMs, plainMs } = await alternating({ crawlMs: crawl, plainMs: plain });
    const refreshMs = await median(async () => {
      if (valueOf(await product.synchronise(source, known, never)) !== known) throw new Error('Something has changed.');
    });
    return {
      ...{ read: known.length, settledMs, crawlMs, plainMs },
      ratio: Number((crawlMs / plainMs).toFixed(2)),
      unchangedRefreshMs: refreshMs,
      ...(await measureSnapshot(product, known, join(folder, 'server'))),
    };
  } finally {
    await platform.stop();
  }
}

/**
 * The same pages by nothing but HTTP: every byte is received, nothing is looked at but the cursor at the end.
 * @param {string} url @param {readonly string[]} fields @param {string} token
 */
async function plainCrawl(url, fields, token) {
  /** @type {string | undefined} */
  let cursor;
  do {
    const query = new URLSearchParams({ limit: '1000', fields: fields.join(','), totalItems: 'exclude' });
    if (cursor) query.set('cursor', cursor);
    const body = await bytes(`${url}/api/catalog/entities/by-query?${query}`, token);
    cursor = /"nextCursor":\s*"([^"]+)"/.exec(body.subarray(-2000).toString())?.[1];
  } while (cursor);
}

/** @param {string} address @param {string} token @returns {Promise<Buffer>} */
function bytes(address, token) {
  return new Promise((resolve, reject) => {
    // Not compressed, as the product asks for it on one machine, and as curl does without being told.
    const headers = { authorization: `Bearer ${token}` };
    get(address, { headers }, response => {
      /** @type {Buffer[]} */
      const chunks = [];
      response.on('data', chunk => chunks.push(chunk));
      response.on('end', () => {
        if (response.statusCode === 200) resolve(Buffer.concat(chunks));
        else reject(new Error(`HTTP ${response.statusCode}`));
      });
    }).on('error', reject);
  });
}

/** From the file on the disk to the first rows. @param {any} product @param {readonly any[]} entities @param {string} folder */
async function measureSnapshot(product, entities, folder) {
  const origin = 'https://backstage.example.com';
  const writer = new product.SnapshotFile(folder, origin, log);
  const began = performance.now();
  await writer.save({ origin, takenAt: 1, entities });
  const snapshotWriteMs = since(began);
  const firstPaintMs = await median(async () => {
    const kept = await new product.SnapshotFile(folder, origin, log).load();
    firstRows(product, product.EntityIndex.of(kept.entities, []));
  });
  return { snapshotWriteMs, firstPaintMs };
}

/** @param {any} product @param {any} index */
function firstRows(product, index) {
  const options = { groupBy: 'kind', filter: 'all', mine: new Set(), starred: new Set() };
  const tree = new product.CatalogueTree(index, options);
  return tree.roots().map((/** @type {unknown} */ root_) => tree.children(root_));
}

/** @param {any} product @param {string} folder */
async function measureMemory(product, folder) {
  const pages = generatedPages();
  const source = {
    /** @param {{ cursor?: string }} request */
    async page({ cursor = '0' }) {
      /** @type {unknown[]} */
      const json = JSON.parse(String(pages[Number(cursor)]));
      const next = Number(cursor) + 1;
      const value = {
        items: json.map(product.entityFromJson.bind(undefined)).filter(Boolean),
        ...(next < pages.length ? { nextCursor: String(next) } : {}),
      };
      return { ok: true, value };
    },
  };
  const before = usedMegabytes();
  const entities = valueOf(await product.readAll(source, never));
  const began = performance.now();
  const index = product.EntityIndex.of(entities, []);
  const buildMs = since(began);
  const relationsBegan = performance.now();
  index.withChildGroups(['group:default/team-00001']);
  const relationsMs = since(relationsBegan);
  const heapMb = Math.round(usedMegabytes() - before);
  const refs = entities.filter((/** @type {unknown} */ _, /** @type {number} */ place) => place % 5 === 0);
  const lookUps = performance.now();
  for (const { ref } of refs) index.get(ref);
  const lookUpUs = perCall(lookUps, refs.length);
  const relating = performance.now();
  for (const { ref } of refs) index.relationTypes(ref);
  return {
    ...{
      entities: entities.length,
      heapMb,
      buildMs,
      relationsMs,
      lookUpUs,
      relationsUs: perCall(relating, refs.length),
    },
    ...(await measureSnapshot(product, entities, join(folder, 'memory'))),
  };
}

/** The entities as answers of a server, so that no text is shared that would not be. @returns {Buffer[]} */
function generatedPages() {
  const all = generateEntities(inMemory);
  const pages = [];
  for (let start = 0; start < all.length; start += 1000)
    pages.push(Buffer.from(JSON.stringify(all.slice(start, start + 1000))));
  return pages;
}

/** The memory in use after collecting what is not. */
function usedMegabytes() {
  setFlagsFromString('--expose-gc');
  const collect = /** @type {() => void} */ (runInNewContext('gc'));
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1024 / 1024;
}

/** @template T @param {{ ok: true, value: T } | { ok: false, problem: { message: string } }} result @returns {T} */
function valueOf(result) {
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

/** @param {number} began @returns {number} milliseconds */
function since(began) {
  return Math.round(performance.now() - began);
}

/** @param {number} began @param {number} calls @returns {number} microseconds */
function perCall(began, calls) {
  return Number((((performance.now() - began) * 1000) / calls).toFixed(2));
}

/** @param {() => Promise<unknown>} work @returns {Promise<number>} milliseconds */
async function median(work) {
  return (await alternating({ work })).work;
}

/**
 * Runs each piece of work in turn, round by round, so that what else the machine does troubles all of them alike.
 * @template {string} K
 * @param {Record<K, () => Promise<unknown>>} works
 * @returns {Promise<Record<K, number>>} the medians in milliseconds
 */
async function alternating(works) {
  const names = /** @type {K[]} */ (Object.keys(works));
  const samples = /** @type {Record<K, number[]>} */ (
    Object.fromEntries(names.map(name => [name, /** @type {number[]} */ ([])]))
  );
  for (let round = 0; round < rounds; round++)
    for (const name of names) {
      const began = performance.now();
      await works[name]();
      samples[name].push(since(began));
    }
  const middle = (/** @type {number[]} */ times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
  return /** @type {Record<K, number>} */ (Object.fromEntries(names.map(name => [name, middle(samples[name])])));
}
