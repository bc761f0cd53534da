import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import type { SurveyEvents } from '../../core/insights/survey/surveyItem.js';
import { COMMANDS, type CommandHandler, type CommandId } from '../common/commands.js';
import { settings } from '../common/settings.js';
import { SURVEY_OPEN_KEY } from './surveyOpenKey.js';
import type { SurveyCommandId, SurveyParts, SurveyPartsOptions } from './surveyParts.js';

const PACK = /\/\.golden-path\/survey\.ya?ml$/;

/** Stands for questions and feedback, whose code is loaded when it is first wanted: for those who have not said yes, by a command. */
export interface LazySurvey extends SurveyEvents, Disposable {
  readonly commands: Readonly<Record<SurveyCommandId, CommandHandler>>;
  readonly load: () => Promise<SurveyParts>;
}

export function lazySurvey(options: Omit<SurveyPartsOptions, 'typedAt'>): LazySurvey {
  const store = new DisposableStore();
  let typedAt: number | undefined;
  let loaded: Promise<SurveyParts> | undefined;
  const load = (): Promise<SurveyParts> =>
    (loaded ??= import('./surveyParts.js').then(({ surveyParts }) =>
      store.add(surveyParts({ ...options, typedAt: () => typedAt })),
    ));
  store.add(
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document === vscode.window.activeTextEditor?.document) typedAt = options.clock.now();
    }),
  );
  const look = ({ uri }: vscode.TextDocument): void => {
    if (PACK.test(uri.path)) void load();
  };
  store.add(vscode.workspace.onDidOpenTextDocument(look));
  vscode.workspace.textDocuments.forEach(look);
  if (settings.survey().enabled && options.globalState.get(SURVEY_OPEN_KEY) === true) void load();
  const ids = Object.keys(COMMANDS).filter(isSurveyCommand);
  const handler = (id: SurveyCommandId): CommandHandler => {
    return async (...args) => (await load()).commands[id](...args);
  };
  return {
    // The table of commands has every one of them.
    commands: Object.fromEntries(ids.map(id => [id, handler(id)])) as Record<SurveyCommandId, CommandHandler>,
    load,
    happened: event => {
      if (settings.survey().enabled) void load().then(parts => parts.survey.happened(event));
    },
    dispose: () => store.dispose(),
  };
}

function isSurveyCommand(id: string): id is SurveyCommandId & CommandId {
  return id.startsWith('goldenPath.survey.') || id === 'goldenPath.insights.giveFeedback';
}
