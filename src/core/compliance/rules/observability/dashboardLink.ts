import { fixOf, setAt } from '../../fixes/edits.js';
import { defineRule } from '../../rule.js';
import { mayHaveLabel } from '../../workspace/labels.js';
import { mapOf } from '../../yaml/navigate.js';
import { textsOption } from '../options.js';
import { exampleDeployment, together } from '../reliability/examples.js';
import {
  entitiesOf,
  ENTITY_OPTIONS,
  exampleComponent,
  leadsTo,
  placesOf,
  runningComponents,
} from './observedEntities.js';

/** The label by which Grafana's sidecar finds dashboards in ConfigMaps. */
const LABEL = 'grafana_dashboard';
const ANNOTATIONS: readonly string[] = [
  'grafana/overview-dashboard',
  'grafana/dashboard-selector',
  'grafana/tag-selector',
  'datadoghq.com/dashboard-url',
  'newrelic.com/dashboard-guid',
];

export const dashboardLink = defineRule({
  id: 'obs/dashboard-link',
  title: 'Services in production have a dashboard, and the catalogue leads to it',
  severity: 'info',
  profile: 'golden',
  confidence: 'medium',
  frameworks: [],
  fix: 'placeholder',
  options: { ...ENTITY_OPTIONS, annotations: [] },
  explanation: `A dashboard that nobody finds is none. Keep it beside the manifests (a ConfigMap with the label \`grafana_dashboard\`, or a
GrafanaDashboard), and have the entity lead to it: with an annotation such as \`grafana/overview-dashboard\`, or a link whose title or
type says so. \`annotations\` names annotations of your own that do.`,
  bad: together(exampleComponent(), exampleDeployment()),
  good: together(
    exampleComponent('  links:\n    - url: https://grafana.example.com/d/shop\n      title: Dashboard\n'),
    exampleDeployment(),
  ),
  subject: 'workspace',
  check: ({ index }, report, { options }) => {
    const dashboards = [
      ...[...index.ofKind('', 'ConfigMap')].filter(({ facts }) => mayHaveLabel(facts.labels, LABEL)),
      ...index.ofKind('grafana.integreatly.org', 'GrafanaDashboard'),
    ];
    const having = entitiesOf(index, placesOf(dashboards));
    for (const entity of runningComponents(index, options)) {
      if (leadsTo(entity, /dashboard/i, [...ANNOTATIONS, ...textsOption(options, 'annotations')])) continue;
      const { kind, name, namespace, at } = entity.facts;
      const isThere = having.has(entity);
      report({
        in: entity.place,
        at,
        check: isThere ? 'unlinked' : 'missing',
        subject: { kind, name, namespace },
        message: isThere
          ? 'Beside “{0}” is a dashboard, and the catalogue does not lead to it.'
          : '“{0}” is in production and has no dashboard that the catalogue leads to.',
        values: [name],
        fixes: document => {
          const root = mapOf(document.root);
          const path = ['metadata', 'annotations', 'grafana/overview-dashboard'];
          return [
            root &&
              fixOf(
                'placeholder',
                'Add an annotation with its address',
                [],
                setAt(document, root, path, `https://grafana.example.com/d/${name}`),
              ),
          ];
        },
      });
    }
  },
});
