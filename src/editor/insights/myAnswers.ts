import * as vscode from 'vscode';
import { success, type Result } from '../../core/common/problem.js';
import { isSurveyText, LONGEST_SURVEY_TEXT, type SurveyRecord } from '../../core/insights/survey/surveyAnswer.js';
import type { ItemBank, SurveyItem } from '../../core/insights/survey/surveyItem.js';
import { plainLabel } from '../common/plainLabel.js';
import { points } from './answerQuestion.js';
import type { KeptRecord, SurveyStore } from './surveyStore.js';

/** What somebody may do about all answers. */
export type AnswersAction = 'export' | 'send' | 'openFile' | 'deleteAll' | 'choose';

interface Row extends vscode.QuickPickItem {
  readonly kept?: KeptRecord;
  readonly action?: AnswersAction;
}

/**
 * Lists what is kept, the latest first. Choosing an answer changes it, its button deletes it.
 * @returns what is to be done about all of them; undefined where the person has gone away
 */
export async function showMyAnswers(store: SurveyStore, bank: ItemBank): Promise<Result<AnswersAction | undefined>> {
  for (;;) {
    const records = await store.records();
    // A file that cannot be read can still be opened, and mended.
    if (!records.ok) return (await mends(records.problem.message)) ? success('openFile') : success(undefined);
    const chosen = await choose(records.value, bank);
    if (!chosen) return success(undefined);
    if ('action' in chosen) return success(chosen.action);
    const { kept, isDeleted } = chosen;
    const changed = isDeleted ? undefined : await edited(kept.record, bank);
    if (!isDeleted && !changed) continue;
    const done = await store.change(all =>
      all.flatMap(each => (each.record.id !== kept.record.id ? [each] : changed ? [{ ...each, record: changed }] : [])),
    );
    if (!done.ok) return done;
  }
}

type Chosen = { readonly action: AnswersAction } | { readonly kept: KeptRecord; readonly isDeleted: boolean };

function choose(records: readonly KeptRecord[], bank: ItemBank): Promise<Chosen | undefined> {
  const box = vscode.window.createQuickPick<Row>();
  const remove: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('trash'),
    tooltip: vscode.l10n.t('Delete'),
  };
  box.title = vscode.l10n.t('My Answers: They Are Kept on This Machine');
  box.placeholder =
    records.length === 0
      ? vscode.l10n.t('There are none yet.')
      : vscode.l10n.t('Choose one to change it. What is changed or deleted after it was sent stays there as it was.');
  const rows = [...records].reverse().map((kept): Row => ({
    ...describe(kept, bank),
    kept,
    buttons: [remove],
  }));
  box.items = [...rows, ...actions(records.length > 0, bank)];
  return new Promise(resolve => {
    const end = (chosen: Chosen | undefined): void => {
      resolve(chosen);
      box.dispose();
    };
    box.onDidAccept(() => {
      const [row] = box.selectedItems;
      if (row?.kept) end({ kept: row.kept, isDeleted: false });
      else if (row?.action) end({ action: row.action });
    });
    box.onDidTriggerItemButton(({ item }) => item.kept && end({ kept: item.kept, isDeleted: true }));
    box.onDidHide(() => end(undefined));
    box.show();
  });
}

function describe({ record, sent }: KeptRecord, bank: ItemBank): vscode.QuickPickItem {
  const item = itemOf(record, bank);
  const isText = isSurveyText(record);
  const words = isText ? record.text : wordsOf(record.answer, item);
  const group = isText ? undefined : record.group;
  return {
    label: plainLabel(words),
    description: [record.week, group, sent ? vscode.l10n.t('sent') : undefined]
      .filter(each => each !== undefined)
      .map(plainLabel)
      .join(' · '),
    detail: plainLabel(
      isText ? vscode.l10n.t('Words to: {0}', item?.text ?? record.itemId) : (item?.text ?? record.itemId),
    ),
  };
}

function actions(hasAny: boolean, { attribution }: ItemBank): readonly Row[] {
  const all: readonly Row[] = [
    { label: vscode.l10n.t('Export…'), iconPath: new vscode.ThemeIcon('save'), action: 'export' },
    { label: vscode.l10n.t('Send to Backstage…'), iconPath: new vscode.ThemeIcon('send'), action: 'send' },
    {
      label: vscode.l10n.t('Open the File They Are Kept In'),
      iconPath: new vscode.ThemeIcon('go-to-file'),
      action: 'openFile',
    },
    { label: vscode.l10n.t('Delete All'), iconPath: new vscode.ThemeIcon('trash'), action: 'deleteAll' },
  ];
  return [
    { label: vscode.l10n.t('All answers'), kind: vscode.QuickPickItemKind.Separator },
    ...(hasAny ? all : []),
    {
      label: vscode.l10n.t('Choose Whether to Be Asked…'),
      iconPath: new vscode.ThemeIcon('gear'),
      detail: attribution,
      action: 'choose',
    },
  ];
}

async function edited(record: SurveyRecord, bank: ItemBank): Promise<SurveyRecord | undefined> {
  if (isSurveyText(record)) {
    const text = await vscode.window.showInputBox({
      title: vscode.l10n.t('Change your words'),
      value: record.text,
      validateInput: written =>
        written.trim() === '' || written.length > LONGEST_SURVEY_TEXT
          ? vscode.l10n.t('1 to {0} characters.', LONGEST_SURVEY_TEXT)
          : undefined,
    });
    return text === undefined ? undefined : { ...record, text: text.trim() };
  }
  const item = itemOf(record, bank);
  if (!item) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('This question is no longer asked: its answer can be deleted, or changed in the file.'),
    );
    return undefined;
  }
  const chosen = await vscode.window.showQuickPick(points(item), { title: plainLabel(item.text) });
  return chosen && { ...record, answer: chosen.point };
}

function itemOf(record: SurveyRecord, { items }: ItemBank): SurveyItem | undefined {
  return items.find(({ id, version }) => id === record.itemId && (isSurveyText(record) || version === record.version));
}

function wordsOf(answer: number | null, item: SurveyItem | undefined): string {
  if (answer === null) return vscode.l10n.t('Not answered');
  const words = item?.scale[answer - 1];
  return words === undefined ? String(answer) : `${answer}  ${words}`;
}

async function mends(message: string): Promise<boolean> {
  const open = vscode.l10n.t('Open File');
  return (await vscode.window.showWarningMessage(message, open)) === open;
}
