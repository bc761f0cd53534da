import * as vscode from 'vscode';
import type { BackstageConnection } from '../../adapters/backstage/connection.js';
import { knowsEverything } from '../../core/catalogue/language/knowledge.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import type { Clock } from '../../core/common/clock.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import type { Log } from '../../core/common/log.js';
import { success, type Problem } from '../../core/common/problem.js';
import type { SurveyEvents } from '../../core/insights/survey/surveyItem.js';
import type { Run } from '../../core/templates/run.js';
import type { RunServer } from '../../core/templates/runs.js';
import type { CatalogueView } from '../catalogue/catalogueView.js';
import type { LanguageDocuments } from '../catalogue/language/languageDocuments.js';
import { logProblem, type CommandHandler, type CommandId } from '../common/commands.js';
import { AnswersDiagnostics } from './answersDiagnostics.js';
import { formFeature } from './formFeature.js';
import { templateLanguageFeature, type TemplateLanguageFeature } from './language/templateLanguageFeature.js';
import { lazyScaffolderFile } from './lazyScaffolderFile.js';
import { previewFeature, type Previews } from './previewFeature.js';
import { runsFeature, type RunsFeature } from './runsFeature.js';
import { templatesFeature, type TemplatesFeature } from './templatesFeature.js';
import { TestExplorer } from './testExplorer.js';

/** What the features around templates need of the rest. */
export interface TemplatePartsOptions {
  readonly model: CatalogueModel;
  readonly view: CatalogueView;
  readonly clock: Clock;
  readonly log: Log;
  /** The instance that is set; undefined where none is. */
  readonly connected: () => BackstageConnection | undefined;
  /** The documents of the editor as trees: each version is read once. */
  readonly documents: LanguageDocuments;
  readonly globalState: vscode.Memento;
  readonly workspaceState: vscode.Memento;
  /** Told that a template has come to its end. */
  readonly surveyEvents: SurveyEvents;
  /** Told of each run that has come to its end while it was followed. */
  readonly onRunEnd: (run: Run) => void;
  /** Folder for what is kept of an instance. */
  readonly storage: string;
}

/** The commands around templates. */
export type TemplateCommandId = Extract<CommandId, `goldenPath.${'template' | 'preview' | 'run'}.${string}`>;

/** Everything around templates: choosing and filling in, previews, runs, writing and testing them. */
export interface TemplateParts extends Disposable {
  readonly commands: Readonly<Record<TemplateCommandId, CommandHandler>>;
  readonly templates: TemplatesFeature;
  readonly previews: Previews;
  readonly templateRuns: RunsFeature;
  readonly templateLanguage: TemplateLanguageFeature;
  readonly templateTests: TestExplorer;
  /** Turns to the instance that is set now. */
  useInstance(): void;
  /** Goes on with what waited for a sign-in. */
  followSignIn(): void;
}

/** Puts the parts together. */
export function templateParts(options: TemplatePartsOptions): TemplateParts {
  const { model, view, clock, log, connected } = options;
  const store = new DisposableStore();
  const onProblem = (problem: Problem): void => logProblem(problem, log);
  const start = (): void => {
    if (model.state.server.readAt === undefined) view.start();
  };
  const scaffolder = () => connected()?.scaffolder;
  const documents = () => connected()?.documents;
  const templateRuns = store.add(
    runsFeature({
      view,
      registrar: () => connected()?.registrar,
      clock,
      log,
      memento: options.workspaceState,
      onEnd: run => {
        if (run.state !== 'cancelled') options.surveyEvents.happened('templateFinished');
        options.onRunEnd(run);
      },
      again: (ref, values, signal) => templates.createAgain(ref, values, signal),
    }),
  );
  const templateLanguage = store.add(templateLanguageFeature({ documents: options.documents, clock, onProblem }));
  const templateTests = store.add(new TestExplorer({ scaffolder, onProblem }));
  const answers = store.add(new AnswersDiagnostics({ model, start, scaffolder }));
  const forms = store.add(formFeature({ model, start }));
  const templates: TemplatesFeature = store.add(
    templatesFeature({
      model,
      clock,
      start,
      documents,
      scaffolder,
      instance: () => connected()?.catalogue.origin ?? '',
      filler: forms.filler,
      previews: () => previews.previews,
      runs: templateRuns.runs,
      memento: options.globalState,
    }),
  );
  const previews = store.add(
    previewFeature({
      scaffolder,
      documents,
      log,
      catalogue: () => {
        const { state } = model;
        return state.server.phase === 'ready' && knowsEverything(state, false) ? state.index.entities : undefined;
      },
      filler: forms.filler,
      run: (request, signal) => templates.runPreviewed(request, signal),
      localTemplate: ref => {
        const uri = model.state.index.get(ref)?.local?.uri;
        return uri === undefined ? undefined : vscode.Uri.parse(uri);
      },
    }),
  );
  const useLanguage = (): void => {
    const connection = connected();
    templateLanguage.use(
      connection && {
        scaffolder: connection.scaffolder,
        snapshots: lazyScaffolderFile(options.storage, connection.catalogue.origin, log),
      },
    );
  };
  const useInstance = (): void => {
    const connection = connected();
    templateRuns.runs.setServer(connection && runServer(connection));
    useLanguage();
    answers.refresh();
    // Only where runs were left open in this workspace, or somebody has looked at them.
    templateRuns.catchUp();
  };
  useInstance();
  return {
    commands: { ...previews.commands, ...templateRuns.commands, ...forms.commands, ...templates.commands },
    templates,
    previews: previews.previews,
    templateRuns,
    templateLanguage,
    templateTests,
    useInstance,
    followSignIn: () => {
      templateRuns.catchUp();
      useLanguage();
    },
    dispose: () => store.dispose(),
  };
}

function runServer({ scaffolder, catalogue }: BackstageConnection): RunServer {
  return {
    origin: catalogue.origin,
    scaffolder,
    user: async signal => {
      const refs = await catalogue.ownershipRefs(signal);
      return refs.ok ? success(refs.value.find(ref => ref.startsWith('user:'))) : refs;
    },
  };
}
