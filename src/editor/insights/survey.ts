import * as vscode from 'vscode';
import type { Clock } from '../../core/common/clock.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable, Event } from '../../core/common/event.js';
import { problemFromThrown, type Problem, type Result } from '../../core/common/problem.js';
import { isoWeek } from '../../core/insights/isoWeek.js';
import type { SurveyAnswer, SurveyText } from '../../core/insights/survey/surveyAnswer.js';
import type { ItemBank, SurveyEvent, SurveyEvents, SurveyItem } from '../../core/insights/survey/surveyItem.js';
import {
  surveyStep,
  willing,
  type Snooze,
  type SurveyFacts,
  type SurveyInput,
} from '../../core/insights/survey/surveySchedule.js';
import type { SurveyStore } from './surveyStore.js';

/** How often it is looked whether a question may come or must leave. */
const LOOK_MS = 30_000;

export interface SurveyOptions {
  readonly store: SurveyStore;
  readonly clock: Clock;
  readonly facts: { at(now: number): SurveyFacts; readonly onDidChange: Event<void> };
  readonly bank: () => Promise<ItemBank>;
  /** What the person calls their group; undefined for nothing. */
  readonly group: () => string | undefined;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly newId: () => string;
  /** Told whether a question is in sight or on its way. */
  readonly onOpen: (isOpen: boolean) => void;
  /** Told of what went wrong while nobody waited for it. */
  readonly onProblem: (problem: Problem) => void;
}

/** Asks one question now and then, in the status bar and nowhere else. */
export class Survey implements SurveyEvents, Disposable {
  private readonly disposables = new DisposableStore();
  private readonly item: vscode.StatusBarItem;
  private timer: ReturnType<typeof setInterval> | undefined;
  private shown: SurveyItem | undefined;

  constructor(private readonly options: SurveyOptions) {
    this.item = this.disposables.add(
      vscode.window.createStatusBarItem('goldenPath.survey', vscode.StatusBarAlignment.Right, -100),
    );
    this.item.name = vscode.l10n.t('Golden Path: Question about the Platform');
    this.item.text = vscode.l10n.t('1 question');
    this.item.color = new vscode.ThemeColor('descriptionForeground');
    this.item.command = 'goldenPath.survey.answer';
    this.disposables.add(options.facts.onDidChange(() => this.lookLater()));
    this.disposables.add({ dispose: () => clearInterval(this.timer) });
  }

  /** The question in sight. */
  get question(): SurveyItem | undefined {
    return this.shown;
  }

  happened(event: SurveyEvent): void {
    const { random } = this.options;
    this.later(this.step({ type: 'event', event, roll: random(), pick: random() }));
  }

  /** Looks, while nobody waits for it. */
  lookLater(): void {
    this.later(this.look());
  }

  /** Looks whether a question may come or must leave. */
  look(): Promise<void> {
    return this.step({ type: 'tick' });
  }

  /** Keeps an answer. @param point of the scale, from 1 */
  async answer(item: SurveyItem, point: number): Promise<Result<void>> {
    await this.step({ type: 'answered' });
    return this.keep(item, point);
  }

  /** Keeps what somebody wrote, apart from the answer. */
  addText(item: SurveyItem, text: string): Promise<Result<void>> {
    const { store, clock, newId } = this.options;
    const record: SurveyText = { id: newId(), itemId: item.id, text, week: isoWeek(clock.now()) };
    return store.change(records => [...records, { record, sent: false }]);
  }

  snooze(how: Snooze): Promise<void> {
    return this.step({ type: 'snooze', how });
  }

  /** After “never again”, begins anew for somebody who has said yes once more. */
  async welcomeBack(): Promise<void> {
    const { store, clock } = this.options;
    await store.inTurn(async () => {
      await store.setMemory(willing(await store.memory(clock.now())));
    });
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private step(input: SurveyInput): Promise<void> {
    const { store, clock, facts, bank } = this.options;
    return store.inTurn(async () => {
      const now = clock.now();
      const before = await store.memory(now);
      const { items } = await bank();
      const { memory, shown, unanswered } = surveyStep(before, input, { now, facts: facts.at(now), items });
      if (JSON.stringify(memory) !== JSON.stringify(before)) await store.setMemory(memory);
      this.show(shown);
      this.watch(memory.open !== undefined);
      // Not waited for: it has to wait for this.
      if (unanswered) this.later(this.keep(unanswered, null));
    });
  }

  private later(work: Promise<Result<void> | void>): void {
    const { onProblem } = this.options;
    void work.then(
      done => done?.ok === false && onProblem(done.problem),
      (error: unknown) => onProblem(problemFromThrown(error)),
    );
  }

  private keep(item: SurveyItem, point: number | null): Promise<Result<void>> {
    const { store, clock, group, newId } = this.options;
    const named = group();
    const record: SurveyAnswer = {
      ...{ id: newId(), itemId: item.id, version: item.version, answer: point, week: isoWeek(clock.now()) },
      ...(named === undefined ? {} : { group: named }),
    };
    return store.change(records => [...records, { record, sent: false }]);
  }

  private show(item: SurveyItem | undefined): void {
    this.shown = item;
    void vscode.commands.executeCommand('setContext', 'goldenPath.survey.hasQuestion', item !== undefined);
    if (!item) {
      this.item.hide();
      return;
    }
    const hint = vscode.l10n.t('Click to answer. It goes away by itself.');
    this.item.tooltip = [item.text, attributionOf(item), hint].filter(Boolean).join('\n');
    this.item.accessibilityInformation = { label: vscode.l10n.t('1 question about the platform: {0}', item.text) };
    this.item.show();
  }

  private watch(isOpen: boolean): void {
    this.options.onOpen(isOpen);
    if (isOpen) this.timer ??= setInterval(() => this.lookLater(), LOOK_MS);
    else {
      clearInterval(this.timer);
      this.timer = undefined;
    }
  }
}

/** Whose question it is, in a few words; the whole of it stands with the answers. */
export function attributionOf({ id }: SurveyItem): string {
  return id.startsWith('dora.') ? vscode.l10n.t('Question: DORA, © Google LLC, CC BY 4.0') : '';
}
