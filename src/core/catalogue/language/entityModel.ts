/** A field of an entity: what may stand there. */
export interface FieldModel {
  readonly name: string;
  readonly description: string;
  readonly required?: true;
  /** `any` is checked and completed by nobody here. */
  readonly type: 'text' | 'texts' | 'reference' | 'references' | 'map' | 'maps' | 'any';
  /** Values that are known. The catalogue takes others as well unless `closed` is set. */
  readonly values?: readonly string[];
  readonly closed?: true;
  /** Kinds that a reference may name, as written; undefined: any. */
  readonly kinds?: readonly string[];
  /** Where any kind may be named: those that people mean, the likeliest first. They are offered, and others are no mistake. */
  readonly likelyKinds?: readonly string[];
  /** The kind that is meant where a reference names none; undefined: the reference must name it. */
  readonly defaultKind?: string;
  /** The fields of a `map`, or of each of `maps`. */
  readonly fields?: readonly FieldModel[];
  /** Keys are free: annotations and labels. */
  readonly open?: true;
}

/** What an entity of a kind consists of. */
export interface KindModel {
  /** As written: `Component`. */
  readonly kind: string;
  readonly description: string;
  /** The newest first. */
  readonly apiVersions: readonly string[];
  readonly spec: readonly FieldModel[];
  /** Other fields of `spec` belong to plugins and are no mistake. */
  readonly openSpec?: true;
}

// Source of all that follows: Backstage, "Descriptor Format of Catalog Entities", and the JSON schemas of catalog-model 1.10.
const LIFECYCLES = ['experimental', 'production', 'deprecated'];
const V1 = ['backstage.io/v1alpha1', 'backstage.io/v1beta1'];

const OWNER: FieldModel = {
  name: 'owner',
  description: 'Who is responsible for it in the end: a group, or in exceptional cases a user.',
  required: true,
  type: 'reference',
  kinds: ['Group', 'User'],
  defaultKind: 'Group',
};
const SYSTEM: FieldModel = {
  name: 'system',
  description: 'The system that it belongs to.',
  type: 'reference',
  kinds: ['System'],
  defaultKind: 'System',
};
const LIFECYCLE: FieldModel = {
  name: 'lifecycle',
  description: 'How far it is in its life.',
  required: true,
  type: 'text',
  values: LIFECYCLES,
};
// Backstage names no kinds here (`allowedKinds` is not set): it only wants them to be written.
const DEPENDED_ON = ['Component', 'Resource', 'API', 'System'];
const DEPENDS_ON: FieldModel = {
  name: 'dependsOn',
  description: 'What it needs to do its work. Each reference names its kind: `component:orders`, `resource:orders-db`.',
  type: 'references',
  likelyKinds: DEPENDED_ON,
};
const DEPENDENCY_OF: FieldModel = {
  name: 'dependencyOf',
  description: 'What needs it to do its work. Each reference names its kind.',
  type: 'references',
  likelyKinds: DEPENDED_ON,
};
const apis = (name: string, description: string): FieldModel => ({
  name,
  description,
  type: 'references',
  kinds: ['API'],
  defaultKind: 'API',
});
const type = (description: string, values: readonly string[]): FieldModel => ({
  name: 'type',
  description,
  required: true,
  type: 'text',
  values,
});
const optional = (field: FieldModel): FieldModel => {
  const { required, ...rest } = field;
  return required ? rest : field;
};

const LINK_FIELDS: readonly FieldModel[] = [
  { name: 'url', description: 'The address.', required: true, type: 'text' },
  { name: 'title', description: 'The name to show for it.', type: 'text' },
  {
    name: 'icon',
    description: 'A name of an icon of the portal.',
    type: 'text',
    values: ['alert', 'chat', 'dashboard', 'docs', 'email', 'github', 'group', 'help', 'user', 'web'],
  },
  { name: 'type', description: 'What sort of link it is, such as `runbook`.', type: 'text' },
];

/** The fields at the top of every entity. */
export const ENVELOPE_FIELDS: readonly FieldModel[] = [
  { name: 'apiVersion', description: 'The version of the format.', required: true, type: 'text', values: V1 },
  { name: 'kind', description: 'What it is.', required: true, type: 'text' },
  {
    name: 'metadata',
    description: 'Name and description: what entities of all kinds have.',
    required: true,
    type: 'map',
  },
  { name: 'spec', description: 'What entities of this kind have.', type: 'map' },
];

/** The fields of `metadata`. */
export const METADATA_FIELDS: readonly FieldModel[] = [
  {
    name: 'name',
    description:
      'The name, unique for its kind in its namespace: letters, digits, and `-`, `_`, `.` between them; 63 at most.',
    required: true,
    type: 'text',
  },
  { name: 'title', description: 'The name to show, where it differs.', type: 'text' },
  { name: 'description', description: 'What it is for, in a sentence or two.', type: 'text' },
  { name: 'namespace', description: 'The namespace; `default` where it is left out.', type: 'text' },
  { name: 'annotations', description: 'Facts for tools: keys and texts.', type: 'map', open: true },
  { name: 'labels', description: 'Keys and texts by which entities are selected.', type: 'map', open: true },
  {
    name: 'tags',
    description: 'Words for finding it: lower case letters, digits, `:`, `+`, `#`, with `-` between them.',
    type: 'texts',
  },
  { name: 'links', description: 'Addresses that belong to it.', type: 'maps', fields: LINK_FIELDS },
];

/** What the catalogue itself writes: nobody types it, and it is no mistake. */
export const WRITTEN_BY_THE_CATALOGUE: ReadonlySet<string> = new Set([
  'relations',
  'status',
  'uid',
  'etag',
  'generation',
]);

const PROFILE: FieldModel = {
  name: 'profile',
  description: 'How it is shown.',
  type: 'map',
  fields: [
    { name: 'displayName', description: 'The name to show.', type: 'text' },
    { name: 'email', description: 'An address for mail.', type: 'text' },
    { name: 'picture', description: 'The address of a picture.', type: 'text' },
  ],
};

const KINDS: readonly KindModel[] = [
  {
    kind: 'Component',
    description: 'A piece of software: a service, a website, a library.',
    apiVersions: V1,
    spec: [
      type('What sort of component it is.', ['service', 'website', 'library']),
      LIFECYCLE,
      OWNER,
      SYSTEM,
      {
        name: 'subcomponentOf',
        description: 'The component that it is a part of.',
        type: 'reference',
        kinds: ['Component'],
        defaultKind: 'Component',
      },
      apis('providesApis', 'The APIs that it offers.'),
      apis('consumesApis', 'The APIs that it calls.'),
      DEPENDS_ON,
      DEPENDENCY_OF,
    ],
  },
  {
    kind: 'API',
    description: 'An interface that components provide and consume.',
    apiVersions: V1,
    spec: [
      type('The format of the definition.', ['openapi', 'asyncapi', 'graphql', 'grpc', 'trpc', 'mcp-server']),
      LIFECYCLE,
      OWNER,
      SYSTEM,
      {
        name: 'definition',
        description: 'The definition in the format that `type` names, often `$text: ./openapi.yaml`.',
        required: true,
        type: 'any',
      },
      { name: 'remotes', description: 'Where an MCP server is reached.', type: 'any' },
    ],
  },
  {
    kind: 'Resource',
    description: 'Infrastructure that a component needs: a database, a bucket, a cluster.',
    apiVersions: V1,
    spec: [
      type('What sort of resource it is.', ['database', 's3-bucket', 'cluster']),
      OWNER,
      SYSTEM,
      optional(LIFECYCLE),
      DEPENDS_ON,
      DEPENDENCY_OF,
    ],
  },
  {
    kind: 'System',
    description: 'Components, APIs and resources that together do one thing.',
    apiVersions: V1,
    spec: [
      OWNER,
      {
        name: 'domain',
        description: 'The domain that it belongs to.',
        type: 'reference',
        kinds: ['Domain'],
        defaultKind: 'Domain',
      },
      optional(type('What sort of system it is.', ['product', 'service', 'feature-set'])),
    ],
  },
  {
    kind: 'Domain',
    description: 'Systems of one field of business.',
    apiVersions: V1,
    spec: [
      OWNER,
      {
        name: 'subdomainOf',
        description: 'The domain that it is a part of.',
        type: 'reference',
        kinds: ['Domain'],
        defaultKind: 'Domain',
      },
      optional(type('What sort of domain it is.', ['product-group', 'bundle'])),
    ],
  },
  {
    kind: 'Group',
    description: 'A team, a department, or any other group of people.',
    apiVersions: V1,
    spec: [
      type('What sort of group it is.', ['team', 'business-unit', 'product-area', 'root']),
      PROFILE,
      { name: 'parent', description: 'The group above it.', type: 'reference', kinds: ['Group'], defaultKind: 'Group' },
      {
        name: 'children',
        description: 'The groups below it. The list must be there; it may be empty.',
        required: true,
        type: 'references',
        kinds: ['Group'],
        defaultKind: 'Group',
      },
      { name: 'members', description: 'The people in it.', type: 'references', kinds: ['User'], defaultKind: 'User' },
    ],
  },
  {
    kind: 'User',
    description: 'A person.',
    apiVersions: V1,
    spec: [
      PROFILE,
      {
        name: 'memberOf',
        description: 'The groups that the person is in. The list must be there; it may be empty.',
        required: true,
        type: 'references',
        kinds: ['Group'],
        defaultKind: 'Group',
      },
    ],
  },
  {
    kind: 'Location',
    description: 'Points to other descriptors.',
    apiVersions: V1,
    spec: [
      { name: 'type', description: 'How the targets are reached.', type: 'text', values: ['url', 'file'] },
      { name: 'target', description: 'A path beside this file, or an address.', type: 'text' },
      { name: 'targets', description: 'Paths beside this file, or addresses.', type: 'texts' },
      {
        name: 'presence',
        description: 'Whether a target that is missing is a mistake.',
        type: 'text',
        values: ['required', 'optional'],
        closed: true,
      },
    ],
  },
  {
    kind: 'Template',
    description: 'A golden path: a form and the steps that make something of its answers.',
    apiVersions: ['scaffolder.backstage.io/v1beta3'],
    openSpec: true,
    spec: [
      type('What it makes.', ['service', 'website', 'library', 'documentation']),
      optional(OWNER),
      optional(LIFECYCLE),
      { name: 'parameters', description: 'The form, page by page, in JSON schema.', type: 'any' },
      { name: 'steps', description: 'What is done, in order.', required: true, type: 'any' },
      { name: 'output', description: 'What is shown at the end.', type: 'any' },
      { name: 'presentation', description: 'The texts of the buttons.', type: 'any' },
      { name: 'secrets', description: 'Secrets that the steps need.', type: 'any' },
    ],
  },
  {
    kind: 'AiResource',
    description: 'A skill, a rule or a plugin for coding agents.',
    apiVersions: ['backstage.io/v1alpha1'],
    openSpec: true,
    spec: [
      type('What sort of resource it is.', ['skill', 'rule', 'plugin', 'marketplace']),
      LIFECYCLE,
      OWNER,
      SYSTEM,
      DEPENDS_ON,
      DEPENDENCY_OF,
    ],
  },
];

const BY_KIND: ReadonlyMap<string, KindModel> = new Map(KINDS.map(model => [model.kind.toLowerCase(), model]));

/** The kinds of Backstage, in the order in which people need them. */
export const ENTITY_KINDS: readonly KindModel[] = KINDS;

/** What an entity of a kind consists of; undefined for kinds that only an instance knows. @param kind in any letter case */
export function kindModel(kind: string | undefined): KindModel | undefined {
  return kind === undefined ? undefined : BY_KIND.get(kind.toLowerCase());
}

/**
 * The fields that may stand below a path of an entity.
 * @param path keys from the top; list items are left out, as in `['metadata', 'links']`
 * @returns undefined where nothing is known
 */
export function fieldsAt(kind: string | undefined, path: readonly string[]): readonly FieldModel[] | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return ENVELOPE_FIELDS;
  const fields = first === 'metadata' ? METADATA_FIELDS : first === 'spec' ? kindModel(kind)?.spec : undefined;
  return rest.reduce<readonly FieldModel[] | undefined>(
    (at, key) => at?.find(({ name }) => name === key)?.fields,
    fields,
  );
}

/** The field at a path of an entity. */
export function fieldAt(kind: string | undefined, path: readonly string[]): FieldModel | undefined {
  return fieldsAt(kind, path.slice(0, -1))?.find(({ name }) => name === path.at(-1));
}

/** Whether an entity must have a field: an MCP server has addresses where other APIs have a definition. */
export function isRequired(field: FieldModel, kind: string, typeOfEntity: string | undefined): boolean {
  if (kind.toLowerCase() === 'api' && typeOfEntity === 'mcp-server')
    return field.name === 'remotes' || (field.required === true && field.name !== 'definition');
  return field.required === true;
}
