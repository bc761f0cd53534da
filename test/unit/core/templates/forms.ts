import assert from 'node:assert/strict';
import { timedPatterns } from '../../../../src/adapters/patterns/timedPatterns.js';
import { EntityIndex } from '../../../../src/core/catalogue/entityIndex.js';
import { runWizard } from '../../../../src/core/common/wizard.js';
import { plainTranslate } from '../../../../src/core/common/translate.js';
import type { Answers } from '../../../../src/core/templates/formFill.js';
import { readForm } from '../../../../src/core/templates/formSchema.js';
import { FormWizard, type FormWizardOptions } from '../../../../src/core/templates/formSteps.js';
import { scriptedPerson, type AskedQuestion, type ScriptedAnswer } from '../common/wizardScript.js';

export type FormOverrides = Partial<FormWizardOptions>;

/** The wizard of a form with these pages, each a schema with a title. */
export function wizardOf(pages: readonly unknown[], overrides: FormOverrides = {}): FormWizard {
  const read = readForm({ title: 'Test', pages: pages.map((schema, i) => ({ title: `P${i + 1}`, schema })) });
  assert.ok(read.ok, read.ok ? '' : read.problem.message);
  return new FormWizard({
    pages: read.value,
    finish: 'Create',
    patterns: timedPatterns(),
    catalogue: () => ({ index: EntityIndex.EMPTY, isReading: false }),
    onDidChangeCatalogue: () => ({ dispose: () => undefined }),
    translate: plainTranslate,
    featureFlags: new Set(),
    iconOf: () => 'symbol-misc',
    ...overrides,
  });
}

/** Fills a form by a script, the last line of which is about the review. */
export async function fillForm(
  pages: readonly unknown[],
  script: readonly ScriptedAnswer[],
  overrides: FormOverrides = {},
): Promise<Answers & { readonly asked: readonly AskedQuestion[] }> {
  const wizard = wizardOf(pages, overrides);
  const person = scriptedPerson([...script, { at: 'Review', pick: overrides.finish ?? 'Create' }]);
  const state = await runWizard(wizard, person.asker, new AbortController().signal);
  person.finish();
  assert.ok(state.ok);
  return { ...wizard.result(state.value), asked: person.asked };
}

/** A page with these properties. */
export function page(properties: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) {
  return { type: 'object', properties, ...more };
}
