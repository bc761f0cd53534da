import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposables.js';
import type {
  Answer,
  Asker,
  GatherQuestion,
  PickQuestion,
  Position,
  Question,
  QuestionAction,
  Remark,
  Row,
  TextQuestion,
  TickQuestion,
} from '../../core/common/wizard.js';

const TYPING_PAUSE_MS = 150;
/** How a line break is shown in a box that has only one line. */
const LINE_BREAK = '↵';

type Check = (answer: unknown, signal: AbortSignal) => Remark | undefined | Promise<Remark | undefined>;

/** What a box ended with: an answer, or something to do before it is shown again. */
type Outcome = Answer | { readonly kind: 'action'; readonly action: QuestionAction; readonly draft: unknown };

/** Asks in the editor's own boxes: a step after the other, each can be gone back from, and none is lost with the focus. */
export function quickInputAsker(): Asker {
  return {
    ask: async (question, position, check, draft, signal) => {
      let current = draft;
      for (;;) {
        const outcome = await show(question, position, check, current, signal);
        if (outcome.kind !== 'action') return outcome;
        const next = await outcome.action.run(outcome.draft, signal);
        if (signal.aborted) return { kind: 'cancelled' };
        current = next ?? outcome.draft;
      }
    },
  };
}

function show(
  question: Question,
  position: Position,
  check: Check,
  draft: unknown,
  signal: AbortSignal,
): Promise<Outcome> {
  switch (question.kind) {
    case 'text':
      return new TextBox(question, position, check, signal).show(draft);
    case 'pick':
      return new PickBox(question, position, check, signal).show(draft);
    case 'tick':
      return new TickBox(question, position, check, signal).show(draft);
    case 'gather':
      return new GatherBox(question, position, check, signal).show(draft);
  }
}

type AnyBox = vscode.InputBox | vscode.QuickPick<PickItem>;

/** What all boxes have: title, count, buttons, and a check of which only the last one counts. */
abstract class Box<Q extends Question, B extends AnyBox> {
  protected readonly store = new DisposableStore();
  private checking: AbortController | undefined;
  private resolve: (outcome: Outcome) => void = () => undefined;

  constructor(
    protected readonly question: Q,
    protected readonly position: Position,
    private readonly check: Check,
    private readonly signal: AbortSignal,
    protected readonly box: B,
  ) {
    this.store.add(box);
    box.title = plain(position.title);
    box.step = position.step;
    box.totalSteps = position.total;
    box.ignoreFocusOut = true;
    const actions = (question.actions ?? []).map(action => ({
      iconPath: new vscode.ThemeIcon(action.icon),
      tooltip: action.title,
      action,
    }));
    box.buttons = [...(position.canGoBack ? [vscode.QuickInputButtons.Back] : []), ...actions];
    this.store.add(
      box.onDidTriggerButton(button => {
        if (button === vscode.QuickInputButtons.Back) this.end({ kind: 'back', draft: this.draft() });
        const action = actions.find(known => known === button)?.action;
        if (action) this.end({ kind: 'action', action, draft: this.draft() });
      }),
    );
    this.store.add(box.onDidHide(() => this.end({ kind: 'cancelled' })));
  }

  /** What stands in the box, to stand there again. */
  protected abstract draft(): unknown;

  protected open(): Promise<Outcome> {
    const cancel = (): void => this.end({ kind: 'cancelled' });
    this.signal.addEventListener('abort', cancel);
    this.store.add({ dispose: () => this.signal.removeEventListener('abort', cancel) });
    return new Promise(resolve => {
      this.resolve = resolve;
      if (this.signal.aborted) cancel();
      else this.box.show();
    });
  }

  protected end(outcome: Outcome): void {
    this.checking?.abort();
    this.resolve(outcome);
    // Hiding is not going away once the outcome is known: the first one counts.
    this.store.dispose();
  }

  /** @returns undefined where a newer check has begun meanwhile */
  protected async remarkOn(answer: unknown): Promise<{ readonly remark: Remark | undefined } | undefined> {
    this.checking?.abort();
    const mine = new AbortController();
    this.checking = mine;
    const result = this.check(answer, mine.signal);
    if (!(result instanceof Promise)) return { remark: result };
    this.box.busy = true;
    const remark = await result;
    if (mine.signal.aborted) return undefined;
    this.box.busy = false;
    return { remark };
  }
}

class TextBox extends Box<TextQuestion, vscode.InputBox> {
  constructor(question: TextQuestion, position: Position, check: Check, signal: AbortSignal) {
    super(question, position, check, signal, vscode.window.createInputBox());
  }

  show(draft: unknown): Promise<Outcome> {
    const { box, question } = this;
    box.prompt = plain(question.prompt);
    box.placeholder = question.placeholder;
    box.password = question.secret === true;
    box.value = this.onOneLine(typeof draft === 'string' ? draft : question.value);
    let timer: ReturnType<typeof setTimeout> | undefined;
    this.store.add({ dispose: () => clearTimeout(timer) });
    this.store.add(
      box.onDidChangeValue(() => {
        clearTimeout(timer);
        timer = setTimeout(() => void this.say(), TYPING_PAUSE_MS);
      }),
    );
    this.store.add(
      box.onDidAccept(async () => {
        clearTimeout(timer);
        const answer = this.draft();
        const checked = await this.say();
        if (checked && checked.remark?.blocks !== true) this.end({ kind: 'value', value: answer });
      }),
    );
    if (box.value !== '') void this.say();
    return this.open();
  }

  protected draft(): string {
    return this.question.multiline ? this.box.value.replaceAll(LINE_BREAK, '\n') : this.box.value;
  }

  private onOneLine(text: string): string {
    return this.question.multiline ? text.replace(/\r?\n/g, LINE_BREAK) : text;
  }

  private async say(): Promise<{ readonly remark: Remark | undefined } | undefined> {
    const checked = await this.remarkOn(this.draft());
    if (!checked) return undefined;
    const { remark } = checked;
    const severity = vscode.InputBoxValidationSeverity[remark?.blocks === false ? 'Warning' : 'Error'];
    this.box.validationMessage = remark && { message: plain(remark.text), severity };
    return checked;
  }
}

interface PickItem extends vscode.QuickPickItem {
  readonly row?: Row;
}

abstract class ListBox<Q extends PickQuestion | TickQuestion | GatherQuestion> extends Box<
  Q,
  vscode.QuickPick<PickItem>
> {
  constructor(question: Q, position: Position, check: Check, signal: AbortSignal) {
    super(question, position, check, signal, vscode.window.createQuickPick<PickItem>());
    this.box.placeholder = plain([question.prompt, question.placeholder].filter(Boolean).join('. '));
    this.box.matchOnDescription = true;
    this.box.matchOnDetail = true;
  }

  /** An answer that cannot be taken: the title says why, since a list has no other place for it. */
  protected refuse(remark: Remark): void {
    this.box.title = plain(`${this.position.title}: ${remark.text}`);
    this.box.placeholder = plain(remark.text);
    // A screen reader reads what is focused, not the title.
    void vscode.window.showWarningMessage(plain(remark.text));
  }

  protected async answer(value: unknown): Promise<void> {
    const checked = await this.remarkOn(value);
    if (!checked) return;
    if (checked.remark?.blocks) this.refuse(checked.remark);
    else this.end({ kind: 'value', value });
  }
}

class PickBox extends ListBox<PickQuestion> {
  show(draft: unknown): Promise<Outcome> {
    const { box, question } = this;
    // What was found here is in the order of the search.
    if (question.searches) Object.assign(box, { sortByLabel: false });
    box.value = typeof draft === 'string' ? draft : '';
    const fill = (): void => {
      const wasReading = box.busy;
      box.busy = question.isReading?.() === true;
      box.items = question.rows(box.value).map(row => pickItem(row, question.searches === true));
      const current = box.items.find(({ row }) => row?.choice && question.isCurrent?.(row.choice.value));
      // What was the only row until the others came is not what the person has chosen.
      const first = wasReading ? box.items.find(({ row }) => row?.choice) : undefined;
      const active = current ?? first;
      if (active && box.value === '') box.activeItems = [active];
    };
    fill();
    if (question.searches) this.store.add(box.onDidChangeValue(fill));
    if (question.onDidChangeRows) this.store.add(question.onDidChangeRows(fill));
    this.store.add(
      box.onDidAccept(() => {
        const choice = box.selectedItems[0]?.row?.choice;
        if (choice) void this.answer(choice.value);
      }),
    );
    this.store.add(
      box.onDidTriggerItemButton(({ item, button }) => {
        const known = item.row?.buttons?.find(({ title }) => title === button.tooltip);
        if (known) void this.answer(known.value);
      }),
    );
    return this.open();
  }

  protected draft(): string {
    return this.box.value;
  }
}

class TickBox extends ListBox<TickQuestion> {
  show(draft: unknown): Promise<Outcome> {
    const { box, question } = this;
    box.canSelectMany = true;
    box.items = question.rows.map(row => pickItem(row, false));
    const before: readonly unknown[] | undefined = Array.isArray(draft) ? draft : undefined;
    box.selectedItems = box.items.filter(({ row }) =>
      row?.choice && before ? before.includes(row.choice.value) : question.isTicked(row?.choice?.value),
    );
    this.store.add(box.onDidAccept(() => void this.answer(this.draft())));
    return this.open();
  }

  protected draft(): readonly unknown[] {
    // In the order of the rows, however they were ticked.
    return this.box.items.flatMap(item =>
      this.box.selectedItems.includes(item) && item.row?.choice ? [item.row.choice.value] : [],
    );
  }
}

/** Choosing a row puts it to the others; choosing one of those takes it away. The first row goes on. */
class GatherBox extends ListBox<GatherQuestion> {
  private gathered: readonly string[] = [];

  show(draft: unknown): Promise<Outcome> {
    const { box, question } = this;
    Object.assign(box, { sortByLabel: false });
    this.gathered = Array.isArray(draft) ? draft.map(String) : question.value;
    const fill = (): void => {
      const done: PickItem = {
        label: vscode.l10n.t('Done'),
        description:
          this.gathered.length === 0 ? vscode.l10n.t('none chosen') : vscode.l10n.t('{0} chosen', this.gathered.length),
        iconPath: new vscode.ThemeIcon('check'),
        alwaysShow: true,
      };
      const chosen = this.gathered.map(value =>
        pickItem(
          {
            ...{ label: question.labelOf(value), icon: 'pass-filled', choice: { value } },
            description: vscode.l10n.t('chosen; choose it again to take it away'),
          },
          true,
        ),
      );
      const found = question.rows(box.value, this.gathered).map(row => pickItem(row, true));
      // Whoever types looks for something: what was found comes first.
      box.items = box.value === '' ? [done, ...chosen, ...found] : [...found, ...chosen, done];
    };
    const toggle = (value: string): void => {
      this.gathered = this.gathered.includes(value)
        ? this.gathered.filter(other => other !== value)
        : [...this.gathered, value];
      box.value = '';
      fill();
    };
    fill();
    this.store.add(box.onDidChangeValue(fill));
    if (question.onDidChangeRows) this.store.add(question.onDidChangeRows(fill));
    this.store.add(
      box.onDidAccept(() => {
        const [item] = box.selectedItems;
        if (item?.row?.choice) toggle(String(item.row.choice.value));
        else if (item && !item.row) void this.answer(this.gathered);
      }),
    );
    return this.open();
  }

  protected draft(): readonly string[] {
    return this.gathered;
  }
}

function pickItem(row: Row, alwaysShow: boolean): PickItem {
  if (!row.choice && row.icon === undefined)
    return { label: plain(row.label), kind: vscode.QuickPickItemKind.Separator };
  return {
    label: plain(row.label),
    ...(row.description === undefined ? {} : { description: plain(row.description) }),
    ...(row.detail === undefined ? {} : { detail: plain(row.detail) }),
    ...(row.icon === undefined ? {} : { iconPath: new vscode.ThemeIcon(row.icon) }),
    ...(row.buttons
      ? { buttons: row.buttons.map(({ icon, title }) => ({ iconPath: new vscode.ThemeIcon(icon), tooltip: title })) }
      : {}),
    ...(alwaysShow ? { alwaysShow: true } : {}),
    row,
  };
}

/** Words of a server where the editor would read icons and links: on one line, and only text. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('$(', '$\u200b(').replaceAll('](', ']\u200b(');
}
