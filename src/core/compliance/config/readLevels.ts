import type { Severity } from '../finding.js';
import type { Level } from '../levels.js';
import type { Profile } from '../rule.js';
import { entriesOf, entryOf, mapOf, scalarOf, seqOf } from '../yaml/navigate.js';
import type { MapEntry, YamlNode } from '../yaml/node.js';

const FIELDS = ['name', 'severity', 'profiles', 'rules'];
const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];
const PROFILES: readonly Profile[] = ['base', 'strict', 'golden'];
const RULE = /^[a-z][a-z0-9-]*\/[a-z0-9][a-z0-9._-]*$/i;
/** What a person can still take in at a glance. */
const LONGEST_NAME = 40;

/** Takes what is not understood: the place, a sentence, and the values for its `{0}` …. */
export type Problems = (at: YamlNode, message: string, ...values: readonly string[]) => void;

/**
 * Reads the levels of an organisation, the lowest first.
 * @param entry `levels` of a configuration
 * @returns undefined where there are none, or where something about them is not understood: half a ladder is none
 */
export function readLevels(entry: MapEntry | undefined, problem: Problems): readonly Level[] | undefined {
  if (!entry) return undefined;
  const list = seqOf(entry.value);
  if (!list || list.items.length === 0) {
    problem(
      entry.key,
      '“levels” is a list, the lowest level first: each has a “name” and a “severity”, “rules” or both.',
    );
    return undefined;
  }
  const complaints = { count: 0 };
  const complain: Problems = (...said) => {
    complaints.count++;
    problem(...said);
  };
  const names = new Set<string>();
  const levels = list.items.flatMap(item => {
    const level = readLevel(item, complain);
    if (!level) return [];
    if (names.has(level.name)) complain(item, 'There is another level “{0}”.', level.name);
    names.add(level.name);
    return [level];
  });
  return complaints.count === 0 ? levels : undefined;
}

function readLevel(item: YamlNode, problem: Problems): Level | undefined {
  if (!mapOf(item)) {
    problem(item, 'A level is a mapping: {0}.', FIELDS.join(', '));
    return undefined;
  }
  for (const { name, key } of entriesOf(item))
    if (!FIELDS.includes(name)) problem(key, 'A level has no “{0}”: {1}.', name, FIELDS.join(', '));
  const name = scalarOf(entryOf(item, 'name')?.value)?.text.trim() ?? '';
  if (name === '' || name.length > LONGEST_NAME)
    problem(
      entryOf(item, 'name')?.value ?? item,
      'A level has a “name” of 1 to {0} characters, such as “bronze”.',
      String(LONGEST_NAME),
    );
  const severityEntry = entryOf(item, 'severity');
  const severity = SEVERITIES.find(each => each === scalarOf(severityEntry?.value)?.text);
  if (severityEntry && !severity) problem(severityEntry.value, 'A severity is one of {0}.', SEVERITIES.join(', '));
  const profiles = readWords(entryOf(item, 'profiles'), problem).flatMap(({ node, text }) => {
    const profile = PROFILES.find(each => each === text);
    if (!profile) problem(node, 'A profile of a level is one of {0}.', PROFILES.join(', '));
    return profile ? [profile] : [];
  });
  const rulesEntry = entryOf(item, 'rules');
  const rules = readWords(rulesEntry, problem).flatMap(({ node, text }) => {
    if (!RULE.test(text)) problem(node, 'This is no name of a rule: write one such as {0}.', 'k8s/privileged');
    return [text];
  });
  if (!severityEntry && (!rulesEntry || seqOf(rulesEntry.value)?.items.length === 0))
    problem(item, 'The level “{0}” asks for nothing: give it a “severity”, “rules” or both.', name);
  return { name, ...(severity ? { severity } : {}), profiles: profiles.length > 0 ? profiles : ['base'], rules };
}

function readWords(entry: MapEntry | undefined, problem: Problems): readonly { node: YamlNode; text: string }[] {
  if (!entry) return [];
  const list = seqOf(entry.value);
  if (!list) problem(entry.value, '“{0}” is a list.', entry.name);
  return (list?.items ?? []).map(node => ({ node, text: scalarOf(node)?.text ?? '' }));
}
