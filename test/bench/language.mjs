// Engine time of the language of descriptors: from an edit to what is wrong, and for a list of what could be written.
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../run/root.mjs';

const ENTITIES = 50_000;
const LINES = 1_000;
const ROUNDS = 100;
const ENTRY = `
export { LanguageService } from './src/core/catalogue/language/languageService.js';
export { CatalogueKnowledge } from './src/core/catalogue/language/knowledge.js';
export { EntityIndex } from './src/core/catalogue/entityIndex.js';
export { entityFromJson } from './src/core/catalogue/entity.js';
`;

/**
 * Budget: 16 ms at the 95th percentile from an edit of a descriptor of 1,000 lines to its diagnostics, 30 ms for a list of
 * completions out of 50,000 entities.
 */
export async function run() {
  const folder = mkdtempSync(join(root, 'out-bench-'));
  try {
    const file = join(folder, 'language.cjs');
    await build({
      stdin: { contents: ENTRY, resolveDir: root, loader: 'ts' },
      outfile: file,
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'warning',
    });
    return measure(await import(pathToFileURL(file).href));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {any} language */
function measure({ LanguageService, CatalogueKnowledge, EntityIndex, entityFromJson }) {
  const entities = Array.from({ length: ENTITIES }, (_, number) =>
    entityFromJson({
      kind: ['Component', 'Component', 'API', 'Resource', 'Group'][number % 5],
      metadata: { name: `entity-${number}`, title: `Entity number ${number}`, tags: [`tag-${number % 40}`] },
      spec: { type: `type-${number % 7}`, lifecycle: 'production', owner: `entity-${(number % 300) * 5 + 4}` },
      relations:
        number % 5 < 2
          ? [
              {
                type: 'dependsOn',
                targetRef: `component:default/entity-${((number + 5) % ENTITIES) - (((number + 5) % 5) % 2)}`,
              },
            ]
          : [],
    }),
  );
  const index = EntityIndex.of(entities, []);
  const shapes = { manyDocuments: manyDocuments(), oneDocument: oneDocument() };
  /** @type {Record<string, unknown>} */
  const result = { entities: ENTITIES, lines: LINES };
  for (const [name, text] of Object.entries(shapes)) {
    const service = new LanguageService();
    const knowledge = new CatalogueKnowledge(index, true);
    service.findings(service.file('file:///a', text), knowledge);
    /** @type {number[]} */
    const times = [];
    let found = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const edited = text.replace('type: service', `type: service${round}`);
      const started = processorMs();
      found = service.findings(service.file('file:///a', edited), knowledge).length;
      times.push(processorMs() - started);
    }
    result[`${name}DiagnosticsMs`] = { ...percentiles(times), findings: found };
  }
  const service = new LanguageService();
  /** @type {number[]} */
  const times = [];
  /** @type {number[]} */
  const first = [];
  for (let round = 0; round < ROUNDS; round++) {
    // A new catalogue now and then, as after a refresh.
    const fresh = round % 20 === 0;
    const knowledge = fresh ? new CatalogueKnowledge(index, true) : result['knowledge'];
    result['knowledge'] = knowledge;
    const typed = ['', 'e', 'en', 'entity-4', 'number 7', 'ety9', 'component:entity-1'][round % 7];
    const text = shapes.manyDocuments.replace('dependsOn:\n', `dependsOn:\n    - ${typed}\n`);
    const offset = text.indexOf(`    - ${typed}\n`) + 6 + String(typed).length;
    const document = service.file('file:///a', text);
    const started = processorMs();
    const list = service.suggestions(document, offset, knowledge);
    (fresh ? first : times).push(processorMs() - started);
    if (!list?.items.length) throw new Error(`nothing is suggested for “${typed}”`);
  }
  delete result['knowledge'];
  result['completionMs'] = percentiles(times);
  result['completionAfterRefreshMs'] = percentiles(first);
  return result;
}

/** Time of the processor, in milliseconds: what else the machine does counts little. */
function processorMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** @param {number[]} times */
function percentiles(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (/** @type {number} */ part) => Number((sorted[Math.floor(part * (sorted.length - 1))] ?? 0).toFixed(2));
  return { median: at(0.5), p95: at(0.95), max: at(1) };
}

function manyDocuments() {
  const lines = [];
  for (let number = 0; lines.length < LINES; number++)
    lines.push(
      '---',
      'apiVersion: backstage.io/v1alpha1',
      'kind: Component',
      'metadata:',
      `  name: mine-${number}`,
      '  description: Does what it does for those who need it done.',
      '  annotations:',
      '    backstage.io/techdocs-ref: dir:.',
      'spec:',
      '  type: service',
      '  lifecycle: production',
      '  owner: entity-4',
      '  dependsOn:',
      '    - component:entity-1',
      '    - resource:entity-3',
      '    - component:missing',
      '  providesApis: [entity-2, entity-7]',
    );
  return `${lines.join('\n')}\n`;
}

function oneDocument() {
  const lines = manyDocuments().split('\n').slice(1, 13);
  for (let number = 0; lines.length < LINES; number++) lines.push(`    - component:entity-${number * 5}`);
  return `${lines.join('\n')}\n`;
}
