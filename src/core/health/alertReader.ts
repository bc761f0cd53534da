import type { Clock } from '../common/clock.js';
import { success, type Problem, type Result } from '../common/problem.js';
import { ALERT_SERIES, alertsFromSeries } from './alertSeries.js';
import { STALE_AFTER_S } from './assessment.js';
import type { Alert, AlertSource, SignalSource } from './source.js';

/** The alerts that pend or fire, from their keeper, or from the store of series where there is none or it does not answer. */
export class AlertReader {
  private kept: { readonly alerts: readonly Alert[]; readonly at: number } | undefined;

  constructor(
    private readonly keeper: AlertSource | undefined,
    private readonly clock: Clock,
  ) {}

  /**
   * @param store asked where there is no keeper; undefined where it has no alerts either
   * @returns the alerts, with the problem of the keeper where they are from elsewhere or from before
   */
  async read(
    store: SignalSource | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly alerts: readonly Alert[]; readonly problem?: Problem }> {
    const now = this.clock.now() / 1000;
    const fromKeeper = await this.keeper?.alerts(signal);
    if (fromKeeper?.ok === true) return this.keep(fromKeeper.value, now);
    const problem = fromKeeper?.problem;
    const passed = this.kept ? now - this.kept.at : NaN;
    // What the keeper has said knows of silences, the series do not.
    if (problem && this.kept && passed >= 0 && passed <= STALE_AFTER_S) return { alerts: this.kept.alerts, problem };
    const fromStore = store && !signal.aborted ? await alertsOf(store, signal) : success([]);
    if (fromStore.ok) return { alerts: fromStore.value, ...(problem ? { problem } : {}) };
    return { alerts: [], problem: problem ?? fromStore.problem };
  }

  private keep(alerts: readonly Alert[], at: number): { readonly alerts: readonly Alert[] } {
    this.kept = { alerts, at };
    return { alerts };
  }
}

async function alertsOf(store: SignalSource, signal: AbortSignal): Promise<Result<readonly Alert[]>> {
  const answer = await store.instant(ALERT_SERIES, undefined, signal);
  return answer.ok ? success(alertsFromSeries(answer.value.series)) : answer;
}
