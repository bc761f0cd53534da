import { fixOf, replaceValue, setAt } from '../../fixes/edits.js';
import type { Fix } from '../../finding.js';
import { defineRule } from '../../rule.js';
import { componentOf, KUBERNETES_ID, ownerName } from '../../workspace/entityOf.js';
import type { FactIndex, PlacedEntity, PlacedWorkload } from '../../workspace/factIndex.js';
import { labelValue, mayHaveLabel } from '../../workspace/labels.js';
import { calledAs, relatedTo, resourceAt, subjectOf } from '../../workspace/placed.js';
import { entriesOf, entryOf, mapOf, valueAt } from '../../yaml/navigate.js';
import type { YamlDocument } from '../../yaml/node.js';
import { textsOption } from '../options.js';
import { exampleDeployment, together } from './examples.js';

const NAME = 'app.kubernetes.io/name';
const PART_OF = 'app.kubernetes.io/part-of';
const VERSION = 'app.kubernetes.io/version';
const KINDS: readonly string[] = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Rollout'];

const ENTITY = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: shop
  annotations:
    backstage.io/kubernetes-id: shop
spec:
  type: service
  lifecycle: production
  owner: group:default/team-shop
  system: webshop
`;
const REST = 'app.kubernetes.io/part-of: webshop\n  app.kubernetes.io/version: 1.4.2\n  owner: team-shop';

export const recommendedLabels = defineRule({
  id: 'k8s/recommended-labels',
  title: 'Objects say by labels what they belong to, as the catalogue has it',
  severity: 'warning',
  profile: 'golden',
  confidence: 'high',
  frameworks: [],
  fix: 'review',
  options: {
    labels: [NAME, PART_OF, VERSION],
    /** The label with the owner; an empty text asks for none. */
    ownerLabel: 'owner',
  },
  explanation: `Dashboards, bills and alerts are sorted by labels. The labels that Kubernetes recommends say which application something is
and what it is part of; the owner says whom to ask; \`backstage.io/kubernetes-id\` leads the portal from a component to its objects.

The values are those of the descriptor beside the manifests: what the catalogue says and what runs are then one thing. Which labels
are asked for says the option \`labels\`. Where a kustomization or a template adds labels, none is called missing.`,
  bad: together(ENTITY, exampleDeployment({ metadata: `labels:\n  backstage.io/kubernetes-id: shop\n  ${REST}` })),
  good: together(
    ENTITY,
    exampleDeployment({
      metadata: `labels:\n  app.kubernetes.io/name: shop\n  backstage.io/kubernetes-id: shop\n  ${REST}`,
    }),
  ),
  subject: 'workspace',
  check: ({ index, each }, report, { options }) => {
    const ownerLabel = typeof options['ownerLabel'] === 'string' ? options['ownerLabel'] : '';
    each(index.workloads(), workload => {
      const { facts, place } = workload;
      if (!KINDS.includes(facts.kind)) return;
      const entity = componentOf(index, workload);
      const wanted = wantedLabels(textsOption(options, 'labels'), ownerLabel, workload, entity);
      const subject = subjectOf(workload);
      const missing = [...wanted.keys()].filter(name => !mayHaveLabel(facts.labels, name));
      if (missing.length > 0 && !mayComeFromElsewhere(index, workload))
        report({
          in: place,
          at: facts.at,
          check: 'missing',
          subject,
          message: '{0} “{1}” lacks the labels {2}.',
          values: [facts.kind, calledAs(workload), missing.join(', ')],
          fixes: document => [addLabels(document, workload, missing, wanted)],
        });
      for (const [name, value] of wanted) {
        const written = labelValue(facts.labels, name);
        if (!entity || value === undefined || written === undefined || written === value) continue;
        if (name !== ownerLabel && name !== KUBERNETES_ID) continue;
        // An owner can be written in full as well; labels have no colon or slash.
        if (name === ownerLabel && ownerName(written.replaceAll('_', '/')) === value) continue;
        report({
          in: place,
          at: facts.at,
          check: 'differs',
          subject,
          message: 'The label “{0}” of “{1}” says “{2}”, and the catalogue says “{3}”.',
          values: [name, calledAs(workload), written, value],
          related: [relatedTo(entity, 'The entity is here.', [])],
          fixes: document => {
            const entry = entryOf(valueAt(resourceAt(document, workload)?.root, 'metadata', 'labels'), name);
            return [entry && fixOf('review', 'Use “{0}”', [value], replaceValue(document, entry.value, value))];
          },
        });
      }
    });
  },
});

/** What is asked for, with what it should say where that is known. */
function wantedLabels(
  names: readonly string[],
  ownerLabel: string,
  { facts }: PlacedWorkload,
  entity: PlacedEntity | undefined,
): ReadonlyMap<string, string | undefined> {
  const values: Readonly<Record<string, string | undefined>> = {
    [NAME]: entity?.facts.name ?? (facts.name || undefined),
    [PART_OF]: entity?.facts.system === undefined ? undefined : ownerName(entity.facts.system),
  };
  const wanted = new Map<string, string | undefined>(names.map(name => [name, values[name]]));
  if (!entity) return wanted;
  const { owner, annotations } = entity.facts;
  if (ownerLabel !== '' && owner !== undefined) wanted.set(ownerLabel, ownerName(owner));
  const id = labelValue(annotations, KUBERNETES_ID);
  if (id !== undefined) wanted.set(KUBERNETES_ID, id);
  return wanted;
}

function mayComeFromElsewhere(index: FactIndex, workload: PlacedWorkload): boolean {
  const { path } = workload.place;
  return !index.isUnderstood(path) || index.mayAddLabels(path) || index.isPatched(workload);
}

/** Adds what is known; where something is not, nobody can say what belongs there. */
function addLabels(
  document: YamlDocument,
  workload: PlacedWorkload,
  missing: readonly string[],
  wanted: ReadonlyMap<string, string | undefined>,
): Fix | undefined {
  const root = mapOf(resourceAt(document, workload)?.root);
  const known = missing.flatMap(name => {
    const value = wanted.get(name);
    return value === undefined ? [] : [[name, JSON.stringify(value)] as const];
  });
  if (!root || known.length === 0) return undefined;
  const title = 'Add the labels that the catalogue knows';
  if (entriesOf(valueAt(root, 'metadata', 'labels')).length === 0)
    return fixOf('review', title, [], setAt(document, root, ['metadata', 'labels'], Object.fromEntries(known)));
  return fixOf(
    'review',
    title,
    [],
    ...known.map(([name, value]) => setAt(document, root, ['metadata', 'labels', name], value)),
  );
}
