import * as vscode from 'vscode';
import type { BackstageConnection } from '../../adapters/backstage/connection.js';
import type { Clock } from '../../core/common/clock.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import type { Log } from '../../core/common/log.js';
import type { SurveyFacts } from '../../core/insights/survey/surveySchedule.js';
import { logProblem, type CommandHandler, type CommandId } from '../common/commands.js';
import { settings } from '../common/settings.js';
import { UsedTemplates } from '../templates/usedTemplates.js';
import { answerQuestion } from './answerQuestion.js';
import { giveFeedback } from './giveFeedback.js';
import { exportAnswers, sendAnswers } from './handOver.js';
import { showMyAnswers } from './myAnswers.js';
import { Survey } from './survey.js';
import { EditorFacts } from './surveyFacts.js';
import { SURVEY_OPEN_KEY } from './surveyOpenKey.js';
import { SurveyQuestions } from './surveyQuestions.js';
import { SurveyStore } from './surveyStore.js';

export interface SurveyPartsOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** When something was typed last, in milliseconds since 1970. */
  readonly typedAt: () => number | undefined;
  /** The instance that is set; undefined where none is. */
  readonly connected: () => BackstageConnection | undefined;
  readonly globalState: vscode.Memento;
  /** Folder of this machine, for all windows. */
  readonly storage: vscode.Uri;
}

export type SurveyCommandId = Extract<CommandId, `goldenPath.survey.${string}` | 'goldenPath.insights.giveFeedback'>;

/** Questions about the platform, and feedback. */
export interface SurveyParts extends Disposable {
  readonly commands: Readonly<Record<SurveyCommandId, CommandHandler>>;
  readonly survey: Survey;
  readonly store: SurveyStore;
  readonly questions: SurveyQuestions;
}

/** Puts the parts together. */
export function surveyParts(options: SurveyPartsOptions): SurveyParts {
  const { clock, log, connected, globalState } = options;
  const disposables = new DisposableStore();
  const store = new SurveyStore(vscode.Uri.joinPath(options.storage, 'survey'));
  const questions = disposables.add(new SurveyQuestions(log));
  const group = (): string | undefined => settings.survey().group;
  const newId = (): string => crypto.randomUUID();
  const facts = disposables.add(new EditorFacts(options.typedAt));
  const survey = disposables.add(
    new Survey({
      ...{ store, clock, group, newId },
      facts,
      bank: () => questions.bank(),
      random: () => Math.random(),
      onProblem: problem => logProblem(problem, log),
      onOpen: isOpen => {
        if (globalState.get<boolean>(SURVEY_OPEN_KEY, false) !== isOpen)
          void globalState.update(SURVEY_OPEN_KEY, isOpen || undefined);
      },
    }),
  );
  survey.lookLater();
  const send: CommandHandler = signal => sendAnswers(store, connected(), signal);
  const choose: CommandHandler = async () => {
    const isOn = await chooses(facts.at(clock.now()));
    if (isOn === undefined) return;
    await settings.setSurveyEnabled(isOn);
    if (isOn) await survey.welcomeBack();
  };
  const openFile = async (): Promise<void> => {
    if ((await store.read(store.answersFile)) === undefined) await store.write(store.answersFile, '');
    await vscode.window.showTextDocument(store.answersFile);
  };
  return {
    survey,
    store,
    questions,
    commands: {
      'goldenPath.survey.choose': choose,
      'goldenPath.survey.answer': () => answerQuestion(survey, group()),
      'goldenPath.survey.exportAnswers': () => exportAnswers(store),
      'goldenPath.survey.sendAnswers': send,
      'goldenPath.survey.showAnswers': async signal => {
        const shown = await showMyAnswers(store, await questions.bank());
        if (!shown.ok) return shown;
        switch (shown.value) {
          case 'export':
            return exportAnswers(store);
          case 'send':
            return send(signal);
          case 'openFile':
            return openFile();
          case 'choose':
            return choose(signal);
          case 'deleteAll':
            return (await meansToDelete()) ? store.change(() => []) : undefined;
          case undefined:
            return;
        }
      },
      'goldenPath.insights.giveFeedback': signal => {
        const connection = connected();
        const used = new UsedTemplates(globalState, () => connection?.catalogue.origin ?? '');
        return giveFeedback({ store, newId, connection, now: clock.now(), templates: used.refs }, signal);
      },
    },
    dispose: () => disposables.dispose(),
  };
}

async function chooses({ optedIn, telemetry, feedback }: SurveyFacts): Promise<boolean | undefined> {
  const current = vscode.l10n.t('as it is now');
  const choices = [
    {
      label: vscode.l10n.t('Don’t Ask Me'),
      detail: vscode.l10n.t('No question, and nothing is remembered of what you do.'),
      isOn: false,
    },
    {
      label: vscode.l10n.t('Ask Me Now and Then'),
      detail: vscode.l10n.t(
        'One question in the status bar after a template, an environment or a failed deployment, at most one in 14 days. Answers stay on this machine until you hand them in, and say nothing of you.',
      ),
      isOn: true,
    },
  ].map(choice => ({ ...choice, ...(choice.isOn === optedIn ? { description: current } : {}) }));
  const title = vscode.l10n.t('Questions about the Platform');
  const placeHolder =
    telemetry && feedback
      ? undefined
      : vscode.l10n.t('Telemetry or feedback is off in this editor: while that is so, no question comes.');
  return (await vscode.window.showQuickPick(choices, { title, ...(placeHolder ? { placeHolder } : {}) }))?.isOn;
}

async function meansToDelete(): Promise<boolean> {
  const yes = vscode.l10n.t('Delete All');
  const message = vscode.l10n.t('Delete all your answers from this machine? What was sent stays where it went.');
  return (await vscode.window.showWarningMessage(message, { modal: true }, yes)) === yes;
}
