import { hasEnded, type Run } from './run.js';
import type { RunLogLine } from './runLog.js';
import type { Translate } from '../common/translate.js';

// An editor does not open what is larger than this by much; the end is what matters.
const LONGEST_TEXT = 20_000_000;

/** What the text needs beside the run. */
export interface RunTextOptions {
  readonly translate: Translate;
  /** A time of day, always of the same length. @param at milliseconds since 1970 */
  readonly time: (at: number) => string;
}

/**
 * The log of a run as a text for a person, made piece by piece as the log grows. What a step says is indented below what
 * it is, so that an editor can fold it.
 */
export class RunText {
  private pieces: string[] = [];
  private done = 0;
  private length = 0;
  private lastTime: { readonly at: number; readonly text: string } | undefined;

  constructor(private readonly options: RunTextOptions) {}

  /** The line, from 0, at which the log begins. */
  static readonly HEAD_LINES = 3;

  /** @returns the whole text as of now */
  of(run: Run): string {
    const fresh = run.log.from(this.done);
    if (fresh.length > 0) {
      this.add(fresh);
      this.done = run.log.length;
    }
    const { translate } = this.options;
    const head = [
      run.templateRef === undefined ? run.title : `${run.title} (${run.templateRef})`,
      translate('Run {0}', run.id),
      '',
    ];
    const end = this.ending(run);
    return `${head.join('\n')}\n${this.pieces.join('')}${end === '' ? '' : `\n${end}\n`}`;
  }

  private add(fresh: readonly RunLogLine[]): void {
    let text = '';
    for (const { at, isHeading, text: said } of fresh) text += `${this.time(at)} ${isHeading ? '' : '  '}${said}\n`;
    this.pieces.push(text);
    this.length += text.length;
    // Few pieces, so that a long log costs no more than its length.
    if (this.pieces.length > 100) this.pieces = [this.pieces.join('')];
    if (this.length > LONGEST_TEXT) this.cut();
  }

  /** Lines come in crowds with one time. */
  private time(at: number): string {
    if (at !== this.lastTime?.at) this.lastTime = { at, text: this.options.time(at) };
    return this.lastTime.text;
  }

  /** Leaves out the beginning. The number of lines stays, so that every line keeps its place. */
  private cut(): void {
    const whole = this.pieces.join('');
    const from = whole.indexOf('\n', Math.floor(LONGEST_TEXT / 2)) + 1;
    const left = whole.slice(0, from).split('\n').length - 1;
    const kept = `${this.options.translate('… {0} lines are left out.', left)}${'\n'.repeat(left)}${whole.slice(from)}`;
    this.pieces = [kept];
    this.length = kept.length;
  }

  private ending(run: Run): string {
    const { translate } = this.options;
    if (!hasEnded(run)) return '';
    if (run.state === 'cancelled') return translate('The run was cancelled.');
    if (run.state === 'completed') return translate('The run is complete.');
    return run.error === undefined ? translate('The run has failed.') : translate('The run has failed: {0}', run.error);
  }
}
