import * as vscode from 'vscode';
import { failure, type Problem, type Result } from '../../core/common/problem.js';
import { LONGEST_SURVEY_TEXT } from '../../core/insights/survey/surveyAnswer.js';
import type { SurveyItem } from '../../core/insights/survey/surveyItem.js';
import type { Snooze } from '../../core/insights/survey/surveySchedule.js';
import { plainLabel } from '../common/plainLabel.js';
import { attributionOf, type Survey } from './survey.js';

interface Choice extends vscode.QuickPickItem {
  readonly point?: number;
  readonly snooze?: Snooze;
}

/**
 * Puts the question that is in sight before the person, who has asked for it. Closing it leaves it where it is.
 * @param group what goes with the answer; undefined for nothing
 */
export async function answerQuestion(survey: Survey, group: string | undefined): Promise<Result<unknown> | void> {
  const { question } = survey;
  if (!question) return failure(noQuestion());
  const chosen = await vscode.window.showQuickPick<Choice>([...points(question), ...otherwise()], {
    title: plainLabel(question.text),
    placeHolder: [
      group === undefined
        ? vscode.l10n.t('Stays on this machine until you hand it in; says nothing of you.')
        : vscode.l10n.t('Stays on this machine until you hand it in; says “{0}” of you.', group),
      attributionOf(question),
    ].join(' '),
  });
  if (!chosen) return;
  if (chosen.snooze) return survey.snooze(chosen.snooze);
  if (chosen.point === undefined) return;
  const kept = await survey.answer(question, chosen.point);
  if (!kept.ok) return kept;
  const text = await vscode.window.showInputBox({
    title: plainLabel(question.text),
    prompt: vscode.l10n.t('Anything to add? Your words may identify you. Leave it empty if not.'),
    validateInput: written =>
      written.length > LONGEST_SURVEY_TEXT ? vscode.l10n.t('At most {0} characters.', LONGEST_SURVEY_TEXT) : undefined,
  });
  return text?.trim() ? survey.addText(question, text.trim()) : kept;
}

/** Points of a scale as rows, from the lowest. */
export function points(item: SurveyItem): readonly (vscode.QuickPickItem & { readonly point: number })[] {
  return item.scale.map((words, index) => ({ label: `${index + 1}  ${plainLabel(words)}`, point: index + 1 }));
}

function otherwise(): readonly Choice[] {
  return [
    { label: vscode.l10n.t('Not now'), kind: vscode.QuickPickItemKind.Separator },
    { label: vscode.l10n.t('Ask Me Tomorrow'), snooze: 'day' },
    { label: vscode.l10n.t('No Questions for Two Weeks'), snooze: 'twoWeeks' },
    { label: vscode.l10n.t('Never Ask Me Again'), snooze: 'forEver' },
  ];
}

function noQuestion(): Problem {
  return { kind: 'notFound', message: vscode.l10n.t('There is no question now.') };
}
