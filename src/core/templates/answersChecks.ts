import { isMap, isNode, isScalar, type Document } from 'yaml';
import { ownProperty } from '../catalogue/entity.js';
import type { Translate } from '../common/translate.js';
import { readAnswersFile } from './answersFile.js';
import { FormChecker } from './formCheck.js';
import type { PatternMatcher } from './formPatterns.js';
import { problemsOf } from './formReview.js';
import { readForm, type FormSchema } from './formSchema.js';
import { fieldsWithEntries, isMasked } from './formSecrets.js';
import { factsOf, startState } from './formState.js';
import { valueAt, type Path } from './formValues.js';
import { templateRefOf } from './recordedAnswers.js';
import type { TemplateForm } from './scaffolder.js';

/** The rules for files of answers, by the ids that stand beside what they find. Each is explained in `docs/templates.md`. */
export const ANSWERS_RULES = [
  'answers-unreadable',
  'unknown-template',
  'unknown-answer',
  'unfit-answer',
  'missing-answer',
  'secret-in-answers',
] as const;

/** Something that is to be said about a file of answers. */
export interface AnswersFinding {
  readonly rule: (typeof ANSWERS_RULES)[number];
  /** Offsets into the text. */
  readonly start: number;
  readonly end: number;
  /** For a person, translated. */
  readonly text: string;
  readonly severity: 'error' | 'warning' | 'information';
}

/** What a file of answers is held against. What is undefined is not known: nothing is said about it. */
export interface AnswersContext {
  /** Whether the catalogue has a template with this full reference. */
  readonly hasTemplate: (templateRef: string) => boolean | undefined;
  /** The form of that template. */
  readonly formOf: (templateRef: string) => TemplateForm | undefined;
  readonly patterns: PatternMatcher;
  readonly translate: Translate;
  /** Backstage's feature flags that are on. */
  readonly featureFlags: ReadonlySet<string>;
}

/** The full reference of the template that a file of answers is for; undefined where it names none or cannot be read. */
export function templateOfAnswers(text: string): string | undefined {
  const read = readAnswersFile(text);
  return read.ok ? templateRefOf(read.file.template) : undefined;
}

/** Finds what would come out otherwise than the file says when its answers are replayed. */
export function checkAnswers(text: string, context: AnswersContext): readonly AnswersFinding[] {
  const { translate } = context;
  const read = readAnswersFile(text);
  if (!read.ok) {
    const { start, end, what } = read;
    return [{ rule: 'answers-unreadable', start, end, text: what, severity: 'error' }];
  }
  const { file, document } = read;
  const ref = templateRefOf(file.template);
  if (file.template !== undefined && (ref === undefined || context.hasTemplate(ref) === false))
    return [
      {
        rule: 'unknown-template',
        ...placeOf(document, ['template']),
        text: translate('The catalogue has no template “{0}”.', file.template),
        severity: 'warning',
      },
    ];
  const form = ref === undefined ? undefined : context.formOf(ref);
  return form ? checkAgainst(form, file.values, document, context) : [];
}

function checkAgainst(
  form: TemplateForm,
  values: Readonly<Record<string, unknown>>,
  document: Document,
  { patterns, translate, featureFlags }: AnswersContext,
): readonly AnswersFinding[] {
  const pages = readForm(form);
  if (!pages.ok) return [];
  const checker = new FormChecker(patterns, translate);
  const facts = factsOf(startState(values), pages.value, { checker, featureFlags });
  const known = new Set(pages.value.flatMap(({ schema }) => [...namesIn(schema)]));
  const strangers = Object.keys(values).filter(name => !known.has(name));
  const masked = fieldsWithEntries(facts).filter(isMasked);
  const hidden = new Set(masked.map(({ key }) => key));
  return [
    ...strangers.map((name): AnswersFinding => ({
      rule: 'unknown-answer',
      ...placeOf(document, ['values', name], true),
      text: translate('The form of “{0}” does not ask for “{1}”.', form.title, name),
      severity: 'warning',
    })),
    ...masked
      .filter(({ path }) => valueAt(values, path) !== undefined)
      .map(({ path, title }): AnswersFinding => ({
        rule: 'secret-in-answers',
        ...placeOf(document, ['values', ...path], true),
        text: translate('“{0}” is a secret: it belongs into no file, and is asked for in each run.', title),
        severity: 'warning',
      })),
    ...problemsOf(facts, pages.value, checker, translate)
      .filter(({ field }) => !hidden.has(field.key))
      .map(({ field, text }): AnswersFinding => {
        const isThere = valueAt(values, field.path) !== undefined;
        return {
          rule: isThere ? 'unfit-answer' : 'missing-answer',
          ...placeOf(document, ['values', ...field.path]),
          text: isThere
            ? text.startsWith(field.title)
              ? text
              : `${field.title}: ${text}`
            : translate('{0}: it will be asked for.', text),
          severity: isThere ? 'warning' : 'information',
        };
      }),
  ];
}

/** The names of all properties that an object can have, whatever its conditions say. */
function* namesIn(schema: FormSchema): Iterable<string> {
  yield* schema.properties?.keys() ?? [];
  const dependent = [...(schema.dependencies?.values() ?? [])].filter(needed => 'limits' in needed);
  for (const inner of [...(schema.allOf ?? []), ...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...dependent])
    yield* namesIn(inner);
  for (const inner of [schema.then, schema.else]) if (inner) yield* namesIn(inner);
}

/** Where something stands: its value, or the name before it; the nearest thing around it where it is not there. */
function placeOf(document: Document, path: Path, ofName = false): { readonly start: number; readonly end: number } {
  for (let length = path.length; length > 0; length--) {
    const parts = path.slice(0, length);
    const parent: unknown = length === 1 ? document.contents : document.getIn(parts.slice(0, -1), true);
    const name = parts.at(-1);
    const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === name) : undefined;
    const value: unknown = pair ? pair.value : document.getIn(parts, true);
    const isWhole = length === path.length && !ofName;
    const node = isWhole && isNode(value) ? value : (pair?.key ?? value);
    const range: unknown = ownProperty(node, 'range');
    if (Array.isArray(range)) return { start: Number(range[0]), end: Number(range[1]) };
  }
  return { start: 0, end: 0 };
}
