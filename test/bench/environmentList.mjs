// The view of 200 environments that the catalogue has, without any editor: from a reading of the catalogue to the rows of all headings.
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../run/root.mjs';

const ENVIRONMENTS = 200;
const OTHERS = 2_000;
const RUNS = 15;

/** Budget: 200 environments are listed within 100 ms. */
export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'golden-path-bench-'));
  try {
    const outfile = join(folder, 'environmentList.cjs');
    const contents = `export { entityFromJson } from './src/core/catalogue/entity.js';
      export { CatalogueModel } from './src/core/catalogue/model.js';
      export { EnvironmentsModel } from './src/core/environments/environmentsModel.js';
      export { EnvironmentTree } from './src/core/environments/environmentTree.js';
      export { environmentLine } from './src/core/environments/environmentText.js';
      export { plainTranslate } from './src/core/common/translate.js';`;
    const stdin = { contents, resolveDir: root };
    await build({ stdin, outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'warning' });
    return await measure(await import(pathToFileURL(outfile).href));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {any} product */
async function measure({
  entityFromJson,
  CatalogueModel,
  EnvironmentsModel,
  EnvironmentTree,
  environmentLine,
  plainTranslate,
}) {
  const clock = { now: () => Date.now() };
  const items = [
    ...Array.from({ length: ENVIRONMENTS }, (_, number) => entityFromJson(environmentJson(number))),
    ...Array.from({ length: OTHERS }, (_, number) =>
      entityFromJson({ kind: 'Component', metadata: { name: `component-${number}` }, spec: { type: 'service' } }),
    ),
  ];
  const source = {
    page: () => Promise.resolve({ ok: true, value: { items } }),
    byRefs: () => Promise.resolve({ ok: true, value: [] }),
  };
  /** @type {number[]} */
  const first = [];
  /** @type {number[]} */
  const again = [];
  for (let run = 0; run < RUNS; run++) {
    const catalogue = new CatalogueModel(clock);
    catalogue.setWorkspace(source);
    await catalogue.readWorkspace();
    const started = performance.now();
    const environments = new EnvironmentsModel({
      ...{ catalogue, clock, translate: plainTranslate, onProblem: ignore },
      after: () => ({ dispose: ignore }),
    });
    const list = () => {
      const { index } = catalogue.state;
      const tree = new EnvironmentTree(environments.environments, { groupBy: 'component', mine: new Set(), index });
      const rows = tree.roots().flatMap((/** @type {any} */ group) => tree.children(group));
      return rows.filter((/** @type {any} */ { environment }) =>
        environmentLine(environment, clock.now(), plainTranslate),
      );
    };
    if (list().length !== ENVIRONMENTS) throw new Error('Not all of them are listed.');
    first.push(performance.now() - started);
    const later = performance.now();
    list();
    again.push(performance.now() - later);
    environments.dispose();
    catalogue.dispose();
  }
  return { environments: ENVIRONMENTS, listedFirstMs: median(first), listedAgainMs: median(again) };
}

/** @param {number} number */
function environmentJson(number) {
  const at = (/** @type {number} */ hours) => new Date(Date.now() + hours * 3_600_000).toISOString();
  return {
    kind: 'Resource',
    metadata: {
      name: `environment-${number}`,
      annotations: {
        'goldenpath.dev/environment-of': `component:default/component-${number % 20}`,
        'goldenpath.dev/status': 'ready',
        'goldenpath.dev/created-at': at(-24),
        'goldenpath.dev/expires-at': at((number % 72) - 12),
      },
    },
    spec: { type: 'environment', owner: `group:default/team-${number % 7}` },
  };
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round((sorted[Math.floor(sorted.length / 2)] ?? NaN) * 100) / 100;
}

function ignore() {}
