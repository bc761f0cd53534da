import type { Clock } from '../common/clock.js';
import type { Problem } from '../common/problem.js';
import type { HealthSettings, SourceState } from './healthState.js';
import type { SignalSource } from './source.js';
import { SourceReader } from './sourceReader.js';

const FIRST_WAIT_S = 5;
const LONGEST_WAIT_S = 300;
const NOTABLE_SKEW_S = 5;

/** Whether a source answers, and when to ask again one that does not: each time after twice as long. */
export class SourceWatch {
  readonly reader: SourceReader;
  private failures = 0;
  private last: Problem | undefined;
  private silentSince: number | undefined;
  private retryAt = -Infinity;
  /** Until then the source itself has said to wait. */
  private toldToWaitUntil = -Infinity;
  private readAt: number | undefined;
  private skewS = 0;

  constructor(
    source: SignalSource,
    settings: HealthSettings,
    private readonly clock: Clock,
  ) {
    this.reader = new SourceReader(source, settings, clock);
  }

  /** Why it does not answer; undefined where it does. */
  get problem(): Problem | undefined {
    return this.last;
  }

  /** @param insist that somebody asks who does not want to wait; what the source has said itself holds all the same */
  mayAsk(insist: boolean): boolean {
    const now = this.seconds();
    const until = insist ? this.toldToWaitUntil : this.retryAt;
    // The clock may have been set back.
    return now >= until || until - now > LONGEST_WAIT_S * 12;
  }

  answered(skewS: number): void {
    this.failures = 0;
    this.last = undefined;
    this.silentSince = undefined;
    this.retryAt = -Infinity;
    this.readAt = this.seconds();
    this.skewS = skewS;
  }

  failed(problem: Problem): void {
    const now = this.seconds();
    const told = (problem.retryAfterMs ?? 0) / 1000;
    const wait = Math.min(FIRST_WAIT_S * 2 ** this.failures, LONGEST_WAIT_S);
    this.failures++;
    this.last = problem;
    this.silentSince ??= this.readAt ?? now;
    this.retryAt = now + Math.max(told, wait);
    if (told > 0) this.toldToWaitUntil = now + told;
  }

  state(warnings: readonly string[]): SourceState {
    const phase = this.last ? 'failed' : this.readAt === undefined ? 'loading' : 'ready';
    return {
      ...{ phase, warnings },
      ...(this.readAt === undefined ? {} : { readAt: this.readAt }),
      ...(this.last ? { problem: this.last, retryAt: this.retryAt } : {}),
      ...(this.silentSince === undefined ? {} : { silentSince: this.silentSince }),
      ...(Math.abs(this.skewS) > NOTABLE_SKEW_S ? { skewS: this.skewS } : {}),
    };
  }

  private seconds(): number {
    return this.clock.now() / 1000;
  }
}
