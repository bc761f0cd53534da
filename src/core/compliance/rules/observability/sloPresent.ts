import { defineRule } from '../../rule.js';
import { exampleDeployment, together } from '../reliability/examples.js';
import { textsOption } from '../options.js';
import {
  entitiesOf,
  ENTITY_OPTIONS,
  exampleComponent,
  leadsTo,
  placesOf,
  runningComponents,
} from './observedEntities.js';

/** Objects that say what a service promises, by group and kind: OpenSLO, Sloth, Pyrra, Google Cloud, Nobl9. */
const OBJECTS = [
  ['openslo', 'SLO'],
  ['openslo.com', 'SLO'],
  ['sloth.slok.dev', 'PrometheusServiceLevel'],
  ['pyrra.dev', 'ServiceLevelObjective'],
  ['monitoring.googleapis.com', 'ServiceLevelObjective'],
  ['n9', 'SLO'],
] as const;

const OBJECTIVE = `apiVersion: openslo/v1
kind: SLO
metadata:
  name: shop-availability
spec:
  service: shop
  budgetingMethod: Occurrences
  objectives:
    - target: 0.999
`;

export const sloPresent = defineRule({
  id: 'obs/slo-present',
  title: 'Services in production say what they promise',
  severity: 'info',
  profile: 'golden',
  confidence: 'medium',
  frameworks: [],
  options: { ...ENTITY_OPTIONS, annotations: [] },
  explanation: `Without an objective nobody can say whether a service is well enough: every error is an incident, or none is. With one
there is an error budget, and alerts can be about that.

Write it beside the manifests as an object of OpenSLO, Sloth or Pyrra, or have a link of the entity lead to it (its title or type says
SLO); \`annotations\` names annotations of your own that do.`,
  bad: together(exampleComponent(), exampleDeployment()),
  good: together(exampleComponent(), exampleDeployment(), OBJECTIVE),
  subject: 'workspace',
  check: ({ index }, report, { options }) => {
    const having = entitiesOf(
      index,
      OBJECTS.flatMap(([group, kind]) => [...placesOf(index.ofKind(group, kind))]),
    );
    for (const entity of runningComponents(index, options)) {
      if (having.has(entity)) continue;
      if (leadsTo(entity, /\bslos?\b|service.level/i, textsOption(options, 'annotations'))) continue;
      const { kind, name, namespace, at } = entity.facts;
      report({
        in: entity.place,
        at,
        subject: { kind, name, namespace },
        message: '“{0}” is in production, and nothing says what it promises: there is no service level objective.',
        values: [name],
      });
    }
  },
});
