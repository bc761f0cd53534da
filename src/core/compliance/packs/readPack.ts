import type { Finding, Severity } from '../finding.js';
import type { RuleInfo, RuleOptions } from '../rule.js';
import { readDocuments } from '../yaml/documents.js';
import { isNull, mapOf, scalarOf, valueAt } from '../yaml/navigate.js';
import type { MapNode, PlacedDocument } from '../yaml/node.js';
import { readAdmissionPolicy } from './admissionPolicy.js';
import { Fields, plainValue } from './fields.js';
import { PACK_VERSION, type Complain, type PackOverride, type PackRule, type RulePack } from './pack.js';
import { PACK_RULES } from './packRules.js';
import { readRule } from './readRule.js';

/** Larger packs are made by programs. */
const LONGEST = 2_000_000;
const MOST_RULES = 1000;
const MOST_PROBLEMS = 200;
const PACK_FIELDS = ['apiVersion', 'kind', 'metadata', 'parameters', 'rules', 'overrides'];
const OVERRIDES: readonly (Severity | 'off')[] = ['error', 'warning', 'info', 'off'];

/**
 * Reads a file with rules: packs of our own form, and admission policies of Kubernetes. What is wrong with one rule costs that one
 * alone.
 * @param text the whole file
 */
export function readPack(text: string): RulePack {
  const problems: Finding[] = [];
  const rules: PackRule[] = [];
  const overrides: PackOverride[] = [];
  const names: string[] = [];
  let version = '';
  const ids = new Set<string>();
  const add = (rule: PackRule | undefined, complain: Complain, offset: number): void => {
    if (!rule || rules.length >= MOST_RULES) return;
    const { id } = rule.info;
    if (ids.has(id)) complain(PACK_RULES.duplicate, rule.span, 'There are two rules “{0}”.', id);
    else rules.push({ ...rule, ...shifted(rule, offset) });
    ids.add(id);
  };
  for (const placed of documentsOf(text)) {
    const { document, offset } = placed;
    const complain: Complain = (rule, { start, end }, message, ...values) => {
      if (problems.length < MOST_PROBLEMS)
        problems.push(packFinding(rule, { start: start + offset, end: end + offset }, message, values));
    };
    for (const { span, message, values } of document.problems)
      complain(PACK_RULES.unreadable, span, message, ...values);
    const root = mapOf(document.root);
    if (!root) {
      if (document.root && !isNull(document.root))
        complain(PACK_RULES.unreadable, document.root, 'A pack of rules is a mapping: {0}.', PACK_FIELDS.join(', '));
      continue;
    }
    const kind = scalarOf(valueAt(root, 'kind'))?.text;
    if (kind === 'ValidatingAdmissionPolicy') add(readAdmissionPolicy(root, document.text, complain), complain, offset);
    else if (kind !== 'ValidatingAdmissionPolicyBinding') {
      const pack = readOwn(root, document.text, complain);
      if (!pack) continue;
      names.push(pack.name);
      version = pack.version;
      overrides.push(
        ...pack.overrides.map(each => ({
          ...each,
          span: { start: each.span.start + offset, end: each.span.end + offset },
        })),
      );
      for (const node of pack.rules)
        add(readRule(node, { text: document.text, complain, parameters: pack.parameters }), complain, offset);
    }
  }
  if (text.length > LONGEST)
    problems.push(
      packFinding(PACK_RULES.unreadable, { start: 0, end: 0 }, 'A pack of rules has at most {0} characters.', [
        String(LONGEST),
      ]),
    );
  return { name: names.join(', '), version, rules, overrides, problems };
}

function documentsOf(text: string): readonly PlacedDocument[] {
  return text.length > LONGEST ? [] : readDocuments(text);
}

/** Places of a rule and of its tests, from the beginning of the file. */
function shifted(rule: PackRule, offset: number): Pick<PackRule, 'span' | 'tests'> {
  const at = ({ start, end }: { start: number; end: number }) => ({ start: start + offset, end: end + offset });
  return {
    span: at(rule.span),
    tests: rule.tests.map(test => ({
      ...test,
      span: at(test.span),
      expect: test.expect.map(each => ({ ...each, span: at(each.span) })),
    })),
  };
}

/** A finding about a pack. */
export function packFinding(
  { id, severity }: RuleInfo,
  { start, end }: { readonly start: number; readonly end: number },
  message: string,
  values: readonly string[],
): Finding {
  return { rule: id, severity, span: { start, end }, message, values };
}

interface OwnPack {
  readonly name: string;
  readonly version: string;
  readonly parameters: RuleOptions;
  readonly rules: readonly MapNode[];
  readonly overrides: readonly PackOverride[];
}

function readOwn(root: MapNode, text: string, complain: Complain): OwnPack | undefined {
  const version = scalarOf(valueAt(root, 'apiVersion'))?.text;
  if (version !== PACK_VERSION || scalarOf(valueAt(root, 'kind'))?.text !== 'RulePack') {
    const at = root.entries[0]?.key ?? { start: 0, end: Math.min(1, text.length) };
    complain(
      PACK_RULES.unreadable,
      at,
      'A pack of rules begins with “apiVersion: {0}” and “kind: RulePack”.',
      PACK_VERSION,
    );
    return undefined;
  }
  const fields = new Fields(root, PACK_FIELDS, complain);
  const metadata = fields.fields('metadata', ['name', 'version', 'description']);
  if (!metadata) fields.missing('metadata');
  const parameters = mapOf(fields.entry('parameters')?.value);
  if (!fields.has('rules') && !fields.has('overrides')) fields.missing('rules');
  return {
    name: metadata?.needed('name') ?? '',
    version: metadata?.text('version') ?? '',
    parameters: parameters ? (plainValue(parameters) as RuleOptions) : {},
    rules: fields.items('rules').flatMap(item => {
      const map = mapOf(item);
      if (!map) complain(PACK_RULES.field, item, 'A rule is a mapping with “id”, “title”, “target” and “assert”.');
      return map ? [map] : [];
    }),
    overrides: fields.each('overrides', ['rule', 'severity', 'waivable']).map(each => {
      const waivable = each.value('waivable');
      return {
        rule: each.needed('rule'),
        severity: each.choice('severity', OVERRIDES),
        waivable: typeof waivable === 'boolean' ? waivable : undefined,
        span: each.node,
      };
    }),
  };
}
