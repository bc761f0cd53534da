// Entities as a large organisation has them, for benchmarks: made by arithmetic, so that every run measures the same ones.

const languages = ['java', 'go', 'python', 'typescript', 'rust', 'kotlin', 'csharp'];
const lifecycles = ['production', 'experimental', 'deprecated'];
const types = ['service', 'website', 'library'];
const host = 'https://git.example.com/org';

/** @typedef {{ type: string, targetRef: string }} Relation */
/**
 * @typedef {object} Descriptor
 * @property {string} apiVersion
 * @property {string} kind
 * @property {{ name: string, [field: string]: unknown }} metadata
 * @property {Record<string, unknown>} spec
 */

/** @param {number} number */
const padded = number => String(number).padStart(5, '0');

/** @param {string} path @returns {Record<string, string>} */
function locations(path) {
  const address = `url:${host}/${path}/catalog-info.yaml`;
  return { 'backstage.io/managed-by-location': address, 'backstage.io/managed-by-origin-location': address };
}

/**
 * Descriptors as repositories would hold them: one team for 100 of them, one system for 50, an API for every three components.
 * @param {number} count how many, 15 at least
 * @returns {Descriptor[]}
 */
export function generateDescriptors(count) {
  const teams = Math.max(5, Math.floor(count / 100));
  const systems = Math.max(5, Math.floor(count / 50));
  /** @type {Descriptor[]} */
  const made = [];
  for (let number = 0; number < teams; number++) made.push(team(number));
  for (let number = 0; number < systems; number++)
    made.push({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'System',
      metadata: { name: `system-${padded(number)}`, annotations: locations(`system-${number}`) },
      spec: { owner: `team-${padded(number % teams)}` },
    });
  for (let number = 0; made.length < count; number++) {
    const common = {
      lifecycle: lifecycles[number % 3],
      owner: `team-${padded(number % teams)}`,
      system: `system-${padded(number % systems)}`,
    };
    made.push(number % 4 === 3 ? api(number, common) : component(number, common));
  }
  return made;
}

/** @param {number} number @returns {Descriptor} */
function team(number) {
  const parent = number > 0 ? { parent: `team-${padded(Math.floor(number / 10))}` } : {};
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name: `team-${padded(number)}`, annotations: locations('teams') },
    // A team of its own number is its own parent: left out.
    spec: {
      type: 'team',
      profile: { displayName: `Team ${number}` },
      children: [],
      ...(number >= 10 ? parent : {}),
    },
  };
}

/** @param {number} number @param {object} common @returns {Descriptor} */
function api(number, common) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'API',
    metadata: {
      name: `api-${padded(number)}`,
      description: `API number ${number}`,
      annotations: locations(`service-${padded(number)}`),
    },
    spec: {
      type: 'openapi',
      ...common,
      definition: `openapi: 3.1.0\ninfo: { title: API ${number}, version: 1.0.0 }\npaths: {}\n`,
    },
  };
}

/** @param {number} number @param {object} common @returns {Descriptor} */
function component(number, common) {
  const name = `service-${padded(number)}`;
  // The nearest component before this one: every fourth number is an API.
  const before = number - (number % 4 === 0 ? 2 : 1);
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      title: `Service ${number}`,
      description: `Does the ${number}th thing for the company, with care and a sensible amount of words to read`,
      tags: [languages[number % 7], `tier-${number % 4}`],
      links: [{ url: `https://grafana.example.com/d/${name}`, title: 'Dashboard' }],
      annotations: {
        ...locations(name),
        'backstage.io/source-location': `url:${host}/${name}/`,
        'backstage.io/techdocs-ref': 'dir:.',
        'backstage.io/kubernetes-id': name,
        'github.com/project-slug': `org/${name}`,
      },
    },
    spec: {
      type: types[number % 3],
      ...common,
      ...(number > 5 ? { dependsOn: [`component:service-${padded(before)}`] } : {}),
      ...(number > 8 ? { consumesApis: [`api-${padded(Math.floor(number / 4) * 4 - 1)}`] } : {}),
    },
  };
}

/** @type {readonly (readonly [field: string, kind: string, forward: string, backward: string])[]} */
const references = [
  ['owner', 'group', 'ownedBy', 'ownerOf'],
  ['system', 'system', 'partOf', 'hasPart'],
  ['parent', 'group', 'childOf', 'parentOf'],
  ['dependsOn', 'component', 'dependsOn', 'dependencyOf'],
  ['consumesApis', 'api', 'consumesApi', 'apiConsumedBy'],
];

/**
 * The same entities as a catalogue answers them: with relations in both directions, an identity and an etag, and of `spec` only
 * what is asked for.
 * @param {number} count
 */
export function generateEntities(count) {
  const descriptors = generateDescriptors(count);
  /** @type {Map<string, Relation[]>} */
  const relations = new Map(descriptors.map(descriptor => [refOf(descriptor), []]));
  for (const descriptor of descriptors)
    for (const [field, kind, forward, backward] of references)
      for (const name of [descriptor.spec[field] ?? []].flat().map(String)) {
        const targetRef = `${kind}:default/${name.replace(/^.*:/, '')}`;
        relations.get(refOf(descriptor))?.push({ type: forward, targetRef });
        relations.get(targetRef)?.push({ type: backward, targetRef: refOf(descriptor) });
      }
  return descriptors.map(({ kind, metadata, spec: { type, lifecycle, owner, system, profile } }, number) => ({
    kind,
    metadata: { namespace: 'default', etag: number.toString(16).padStart(40, 'e'), ...metadata },
    spec: { type, lifecycle, owner, system, profile },
    relations: relations.get(refOf({ kind, metadata })),
  }));
}

/** @param {{ kind: string, metadata: { name: string } }} descriptor */
function refOf({ kind, metadata }) {
  return `${kind}:default/${metadata.name}`.toLowerCase();
}
