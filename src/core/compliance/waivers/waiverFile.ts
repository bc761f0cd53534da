import type { Finding } from '../finding.js';
import type { LineIndex } from '../report/reportedFinding.js';
import type { RuleInfo } from '../rule.js';
import { scalarValue } from '../yaml/scalars.js';
import { entryOf, isNull, isUnknown, itemsOf, mapOf, scalarOf, seqOf, valueAt, walk } from '../yaml/navigate.js';
import type { PlacedDocument, Span, YamlNode } from '../yaml/node.js';
import { readDay, type Waiver, type WaiverMatch, type WaiverPart } from './waiver.js';
import { WAIVER_RULES } from './waiverRules.js';

/** What a file of waivers says, and what of it cannot be read. Spans count from the beginning of the file. */
export interface WaiverFile {
  readonly waivers: readonly Waiver[];
  readonly problems: readonly Finding[];
}

const FIELDS = ['rule', 'match', 'reason', 'owner', 'ticket', 'expires'];
const MATCH_FIELDS = ['path', 'kind', 'name', 'namespace'] as const;
/** Nobody reads as many. */
const MOST_WAIVERS = 5000;

/** Whether a path is that of a file of waivers: `.golden-path/waivers.yaml` in any folder. */
export function isWaiverFile(path: string): boolean {
  return /(?:^|\/)\.golden-path\/waivers\.ya?ml$/.test(path);
}

/**
 * The folder that a file of waivers is for: the one with the folder `.golden-path`.
 * @returns a path with a slash at its end, or nothing for the scanned folder itself
 */
export function folderOfWaivers(path: string): string {
  return path.slice(0, path.lastIndexOf('.golden-path/'));
}

/**
 * Reads a file of waivers. What is wrong with one of them costs only that one.
 * @param path from the scanned folder
 */
export function readWaiverFile(path: string, lines: LineIndex, documents: readonly PlacedDocument[]): WaiverFile {
  const waivers: Waiver[] = [];
  const problems: Finding[] = [];
  for (const { document, offset } of documents) {
    const at = ({ start, end }: Span): Span => ({ start: start + offset, end: end + offset });
    const problem = (span: Span, message: string, ...values: readonly string[]): void => {
      problems.push(waiverFinding(WAIVER_RULES.unparsable, at(span), message, values));
    };
    for (const { span, message, values } of document.problems) problem(span, message, ...values);
    const { root } = document;
    if (!root || isNull(root)) continue;
    const list = entryOf(root, 'waivers');
    if (!list) problem(root, 'A file of waivers is a mapping with the list “waivers”.');
    else if (!seqOf(list.value) && !isNull(list.value)) problem(list.key, '“waivers” is a list.');
    for (const item of itemsOf(list?.value).slice(0, MOST_WAIVERS)) {
      const waiver = readWaiver(item, at, problem);
      if (!waiver) continue;
      const { parts, ...rest } = waiver;
      const span = at(item);
      waivers.push({ ...rest, place: { source: 'file', path, span, parts, line: lines.lineAt(span.start) } });
    }
  }
  return { waivers, problems };
}

function readWaiver(
  item: YamlNode,
  at: (span: Span) => Span,
  problem: (span: Span, message: string, ...values: readonly string[]) => void,
): (Omit<Waiver, 'place'> & Pick<Waiver['place'], 'parts'>) | undefined {
  const map = mapOf(item);
  if (!map) {
    problem(item, 'A waiver is a mapping with “rule”, “match”, “reason”, “owner” and “expires”.');
    return undefined;
  }
  // What a template fills in is a waiver of the files that it will make, and excuses from nothing here.
  if (isFilledIn(map)) return undefined;
  for (const { name, key } of map.entries)
    if (!FIELDS.includes(name)) problem(key, 'A waiver has no field “{0}”: {1}.', name, FIELDS.join(', '));
  const parts: Partial<Record<WaiverPart, Span>> = {};
  const text = (name: string): string => {
    const entry = entryOf(map, name);
    if (!entry) return '';
    const scalar = scalarOf(entry.value);
    if (!scalar) problem(entry.key, '“{0}” is a text.', name);
    if (isWaiverPart(name)) parts[name] = at(scalar && scalar.end > scalar.start ? scalar : entry.key);
    return scalar && !isNull(scalar) ? String(scalarValue(scalar, 'core') ?? scalar.text).trim() : '';
  };
  const rule = text('rule');
  if (rule === '') {
    problem(map.entries[0]?.key ?? map, 'This waiver does not say which “rule” it is for.');
    return undefined;
  }
  const ticket = text('ticket');
  return {
    rule,
    match: readMatch(map, parts, at, problem),
    reason: text('reason'),
    owner: text('owner'),
    ...(ticket === '' ? {} : { ticket }),
    expires: readDay(text('expires')),
    parts,
  };
}

/** Whether a template has yet to write what a waiver is for: a reason may hold braces and is only read by people. */
function isFilledIn(item: YamlNode): boolean {
  let found = false;
  for (const name of ['rule', 'match', 'owner', 'expires'])
    walk(valueAt(item, name), node => {
      found ||= isUnknown(node);
      return !found;
    });
  return found;
}

function readMatch(
  map: YamlNode,
  parts: Partial<Record<WaiverPart, Span>>,
  at: (span: Span) => Span,
  problem: (span: Span, message: string, ...values: readonly string[]) => void,
): WaiverMatch {
  const entry = entryOf(map, 'match');
  if (!entry) return {};
  parts.match = at(entry.key);
  const match: Partial<Record<(typeof MATCH_FIELDS)[number], string>> = {};
  if (!mapOf(entry.value)) problem(entry.key, '“match” is a mapping with “path”, “kind”, “name” or “namespace”.');
  for (const { name, key, value } of mapOf(entry.value)?.entries ?? []) {
    const field = MATCH_FIELDS.find(each => each === name);
    const scalar = scalarOf(value);
    // A field that is passed over would make the waiver wider than it was meant.
    if (!field || !scalar) problem(key, 'A match has no text “{0}”: {1}.', name, MATCH_FIELDS.join(', '));
    else match[field] = scalar.text;
  }
  return match;
}

function isWaiverPart(name: string): name is WaiverPart {
  return ['rule', 'match', 'reason', 'owner', 'expires'].includes(name);
}

/** A finding of a rule for waivers. */
export function waiverFinding(
  rule: RuleInfo,
  span: Span,
  message: string,
  values: readonly string[],
  fixes?: Finding['fixes'],
): Finding {
  return { rule: rule.id, severity: rule.severity, span, message, values, ...(fixes ? { fixes } : {}) };
}
