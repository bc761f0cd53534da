import { RULE_IDS, type RuleId } from './findings.js';

/** What there is to say about a rule: why it is there, and what to do. Sentences to be translated, in Markdown. */
interface RuleHelp {
  readonly title: string;
  readonly why: string;
  readonly what: string;
  /** A part of a descriptor as it should be. */
  readonly example?: string;
}

const HELP: Readonly<Record<RuleId, RuleHelp>> = {
  'entity-reference-unresolved': {
    title: 'A reference that leads nowhere',
    why: 'The catalogue has no entity of this kind, namespace and name, and no descriptor of the open folder describes one. Backstage takes the descriptor all the same, and shows a dead end where the entity should be.',
    what: 'Look for a slip in the name; the quick fix offers the nearest names. Where the entity is in another namespace, write that, too. Nothing is said as long as the catalogue is only partly known.',
    example: 'owner: group:payments/checkout-team',
  },
  'entity-reference-format': {
    title: 'A text that is no reference',
    why: 'A reference consists of a kind, a namespace and a name: `[kind:][namespace/]name`. Where a field takes several kinds, the kind must be written.',
    what: 'Write the kind before the name.',
    example: 'dependsOn:\n  - resource:orders-db\n  - component:payments',
  },
  'entity-reference-wrong-kind': {
    title: 'A reference to an entity of another kind',
    why: 'Backstage refuses an entity whose field names a kind that does not belong there, such as a component as owner.',
    what: 'Refer to an entity of a kind that the message names, or use the field that is meant for this one.',
    example: 'owner: group:payments\nsystem: delivery\nconsumesApis:\n  - api:orders-api',
  },
  'owner-is-user': {
    title: 'A person as owner',
    why: 'Backstage allows it. But people change teams, and then nobody is asked when something breaks.',
    what: 'Name a group; the quick fix offers those of the person.',
  },
  'dependency-deprecated': {
    title: 'A dependency that is deprecated',
    why: 'Its owners have set `spec.lifecycle` to `deprecated`: it will go away.',
    what: 'Ask its owners what takes its place.',
  },
  'dependency-cycle': {
    title: 'Entities that depend on each other in a circle',
    why: 'None of them can be released, tested or understood without the others. What the circle consists of stands below the message.',
    what: 'Take one of the dependencies out: often one side needs only an API of the other, which belongs into `consumesApis`.',
  },
  'duplicate-entity': {
    title: 'An entity that is described twice',
    why: 'Kind, namespace and name make an entity. The catalogue takes the first descriptor that it meets and reports a conflict for the others.',
    what: 'Delete one of the descriptors, or give the entity another name or namespace.',
  },
  'name-format': {
    title: 'A name, namespace or tag that Backstage refuses',
    why: 'Names consist of letters, digits and `-`, `_`, `.` between them; namespaces and tags of lower case letters and digits with `-` between them, tags of `:`, `+` and `#` as well. Each has 63 characters at most, and must be a text: `2024` without quotes is a number.',
    what: 'The quick fix writes the nearest good one. For people there is `metadata.title`, which takes any text.',
    example: 'metadata:\n  name: order-service\n  title: Order Service',
  },
  'annotation-format': {
    title: 'An annotation or a label that does not hold what it should',
    why: 'Keys are a name, or a domain in lower case, a slash and a name. Values must be texts: numbers and booleans need quotes. Some annotations that tools read have a form of their own.',
    what: 'Put the value in quotes, or write it like the example in the message.',
    example: "annotations:\n  github.com/project-slug: acme/orders\n  acme.com/tier: '1'",
  },
  'missing-required-field': {
    title: 'A field that must be there',
    why: 'Backstage refuses an entity without it.',
    what: 'The quick fix adds the field. Lists that must be there may be empty: `children: []`.',
  },
  'unknown-field': {
    title: 'A field that Backstage does not have',
    why: 'At the top of an entity nothing may stand but `apiVersion`, `kind`, `metadata` and `spec`: Backstage refuses all others. In `metadata` and `spec` it takes any field and does nothing with those that it does not know. So a slip goes unnoticed, and only what looks like one is reported: fields of your own are not.',
    what: 'The quick fix writes the field that is probably meant.',
  },
  'api-definition-unparsable': {
    title: 'A definition that cannot be read',
    why: 'The definition is not in the format that `spec.type` names, so that the portal shows an error in place of the API. OpenAPI and AsyncAPI, GraphQL and Protocol Buffers are checked; nothing is said about other types.',
    what: 'Mend the definition where the message points to, or correct `spec.type`.',
  },
  'api-definition-incomplete': {
    title: 'A definition without what its format asks for',
    why: 'OpenAPI and AsyncAPI documents must name the version of their format as a text, `info.title` and `info.version`, and what the API offers. Tools differ in what they make of documents without it.',
    what: 'Add what is missing.',
    example: "openapi: 3.1.0\ninfo:\n  title: Orders\n  version: '1'\npaths: {}",
  },
  'api-definition-missing': {
    title: 'A definition in a file that is not there',
    why: 'Backstage reads the file when it reads the descriptor, from the same repository. Without it the whole entity is refused. A file that is only made by a build is not in the repository either.',
    what: 'Correct the path: it starts at the folder of the descriptor.',
    example: 'definition:\n  $text: ./openapi.yaml',
  },
};

/** Whether a text is the id of a rule. */
export function isRuleId(text: string): text is RuleId {
  return RULE_IDS.some(id => id === text);
}

/**
 * The page about a rule, in Markdown.
 * @param translate puts our own sentences in the person's language
 */
export function rulePage(rule: RuleId, translate: (text: string) => string): string {
  const { title, why, what, example } = HELP[rule];
  return [
    `# ${translate(title)}`,
    `\`${rule}\``,
    translate(why),
    `## ${translate('What to do')}`,
    translate(what),
    ...(example === undefined ? [] : [`\`\`\`yaml\n${example}\n\`\`\``]),
    '',
  ].join('\n\n');
}
