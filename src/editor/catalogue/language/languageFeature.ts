import * as vscode from 'vscode';
import type { Descriptors } from '../../../adapters/workspace/workspaceCatalogue.js';
import { ownProperty } from '../../../core/catalogue/entity.js';
import type { CatalogueModel } from '../../../core/catalogue/model.js';
import type { WorkspaceFiles } from '../../../core/catalogue/workspaceFiles.js';
import { DisposableStore } from '../../../core/common/disposables.js';
import type { Disposable } from '../../../core/common/event.js';
import type { CommandHandler, CommandId } from '../../common/commands.js';
import type { EntityGlances } from '../entityGlances.js';
import { COMPLETION_TRIGGERS, DescriptorCompletion } from './completionProvider.js';
import { DESCRIPTOR_SELECTOR, LanguageDocuments } from './languageDocuments.js';
import { LanguageDiagnostics } from './languageDiagnostics.js';
import { DescriptorFixes, DescriptorLenses } from './lensAndFixes.js';
import { DescriptorNavigation } from './navigationProviders.js';
import { RULE_SCHEME } from '../../common/rulePage.js';
import { RuleDocuments } from './ruleDocuments.js';

export interface LanguageFeatureOptions {
  readonly model: CatalogueModel;
  readonly files: WorkspaceFiles;
  readonly glances: EntityGlances;
  /** Gives the pages of rules that are not those of the language. */
  readonly rulePage: (rule: string) => Promise<string | undefined>;
}

type LanguageCommandId = Extract<CommandId, `goldenPath.language.${string}`>;

/** The language of descriptors, beside whatever else the editor knows of YAML. */
export interface LanguageFeature extends Disposable {
  /** The descriptors as they were read: for other languages that stand in the same files. */
  readonly documents: LanguageDocuments;
  readonly commands: Readonly<Record<LanguageCommandId, CommandHandler>>;
  /** Told of the descriptors of the open folder each time they were read. */
  take(descriptors: Descriptors): void;
}

/** Registers everything at once; the parser and the rules are loaded with the first descriptor. */
export function languageFeature({ model, files, glances, rulePage }: LanguageFeatureOptions): LanguageFeature {
  const store = new DisposableStore();
  const documents = store.add(new LanguageDocuments(model, files));
  const diagnostics = store.add(new LanguageDiagnostics(documents));
  const navigation = new DescriptorNavigation(documents, model, files, glances);
  const lenses = new DescriptorLenses(documents, model);
  const completion = new DescriptorCompletion(documents, model);
  const selector = DESCRIPTOR_SELECTOR;
  const { languages } = vscode;
  store.add(languages.registerCompletionItemProvider(selector, completion, ...COMPLETION_TRIGGERS));
  store.add(languages.registerHoverProvider(selector, navigation));
  store.add(languages.registerDefinitionProvider(selector, navigation));
  store.add(languages.registerReferenceProvider(selector, navigation));
  store.add(languages.registerRenameProvider(selector, navigation));
  store.add(languages.registerDocumentLinkProvider(selector, navigation));
  store.add(languages.registerDocumentSymbolProvider(selector, navigation));
  store.add(languages.registerWorkspaceSymbolProvider(navigation));
  store.add(languages.registerCodeLensProvider(selector, lenses));
  store.add(
    languages.registerCodeActionsProvider(selector, new DescriptorFixes(documents), {
      providedCodeActionKinds: DescriptorFixes.kinds,
    }),
  );
  store.add(vscode.workspace.registerTextDocumentContentProvider(RULE_SCHEME, new RuleDocuments(rulePage)));
  let shown = documents.knowledge;
  store.add(
    model.onDidChange(() => {
      // Most changes are of the state of a reading, not of what was read.
      if (documents.knowledge === shown) return;
      shown = documents.knowledge;
      diagnostics.refreshSoon();
      lenses.refresh();
    }),
  );
  return {
    documents,
    commands: {
      'goldenPath.language.showReferences': async (signal, argument) => {
        const ref = ownProperty(ownProperty(argument, 'entity'), 'ref');
        const uri = ownProperty(argument, 'uri');
        const at = ownProperty(argument, 'at');
        if (typeof ref !== 'string' || !(uri instanceof vscode.Uri) || !(at instanceof vscode.Position)) return;
        const places = await navigation.referencesTo(ref, false, signal);
        await vscode.commands.executeCommand('editor.action.showReferences', uri, at, places);
      },
    },
    take: descriptors => {
      documents.take(descriptors);
      diagnostics.refreshSoon();
    },
    dispose: () => store.dispose(),
  };
}
