import { isMap, isScalar, parseDocument, stringify, type Document } from 'yaml';
import { isRecord } from '../catalogue/entity.js';
import { failure, success, type Result } from '../common/problem.js';
import type { Values } from './scaffolder.js';

/** The end of the names of files that hold answers. */
export const ANSWERS_SUFFIX = '.golden-path-answers.yaml';

/** The answers to a template's form, kept in a file. Secrets are never among them. */
export interface AnswersFile {
  /** Full reference of the template; undefined for one that is only a file. */
  readonly template?: string;
  /** Version of the template that they were given to. */
  readonly version?: string;
  readonly values: Values;
}

const KNOWN: ReadonlySet<string> = new Set(['template', 'version', 'values']);

/** Writes a file of answers. */
export function writeAnswers({ template, version, values }: AnswersFile): string {
  return stringify({
    ...(template === undefined ? {} : { template }),
    ...(version === undefined ? {} : { version }),
    values,
  });
}

/** What a file of answers says, with the places of it; or what is wrong with it, and where. */
export type ReadAnswersFile =
  | { readonly ok: true; readonly file: AnswersFile; readonly document: Document.Parsed }
  | { readonly ok: false; readonly start: number; readonly end: number; readonly what: string };

/**
 * Reads a file of answers.
 * @returns `invalid` with the line and what is wrong there
 */
export function readAnswers(text: string): Result<AnswersFile> {
  const read = readAnswersFile(text);
  if (read.ok) return success(read.file);
  const line = text.slice(0, read.start).split('\n').length;
  return failure({ kind: 'invalid', message: `Line ${String(line)} of the answers: ${read.what}` });
}

/** Reads a file of answers, with places as offsets into its text. */
export function readAnswersFile(text: string): ReadAnswersFile {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) return wrong(error.pos, error.message.split('\n')[0] ?? '');
  const root = document.contents;
  if (!isMap(root)) return wrong([0, 0], 'There must be “values:” with the answers below it.');
  const placeOf = (name: string): readonly number[] => {
    const pair = root.items.find(({ key }) => isScalar(key) && key.value === name);
    return (pair && isScalar(pair.key) ? pair.key.range : undefined) ?? [0, 0];
  };
  const json = toJson(document);
  if (!json.ok) return wrong([0, 0], json.problem.message);
  const read = json.value;
  for (const name of Object.keys(read))
    if (!KNOWN.has(name))
      return wrong(placeOf(name), `“${name}” is not known here: there are “template”, “version” and “values”.`);
  const { template, version, values } = read;
  if (template !== undefined && typeof template !== 'string')
    return wrong(placeOf('template'), '“template” must be the reference of a template.');
  if (version !== undefined && typeof version !== 'string' && typeof version !== 'number')
    return wrong(placeOf('version'), '“version” must be a text.');
  if (!isRecord(values)) return wrong(placeOf('values'), '“values” must hold the answers, each below its name.');
  const file = {
    ...(template === undefined ? {} : { template }),
    ...(version === undefined ? {} : { version: String(version) }),
    values,
  };
  return { ok: true, file, document };
}

/** An alias can make a small text a huge value: the library refuses that. */
function toJson(document: Document): Result<Readonly<Record<string, unknown>>> {
  try {
    const json: unknown = document.toJS();
    return success(isRecord(json) ? json : {});
  } catch (error) {
    return failure({ kind: 'invalid', message: error instanceof Error ? error.message : String(error) });
  }
}

function wrong([start = 0, end = start]: readonly number[], what: string): ReadAnswersFile {
  return { ok: false, start, end, what };
}
