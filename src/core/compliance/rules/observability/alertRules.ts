import { fixOf, setAt } from '../../fixes/edits.js';
import { defineRule, type Reporter, type RuleOptions } from '../../rule.js';
import { entryOf, isNull, isUnknown, itemsOf, mapOf, scalarOf, valueAt } from '../../yaml/navigate.js';
import type { MapNode, YamlDocument, YamlNode } from '../../yaml/node.js';
import { textsOption } from '../options.js';
import { entitiesOf, ENTITY_OPTIONS, leadsTo, placesOf, runningComponents } from './observedEntities.js';
import { promqlProblem, type ShapeProblem } from './promqlShape.js';

function example(annotations: string): string {
  return `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: shop
  namespace: shop
spec:
  groups:
    - name: shop
      rules:
        - alert: ShopDown
          expr: absent(up{service="shop"} == 1)
          for: 5m
          labels:
            severity: critical
          annotations:
            summary: The shop answers nobody.
${annotations}`;
}

/** What an alert should have, and what is put there to begin with. */
const PARTS = [
  { path: ['labels', 'severity'], begin: 'warning' },
  { path: ['for'], begin: '5m' },
  { path: ['annotations', 'summary'], begin: 'What is wrong, in one sentence' },
  { path: ['annotations', 'runbook_url'], begin: 'https://example.com/runbooks/what-to-do' },
] as const;

const PROBLEMS: Readonly<Record<ShapeProblem, string>> = {
  empty: 'The expression of “{0}” is empty.',
  quote: 'A quote in the expression of “{0}” is not closed.',
  bracket: 'The brackets in the expression of “{0}” do not match.',
  operator: 'The expression of “{0}” ends where something should follow.',
};

export const alertRules = defineRule({
  id: 'obs/alert-rules',
  title: 'Services have alerts that say how grave it is and what to do',
  severity: 'warning',
  profile: 'golden',
  confidence: 'high',
  frameworks: [],
  fix: 'placeholder',
  options: {
    ...ENTITY_OPTIONS,
    /** What every alert must have: `severity`, `for`, `summary`, `runbook_url`. */
    needs: ['severity', 'for', 'summary', 'runbook_url'],
    /** Annotations of entities that lead to alerts kept elsewhere. */
    annotations: ['prometheus.io/alert', 'grafana/alert-label-selector'],
  },
  explanation: `Whom an alert wakes sees its summary, asks how grave it is, and needs to know what to do. So every alert says its
\`severity\` and a \`summary\`, and leads to a runbook. With \`for\` it waits whether the trouble passes: an alert that goes off at every
hiccup is switched off soon.

A component in production without any alert beside it, and without an annotation that leads to some, is told of as well. Of expressions
only the form is looked at: quotes and brackets that match, and an end that is one. Whether they mean something only Prometheus can say.`,
  bad: example(''),
  good: example('            runbook_url: https://example.com/runbooks/shop-down\n'),
  subject: 'resource',
  check: ({ document, root, group, kind }, report, { options }) => {
    if (group === 'monitoring.coreos.com' && kind === 'PrometheusRule')
      checkGroups(document, valueAt(root, 'spec', 'groups'), report, options);
  },
  alsoChecks: {
    prometheusRules: ({ document, root }, report, { options }) => {
      checkGroups(document, valueAt(root, 'groups'), report, options);
    },
    workspace: ({ index }, report, { options }) => {
      const having = new Set([
        ...entitiesOf(index, placesOf(index.ofKind('monitoring.coreos.com', 'PrometheusRule'))),
        ...entitiesOf(index, index.documents('prometheusRules')),
      ]);
      for (const entity of runningComponents(index, options)) {
        if (having.has(entity) || leadsTo(entity, /\balert/i, textsOption(options, 'annotations'))) continue;
        const { kind, name, namespace, at } = entity.facts;
        report({
          in: entity.place,
          at,
          check: 'none',
          subject: { kind, name, namespace },
          message: '“{0}” is in production, and no alert goes off when it fails.',
          values: [name],
        });
      }
    },
  },
});

function checkGroups(
  document: YamlDocument,
  groups: YamlNode | undefined,
  report: Reporter,
  options: RuleOptions,
): void {
  const needs = textsOption(options, 'needs');
  for (const group of itemsOf(groups))
    for (const rule of itemsOf(valueAt(group, 'rules'))) {
      const node = mapOf(rule);
      if (!node) continue;
      const name = entryOf(node, 'alert') ?? entryOf(node, 'record');
      if (!name) continue;
      checkExpression(node, name.value, report);
      if (name.name === 'alert') checkParts(document, node, name.value, needs, report);
    }
}

function checkExpression(rule: MapNode, name: YamlNode, report: Reporter): void {
  const expression = scalarOf(valueAt(rule, 'expr'));
  if (!expression || expression.masked) return;
  const problem = promqlProblem(expression.text);
  if (problem === undefined) return;
  report({
    at: expression.start === expression.end ? name : expression,
    check: `expression-${problem}`,
    severity: 'error',
    message: PROBLEMS[problem],
    values: [scalarOf(name)?.text ?? ''],
  });
}

function checkParts(
  document: YamlDocument,
  rule: MapNode,
  name: YamlNode,
  needs: readonly string[],
  report: Reporter,
): void {
  if (rule.masked || isUnknown(name)) return;
  const missing = PARTS.filter(
    ({ path }) => needs.includes(path.at(-1) ?? '') && isMissing(rule, path) && !isAlwaysFiring(rule, path),
  );
  if (missing.length === 0) return;
  report({
    at: name,
    check: 'incomplete',
    // What fires on events that last, such as an expiry, has nothing to wait for.
    ...(missing.every(({ path }) => path[0] === 'for') ? { severity: 'info' as const } : {}),
    message: 'The alert “{0}” lacks {1}.',
    values: [scalarOf(name)?.text ?? '', missing.map(({ path }) => path.at(-1)).join(', ')],
    fixes: () => [fixOf('placeholder', 'Add what is missing, to be filled in', [], ...addAll(document, rule, missing))],
  });
}

/** One edit for each mapping that something is added to: two that make the same mapping would make it twice. */
function addAll(
  document: YamlDocument,
  rule: MapNode,
  missing: readonly (typeof PARTS)[number][],
): readonly ReturnType<typeof setAt>[] {
  const [fresh, rest] = [new Map<string, Record<string, string>>(), [] as ReturnType<typeof setAt>[]];
  for (const { path, begin } of missing) {
    const [parent, field] = path;
    if (field === undefined || mapOf(valueAt(rule, parent))) rest.push(setAt(document, rule, path, begin));
    else fresh.set(parent, { ...fresh.get(parent), [field]: begin });
  }
  return [...rest, ...[...fresh].map(([parent, value]) => setAt(document, rule, [parent], value))];
}

function isMissing(rule: MapNode, path: readonly string[]): boolean {
  let at: YamlNode | undefined = rule;
  for (const name of path) {
    if (isUnknown(at)) return false;
    at = entryOf(at, name)?.value;
    if (!at || isNull(at)) return true;
  }
  return scalarOf(at)?.text === '';
}

/** An alert that is to fire all the time waits for nothing. */
function isAlwaysFiring(rule: MapNode, path: readonly string[]): boolean {
  return path[0] === 'for' && /^\s*vector\(\s*1\s*\)\s*$/.test(scalarOf(valueAt(rule, 'expr'))?.text ?? '');
}
