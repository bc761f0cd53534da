import { Document, isMap, isScalar } from 'yaml';
import { addToComponent } from './descriptorAdditions.js';
import type { Entity } from './entity.js';
import type { EntityIndex } from './entityIndex.js';
import { DEFAULT_NAMESPACE } from './entityRef.js';
import type { ProjectFacts } from './projectFacts.js';

/** Where a component belongs, as far as the catalogue tells. References as a descriptor writes them. */
export interface Placement {
  readonly owner?: string;
  readonly system?: string;
  readonly dependsOn: readonly string[];
}

/** Texts of the descriptor that are for the person and not for Backstage. */
export interface ProposalTexts {
  /** What stands beside an owner that nobody knows. */
  readonly ownerComment: string;
}

/** What a descriptor has already, so that it is not proposed again. */
export interface Present {
  readonly entities: readonly Entity[];
  /** The whole file. */
  readonly text: string;
}

const API_VERSION = 'backstage.io/v1alpha1';
/** Stands where the owner belongs, as long as nobody knows it. */
export const UNKNOWN_OWNER = 'unknown';

/**
 * Looks up in the catalogue what the files of a folder only hint at. What the catalogue does not know is left out.
 */
export function placeInCatalogue(facts: ProjectFacts, index: EntityIndex): Placement {
  const owner = ownerOf(facts.owners, index);
  const system = facts.partOf === undefined ? undefined : index.get(`system:${DEFAULT_NAMESPACE}/${facts.partOf}`);
  const dependsOn = facts.packages.flatMap(name => {
    const component = index.get(`component:${DEFAULT_NAMESPACE}/${name.replace(/^@[^/]*\//, '')}`);
    // A package of the same name is the one that is meant only if the component is one.
    return component?.type === 'library' && component.name !== facts.name ? [`component:${component.name}`] : [];
  });
  return {
    ...(owner ? { owner } : {}),
    ...(system ? { system: system.name } : {}),
    dependsOn: [...new Set(dependsOn)],
  };
}

/** A group as an `owner` is written: kind and default namespace are left out. */
export function ownerText(group: Entity): string {
  const prefix = group.kind.toLowerCase() === 'group' ? '' : `${group.kind.toLowerCase()}:`;
  return prefix + (group.namespace === DEFAULT_NAMESPACE ? group.name : `${group.namespace}/${group.name}`);
}

/** The first of some owners, as CODEOWNERS writes them, that the catalogue has as a group; as an `owner` is written. */
export function ownerOf(owners: readonly string[], index: EntityIndex): string | undefined {
  for (const written of owners) {
    const slug = /^@([\w.-]+\/)?([\w./-]+)$/.exec(written);
    const team = slug?.[2]?.split('/').pop();
    const full = written.slice(1).toLowerCase();
    const group =
      index.entities.find(
        ({ kind, annotations }) =>
          kind.toLowerCase() === 'group' && annotations.get('github.com/team-slug')?.toLowerCase() === full,
      ) ?? (team === undefined ? undefined : index.get(`group:${DEFAULT_NAMESPACE}/${team}`));
    if (group) return ownerText(group);
  }
  return undefined;
}

/**
 * Writes the descriptor of a folder.
 * @param annotations further ones, such as those that name the repository
 * @param present what the file holds already: that is kept to the letter. What its component does not say is put in, and
 *   entities that are missing are put behind
 * @returns the whole text of the file; undefined where nothing is missing
 */
export function proposeDescriptor(
  facts: ProjectFacts,
  placement: Placement,
  annotations: Readonly<Record<string, string>>,
  texts: ProposalTexts,
  present?: Present,
): string | undefined {
  const has = (kind: string, name: string): boolean =>
    present?.entities.some(entity => entity.ref === `${kind}:${DEFAULT_NAMESPACE}/${name}`.toLowerCase()) ?? false;
  const hasComponent = present?.entities.some(({ kind }) => kind.toLowerCase() === 'component') ?? false;
  const apis = facts.apis.filter(({ name, path }) => !has('api', name) && !present?.text.includes(path));
  const documents = [
    ...(hasComponent ? [] : [component(facts, placement, annotations)]),
    ...apis.map(api => ({
      apiVersion: API_VERSION,
      kind: 'API',
      metadata: { name: api.name },
      spec: {
        type: api.type,
        ...common(placement),
        definition: { $text: `./${api.path}` },
      },
    })),
  ];
  const offered = facts.apis.filter(api => has('api', api.name) || apis.includes(api));
  const additions = { annotations: annotationsOf(facts, annotations), providesApis: offered.map(({ name }) => name) };
  const completed = present === undefined ? undefined : addToComponent(present.text, additions);
  if (documents.length === 0) return completed === present?.text ? undefined : completed;
  const written = documents.map(document => write(document, placement.owner ? undefined : texts.ownerComment));
  const before = completed?.trim() ? [completed.replace(/\s*$/, '\n')] : [];
  return [...before, ...written].join('---\n');
}

function component(facts: ProjectFacts, placement: Placement, annotations: Readonly<Record<string, string>>) {
  const all = annotationsOf(facts, annotations);
  return {
    apiVersion: API_VERSION,
    kind: 'Component',
    metadata: {
      name: facts.name,
      ...(facts.description ? { description: facts.description } : {}),
      ...(facts.tags.length > 0 ? { tags: facts.tags } : {}),
      ...(Object.keys(all).length > 0 ? { annotations: all } : {}),
    },
    spec: {
      type: facts.type,
      ...common(placement),
      ...(facts.apis.length > 0 ? { providesApis: facts.apis.map(({ name }) => name) } : {}),
      ...(placement.dependsOn.length > 0 ? { dependsOn: placement.dependsOn } : {}),
    },
  };
}

function annotationsOf(
  facts: ProjectFacts,
  annotations: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return {
    ...annotations,
    ...(facts.docs ? { 'backstage.io/techdocs-ref': 'dir:.' } : {}),
    ...(facts.kubernetesId ? { 'backstage.io/kubernetes-id': facts.kubernetesId } : {}),
  };
}

function common({ owner, system }: Placement) {
  return { lifecycle: 'experimental', owner: owner ?? UNKNOWN_OWNER, ...(system ? { system } : {}) };
}

function write(json: unknown, ownerComment: string | undefined): string {
  const document = new Document(json);
  if (ownerComment !== undefined) {
    const spec = document.get('spec');
    const owner = isMap(spec) ? spec.get('owner', true) : undefined;
    if (isScalar(owner)) owner.comment = ` ${ownerComment}`;
  }
  // Quoted, not as a block: blocks lose spaces before an empty line.
  return document.toString({ lineWidth: 0, blockQuote: false });
}
