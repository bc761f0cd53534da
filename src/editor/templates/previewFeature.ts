import * as vscode from 'vscode';
import type { EntityDocuments } from '../../core/catalogue/apiDefinition.js';
import type { Entity } from '../../core/catalogue/entity.js';
import type { ReportedFinding } from '../../core/compliance/report/reportedFinding.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import type { Log } from '../../core/common/log.js';
import { success, type Result } from '../../core/common/problem.js';
import type { Answers, FormFiller } from '../../core/templates/formFill.js';
import type { Preview } from '../../core/templates/previewTree.js';
import type { DryRun, Scaffolder, TemplateFile } from '../../core/templates/scaffolder.js';
import type { CommandHandler, CommandId } from '../common/commands.js';
import { PreviewFiles } from './previewFiles.js';
import type { PreviewSession } from './previewSession.js';

/** What to preview. */
export interface PreviewRequest {
  /** Full reference of a template of the catalogue; undefined: the template is the file below. */
  readonly templateRef?: string;
  /** A template's file of the open folder. */
  readonly templateFile?: vscode.Uri;
  /** The name of the template for people. */
  readonly title: string;
  readonly answers: Answers;
  /** Files that belong to what is made, but that the template does not make. */
  readonly extraFiles?: readonly TemplateFile[];
  /** Where the files are proposed to go; undefined: in or beside the open folder. */
  readonly folder?: vscode.Uri;
}

/** A preview that can be looked at. */
export interface ShownPreview {
  readonly request: PreviewRequest;
  /** Address of its folder in the file system of previews. Documents below it are like those of any other folder. */
  readonly root: vscode.Uri;
  readonly preview: Preview;
  readonly dryRun: DryRun;
}

export interface PreviewFeatureOptions {
  /** Of the instance that is set; undefined where none is. */
  readonly scaffolder: () => Scaffolder | undefined;
  readonly documents: () => EntityDocuments | undefined;
  /** The template's file of the open folder, where one describes it. */
  readonly localTemplate: (templateRef: string) => vscode.Uri | undefined;
  readonly log: Log;
  /** All entities of the platform; undefined where they are not known as a whole. */
  readonly catalogue: () => readonly Entity[] | undefined;
  /** Asks for values, for templates that are only files. */
  readonly filler?: FormFiller;
  /** Runs a template of the catalogue with the answers of its preview. */
  readonly run?: (request: PreviewRequest, signal: AbortSignal) => Promise<Result<unknown>>;
}

/** Shows what templates would make. */
export interface Previews {
  /**
   * Makes a dry run and shows what it made, in place of an earlier preview.
   * @returns `invalid` where the server does not take the answers; the problem then names the fields
   */
  show(request: PreviewRequest, signal: AbortSignal): Promise<Result<ShownPreview>>;
  /** What is shown; undefined where nothing is. */
  readonly current: (ShownPreview & { readonly findings?: readonly ReportedFinding[] }) | undefined;
}

type PreviewCommandId = Extract<CommandId, `goldenPath.preview.${string}` | 'goldenPath.template.dryRunFile'>;

/** Seeing before the deed: dry runs as files to look at, to compare and to write. */
export interface PreviewFeature extends Disposable {
  readonly commands: Readonly<Record<PreviewCommandId, CommandHandler>>;
  readonly previews: Previews;
}

/** Registers the file system of previews. Everything else is loaded with the first preview. */
export function previewFeature(options: PreviewFeatureOptions): PreviewFeature {
  const store = new DisposableStore();
  const files = store.add(new PreviewFiles());
  let session: Promise<PreviewSession> | undefined;
  let current: (() => Previews['current']) | undefined;
  const load = () =>
    (session ??= import('./previewSession.js').then(({ PreviewSession }) => {
      const made = store.add(new PreviewSession(options, files));
      current = () => made.current;
      return made;
    }));
  return {
    previews: {
      show: async (request, signal) => (await load()).show(request, signal),
      get current() {
        return current?.();
      },
    },
    commands: {
      'goldenPath.preview.openDiff': async (_signal, argument) => (await load()).openDiff(argument),
      'goldenPath.preview.find': async () => (await load()).find(),
      'goldenPath.preview.openFile': async (_signal, argument) => (await load()).openFile(argument),
      'goldenPath.preview.createHere': async (signal, argument) => (await load()).createHere(argument, signal),
      'goldenPath.preview.compareWithFolder': async (signal, argument) =>
        (await load()).compareWithFolder(argument, signal),
      'goldenPath.preview.compareWithLast': async signal => (await load()).compareWithLast(signal),
      'goldenPath.preview.run': async signal => (await load()).run(signal),
      'goldenPath.preview.showLog': async () => (await load()).showLog(),
      'goldenPath.preview.close': async () => {
        await (await load()).close();
        return success(undefined);
      },
      'goldenPath.template.dryRunFile': async (signal, argument) => {
        const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
        return (await load()).dryRunFile(uri, signal);
      },
    },
    dispose: () => store.dispose(),
  };
}
