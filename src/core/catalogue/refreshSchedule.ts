import type { ProblemKind } from '../common/problem.js';
import type { SideState } from './model.js';

const MINUTE_MS = 60_000;
const LONGEST_WAIT_MS = 60 * MINUTE_MS;

// After these, only the person can do something about it: trying again by ourselves would end the same way.
const LASTING: ReadonlySet<ProblemKind> = new Set([
  'unauthorised',
  'forbidden',
  'notFound',
  'conflict',
  'invalid',
  'unsupported',
]);

/**
 * Decides when the catalogue is read again by itself: a while after the last reading ended, twice as long after each one that
 * failed, and not at all where trying again cannot help.
 */
export class RefreshSchedule {
  private phase: SideState['phase'] = 'absent';
  private endedAt: number | undefined;
  private failures = 0;

  /** Told of each state of the platform's side. @param now milliseconds since 1970 */
  note({ phase, problem }: SideState, now: number): void {
    const before = this.phase;
    this.phase = phase;
    if (phase === 'absent') {
      this.endedAt = undefined;
      this.failures = 0;
    }
    if (before !== 'loading' || (phase !== 'ready' && phase !== 'failed')) return;
    this.endedAt = now;
    if (phase === 'ready') this.failures = 0;
    else if (problem && LASTING.has(problem.kind)) this.failures = Infinity;
    else if (problem?.kind !== 'cancelled') this.failures++;
  }

  /**
   * @param now milliseconds since 1970
   * @param everyMinutes the pause that the person wants between two readings; 0 or less: never
   */
  isDue(now: number, everyMinutes: number): boolean {
    if (!(everyMinutes > 0) || this.endedAt === undefined) return false;
    if ((this.phase !== 'ready' && this.phase !== 'failed') || this.failures === Infinity) return false;
    const usual = everyMinutes * MINUTE_MS;
    const wait = Math.max(usual, Math.min(usual * 2 ** this.failures, LONGEST_WAIT_MS));
    const passed = now - this.endedAt;
    // The clock may have been set back.
    return passed >= wait || passed < 0;
  }
}
