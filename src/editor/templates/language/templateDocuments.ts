import type * as vscode from 'vscode';
import type { DescriptorFile } from '../../../core/catalogue/language/descriptorFile.js';
import type { TemplateKnowledge } from '../../../core/templates/language/actionSchema.js';
import type { KnownScaffolder } from '../../../core/templates/language/knownScaffolder.js';
import type { TemplateLanguageService } from '../../../core/templates/language/templateLanguageService.js';
import type { LanguageDocuments } from '../../catalogue/language/languageDocuments.js';

/** A file with a template in it that is open, read in its present version. */
export interface OpenTemplate {
  readonly service: TemplateLanguageService;
  readonly file: DescriptorFile;
  readonly knowledge: TemplateKnowledge;
}

/**
 * The templates as all features of their language see them. They are read together with the descriptors, once for each version;
 * the code of the language is loaded with the first of them.
 */
export class TemplateDocuments {
  private readonly looks = new WeakMap<vscode.TextDocument, { readonly version: number; readonly ours: boolean }>();
  private loading: Promise<TemplateLanguageService> | undefined;

  constructor(
    private readonly descriptors: LanguageDocuments,
    private readonly known: KnownScaffolder,
  ) {}

  /** Whether a document has a template in it, whatever its name. Cheap for all others. */
  isOurs(document: vscode.TextDocument): boolean {
    const before = this.looks.get(document);
    if (before?.version === document.version) return before.ours;
    const ours = this.descriptors.isOurs(document) && namesTemplate(document.getText());
    this.looks.set(document, { version: document.version, ours });
    return ours;
  }

  /** Reads a document; undefined where it is none of ours. */
  async open(document: vscode.TextDocument): Promise<OpenTemplate | undefined> {
    if (!this.isOurs(document)) return undefined;
    // What the server says comes later, and then everything is looked at again.
    void this.known.wake();
    const [open, service] = await Promise.all([this.descriptors.open(document), (this.loading ??= load())]);
    return open && { service, file: open.file, knowledge: this.known.knowledge };
  }
}

function namesTemplate(text: string): boolean {
  return /^apiVersion:\s*["']?scaffolder\.backstage\.io\//m.test(text);
}

async function load(): Promise<TemplateLanguageService> {
  const { TemplateLanguageService: Service } =
    await import('../../../core/templates/language/templateLanguageService.js');
  return new Service();
}
