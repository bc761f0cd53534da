import { k8sText, type PodTemplate } from '../../kubernetes/resource.js';
import type { RuleContext } from '../../rule.js';
import { foldersAround } from '../../workspace/paths.js';
import { readDocuments } from '../../yaml/documents.js';
import { itemsOf, scalarOf, valueAt } from '../../yaml/navigate.js';
import type { YamlNode } from '../../yaml/node.js';
import { asWritten } from '../../yaml/unknowns.js';
import { nameOfImage, parseImage, type ImageReference } from './imageReference.js';

/** An image that a pod uses. */
export interface UsedImage {
  readonly node: YamlNode;
  /** As written. */
  readonly text: string;
  readonly image: ImageReference;
}

/** The images of a pod: those of its containers, and those that it mounts as volumes. What is no name of an image is left out. */
export function imagesOf({ containers, spec }: PodTemplate): readonly UsedImage[] {
  const nodes = [
    ...containers.map(({ node }) => valueAt(node, 'image')),
    ...asWritten(() => itemsOf(valueAt(spec, 'volumes'))).map(volume => valueAt(volume, 'image', 'reference')),
  ];
  return nodes.flatMap(node => {
    const text = k8sText(node);
    const image = text === undefined ? undefined : parseImage(text);
    return node && text !== undefined && image ? [{ node, text, image }] : [];
  });
}

const BUILDERS = [
  { name: 'kustomization.yaml', path: ['images'], field: 'name' },
  { name: 'kustomization.yml', path: ['images'], field: 'name' },
  { name: 'skaffold.yaml', path: ['build', 'artifacts'], field: 'image' },
] as const;

/**
 * Whether something above or beside the file says which version of an image is meant: a kustomization with the image in `images`,
 * or Skaffold, which builds it. https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/images/
 */
export function isTaggedElsewhere(image: ImageReference, { path, surroundings }: RuleContext): boolean {
  if (!surroundings) return false;
  const name = nameOfImage(image);
  for (const folder of foldersAround(path))
    for (const builder of BUILDERS) {
      const text = surroundings.read(folder + builder.name);
      if (text?.includes(name) !== true) continue;
      for (const { document } of readDocuments(text))
        if (
          itemsOf(valueAt(document.root, ...builder.path)).some(
            item => scalarOf(valueAt(item, builder.field))?.text === name,
          )
        )
          return true;
    }
  return false;
}
