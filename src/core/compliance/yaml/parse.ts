import { parseEvents, YAMLException, type Event } from 'js-yaml';
import { explainMistake } from './mistakes.js';
import { joinBracket } from './brackets.js';
import { markHoles } from './holes.js';
import { DEEPEST, LARGEST_DOCUMENT, MOST_ALIASES, MOST_NODES } from './limits.js';
import type { TemplateMask } from './mask.js';
import type { SyntaxProblem, YamlDocument } from './node.js';
import { treeOf } from './tree.js';

/** What reading one document gives. */
export type ParsedDocument =
  | ({ readonly ok: true } & Pick<YamlDocument, 'root' | 'problems' | 'repeatedKeys'>)
  | { readonly ok: false; readonly problem: SyntaxProblem };

/** How many brackets of a document are closed too far left before that is a mistake. */
const MOST_BRACKETS = 50;

/**
 * Reads one document as a positioned tree.
 * @param text a single document, with or without its `---`
 * @param mask what is to be read in the place of the text, where a template wrote it
 */
export function parseDocument(text: string, mask?: TemplateMask): ParsedDocument {
  if (text.length > LARGEST_DOCUMENT)
    return refused('This document has more than {0} characters and is not read.', LARGEST_DOCUMENT);
  let parsed = mask?.text ?? text;
  let events: readonly Event[] | undefined;
  for (let tries = 0; !events; tries++)
    try {
      events = parseEvents(parsed, { maxDepth: DEEPEST });
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error;
      const position = error.mark?.position ?? 0;
      // The standard wants what is in brackets further in than what is around; readers in use do not.
      const joined =
        tries < MOST_BRACKETS && error.reason === 'deficient indentation' ? joinBracket(parsed, position) : undefined;
      if (joined === undefined) return { ok: false, problem: explainMistake(parsed, error.reason, position) };
      parsed = joined;
    }
  // A collection has two events.
  if (events.length > MOST_NODES * 2)
    return refused('This document has more than {0} values and is not read.', MOST_NODES);
  const { root, lost, aliases, repeatedKeys } = treeOf(parsed, events, mask);
  if (aliases > MOST_ALIASES)
    return refused('This document refers to anchors more than {0} times and is not read.', MOST_ALIASES);
  if (mask) markHoles(parsed, root, mask.holes);
  const problems = lost.map(({ start, end, name }) => ({
    span: { start, end },
    message: 'No anchor “{0}” stands before this place.',
    values: [name],
  }));
  return { ok: true, root, problems, ...(repeatedKeys ? { repeatedKeys } : {}) };
}

function refused(message: string, limit: number): ParsedDocument {
  return { ok: false, problem: { span: { start: 0, end: 0 }, message, values: [String(limit)] } };
}
