import { LARGEST_DESCRIPTOR, type TextRange } from '../descriptor.js';
import { formatEntityRef, parseEntityRef } from '../entityRef.js';
import { failure, success, type Result } from '../../common/problem.js';
import { plainTranslate, type Translate } from '../../common/translate.js';
import { checkReferences, checkTwice, type OtherDescriptor } from './catalogueChecks.js';
import { suggestionsAt, type Suggestions } from './completion.js';
import {
  parseDescriptorFile,
  type DescriptorFile,
  type DocumentTree,
  type PlacedTree,
  type Span,
} from './descriptorFile.js';
import { DefinitionChecks, type DefinitionFiles, type ReadBeside } from './definitionChecks.js';
import { checkDocument } from './documentChecks.js';
import type { Finding } from './findings.js';
import type { CatalogueKnowledge } from './knowledge.js';
import { isValidEntityName } from './names.js';
import { fieldHelpAt } from './fieldHelp.js';
import { lensesOf, linksOf, outlineOf, type DescriptorLink, type EntityLens, type OutlineItem } from './outline.js';
import { mentionAt, nameSpanOf, placesOf, refOf, writtenName, type Mention } from './references.js';

/** A finding with its place in the file. */
export interface PlacedFinding extends Finding {
  readonly document: PlacedTree;
  readonly range: TextRange;
}

/** A place that names an entity, or a change there. */
export interface FilePlace {
  readonly uri: string;
  readonly range: TextRange;
  readonly declaration: boolean;
}

export interface FileEdit {
  readonly uri: string;
  readonly range: TextRange;
  readonly text: string;
}

/** A descriptor of the open folder, with what is typed but not saved. */
export interface FileText {
  readonly uri: string;
  readonly text: string;
}

/**
 * Reads each version of each descriptor once, for diagnostics, completion and everything else, and computes what they show.
 */
export class LanguageService {
  private readonly files = new Map<string, DescriptorFile>();
  private readonly definitions = new DefinitionChecks();
  private readonly ownFindings = new WeakMap<DocumentTree, readonly Finding[]>();
  private readonly referenceFindings = new WeakMap<
    DocumentTree,
    { readonly knowledge: CatalogueKnowledge; readonly refs: string; readonly findings: readonly Finding[] }
  >();

  /** A descriptor with the place of everything in it. One that is too large has no documents. */
  file(uri: string, text: string): DescriptorFile {
    const before = this.files.get(uri);
    if (before?.text === text) return before;
    const file = parseDescriptorFile(text.length > LARGEST_DESCRIPTOR ? '' : text, before);
    this.files.set(uri, file);
    return file;
  }

  /** Forgets a file that is closed or gone. */
  forget(uri: string): void {
    this.files.delete(uri);
  }

  /**
   * Looks at the definitions of APIs, for `findings`: loads the parsers that they need, and reads the files they stand in.
   * @returns those files
   */
  lookAtDefinitions(file: DescriptorFile, read: ReadBeside): Promise<DefinitionFiles> {
    return this.definitions.look(file, read);
  }

  /** Files with definitions are read again: one of them may have changed. */
  forgetDefinitionFiles(): void {
    this.definitions.forgetFiles();
  }

  /**
   * What is wrong in a file, in the order of the text.
   * @param knowledge the catalogue; undefined leaves out what needs one
   * @param alsoDescribedIn other files that describe an entity
   */
  findings(
    file: DescriptorFile,
    knowledge: CatalogueKnowledge | undefined,
    alsoDescribedIn: (ref: string) => readonly OtherDescriptor[] = () => [],
  ): readonly PlacedFinding[] {
    return file.documents
      .flatMap(document => {
        const found = [
          ...this.checkedAlone(document.tree),
          ...this.definitions.of(document.tree),
          ...(knowledge ? this.checkedAgainst(knowledge, document.tree, file) : []),
          ...checkTwice(document, file, alsoDescribedIn),
        ];
        return found.map(finding => ({
          ...finding,
          document,
          range: rangeToShow(file, document, finding.span),
        }));
      })
      .sort((a, b) => a.range.startLine - b.range.startLine || a.range.startColumn - b.range.startColumn);
  }

  suggestions(file: DescriptorFile, offset: number, knowledge: CatalogueKnowledge): Suggestions | undefined {
    return suggestionsAt(file, offset, knowledge);
  }

  /** The entity that is named at an offset of a file. */
  mention(file: DescriptorFile, offset: number): Mention | undefined {
    return mentionAt(file, offset);
  }

  /** The range that is renamed at a mention, and the name there. */
  nameAt(file: DescriptorFile, mention: Mention): { readonly range: TextRange; readonly name: string } {
    const { document } = mention;
    const span = nameSpanOf(mention);
    const { content } = document.tree;
    return { range: file.rangeOf(document, span), name: content.slice(span.start, span.end) };
  }

  /** What a mention spans. */
  rangeOf(file: DescriptorFile, mention: Mention): TextRange {
    return file.rangeOf(
      mention.document,
      mention.type === 'reference' ? mention.reference.node.inner : mention.node.inner,
    );
  }

  /** The full reference that a mention means. */
  refOf(mention: Mention | undefined): string | undefined {
    return refOf(mention);
  }

  /** What there is to say about the key at an offset of a file. */
  fieldHelp(file: DescriptorFile, offset: number): { readonly range: TextRange; readonly text: string } | undefined {
    const help = fieldHelpAt(file, offset);
    return help && { range: file.rangeOf(help.document, help.span), text: help.text };
  }

  /** Where an entity is described in a file: its name. @param ref full reference */
  declaration(file: DescriptorFile, ref: string): TextRange | undefined {
    const place = placesOf(file, ref).find(({ declaration }) => declaration);
    return place && file.rangeOf(place.document, place.name);
  }

  outline(file: DescriptorFile): readonly OutlineItem[] {
    return outlineOf(file);
  }

  links(file: DescriptorFile): readonly DescriptorLink[] {
    return linksOf(file);
  }

  lenses(file: DescriptorFile, knowledge: CatalogueKnowledge): readonly EntityLens[] {
    return lensesOf(file, knowledge.index);
  }

  /** Every place of some files that names an entity. @param ref full reference */
  places(files: readonly FileText[], ref: string): readonly FilePlace[] {
    return files.flatMap(({ uri, text }) => {
      const file = this.file(uri, text);
      return placesOf(file, ref).map(({ document, node, declaration }) => ({
        uri,
        declaration,
        range: file.rangeOf(document, node.inner),
      }));
    });
  }

  /**
   * Gives an entity another name in every place of some files. The references keep the form in which they are written.
   * @param knowledge tells whether the name is taken
   */
  rename(
    files: readonly FileText[],
    mention: Mention,
    newName: string,
    knowledge: CatalogueKnowledge,
    translate: Translate = plainTranslate,
  ): Result<readonly FileEdit[]> {
    const invalid = (message: string): Result<never> => failure({ kind: 'invalid', message });
    const ref = refOf(mention);
    const parts = ref === undefined ? undefined : parseEntityRef(ref);
    if (ref === undefined || !parts) return invalid(translate('This is no reference to an entity.'));
    const name = newName.trim();
    if (!isValidEntityName(name))
      return invalid(
        translate(
          '“{0}” is no name for an entity: letters and digits with “-”, “_” or “.” between them, 63 at most.',
          name,
        ),
      );
    const renamed = formatEntityRef({ ...parts, name });
    const places = files.map(({ uri, text }) => {
      const file = this.file(uri, text);
      return { uri, file, places: placesOf(file, ref) };
    });
    if (!places.some(file => file.places.some(({ declaration }) => declaration)))
      return invalid(translate('The descriptor of “{0}” is not in the open folder: it cannot be renamed here.', ref));
    const taken =
      places.some(({ file }) => file.documents.some(({ tree }) => tree.ref === renamed)) ||
      knowledge.index.get(renamed);
    // Another letter case of the same name is the same entity.
    if (taken && renamed !== ref) return invalid(translate('There is “{0}” already.', renamed));
    return success(
      places.flatMap(({ uri, file, places: inFile }) =>
        inFile.map(place => ({ uri, range: file.rangeOf(place.document, place.name), text: writtenName(place, name) })),
      ),
    );
  }

  private checkedAgainst(knowledge: CatalogueKnowledge, tree: DocumentTree, file: DescriptorFile): readonly Finding[] {
    const { refs } = file;
    const known = this.referenceFindings.get(tree);
    if (known?.knowledge === knowledge && known.refs === refs) return known.findings;
    const findings = checkReferences(tree, file, knowledge);
    this.referenceFindings.set(tree, { knowledge, refs, findings });
    return findings;
  }

  private checkedAlone(tree: DocumentTree): readonly Finding[] {
    const known = this.ownFindings.get(tree);
    if (known) return known;
    const found = checkDocument(tree);
    this.ownFindings.set(tree, found);
    return found;
  }
}

/** An empty range is shown as a dot that nobody sees. */
function rangeToShow(file: DescriptorFile, document: PlacedTree, { start, end }: Span): TextRange {
  return file.rangeOf(document, { start, end: Math.max(end, start + 1) });
}
