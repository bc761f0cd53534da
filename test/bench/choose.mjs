// From the command to the list of templates: ranking and searching 500 templates in a catalogue of 50,000 entities.
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../run/root.mjs';
import { generateEntities } from './generateEntities.mjs';

const ENTITIES = 50_000;
const TEMPLATES = 500;
const ROUNDS = 20;
const QUERIES = ['', 'web service', 'template-0042', 'java kubernetes', 'no template has this'];

/** Budget: 250 ms from the palette to the first step with 500 templates; this is our share of it. */
export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'golden-path-bench-'));
  try {
    const contents = `export * from './src/core/templates/templateRank.js';
      export { pathSentence } from './src/core/templates/pathText.js';
      export { plainTranslate } from './src/core/common/translate.js';
      export { EntityIndex } from './src/core/catalogue/entityIndex.js';
      export { entityFromJson } from './src/core/catalogue/entity.js';`;
    const outfile = join(folder, 'choose.mjs');
    const stdin = { contents, resolveDir: root };
    await build({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'warning' });
    return measure(await import(pathToFileURL(outfile).href));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {any} product */
function measure({ EntityIndex, entityFromJson, rankedTemplates, findTemplates, pathSentence, plainTranslate }) {
  const entities = [...generateEntities(ENTITIES), ...generateTemplates()].flatMap(json => entityFromJson(json) ?? []);
  const index = EntityIndex.of(entities, []);
  /** @type {number[]} */
  const ranking = [];
  /** @type {number[]} */
  const searching = [];
  let shown = 0;
  for (let round = 0; round < ROUNDS; round++) {
    let before = performance.now();
    const templates = rankedTemplates(index);
    for (const template of templates) shown += pathSentence(template, index, plainTranslate)?.length ?? 0;
    ranking.push(performance.now() - before);
    for (const query of QUERIES) {
      before = performance.now();
      shown += findTemplates(templates, query).length;
      searching.push(performance.now() - before);
    }
  }
  return {
    entities: ENTITIES,
    templates: TEMPLATES,
    firstListMs: rounded(ranking[0] ?? 0),
    listP95Ms: p95(ranking),
    searchP95Ms: p95(searching),
    shown: shown > 0,
  };
}

function generateTemplates() {
  return Array.from({ length: TEMPLATES }, (_, number) => ({
    apiVersion: 'scaffolder.backstage.io/v1beta3',
    kind: 'Template',
    metadata: {
      name: `template-${String(number).padStart(4, '0')}`,
      title: `Template number ${number}`,
      description: 'Makes a thing with everything that a thing needs on its first day.',
      tags: ['java', 'kubernetes', number % 7 === 0 ? 'recommended' : 'plain'],
      annotations: {
        'goldenpath.dev/rank': String(number % 50),
        ...(number % 5 === 0
          ? { 'goldenpath.dev/path': 'paved', 'goldenpath.dev/deviates-from': 'template:default/template-0000' }
          : {}),
      },
    },
    spec: { type: 'service', owner: `group:default/team-${String(number % 100).padStart(5, '0')}` },
  }));
}

/** @param {number[]} times */
function p95(times) {
  times.sort((a, b) => a - b);
  return rounded(times[Math.floor(times.length * 0.95)] ?? 0);
}

/** @param {number} ms */
function rounded(ms) {
  return Math.round(ms * 100) / 100;
}
