import * as vscode from 'vscode';
import type { EntityDocuments } from '../../core/catalogue/apiDefinition.js';
import { ownProperty } from '../../core/catalogue/entity.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import type { Clock } from '../../core/common/clock.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import { failure, success, type Problem, type Result } from '../../core/common/problem.js';
import type { FormFiller } from '../../core/templates/formFill.js';
import type { TemplateRuns } from '../../core/templates/runs.js';
import type { Scaffolder, Values } from '../../core/templates/scaffolder.js';
import { isTemplate, rankTemplate, type RankedTemplate } from '../../core/templates/templateRank.js';
import { WAIVERS_PATH } from '../../core/templates/recordPaths.js';
import type { CommandHandler, CommandId } from '../common/commands.js';
import { noBackstage } from '../common/portal.js';
import type { CreateOptions } from './createFromTemplate.js';
import { MadeFiles } from './madeFiles.js';
import type { PreviewRequest, Previews } from './previewFeature.js';
import { TemplatePages } from './templatePages.js';
import { TemplatesView } from './templatesView.js';
import { UsedTemplates } from './usedTemplates.js';

export interface TemplatesFeatureOptions {
  readonly model: CatalogueModel;
  readonly clock: Clock;
  /** Starts the first reading of the catalogue, unless it has been. */
  readonly start: () => void;
  /** Whole entities of the instance that is set; undefined where none is. */
  readonly documents: () => EntityDocuments | undefined;
  readonly scaffolder: () => Scaffolder | undefined;
  /** Address of the instance that is set, or an empty text. */
  readonly instance: () => string;
  readonly filler: FormFiller;
  readonly previews: () => Previews;
  readonly runs: TemplateRuns;
  /** Remembers the templates that were used, in all windows. */
  readonly memento: vscode.Memento;
}

type TemplateCommandId = Extract<
  CommandId,
  | 'goldenPath.template.create'
  | 'goldenPath.template.replay'
  | 'goldenPath.template.changeAnswers'
  | 'goldenPath.template.showContents'
  | 'goldenPath.template.compareWithToday'
>;

/** Choosing a template and creating from it; and where something that was created comes from. */
export interface TemplatesFeature extends Disposable {
  readonly commands: Readonly<Record<TemplateCommandId, CommandHandler>>;
  readonly view: TemplatesView;
  /** What creating needs; undefined without an instance. */
  createOptions(): CreateOptions | undefined;
  /** Goes through the form of a template with the answers of an earlier run in it. */
  createAgain(templateRef: string, values: Values, signal: AbortSignal): Promise<Result<unknown>>;
  /** Runs a template with the answers of its preview. */
  runPreviewed(request: PreviewRequest, signal: AbortSignal): Promise<Result<unknown>>;
}

/** Registers the view and the pages; nothing is read before the first look. */
export function templatesFeature(options: TemplatesFeatureOptions): TemplatesFeature {
  const { model, start, documents, scaffolder, filler, clock } = options;
  const store = new DisposableStore();
  const view = store.add(new TemplatesView(model, start));
  const pages = store.add(new TemplatePages({ model, documents, scaffolder, start }));
  const made = store.add(new MadeFiles());
  const used = new UsedTemplates(options.memento, options.instance);

  const createOptions = (): CreateOptions | undefined => {
    const server = scaffolder();
    if (!server) return undefined;
    return {
      scaffolder: server,
      filler,
      clock,
      templateNamed,
      remembered: ref => used.answers(ref),
      remember: (ref, values) => used.add(ref, values),
      preview: async (use, signal) =>
        (await import('./useTemplate.js')).previewTemplate(use, options.previews(), signal),
      start: async (use, signal) => (await import('./useTemplate.js')).runTemplate(use, options.runs, signal),
    };
  };

  const templateNamed = (ref: unknown): RankedTemplate | undefined => {
    const entity = typeof ref === 'string' ? model.state.index.get(ref) : undefined;
    return entity && isTemplate(entity) ? rankTemplate(entity) : undefined;
  };
  /** The template that a menu or another extension means. */
  const templateOf = (argument: unknown): RankedTemplate | undefined =>
    templateNamed(ownProperty(ownProperty(argument, 'entity'), 'ref'));

  const choose = async (signal: AbortSignal): Promise<RankedTemplate | undefined> => {
    start();
    const { chooseTemplate } = await import('./chooseTemplate.js');
    return chooseTemplate(
      {
        model,
        templates: () => view.templates,
        recent: used.refs,
        showContents: template => void pages.open(template),
        openInBackstage: template =>
          void vscode.commands.executeCommand('goldenPath.catalogue.openInBackstage', template),
      },
      signal,
    );
  };

  const create = async (
    template: RankedTemplate | undefined,
    signal: AbortSignal,
    initial?: Values,
    folder?: vscode.Uri,
  ): Promise<Result<unknown>> => {
    const chosen = template ?? (await choose(signal));
    if (!chosen) return success(undefined);
    const needed = createOptions();
    if (!needed) return failure(noBackstage());
    const { createFromTemplate } = await import('./createFromTemplate.js');
    return createFromTemplate(chosen, { ...needed, ...(folder ? { folder } : {}) }, signal, initial);
  };

  return {
    view,
    createOptions,
    createAgain: async (templateRef, values, signal) => {
      start();
      const { replayOf } = await import('./replayAnswers.js');
      const replay = await replayOf({ template: templateRef, values }, model, signal);
      return replay.ok ? create(replay.value.template, signal, replay.value.values) : replay;
    },
    runPreviewed: async ({ templateRef, answers, extraFiles = [], folder }, signal) => {
      const needed = createOptions();
      const template = templateNamed(templateRef);
      if (!needed || !template) return failure(noBackstage());
      const { startWithAnswers } = await import('./createFromTemplate.js');
      const waiver = extraFiles.find(({ path }) => path === WAIVERS_PATH)?.bytes;
      const recorded = waiver ? { waiver: new TextDecoder().decode(waiver) } : {};
      return startWithAnswers({ template, answers, ...recorded }, { ...needed, ...(folder ? { folder } : {}) }, signal);
    },
    commands: {
      // The menu of the explorer hands in the folder that it was opened on.
      'goldenPath.template.create': (signal, argument) =>
        create(templateOf(argument), signal, undefined, argument instanceof vscode.Uri ? argument : undefined),
      'goldenPath.template.changeAnswers': async signal => {
        const request = options.previews().current?.request;
        const template = templateNamed(request?.templateRef);
        return request && template
          ? create(template, signal, request.answers.values, request.folder)
          : failure(noPreview());
      },
      'goldenPath.template.showContents': async (signal, argument) => {
        const template = templateOf(argument) ?? (await choose(signal));
        if (template) await pages.open(template);
      },
      'goldenPath.template.replay': async (signal, argument) => {
        const { askReplay } = await import('./replayAnswers.js');
        start();
        const replay = await askReplay(argument, model, signal);
        return replay.ok ? create(replay.value.template, signal, replay.value.values) : replay;
      },
      'goldenPath.template.compareWithToday': async (signal, argument) => {
        const server = scaffolder();
        const entities = documents();
        if (!server || !entities) return failure(noBackstage());
        start();
        const [{ comparedFolder }, { compareWithToday }] = await Promise.all([
          import('./comparedFolder.js'),
          import('./compareWithToday.js'),
        ]);
        const request = await comparedFolder(argument, model, server, signal);
        if (!request.ok) return request;
        return compareWithToday(request.value, { scaffolder: server, documents: entities, filler, made }, signal);
      },
    },
    dispose: () => store.dispose(),
  };
}

function noPreview(): Problem {
  return { kind: 'unsupported', message: vscode.l10n.t('There is no preview. Preview a template first.') };
}
