import type { Surroundings } from '../rule.js';
import { foldersAround } from '../workspace/paths.js';
import { readDocuments } from '../yaml/documents.js';
import { entryOf, itemsOf, scalarOf } from '../yaml/navigate.js';
import type { YamlNode } from '../yaml/node.js';
import type { Owner } from './place.js';
import { podTemplateOf, type KubernetesResource, type PodTemplate } from './resource.js';

/** How far above a patch the file that names it is looked for. */
const FOLDERS_UP = 3;
const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/**
 * Whether an object is a patch: what it does not say, the object that it changes can. It is one where Kustomize's file names it,
 * where it has a directive for merging, and where no container of its pods has an image.
 */
export function isPatch(owner: Owner): boolean {
  const pod = 'list' in owner ? owner.pod : 'spec' in owner ? owner : podTemplateOf(owner);
  const resource = pod?.resource ?? (owner as KubernetesResource);
  return hasDirective(resource.root) || (pod !== undefined && isPatchOfPods(pod)) || resource.inPatchFile();
}

function isPatchOfPods({ spec, containers, resource }: PodTemplate): boolean {
  if (hasDirective(spec) || containers.some(({ node }) => hasDirective(node))) return true;
  // Nobody patches a Pod: it is what is made.
  return (
    resource.kind !== 'Pod' &&
    containers.length > 0 &&
    containers.every(({ node }) => !node.masked && !entryOf(node, 'image'))
  );
}

/** `$patch` and its relatives, of strategic merges. */
function hasDirective(node: YamlNode): boolean {
  return node.type === 'map' && node.entries.some(({ name }) => name.startsWith('$'));
}

/**
 * Whether a file is named as a patch by a kustomization in its folder or above.
 * @param path from the scanned folder, with forward slashes
 */
export function isListedPatch(path: string, surroundings: Surroundings | undefined): boolean {
  if (!surroundings) return false;
  return foldersAround(path)
    .slice(0, FOLDERS_UP + 1)
    .some(folder =>
      KUSTOMIZATIONS.some(name => {
        const text = surroundings.read(folder + name);
        return text !== undefined && patchesOf(text).includes(path.slice(folder.length));
      }),
    );
}

/** The files that a kustomization names as patches, by `patches`, `patchesStrategicMerge` and `patchesJson6902`. */
function patchesOf(text: string): readonly string[] {
  const [placed] = readDocuments(text);
  const root = placed?.document.root;
  return [
    ...itemsOf(entryOf(root, 'patchesStrategicMerge')?.value),
    ...['patches', 'patchesJson6902'].flatMap(list =>
      itemsOf(entryOf(root, list)?.value).map(item => entryOf(item, 'path')?.value),
    ),
  ].flatMap(node => scalarOf(node)?.text.replace(/^\.\//, '') ?? []);
}
