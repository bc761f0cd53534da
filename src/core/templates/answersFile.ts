import { isMap, isScalar, LineCounter, parseDocument, stringify, type Document } from 'yaml';
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

/**
 * Reads a file of answers.
 * @returns `invalid` with the line and what is wrong there
 */
export function readAnswers(text: string): Result<AnswersFile> {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const [error] = document.errors;
  if (error) return wrong(lineCounter.linePos(error.pos[0]).line, error.message.split('\n')[0] ?? '');
  const root = document.contents;
  if (!isMap(root)) return wrong(1, 'There must be “values:” with the answers below it.');
  const lineOf = (name: string): number => {
    const pair = root.items.find(({ key }) => isScalar(key) && key.value === name);
    const start = pair && isScalar(pair.key) ? pair.key.range[0] : undefined;
    return start === undefined ? 1 : lineCounter.linePos(start).line;
  };
  const json = toJson(document);
  if (!json.ok) return wrong(1, json.problem.message);
  const read = json.value;
  for (const name of Object.keys(read))
    if (!KNOWN.has(name))
      return wrong(lineOf(name), `“${name}” is not known here: there are “template”, “version” and “values”.`);
  const { template, version, values } = read;
  if (template !== undefined && typeof template !== 'string')
    return wrong(lineOf('template'), '“template” must be the reference of a template.');
  if (version !== undefined && typeof version !== 'string' && typeof version !== 'number')
    return wrong(lineOf('version'), '“version” must be a text.');
  if (!isRecord(values)) return wrong(lineOf('values'), '“values” must hold the answers, each below its name.');
  return success({
    ...(template === undefined ? {} : { template }),
    ...(version === undefined ? {} : { version: String(version) }),
    values,
  });
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

function wrong(
  line: number,
  what: string,
): { readonly ok: false; readonly problem: { kind: 'invalid'; message: string } } {
  return { ok: false, problem: { kind: 'invalid', message: `Line ${String(line)} of the answers: ${what}` } };
}
