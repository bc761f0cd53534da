import { parseEntityRef, shortEntityRef } from '../entityRef.js';
import { valueAt, type DescriptorFile, type DocumentTree, type PlacedTree } from './descriptorFile.js';
import { replace, type Finding, type Fix } from './findings.js';
import type { CatalogueKnowledge } from './knowledge.js';
import { referencesOf, type EntityReference } from './references.js';
import { writtenReference } from './writtenReference.js';

const MOST_SUGGESTIONS = 3;
const OTHER_PLACE = { message: 'It is described here, too.', values: [] };
// Dependencies are followed this far in one check. A wider net is no circle that a person could break here.
const MOST_FOLLOWED = 1000;

/**
 * What can be said of a document with the catalogue at hand. Depends on nothing but the document, the catalogue, and which
 * other entities its file describes.
 */
export function checkReferences(
  tree: DocumentTree,
  file: DescriptorFile,
  knowledge: CatalogueKnowledge,
): readonly Finding[] {
  if (tree.broken || !tree.ref) return [];
  const findings = referencesOf(tree)
    .filter(({ field }) => field !== undefined)
    .flatMap(reference => checkReference(reference, tree, file, knowledge));
  return [...findings, ...checkCycles(tree, knowledge)];
}

function checkReference(
  reference: EntityReference,
  tree: DocumentTree,
  file: DescriptorFile,
  knowledge: CatalogueKnowledge,
): readonly Finding[] {
  const { node, text, field, parts, ref } = reference;
  if (!field || text.trim() === '') return [];
  const at = { span: node.span, severity: 'error' as const, field: `spec.${field.name}` };
  const written = (target: string): string => writtenReference(target, field.defaultKind, tree.namespace);
  const fixTo = (targets: readonly string[]): readonly Fix[] =>
    targets.map(target => replace(node.inner, written(target), 'Change to “{0}”', written(target)));
  if (!parts || ref === undefined) {
    const named = parseEntityRef(text, { kind: '*' });
    if (named?.kind !== '*')
      return [
        {
          ...at,
          rule: 'entity-reference-format',
          message: '“{0}” is no reference to an entity: [kind:][namespace/]name.',
          values: [text],
          fixes: [],
        },
      ];
    const same = knowledge
      .ofKinds(field.kinds ?? field.likelyKinds)
      .filter(({ entity }) => entity.name.toLowerCase() === named.name.toLowerCase())
      .map(({ entity }) => entity.ref);
    return [
      {
        ...at,
        rule: 'entity-reference-format',
        message: 'The reference “{0}” must name its kind, as “component:{0}”.',
        values: [text],
        fixes: fixTo(same.slice(0, MOST_SUGGESTIONS)),
      },
    ];
  }
  const allowed = field.kinds?.map(kind => kind.toLowerCase());
  if (allowed && !allowed.includes(parts.kind.toLowerCase()))
    return [
      {
        ...at,
        rule: 'entity-reference-wrong-kind',
        message: '“{0}” refers to a {1}, and “{2}” takes {3}.',
        values: [text, parts.kind, field.name, (field.kinds ?? []).join(', ')],
        fixes: fixTo(knowledge.nearest(parts.name, field.kinds).slice(0, 1)),
      },
    ];
  const target = knowledge.index.get(ref);
  if (field.name === 'owner' && parts.kind.toLowerCase() === 'user' && (target ?? !knowledge.complete))
    return [
      {
        ...at,
        severity: 'information',
        rule: 'owner-is-user',
        message: 'The owner is a person. People move on; a group stays.',
        values: [],
        fixes: fixTo(knowledge.index.related(ref, 'memberOf').slice(0, MOST_SUGGESTIONS)),
      },
    ];
  if (!target) {
    // What is described in this very text is known before the catalogue hears of it.
    if (!knowledge.complete || file.documents.some(other => other.tree.ref === ref)) return [];
    const near = knowledge.nearest(parts.name, field.kinds ?? field.likelyKinds);
    return [
      {
        ...at,
        severity: 'warning',
        rule: 'entity-reference-unresolved',
        message: near.length > 0 ? 'The catalogue has no “{0}”. Is “{1}” meant?' : 'The catalogue has no “{0}”.',
        values: near[0] === undefined ? [shortEntityRef(ref)] : [shortEntityRef(ref), shortEntityRef(near[0])],
        fixes: fixTo(near),
      },
    ];
  }
  if (isDependency(field.name) && target.lifecycle?.toLowerCase() === 'deprecated')
    return [
      {
        ...at,
        severity: 'warning',
        rule: 'dependency-deprecated',
        message: '“{0}” is deprecated.',
        values: [shortEntityRef(ref)],
        fixes: [],
        deprecated: true,
      },
    ];
  return [];
}

function isDependency(name: string): boolean {
  return name === 'dependsOn' || name === 'consumesApis';
}

/** Dependencies of an entity that lead back to it. */
function checkCycles(tree: DocumentTree, { index }: CatalogueKnowledge): readonly Finding[] {
  const own = tree.ref;
  // Each entity is followed once for the whole document: what leads back was said where it was met first.
  const seen = new Set<string>();
  return referencesOf(tree).flatMap(({ field, node, ref }): readonly Finding[] => {
    if (field?.name !== 'dependsOn' || ref === undefined) return [];
    const way = wayBack(ref, own, seen, from => index.related(from, 'dependsOn'));
    if (!way) return [];
    return [
      {
        rule: 'dependency-cycle',
        severity: 'warning',
        span: node.span,
        message: ref === own ? 'This entity depends on itself.' : 'These depend on each other in a circle: {0}.',
        values: ref === own ? [] : [[own ?? '', ...way].map(shortEntityRef).join(' → ')],
        fixes: [],
        related: way.slice(0, -1).map((member, at) => ({
          message: '“{0}” depends on “{1}”.',
          values: [shortEntityRef(member), shortEntityRef(way[at + 1] ?? '')],
          place: { ref: member },
        })),
      },
    ];
  });
}

function wayBack(
  from: string,
  to: string | undefined,
  seen: Set<string>,
  next: (ref: string) => readonly string[],
): readonly string[] | undefined {
  const cameFrom = new Map<string, string | undefined>([[from, undefined]]);
  for (const ref of cameFrom.keys()) {
    if (ref === to) {
      const way: string[] = [];
      for (let step: string | undefined = ref; step !== undefined; step = cameFrom.get(step)) way.unshift(step);
      return way;
    }
    if (seen.has(ref) || seen.size >= MOST_FOLLOWED) continue;
    seen.add(ref);
    for (const following of next(ref)) if (!cameFrom.has(following)) cameFrom.set(following, ref);
  }
  return undefined;
}

/** Another file that describes an entity. */
export interface OtherDescriptor {
  readonly uri: string;
  /** As a person would say it: `shop/catalog-info.yaml`. */
  readonly label: string;
}

/**
 * Says which entity is described twice.
 * @param alsoDescribedIn where else in the open folder an entity is described
 */
export function checkTwice(
  document: PlacedTree,
  file: DescriptorFile,
  alsoDescribedIn: (ref: string) => readonly OtherDescriptor[],
): readonly Finding[] {
  const { ref, root, kind = '', name = '' } = document.tree;
  const node = valueAt(root, 'metadata', 'name');
  if (document.tree.broken || ref === undefined || !node) return [];
  const first = file.documents.find(other => other.tree.ref === ref);
  const inThisFile = first !== undefined && first !== document;
  const firstName = first && valueAt(first.tree.root, 'metadata', 'name');
  const elsewhere = alsoDescribedIn(ref);
  if (!inThisFile && elsewhere.length === 0) return [];
  return [
    {
      rule: 'duplicate-entity',
      severity: 'warning',
      span: node.span,
      message: inThisFile
        ? '{0} “{1}” is described twice in this file. The catalogue takes only one of them.'
        : '{0} “{1}” is described in {2}, too. The catalogue takes only one of them.',
      values: inThisFile ? [kind, name] : [kind, name, elsewhere.map(({ label }) => label).join(', ')],
      fixes: [],
      related: [
        ...(inThisFile && firstName ? [{ ...OTHER_PLACE, place: { range: file.rangeOf(first, firstName.span) } }] : []),
        ...elsewhere.map(({ uri }) => ({ ...OTHER_PLACE, place: { ref, uri } })),
      ],
    },
  ];
}
