import { parseDescriptor, type DescriptorProblemCode } from '../../../catalogue/descriptor.js';
import { checkReferences } from '../../../catalogue/language/catalogueChecks.js';
import { checkDefinition } from '../../../catalogue/language/definitionChecks.js';
import { readGraphqlDefinition } from '../../../catalogue/language/definitionGraphql.js';
import { readProtobufDefinition } from '../../../catalogue/language/definitionProtobuf.js';
import { readYamlDefinition } from '../../../catalogue/language/definitionYaml.js';
import {
  parseDescriptorFile,
  type DescriptorFile,
  type DocumentTree,
} from '../../../catalogue/language/descriptorFile.js';
import { checkDocument } from '../../../catalogue/language/documentChecks.js';
import type { Finding as LanguageFinding } from '../../../catalogue/language/findings.js';
import { CatalogueKnowledge } from '../../../catalogue/language/knowledge.js';
import { TemplateKnowledge } from '../../../templates/language/actionSchema.js';
import { checkTemplate } from '../../../templates/language/templateChecks.js';
import type { TemplateFinding } from '../../../templates/language/templateFindings.js';
import { isTemplate, templateModel, type TemplateModel } from '../../../templates/language/templateModel.js';
import { KnownEntities } from '../../surroundings/knownEntities.js';
import { besideOf } from '../../surroundings/paths.js';
import type { EntityDocument, RuleContext, Surroundings } from '../../rule.js';
import type { YamlDocument } from '../../yaml/node.js';

/** What the language says of a document: of a descriptor, of a template, or of what is no entity at all. */
export type SaidByTheLanguage =
  LanguageFinding | TemplateFinding | (Omit<LanguageFinding, 'rule'> & { readonly rule: DescriptorProblemCode });

const NO_SCAFFOLDER = new TemplateKnowledge();
const OF_THE_ENTITY: ReadonlySet<DescriptorProblemCode> = new Set([
  'descriptor-missing-field',
  'descriptor-unknown-kind',
]);

/** The document as the languages of descriptors and templates read it, made once for all rules. */
interface LanguageDocument {
  readonly file: DescriptorFile;
  readonly template: TemplateModel | undefined;
}

const read = new WeakMap<YamlDocument, LanguageDocument>();
const said = new WeakMap<
  YamlDocument,
  {
    readonly surroundings: Surroundings | undefined;
    readonly path: string;
    readonly findings: readonly SaidByTheLanguage[];
  }
>();

function languageDocument(document: YamlDocument): LanguageDocument {
  let known = read.get(document);
  if (!known) {
    const file = parseDescriptorFile(document.text);
    const tree = file.documents[0]?.tree;
    known = { file, template: tree && isTemplate(tree) ? templateModel(tree) : undefined };
    read.set(document, known);
  }
  return known;
}

/** A template as its language reads it; undefined where it is no template of the version that is known, or cannot be read. */
export function templateOf(document: YamlDocument): TemplateModel | undefined {
  const { template } = languageDocument(document);
  return template?.tree.broken === false ? template : undefined;
}

/**
 * Everything that the languages of descriptors and templates find in a document: the same functions as in the editor, with what
 * is known around it. Spans count from the beginning of the document.
 */
export function saidByTheLanguage(
  { document }: EntityDocument,
  { path, surroundings }: RuleContext,
): readonly SaidByTheLanguage[] {
  const before = said.get(document);
  if (before && before.surroundings === surroundings && before.path === path) return before.findings;
  const { file, template } = languageDocument(document);
  const [placed, ...others] = file.documents;
  const findings: SaidByTheLanguage[] = [];
  if (placed && others.length === 0 && !placed.tree.broken) {
    const { tree } = placed;
    findings.push(
      ...problemsOf(document.text, file),
      ...checkDocument(tree),
      ...referencesIn(tree, file, surroundings?.entities),
      ...checkDefinition(tree, readerOf, target => definitionAt(target, path, surroundings)),
      ...(template ? checkTemplate(template, surroundings?.scaffolder ?? NO_SCAFFOLDER) : []),
    );
  }
  said.set(document, { surroundings, path, findings });
  return findings;
}

/**
 * What is said of references. Where only the folder is known, what is not in it may well exist: everything else is said as of
 * something that exists, such as that an owner is a person.
 */
function referencesIn(
  tree: DocumentTree,
  file: DescriptorFile,
  entities = KnownEntities.NONE,
): readonly LanguageFinding[] {
  const { knowledge, extent } = entities;
  const findings = checkReferences(tree, file, knowledge);
  if (extent !== 'folder') return findings;
  const partly = new CatalogueKnowledge(knowledge.index, false);
  return [
    ...findings.filter(({ rule }) => rule === 'entity-reference-unresolved'),
    ...checkReferences(tree, file, partly),
  ];
}

/** What makes a document no good entity before any rule of the language looks at it. */
function problemsOf(text: string, file: DescriptorFile): readonly SaidByTheLanguage[] {
  return parseDescriptor(text, '').problems.flatMap(({ code, severity, message, values, range }) => {
    if (!OF_THE_ENTITY.has(code)) return [];
    const span = {
      start: file.offsetAt(range.startLine, range.startColumn),
      end: file.offsetAt(range.endLine, range.endColumn),
    };
    return [{ rule: code, severity, span, message, values, fixes: [] }];
  });
}

function readerOf(type: string) {
  if (type === 'openapi' || type === 'asyncapi') return (text: string) => readYamlDefinition(type, text);
  if (type === 'graphql') return readGraphqlDefinition;
  return type === 'grpc' ? readProtobufDefinition : undefined;
}

function definitionAt(target: string, from: string, surroundings: Surroundings | undefined) {
  const path = besideOf(from, target);
  const text = path === undefined ? undefined : surroundings?.read(path);
  if (path !== undefined && text !== undefined) return { uri: path, text };
  return path !== undefined && surroundings?.exists(path) === false ? 'missing' : undefined;
}
