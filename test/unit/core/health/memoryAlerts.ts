import { cancelledBy, failure, success, type Problem, type Result } from '../../../../src/core/common/problem.js';
import type { Alert, AlertSource, Silence, SilenceRequest } from '../../../../src/core/health/source.js';

/** A keeper of alerts for tests, in memory. Silences match by equal labels alone. */
export class MemoryAlerts implements AlertSource {
  /** Answers everything with this, until it is taken back. */
  problem: Problem | undefined;
  private kept: readonly Silence[] = [];

  /** @param firing alerts as they are when nothing is silenced */
  constructor(public firing: readonly Alert[]) {}

  async alerts(signal: AbortSignal): Promise<Result<readonly Alert[]>> {
    const active = this.kept.filter(({ state }) => state === 'active');
    return this.answer(signal, () =>
      this.firing.map(alert => {
        const silences = active
          .filter(({ matchers }) =>
            matchers.every(({ name, value }) => (name === 'alertname' ? alert.name : alert.labels[name]) === value),
          )
          .map(({ id }) => id);
        return silences.length === 0 ? alert : { ...alert, silences, state: 'silenced' };
      }),
    );
  }

  async silences(signal: AbortSignal): Promise<Result<readonly Silence[]>> {
    return this.answer(signal, () => this.kept);
  }

  async silence(request: SilenceRequest, signal: AbortSignal): Promise<Result<string>> {
    if (!(request.endsAt > request.startsAt))
      return failure({ kind: 'invalid', message: 'A silence must end after it begins.' });
    return this.answer(signal, () => {
      const id = `silence-${this.kept.length + 1}`;
      this.kept = [...this.kept, { ...request, id, state: 'active' }];
      return id;
    });
  }

  async unsilence(id: string, signal: AbortSignal): Promise<Result<void>> {
    if (!this.kept.some(silence => silence.id === id))
      return failure({ kind: 'notFound', message: `There is no silence ${id}.` });
    return this.answer(signal, () => {
      this.kept = this.kept.map(silence => (silence.id === id ? { ...silence, state: 'expired' } : silence));
    });
  }

  private async answer<T>(signal: AbortSignal, value: () => T): Promise<Result<T>> {
    await Promise.resolve();
    return cancelledBy(signal) ?? (this.problem ? failure(this.problem) : success(value()));
  }
}
