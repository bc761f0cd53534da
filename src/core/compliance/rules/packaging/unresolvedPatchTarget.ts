import { defineRule, type PlacedReporter } from '../../rule.js';
import type { FactIndex, PlacedKustomization } from '../../workspace/factIndex.js';
import { folderOf, joinedPath } from '../../workspace/paths.js';
import { exampleDeployment } from '../reliability/examples.js';

function example(name: string): string {
  return `${exampleDeployment()}---
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
patches:
  - target:
      kind: Deployment
      name: ${name}
    patch: |
      - op: replace
        path: /spec/replicas
        value: 3
`;
}

export const unresolvedPatchTarget = defineRule({
  id: 'kustomize/unresolved-patch-target',
  title: 'Patches of kustomizations change something',
  severity: 'error',
  profile: 'base',
  confidence: 'medium',
  frameworks: [],
  explanation: `A patch whose target does not exist is refused by Kustomize where it names the object itself, and changes nothing where it
has a \`target\`: what it was to set is then not set, without a word.

Mostly the object has been renamed. Nothing is said where something around the kustomization was not understood, or names are changed
on the way.`,
  bad: example('store'),
  good: example('shop'),
  subject: 'workspace',
  check: ({ index }, report) => {
    for (const kustomization of index.kustomizations()) {
      const { path } = kustomization.place;
      if (!index.isProjectUnderstood(path)) continue;
      checkFiles(index, kustomization, report);
      if (index.mayRename(path)) continue;
      for (const { kind, name, start, end } of kustomization.facts.targets) {
        if (index.hasObject(kind, name)) continue;
        report({
          in: kustomization.place,
          at: { start, end },
          check: 'target',
          message: 'There is no {0} “{1}” to be changed by this patch.',
          values: [kind, name],
        });
      }
    }
  },
});

function checkFiles(index: FactIndex, { place, facts }: PlacedKustomization, report: PlacedReporter): void {
  for (const { path: written, hasTarget, start, end } of facts.patchFiles) {
    const path = joinedPath(folderOf(place.path), written);
    if (path === undefined) continue;
    const at = { start, end };
    if (!index.hasFile(path)) {
      // Only files that are read as YAML are known.
      if (/\.(?:ya?ml|json)$/i.test(path))
        report({ in: place, at, check: 'file', message: 'The patch “{0}” is not there.', values: [written] });
      continue;
    }
    if (hasTarget || index.mayRename(place.path)) continue;
    for (const { facts: piece } of index.objectsIn(path)) {
      if (piece.name === '' || index.hasObject(piece.kind, piece.name)) continue;
      report({
        in: place,
        at,
        check: 'target',
        message: 'The patch “{0}” is for the {1} “{2}”, which is nowhere in what was scanned.',
        values: [written, piece.kind, piece.name],
      });
    }
  }
}
