import type { DeliveryLedger } from '../ledger/deliveryLedger.js';
import type { Calendar } from './calendar.js';
import { deployDaysOf } from './deployDays.js';
import type { DeliveryTimeline, Failure } from './deliveryTimeline.js';
import type { DoraMeasure, DoraPoint } from './doraReport.js';
import { KeySeries } from './keySeries.js';
import { leadTimesOf } from './leadTimes.js';
import { measureOf, type KeyData, type MeasureFrame } from './measure.js';
import { ascending, lowerMedian, quantile } from './statistics.js';

export type KeyFrame = Omit<MeasureFrame, 'deployments'> & { readonly calendar: Calendar };

/** Makes the measures of a timeline. */
export class KeyBuilder {
  /** Successful deployments in the window. */
  readonly deployments: number;
  /** Positions of them. */
  private readonly inside: Uint32Array;
  private readonly ledger: DeliveryLedger;
  private readonly timeline: DeliveryTimeline;
  private readonly incidents: readonly number[];
  private readonly frame: KeyFrame;

  constructor(ledger: DeliveryLedger, timeline: DeliveryTimeline, incidents: readonly number[], frame: KeyFrame) {
    this.ledger = ledger;
    this.timeline = timeline;
    this.incidents = incidents;
    this.frame = frame;
    const inside = new Uint32Array(timeline.rows.length);
    let count = 0;
    timeline.rows.forEach((row, position) => {
      if (ledger.deployments.isSuccess(row) && this.isInside(ledger.deployments.finishedAt(row)))
        inside[count++] = position;
    });
    this.inside = inside.slice(0, count);
    this.deployments = count;
  }

  /** In the order of `DORA_KEYS`. */
  measures(): readonly DoraMeasure[] {
    const frame = { ...this.frame, deployments: this.deployments };
    // One after the other, as each holds all of its points while it is made.
    return [
      measureOf(frame, this.frequency()),
      measureOf(frame, this.leadTime()),
      measureOf(frame, this.failureRate()),
      measureOf(frame, this.recovery()),
      measureOf(frame, this.restore()),
      measureOf(frame, this.rework()),
    ];
  }

  private frequency(): KeyData {
    const series = new KeySeries(this.deployments);
    for (const position of this.inside) series.add(this.finishedAt(position), 1, position);
    const { days, perWeek } = deployDaysOf(series.at, this.frame.window, this.frame.calendar);
    const sorted = ascending(perWeek);
    const median = this.frame.definition.median === 'lower' ? lowerMedian(sorted) : quantile(sorted, 0.5);
    let failedDeliveries = 0;
    for (const row of this.timeline.rows)
      if (!this.ledger.deployments.isSuccess(row) && this.isInside(this.ledger.deployments.finishedAt(row)))
        failedDeliveries++;
    return {
      key: 'deploymentFrequency',
      series,
      reason: EMPTY_WINDOW,
      pointOf: position => this.deploymentPoint(position),
      details: [
        { label: 'Days with a deployment', value: days },
        { label: 'Median of days with a deployment per week', value: median },
        { label: 'Deployments that did not succeed', value: failedDeliveries },
        { label: 'Rollbacks', value: this.countKind('rollback') },
        { label: 'Deployments of the same version again', value: this.countKind('redeploy') },
      ],
    };
  }

  private leadTime(): KeyData {
    const { definition, leadTimeFrom, window } = this.frame;
    const way = definition.leadTime === 'pullRequest' ? 'pullRequest' : leadTimeFrom;
    const { series, changeRows, positions } = leadTimesOf(this.ledger, this.timeline, window, way, this.deployments);
    return {
      key: 'leadTime',
      series,
      reason:
        this.deployments === 0 ? NO_DEPLOYMENT : 'No deployment to {0} in this window says which changes it brought.',
      pointOf: reference => {
        const position = positions.at(reference);
        const sha = this.ledger.changes.sha(changeRows.at(reference));
        return { ...this.deploymentPoint(position), label: `${sha.slice(0, SHORT_SHA)} → ${this.labelOf(position)}` };
      },
      details: [{ label: 'Changes', value: series.count }],
    };
  }

  private failureRate(): KeyData {
    const series = new KeySeries(this.deployments);
    let failed = 0;
    let inferred = 0;
    for (const position of this.inside) {
      if (!this.isChange(position)) continue;
      const failure = this.timeline.failures.get(position);
      if (failure) failed++;
      if (failure?.isInferred === true) inferred++;
      series.add(this.finishedAt(position), failure ? 1 : 0, position);
    }
    return {
      key: 'changeFailureRate',
      series,
      reason: NO_DEPLOYMENT,
      pointOf: position => this.failurePoint(position, this.timeline.failures.get(position)),
      details: [
        { label: 'Failed deployments', value: failed },
        { label: 'Of these with an inferred cause', value: inferred },
        { label: 'Incidents without a deployment', value: this.countUnattributed() },
      ],
    };
  }

  private recovery(): KeyData {
    const series = new KeySeries();
    const isPerIncident = !this.frame.definition.takesBack;
    let open = 0;
    let inferred = 0;
    for (const position of this.inside) {
      const failure = this.timeline.failures.get(position);
      if (!failure || !this.isChange(position)) continue;
      if (failure.isInferred) inferred++;
      const ends = isPerIncident
        ? failure.incidents.map(incident => this.ledger.incidents.resolvedAt(incident))
        : [this.recoveredAt(failure)];
      for (const end of ends) {
        const time = end - this.finishedAt(position);
        if (Number.isNaN(time)) open++;
        else if (time < 0)
          series.leftOut.add(
            'negative',
            '{0} failures ended before the deployment did, by the clocks of their sources.',
            this.ledger.deployments.id(this.row(position)),
          );
        else series.add(this.finishedAt(position), time, position);
      }
    }
    return {
      key: 'failedDeploymentRecoveryTime',
      series,
      reason:
        this.deployments === 0
          ? NO_DEPLOYMENT
          : open > 0
            ? 'No failed deployment to {0} has recovered yet.'
            : 'No deployment to {0} failed in this window, so there was nothing to recover from.',
      pointOf: position => this.failurePoint(position, this.timeline.failures.get(position)),
      details: [
        { label: 'Failures still open', value: open },
        { label: 'Failed deployments with an inferred cause', value: inferred },
      ],
    };
  }

  private restore(): KeyData {
    const { incidents } = this.ledger;
    const series = new KeySeries(this.incidents.length);
    let open = 0;
    let met = 0;
    for (const row of this.incidents) {
      if (!this.isInside(incidents.openedAt(row))) continue;
      met++;
      const time = incidents.resolvedAt(row) - incidents.openedAt(row);
      if (Number.isNaN(time)) open++;
      else if (time < 0)
        series.leftOut.add(
          'negative',
          '{0} incidents were resolved before they began, by their own times.',
          incidents.id(row),
        );
      else series.add(incidents.openedAt(row), time, row);
    }
    return {
      key: 'timeToRestore',
      series,
      reason: open > 0 ? 'No incident of this window is resolved yet.' : 'No incident is known in this window.',
      pointOf: row => {
        const address = incidents.address(row);
        return {
          label: incidents.title(row) ?? incidents.id(row),
          eventIds: [incidents.id(row)],
          ...(address === undefined ? {} : { address }),
        };
      },
      details: [
        { label: 'Incidents', value: met },
        { label: 'Incidents still open', value: open },
      ],
    };
  }

  private rework(): KeyData {
    const series = new KeySeries(this.frame.definition.hasRework ? this.deployments : 0);
    if (this.frame.definition.hasRework)
      for (const position of this.inside)
        series.add(this.finishedAt(position), this.isRework(position) ? 1 : 0, position);
    const unplanned = series.values.reduce((sum, value) => sum + value, 0);
    return {
      key: 'reworkRate',
      series,
      reason: this.frame.definition.hasRework ? NO_DEPLOYMENT : 'DevLake has no rework rate.',
      pointOf: position => this.deploymentPoint(position),
      details: [{ label: 'Unplanned deployments', value: this.frame.definition.hasRework ? unplanned : null }],
    };
  }

  private isChange(position: number): boolean {
    return !this.frame.definition.takesBack || this.timeline.kinds[position] !== 'rollback';
  }

  private isRework(position: number): boolean {
    const kind = this.timeline.kinds[position];
    const row = this.row(position);
    return (
      kind === 'rollback' ||
      kind === 'hotfix' ||
      this.ledger.deployments.isUnplanned(row) ||
      this.ledger.deployments.reverts(row) !== undefined
    );
  }

  /** When the last of its incidents was resolved; without incidents when it was taken back. `NaN` while it is open. */
  private recoveredAt({ incidents, takenBackAt }: Failure): number {
    if (incidents.length === 0) return takenBackAt;
    let last = -Infinity;
    for (const row of incidents) {
      const end = this.ledger.incidents.resolvedAt(row);
      if (Number.isNaN(end)) return NaN;
      last = Math.max(last, end);
    }
    return last;
  }

  private countKind(kind: string): number {
    return this.inside.reduce((sum, position) => sum + (this.timeline.kinds[position] === kind ? 1 : 0), 0);
  }

  private countUnattributed(): number {
    const attributed = new Set<number>();
    for (const { incidents } of this.timeline.failures.values()) for (const row of incidents) attributed.add(row);
    return this.incidents.reduce(
      (sum, row) => sum + (this.isInside(this.ledger.incidents.openedAt(row)) && !attributed.has(row) ? 1 : 0),
      0,
    );
  }

  private deploymentPoint(position: number): Omit<DoraPoint, 'at' | 'value'> {
    const row = this.row(position);
    const address = this.ledger.deployments.address(row);
    return {
      label: this.labelOf(position),
      eventIds: [this.ledger.deployments.id(row)],
      ...(address === undefined ? {} : { address }),
      ...(this.timeline.inferredKinds.has(position) ? { isInferred: true } : {}),
    };
  }

  private failurePoint(position: number, failure: Failure | undefined): Omit<DoraPoint, 'at' | 'value'> {
    const point = this.deploymentPoint(position);
    if (!failure) return point;
    const incidents = failure.incidents.map(row => this.ledger.incidents.id(row)).sort();
    return {
      ...point,
      eventIds: [
        ...point.eventIds,
        ...incidents,
        ...(failure.takenBackBy < 0 ? [] : [this.ledger.deployments.id(failure.takenBackBy)]),
      ],
      ...(failure.isInferred ? { isInferred: true } : {}),
    };
  }

  /** A version and a commit, as far as they are known. */
  private labelOf(position: number): string {
    const { deployments, services } = this.ledger;
    const row = this.row(position);
    const sha = deployments.sha(row).slice(0, SHORT_SHA);
    const what = [deployments.version(row), sha].filter(Boolean).join(' ') || deployments.id(row);
    return this.timeline.runs.length > 1 ? `${services.at(deployments.serviceOf(row))} ${what}` : what;
  }

  private finishedAt(position: number): number {
    return this.ledger.deployments.finishedAt(this.row(position));
  }

  private row(position: number): number {
    return this.timeline.rows[position] ?? 0;
  }

  private isInside(at: number): boolean {
    return at >= this.frame.window.from && at < this.frame.window.to;
  }
}

const SHORT_SHA = 10;
const NO_DEPLOYMENT = 'There was no deployment to {0} in this window.';
const EMPTY_WINDOW = 'The window is empty.';
