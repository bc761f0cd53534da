import { fixOf, setAt } from '../../fixes/edits.js';
import { defineRule, type EntityDocument, type RuleOptions } from '../../rule.js';
import { itemsOf, isUnknown, scalarOf, valueAt } from '../../yaml/navigate.js';
import { OWASP_K8S } from '../frameworks.js';
import { isKind, placeOfEntity, surelyLacks, textAt } from './entityText.js';

/** What leads from a component to how it is doing. Source of the annotations: the documentation of each Backstage plugin. */
interface Signal {
  readonly name: string;
  readonly annotations: readonly string[];
  /** What the type, icon or title of a link says that leads to it. */
  readonly link: RegExp;
  readonly missing: string;
  /** An annotation to begin with. */
  readonly begin?: (name: string) => readonly [key: string, value: string];
}

const SIGNALS: readonly Signal[] = [
  {
    name: 'dashboard',
    annotations: [
      'grafana/overview-dashboard',
      'grafana/dashboard-selector',
      'grafana/tag-selector',
      'datadoghq.com/dashboard-url',
      'newrelic.com/dashboard-guid',
      'dynatrace.com/dynatrace-entity-id',
    ],
    link: /dashboard/i,
    missing: '“{0}” is in production, and nothing leads to its dashboard.',
    begin: name => ['grafana/overview-dashboard', `https://grafana.example.com/d/${name}`],
  },
  {
    name: 'alerts',
    annotations: [
      'prometheus.io/alert',
      'grafana/alert-label-selector',
      'pagerduty.com/integration-key',
      'pagerduty.com/service-id',
      'opsgenie.com/component-selector',
      'opsgenie.com/team',
      'splunk.com/on-call-team',
      'ilert.com/integration-key',
    ],
    link: /\balert|on-?call|pager/i,
    missing: '“{0}” is in production, and nothing leads to its alerts.',
    begin: name => ['grafana/alert-label-selector', `service=${name}`],
  },
  {
    name: 'slo',
    annotations: [],
    link: /\bslos?\b|service level/i,
    missing: '“{0}” is in production, and nothing leads to its service level objectives.',
  },
];

export const observabilityLinks = defineRule({
  id: 'cat/observability-links',
  title: 'From a service in production a way leads to its dashboard and alerts',
  severity: 'warning',
  profile: 'golden',
  confidence: 'medium',
  frameworks: [OWASP_K8S('K05')],
  fix: 'placeholder',
  explanation: `When something breaks at night, whoever is called opens the catalogue entry. If no way leads from there to a dashboard
and to what is firing, the first half hour is spent looking for them.

Add the annotations of your monitoring, or links whose type or title says what they lead to. \`needs\` says what must be there
(\`dashboard\`, \`alerts\`, \`slo\`), \`annotations\` names those of your own by what they lead to, \`types\` and \`lifecycles\` say for which
components.`,
  bad: `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: orders
  annotations:
    prometheus.io/alert: all
spec:
  type: service
  lifecycle: production
  owner: group:default/checkout
`,
  good: `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: orders
  annotations:
    prometheus.io/alert: all
  links:
    - url: https://grafana.example.com/d/orders
      title: Dashboard
spec:
  type: service
  lifecycle: production
  owner: group:default/checkout
`,
  options: {
    types: ['service', 'website'],
    lifecycles: ['production'],
    needs: ['dashboard', 'alerts'],
    annotations: {},
  },
  subject: 'entity',
  check: (entity, report, { options }) => {
    const type = textAt(entity, 'spec', 'type')?.text;
    const lifecycle = textAt(entity, 'spec', 'lifecycle')?.text;
    if (!isKind(entity, 'Component') || type === undefined || lifecycle === undefined) return;
    if (!textsIn(options, 'types').includes(type) || !textsIn(options, 'lifecycles').includes(lifecycle)) return;
    const links = linksOf(entity);
    if (links === undefined) return;
    const needed = textsIn(options, 'needs');
    for (const { name, annotations, link, missing, begin } of SIGNALS) {
      if (!needed.includes(name)) continue;
      const own = textsIn((options['annotations'] ?? {}) as RuleOptions, name);
      const keys = [...annotations, ...own];
      if (!keys.every(key => surelyLacks(entity, 'metadata', 'annotations', key))) continue;
      if (links.some(text => link.test(text))) continue;
      const [key, value] = own[0] === undefined ? (begin?.(entity.name) ?? []) : [own[0], entity.name];
      report({
        at: placeOfEntity(entity),
        check: name,
        message: missing,
        values: [entity.name],
        fixes: () =>
          key === undefined || value === undefined
            ? []
            : [
                fixOf(
                  'placeholder',
                  'Add “{0}”',
                  [`${key}: ${value}`],
                  setAt(entity.document, entity.root, ['metadata', 'annotations', key], value),
                ),
              ],
      });
    }
  },
});

function textsIn(options: RuleOptions, name: string): readonly string[] {
  const list = options[name];
  return Array.isArray(list) ? list.filter(item => typeof item === 'string') : [];
}

/** What each link says of itself; undefined where a template fills in part of it. */
function linksOf({ root }: EntityDocument): readonly string[] | undefined {
  const links = itemsOf(valueAt(root, 'metadata', 'links')).map(link =>
    ['type', 'icon', 'title'].map(field => scalarOf(valueAt(link, field))),
  );
  if (links.flat().some(isUnknown)) return undefined;
  return links.map(fields => fields.map(field => field?.text ?? '').join(' '));
}
