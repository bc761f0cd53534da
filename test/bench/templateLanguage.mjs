// Engine time of the language of templates: from an edit to what is wrong, and for a list of what could be written.
import { build } from 'esbuild';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../run/root.mjs';

const LINES = 1_000;
const ROUNDS = 100;
const ENTRY = `
export { parseDescriptorFile } from './src/core/catalogue/language/descriptorFile.js';
export { TemplateKnowledge } from './src/core/templates/language/actionSchema.js';
export { TemplateLanguageService } from './src/core/templates/language/templateLanguageService.js';
`;

/** Budget: 30 ms at the 95th percentile from an edit of a template of 1,000 lines to its diagnostics, reading it included. */
export async function run() {
  const folder = mkdtempSync(join(root, 'out-bench-'));
  try {
    const file = join(folder, 'templateLanguage.cjs');
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
function measure({ parseDescriptorFile, TemplateKnowledge, TemplateLanguageService }) {
  const actions = JSON.parse(readFileSync(join(root, 'test', 'fixtures', 'scaffolder', 'actions.json'), 'utf8'));
  const knowledge = new TemplateKnowledge({ actions, extensions: [], readAt: 0 });
  const service = new TemplateLanguageService();
  const text = template();
  const edited = text.lastIndexOf('parameters.field');
  /** @type {number[]} */
  const diagnostics = [];
  /** @type {number[]} */
  const completion = [];
  let findings = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const version = `${text.slice(0, edited)}parameters.typed${round} | ${text.slice(edited)}`;
    let started = processorMs();
    const file = parseDescriptorFile(version);
    findings = service.findings(file, knowledge).length;
    diagnostics.push(processorMs() - started);
    started = processorMs();
    const list = service.suggestions(file, edited + 'parameters.'.length, knowledge);
    completion.push(processorMs() - started);
    if (!list?.items.length) throw new Error('nothing is suggested');
  }
  return {
    lines: text.split('\n').length,
    findings,
    diagnosticsMs: percentiles(diagnostics),
    completionMs: percentiles(completion),
  };
}

function template() {
  const parameters = Array.from({ length: 100 }, (_, number) => [
    `        field${number}:`,
    `          title: Field ${number}`,
    '          type: string',
  ]).flat();
  const lines = [
    'apiVersion: scaffolder.backstage.io/v1beta3',
    'kind: Template',
    'metadata:',
    '  name: large',
    'spec:',
    '  type: service',
    '  owner: group:default/platform',
    '  parameters:',
    '    - title: All',
    '      properties:',
    ...parameters,
    '  steps:',
  ];
  for (let number = 0; lines.length < LINES; number++)
    lines.push(
      `    - id: step${number}`,
      `      name: Step ${number}`,
      '      action: debug:log',
      '      input:',
      `        message: '\${{ parameters.field${number % 100} | upper }}${number > 0 ? ` \${{ steps.step${number - 1}.output.a }}` : ''}'`,
    );
  return `${lines.join('\n')}\n`;
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
