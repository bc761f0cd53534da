// From a template's form to the first question, with 500 forms read before; and a keystroke and an answer in a large form.
import { build } from 'esbuild';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../run/root.mjs';
import { generateEntities } from './generateEntities.mjs';

const TEMPLATES = 500;
const ENTITIES = 50_000;
const FIELDS = 300;

/** Budget: 250 ms from the palette to the first question, all together. */
export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'golden-path-bench-'));
  try {
    const contents = `export { FormWizard } from './src/core/templates/formSteps.js';
      export { readForm } from './src/core/templates/formSchema.js';
      export { formOfTemplateFile } from './src/core/templates/formFile.js';
      export { timedPatterns } from './src/adapters/patterns/timedPatterns.js';
      export { plainTranslate } from './src/core/common/translate.js';
      export { EntityIndex } from './src/core/catalogue/entityIndex.js';
      export { entityFromJson } from './src/core/catalogue/entity.js';`;
    const outfile = join(folder, 'form.cjs');
    const stdin = { contents, resolveDir: root };
    await build({ stdin, outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'warning' });
    const before = performance.now();
    const product = await import(pathToFileURL(outfile).href);
    return { loadMs: rounded(performance.now() - before), ...measure(product) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {any} product */
function measure({
  FormWizard,
  readForm,
  formOfTemplateFile,
  timedPatterns,
  plainTranslate,
  EntityIndex,
  entityFromJson,
}) {
  const text = readFileSync(join(root, 'test/platform/content/templates/web-service/template.yaml'), 'utf8');
  const form = formOfTemplateFile(text).value;
  const index = EntityIndex.of(
    generateEntities(ENTITIES).flatMap(json => entityFromJson(json) ?? []),
    [],
  );
  /** @param {unknown} read */
  const wizardOf = read =>
    new FormWizard({
      pages: read,
      finish: 'Create',
      patterns: timedPatterns(),
      catalogue: () => ({ index, isReading: false }),
      onDidChangeCatalogue: () => ({ dispose: () => undefined }),
      translate: plainTranslate,
      featureFlags: new Set(),
      iconOf: () => 'symbol-misc',
    });
  const first = time(() => firstQuestion(wizardOf(readForm(form).value)));
  const all = time(() => {
    for (let count = 0; count < TEMPLATES; count++) firstQuestion(wizardOf(readForm(form).value));
  });
  const wizard = wizardOf(readForm(form).value);
  const owner = wizard.steps(wizard.start).find((/** @type {any} */ step) => step.id.includes('owner'));
  const question = owner.ask(wizard.start);
  const openPicker = time(() => question.rows(''));
  const pickerKeystroke = time(() => question.rows('te'));
  const properties = Object.fromEntries(
    Array.from({ length: FIELDS }, (_, i) => [`f${i}`, { type: 'string', pattern: '^[a-z]+$', default: 'abc' }]),
  );
  const condition = { if: { properties: { f0: { const: 'x' } } }, then: { properties: { extra: { type: 'string' } } } };
  const large = wizardOf(readForm({ title: 'Large', pages: [{ schema: { properties, ...condition } }] }).value);
  const [step] = large.steps(large.start);
  const keystroke = time(() => step.validate('abcd', large.start));
  const answer = time(() => large.steps(step.take('abcd', large.start).state));
  const review = time(() => large.steps(large.start).at(-1).ask(large.start).rows(''));
  return {
    firstQuestionMs: first,
    perFormMs: rounded(all / TEMPLATES),
    openPickerMs: openPicker,
    pickerKeystrokeMs: pickerKeystroke,
    fields: FIELDS,
    keystrokeMs: keystroke,
    answerMs: answer,
    reviewMs: review,
  };
}

/** @param {any} wizard */
function firstQuestion(wizard) {
  return wizard.steps(wizard.start)[0].ask(wizard.start);
}

/** @param {() => unknown} work */
function time(work) {
  const started = performance.now();
  work();
  return rounded(performance.now() - started);
}

/** @param {number} value */
function rounded(value) {
  return Number(value.toFixed(2));
}
