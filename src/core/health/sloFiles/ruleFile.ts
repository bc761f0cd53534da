import { entryOf, itemsOf, mapOf, scalarOf, seqOf, valueAt } from '../../compliance/yaml/navigate.js';
import type { PlacedDocument, ScalarNode, Span, YamlNode } from '../../compliance/yaml/node.js';
import { placedExpression, type PlacedExpression } from './placedExpression.js';
import { readSlos, type SloDeclaration } from './sloDeclaration.js';

/** A rule of Prometheus: an alert, or a series that is recorded. */
export interface PrometheusRule {
  readonly kind: 'alert' | 'record';
  readonly name: string;
  /** Where the name stands in the file. */
  readonly nameSpan: Span;
  /** Undefined where there is none, or a template fills in a part of it. */
  readonly expression: PlacedExpression | undefined;
}

/** What a file says of rules and objectives. */
export interface RuleFile {
  readonly rules: readonly PrometheusRule[];
  readonly slos: readonly SloDeclaration[];
  /** All expressions, in the order of the text. */
  readonly expressions: readonly PlacedExpression[];
}

const NOTHING: RuleFile = { rules: [], slos: [], expressions: [] };

/**
 * Reads what a file says of rules and objectives: rule files of Prometheus, `PrometheusRule` of its operator, specs and objects of
 * Sloth, `ServiceLevelObjective` of Pyrra, `SLO` and `SLI` of OpenSLO. Rules for logs, which stand in files of the same form, are
 * left out.
 */
export function readRuleFile(documents: readonly PlacedDocument[]): RuleFile {
  const rules: PrometheusRule[] = [];
  const slos: SloDeclaration[] = [];
  for (const placed of documents)
    for (const object of objectsOf(placed.document.root)) {
      slos.push(...readSlos(placed, object));
      for (const group of itemsOf(groupsOf(object)))
        for (const rule of itemsOf(valueAt(group, 'rules'))) {
          const read = readRule(placed, rule);
          if (read) rules.push(read);
        }
    }
  if (rules.some(({ expression }) => expression?.ofLogs)) return { ...NOTHING, slos };
  const expressions = [...rules.map(({ expression }) => expression), ...slos.flatMap(slo => slo.expressions)]
    .filter(expression => expression !== undefined)
    .sort((a, b) => a.span.start - b.span.start);
  return { rules, slos, expressions };
}

/** An object, or those of a list of Kubernetes. */
function objectsOf(root: YamlNode | undefined): readonly YamlNode[] {
  const kind = scalarOf(valueAt(root, 'kind'))?.text;
  if (kind?.endsWith('List')) return itemsOf(valueAt(root, 'items'));
  return root ? [root] : [];
}

function groupsOf(object: YamlNode): YamlNode | undefined {
  const apiVersion = scalarOf(valueAt(object, 'apiVersion'))?.text;
  if (apiVersion === undefined) {
    // Other files have groups as well: of these some have rules.
    const groups = seqOf(valueAt(object, 'groups'));
    return groups?.items.some(group => entryOf(group, 'rules')) ? groups : undefined;
  }
  const kind = scalarOf(valueAt(object, 'kind'))?.text;
  return apiVersion.startsWith('monitoring.coreos.com/') && kind === 'PrometheusRule'
    ? valueAt(object, 'spec', 'groups')
    : undefined;
}

function readRule(placed: PlacedDocument, node: YamlNode): PrometheusRule | undefined {
  const rule = mapOf(node);
  if (!rule) return undefined;
  const entry = entryOf(rule, 'alert') ?? entryOf(rule, 'record');
  const name = scalarOf(entry?.value);
  if (!entry || !name || name.masked) return undefined;
  const value = scalarOf(valueAt(rule, 'expr'));
  return {
    kind: entry.name === 'alert' ? 'alert' : 'record',
    name: name.text,
    nameSpan: placedSpan(placed, name),
    expression: value && isWritten(value) ? placedExpression(placed, value) : undefined,
  };
}

/** What is not there yet is not wrong yet: the rules for alerts say so. */
function isWritten(value: ScalarNode): boolean {
  return value.start < value.end || value.style !== 'plain';
}

function placedSpan({ offset }: PlacedDocument, { start, end }: Span): Span {
  return { start: start + offset, end: end + offset };
}
