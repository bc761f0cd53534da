import * as vscode from 'vscode';
import type { Clock } from '../../../core/common/clock.js';
import { DisposableStore } from '../../../core/common/disposables.js';
import type { Disposable } from '../../../core/common/event.js';
import type { Problem } from '../../../core/common/problem.js';
import { KnownScaffolder, type ScaffolderSource } from '../../../core/templates/language/knownScaffolder.js';
import type { LanguageDocuments } from '../../catalogue/language/languageDocuments.js';
import { TEMPLATE_TRIGGERS, TemplateCompletion } from './templateCompletionProvider.js';
import { TemplateDiagnostics } from './templateDiagnostics.js';
import { TemplateDocuments } from './templateDocuments.js';
import { TemplateFixes, TemplateLenses } from './templateLensAndFixes.js';
import { TemplateNavigation } from './templateNavigation.js';

/** A template may stand in a file of any name. */
const TEMPLATE_SELECTOR: vscode.DocumentSelector = [{ language: 'yaml' }, { pattern: '**/*.{yaml,yml}' }];

export interface TemplateLanguageOptions {
  readonly documents: LanguageDocuments;
  readonly clock: Clock;
  /** For the log: the language works on with what it knows. */
  readonly onProblem: (problem: Problem) => void;
}

/** The language of templates, beside whatever else the editor knows of YAML. */
export interface TemplateLanguageFeature extends Disposable {
  readonly known: KnownScaffolder;
  /** @param source where actions and filters are asked for; undefined without a server */
  use(source: ScaffolderSource | undefined): void;
}

/** Registers everything at once; the rules are loaded with the first template. */
export function templateLanguageFeature(options: TemplateLanguageOptions): TemplateLanguageFeature {
  const store = new DisposableStore();
  const known = store.add(new KnownScaffolder(options.clock, options.onProblem));
  const documents = new TemplateDocuments(options.documents, known);
  const diagnostics = store.add(new TemplateDiagnostics(documents));
  store.add(known.onDidChange(() => diagnostics.refresh()));
  const navigation = new TemplateNavigation(documents);
  const selector = TEMPLATE_SELECTOR;
  const { languages } = vscode;
  store.add(
    languages.registerCompletionItemProvider(selector, new TemplateCompletion(documents), ...TEMPLATE_TRIGGERS),
  );
  store.add(languages.registerHoverProvider(selector, navigation));
  store.add(languages.registerDefinitionProvider(selector, navigation));
  store.add(languages.registerReferenceProvider(selector, navigation));
  store.add(languages.registerRenameProvider(selector, navigation));
  store.add(
    languages.registerDocumentSymbolProvider(selector, navigation, { label: vscode.l10n.t('Golden-path template') }),
  );
  store.add(languages.registerCodeLensProvider(selector, new TemplateLenses(documents)));
  store.add(
    languages.registerCodeActionsProvider(selector, new TemplateFixes(documents), {
      providedCodeActionKinds: TemplateFixes.kinds,
    }),
  );
  return {
    known,
    use: source => {
      known.use(source);
      diagnostics.refresh();
    },
    dispose: () => store.dispose(),
  };
}
