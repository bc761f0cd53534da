import { fixOf, insertEntry, removeEntry, replaceKey, replaceValue, type WrittenValue } from '../../fixes/edits.js';
import type { Fix } from '../../finding.js';
import { defineRule } from '../../rule.js';
import { entriesOf, entryOf, scalarOf, seqOf } from '../../yaml/navigate.js';
import type { MapEntry, MapNode, YamlDocument } from '../../yaml/node.js';

/** How a field is put into today's form; undefined where that is for a person to do. */
type Mend = (document: YamlDocument, root: MapNode, entry: MapEntry) => Fix | undefined;

/** Fields that Kustomize has deprecated, with what stands for them (kubectl.docs.kubernetes.io, reference of the kustomization). */
const FIELDS: Readonly<Record<string, { readonly instead: string; readonly mend?: Mend }>> = {
  bases: { instead: 'resources', mend: renamedTo('resources') },
  patchesJson6902: { instead: 'patches', mend: renamedTo('patches') },
  patchesStrategicMerge: { instead: 'patches', mend: patchesFromPaths },
  commonLabels: { instead: 'labels', mend: labelsFromCommon },
  imageTags: { instead: 'images' },
  vars: { instead: 'replacements' },
  helmChartInflationGenerator: { instead: 'helmCharts' },
};

export const deprecatedFields = defineRule({
  id: 'kustomize/deprecated-fields',
  title: 'Kustomizations are written in today’s form',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  fix: 'safe',
  explanation: `Kustomize has renamed fields and joined others. The old ones still work, with a warning, and are going to be taken away.

The quick fix writes what means the same: \`resources\` for \`bases\`, \`patches\` for \`patchesStrategicMerge\` and \`patchesJson6902\`, \`labels\`
with \`includeSelectors: true\` for \`commonLabels\`. What \`vars\` do \`replacements\` can do as well; that is for a person to write.`,
  bad: `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
patchesStrategicMerge:
  - more-replicas.yaml
resources:
  - ../base
`,
  good: `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
patches:
  - path: more-replicas.yaml
resources:
  - ../base
`,
  subject: 'kustomization',
  check: ({ document, root }, report) => {
    for (const entry of root.entries) {
      const field = Object.hasOwn(FIELDS, entry.name) ? FIELDS[entry.name] : undefined;
      if (!field) continue;
      report({
        at: entry.key,
        check: entry.name,
        message: 'Kustomize has deprecated “{0}”: use “{1}”.',
        values: [entry.name, field.instead],
        fixes: () => [field.mend?.(document, root, entry)],
      });
    }
  },
});

/** The new field takes the same list. */
function renamedTo(name: string): Mend {
  return (document, root, entry) =>
    entryOf(root, name) ? undefined : fixOf('safe', 'Rename it to “{0}”', [name], replaceKey(document, entry, name));
}

/** A list of paths becomes one of patches with paths. Patches that are written out stay for a person. */
function patchesFromPaths(document: YamlDocument, root: MapNode, entry: MapEntry): Fix | undefined {
  const list = seqOf(entry.value);
  if (!list || list.flow || entryOf(root, 'patches')) return undefined;
  const edits = list.items.map(item => {
    const scalar = scalarOf(item);
    if (scalar !== item || scalar.masked || scalar.text.includes('\n')) return undefined;
    return replaceValue(document, item, `path: ${document.text.slice(item.start, item.end)}`);
  });
  return fixOf('safe', 'Write it as “{0}”', ['patches'], replaceKey(document, entry, 'patches'), ...edits);
}

function labelsFromCommon(document: YamlDocument, root: MapNode, entry: MapEntry): Fix | undefined {
  if (entryOf(root, 'labels') || entry.value.type !== 'map' || entry.value.masked) return undefined;
  const pairs: Record<string, WrittenValue> = {};
  for (const { name, value } of entriesOf(entry.value)) {
    if (value.type !== 'scalar' || value.masked || value.start === value.end) return undefined;
    pairs[name] = document.text.slice(value.start, value.end);
  }
  return fixOf(
    'safe',
    'Write it as “{0}”',
    ['labels'],
    removeEntry(document, entry),
    insertEntry(document, root, 'labels', [{ includeSelectors: 'true', pairs }]),
  );
}
