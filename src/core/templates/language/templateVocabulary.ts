/** A word of the template language, or a field of a form. */
export interface Word {
  readonly name: string;
  /** Ours, in Markdown, to be translated. */
  readonly description: string;
}

const word = (name: string, description: string): Word => ({ name, description });

/** What an expression can begin with. Source: Backstage, "Writing Templates". */
export const ROOTS: readonly Word[] = [
  word('parameters', 'What was filled in on the form.'),
  word('steps', 'What the steps before have given out: `steps.ID.output.NAME`.'),
  word('user', 'Who runs the template: `user.ref`, `user.entity`.'),
  word('secrets', 'Secrets that the form asks for. Only the input of a step sees them.'),
  word('each', 'The item of a step with `each`: `each.key`, `each.value`.'),
  word('context', 'The run itself: `context.task.id`.'),
  word('environment', 'What the server’s operators set: `environment.parameters`, `environment.secrets`.'),
];

/** What can follow on some names. */
export const MEMBERS: Readonly<Record<string, readonly Word[]>> = {
  user: [
    word('ref', 'The full reference of the user.'),
    word('entity', 'The user as the catalogue has it; empty where it has none.'),
  ],
  'user.entity': [
    word('metadata', 'Name, title, annotations …'),
    word('spec', 'Profile, groups …'),
    word('kind', 'User.'),
  ],
  'user.entity.metadata': [word('name', ''), word('namespace', ''), word('title', ''), word('annotations', '')],
  'user.entity.spec': [word('profile', ''), word('memberOf', '')],
  'user.entity.spec.profile': [word('displayName', ''), word('email', ''), word('picture', '')],
  each: [word('key', 'The index in a list, or the name in a mapping.'), word('value', 'The item.')],
  context: [word('task', 'The run.')],
  'context.task': [word('id', 'The id of the run.')],
  environment: [word('parameters', ''), word('secrets', '')],
};

/** Functions that every expression can call. Source: Nunjucks 3.2, "Global Functions". */
export const GLOBAL_FUNCTIONS: readonly Word[] = [
  word('range', 'The numbers from a start to a stop: `range(0, 5)`.'),
  word('cycler', 'Goes round a list of values.'),
  word('joiner', 'Gives a separator each time but the first.'),
];

/** Filters that are always there. Source: Nunjucks 3.2, "Builtin Filters", in the selection of Backstage's engine. */
export const FILTERS: readonly Word[] = [
  word('abs', 'The number without its sign.'),
  word('batch', 'Cuts a list into lists of a size: `batch(3)`.'),
  word('capitalize', 'The first letter large, the others small.'),
  word('center', 'Puts spaces around a text up to a width.'),
  word('d', 'A value for when there is none: short for `default`.'),
  word('default', "A value for when there is none: `default('a')`; `default('a', true)` also for what is empty."),
  word('dictsort', 'The pairs of a mapping in order.'),
  word('dump', 'The value as JSON.'),
  word('e', 'Short for `escape`.'),
  word('escape', 'Makes a text safe for HTML.'),
  word('first', 'The first item or letter.'),
  word('float', 'The text as a number.'),
  word('forceescape', 'Makes a text safe for HTML, even if it is already.'),
  word('groupby', 'The items of a list by one of their attributes.'),
  word('indent', 'Indents the lines of a text: `indent(2)`.'),
  word('int', 'The text as a whole number.'),
  word('join', "The items of a list as one text: `join(', ')`."),
  word('last', 'The last item or letter.'),
  word('length', 'How many items or letters there are.'),
  word('list', 'The value as a list.'),
  word('lower', 'All letters small.'),
  word('nl2br', 'Line ends as HTML.'),
  word('random', 'Any item of a list.'),
  word('reject', 'The items that a test does not hold for.'),
  word('rejectattr', 'The items without an attribute.'),
  word('replace', "Another text for a part: `replace('-', '_')`."),
  word('reverse', 'The other way round.'),
  word('round', 'The nearest whole number.'),
  word('safe', 'Marks a text as safe for HTML.'),
  word('select', 'The items that a test holds for.'),
  word('selectattr', 'The items with an attribute.'),
  word('slice', 'Cuts a list into a number of lists.'),
  word('sort', 'The items in order.'),
  word('string', 'The value as a text.'),
  word('striptags', 'The text without its HTML tags.'),
  word('sum', 'All numbers of a list together.'),
  word('title', 'Each word with a large letter.'),
  word('trim', 'Without white space at both ends.'),
  word('truncate', 'The first part of a text: `truncate(20)`.'),
  word('upper', 'All letters large.'),
  word('urlencode', 'The text as it is written in an address.'),
  word('urlize', 'Addresses in a text as links.'),
  word('wordcount', 'How many words there are.'),
];

/** Filters that Backstage brings along itself, for when no server has been asked. Source: Backstage, "Built-in Filters". */
export const BACKSTAGE_FILTERS: readonly Word[] = [
  word('parseRepoUrl', 'The parts of a repository’s address: `host`, `owner`, `repo` …'),
  word('parseEntityRef', 'The parts of an entity reference: `kind`, `namespace`, `name`.'),
  word('pick', "One property of a value: `pick('owner')`."),
  word('projectSlug', 'Owner and name of a repository: `owner/repo`.'),
];

/** A field of a form and the options it has. */
export interface FormField extends Word {
  readonly options: readonly Word[];
}

const catalogFilter = word('catalogFilter', 'Which entities are offered: `kind`, `spec.type` …');
const defaultKind = word('defaultKind', 'The kind where a reference does not say one.');
const defaultNamespace = word(
  'defaultNamespace',
  'The namespace where a reference does not say one; `false` for none.',
);
const allowArbitraryValues = word('allowArbitraryValues', 'Whether something else than an entity can be typed.');

/** The fields that Backstage's forms have. Source: Backstage, "UI options examples" and "Built-in field extensions". */
export const FORM_FIELDS: readonly FormField[] = [
  { ...word('EntityNamePicker', 'A name that an entity can have.'), options: [] },
  {
    ...word('EntityPicker', 'An entity of the catalogue.'),
    options: [
      catalogFilter,
      defaultKind,
      defaultNamespace,
      allowArbitraryValues,
      word('allowedKinds', 'Kinds that are offered; `catalogFilter` is the newer way.'),
      word('autoSelect', 'Whether leaving the field takes the entity that is marked.'),
    ],
  },
  {
    ...word('EntityTagsPicker', 'Tags that other entities have.'),
    options: [
      word('kinds', 'Whose tags are offered.'),
      word('showCounts', 'Shows how often each is used.'),
      word('helperText', 'A text below the field.'),
    ],
  },
  {
    ...word('MultiEntityPicker', 'Entities of the catalogue.'),
    options: [catalogFilter, defaultKind, defaultNamespace, allowArbitraryValues],
  },
  { ...word('MyGroupsPicker', 'One of the groups that the user is in.'), options: [catalogFilter] },
  {
    ...word('OwnedEntityPicker', 'An entity that the user’s groups own.'),
    options: [catalogFilter, defaultKind, defaultNamespace, allowArbitraryValues],
  },
  { ...word('OwnerPicker', 'A group or a user.'), options: [catalogFilter, defaultNamespace, allowArbitraryValues] },
  {
    ...word('RepoUrlPicker', 'Where a repository is or is to be.'),
    options: [
      word('allowedHosts', 'Hosts that can be chosen.'),
      word('allowedOwners', 'Owners that can be chosen.'),
      word('allowedOrganizations', 'Organisations that can be chosen (Azure).'),
      word('allowedProjects', 'Projects that can be chosen (Azure, Bitbucket).'),
      word('allowedRepos', 'Repositories that can be chosen.'),
      word('requestUserCredentials', 'Asks for a token of the user: `secretsKey`, `additionalScopes`.'),
    ],
  },
  {
    ...word('RepoBranchPicker', 'A branch of a repository.'),
    options: [word('requestUserCredentials', 'Asks for a token of the user: `secretsKey`, `additionalScopes`.')],
  },
  {
    ...word('RepoOwnerPicker', 'The owner of a repository.'),
    options: [
      word('host', 'The host.'),
      word('allowedOwners', 'Owners that can be chosen.'),
      word('excludedOwners', 'Owners that cannot be chosen.'),
    ],
  },
  { ...word('Secret', 'A secret: the steps read it as `secrets.NAME`; it is kept nowhere.'), options: [] },
];

/** Widgets that a plain field can have. Source: Backstage, "UI options examples"; react-jsonschema-form, "Widgets". */
export const WIDGETS: readonly Word[] = [
  word('textarea', 'Several lines.'),
  word('password', 'Dots. It is no secret: the server keeps it. `ui:field: Secret` does not.'),
  word('radio', 'All values side by side.'),
  word('select', 'A list to open.'),
  word('checkboxes', 'Boxes to tick, for a list of values.'),
  word('updown', 'A number with arrows.'),
  word('range', 'A number on a scale.'),
  word('hidden', 'Not shown.'),
  word('date', 'A date.'),
  word('color', 'A colour.'),
];

/** Keys of a step. Source: Backstage, `Template.v1beta3.schema.json`. */
export const STEP_KEYS: readonly Word[] = [
  word('id', 'By this the other steps name what it gives out.'),
  word('name', 'What people read while it runs.'),
  word('action', 'What it does.'),
  word('input', 'What the action needs.'),
  word('if', 'It runs only if this is true: `${{ parameters.NAME }}`.'),
  word('each', 'It runs once for each item: `${{ parameters.LIST }}`.'),
];

/** Keys of a page of the form. */
export const PAGE_KEYS: readonly Word[] = [
  word('title', 'What stands over the page.'),
  word('description', 'What stands below the title.'),
  word('required', 'What must be filled in.'),
  word('properties', 'The fields.'),
  word('dependencies', 'Fields that depend on the value of another.'),
];

/** Keys of a field of the form: JSON schema and what Backstage adds. */
export const PARAMETER_KEYS: readonly Word[] = [
  word('title', 'What stands over the field.'),
  word('type', 'What sort of value it is.'),
  word('description', 'What stands below the field.'),
  word('default', 'What stands in it at the beginning.'),
  word('enum', 'All values it can have.'),
  word('enumNames', 'What people read for each of the values.'),
  word('pattern', 'A regular expression that the text must match.'),
  word('minLength', 'The smallest number of letters.'),
  word('maxLength', 'The largest number of letters.'),
  word('minimum', 'The smallest number.'),
  word('maximum', 'The largest number.'),
  word('items', 'The schema of the items of a list.'),
  word('properties', 'The fields of an object.'),
  word('required', 'Which of its fields must be filled in.'),
  word('ui:field', 'A field of Backstage.'),
  word('ui:widget', 'How a plain field is shown.'),
  word('ui:options', 'Options of the field.'),
  word(
    'ui:autofocus',
    'The cursor stands in it at the beginning; where the questions come one by one, it is the first of its page.',
  ),
  word('ui:help', 'A hint below the field.'),
  word('ui:placeholder', 'A text in the empty field.'),
  word('ui:disabled', 'Nobody can change it.'),
  word('ui:backstage', 'How the review shows it.'),
];

/** Types of JSON schema. */
export const TYPES: readonly string[] = ['string', 'number', 'integer', 'boolean', 'array', 'object'];
