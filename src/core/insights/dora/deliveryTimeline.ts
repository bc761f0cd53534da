import type { DeploymentKind } from '../deliveryEvents.js';
import type { DeliveryLedger } from '../ledger/deliveryLedger.js';
import type { DoraDefinition } from './definitions.js';

/** The deployments of one service to one environment, from the earliest on. */
export interface ServiceRun {
  readonly service: string;
  /** [start, end) in `rows`. */
  readonly start: number;
  readonly end: number;
}

/** What is known of a deployment beside the event: what it was, and whether it failed. */
export interface Failure {
  /** True where only a place in time, or a version that came again, ties the failure to the deployment. */
  isInferred: boolean;
  /** Rows of incidents that it caused. */
  incidents: number[];
  /** When a rollback, a hotfix or a revert of it was done; `NaN` where there was none. */
  takenBackAt: number;
  /** The row of it; -1 where there was none. */
  takenBackBy: number;
}

/** All deployments of an environment in order, with their kinds and failures. */
export interface DeliveryTimeline {
  /** Rows of the ledger's deployments: by service, then by time. */
  readonly rows: Uint32Array;
  readonly runs: readonly ServiceRun[];
  /** By position in `rows`. */
  readonly kinds: readonly DeploymentKind[];
  /** Positions whose kind nobody told. */
  readonly inferredKinds: ReadonlySet<number>;
  /** By position in `rows`; only of deployments that failed. */
  readonly failures: ReadonlyMap<number, Failure>;
  /** Stated causes that are no successful deployment of the data, and how many. */
  readonly unknownCauses: number;
}

export interface TimelineOptions {
  readonly definition: DoraDefinition;
  readonly attributeWithin: number;
  readonly isAncestor?: ((ancestor: string, descendant: string) => boolean) | undefined;
}

/**
 * Puts deployments in order, says what each was for, and which of them failed and by what.
 * @param rows of the deployments that count
 * @param incidents rows of the incidents that count
 */
export function timelineOf(
  ledger: DeliveryLedger,
  rows: Uint32Array,
  incidents: readonly number[],
  options: TimelineOptions,
): DeliveryTimeline {
  const sorted = inOrder(ledger, rows);
  const runs = runsOf(ledger, sorted);
  const builder = new TimelineBuilder(ledger, sorted, runs, options);
  for (const run of runs) builder.addRun(run);
  const unknownCauses = builder.addIncidents(incidents);
  const { kinds, inferredKinds, failures } = builder;
  return { rows: sorted, runs, kinds, inferredKinds, failures, unknownCauses };
}

/** By service, time, source and id, so that the order in which events came plays no part. */
function inOrder(ledger: DeliveryLedger, rows: Uint32Array): Uint32Array {
  const { deployments, services } = ledger;
  const rank = new Uint32Array(services.all.length);
  services.all
    .map((name, number) => ({ name, number }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .forEach(({ number }, place) => (rank[number] = place));
  // By service first, without comparing: what is left are short lists that mostly are in order.
  const starts = new Uint32Array(rank.length + 1);
  for (const row of rows) {
    const place = (rank[deployments.serviceOf(row)] ?? 0) + 1;
    starts[place] = (starts[place] ?? 0) + 1;
  }
  for (let place = 1; place < starts.length; place++) starts[place] = (starts[place] ?? 0) + (starts[place - 1] ?? 0);
  const sorted = new Uint32Array(rows.length);
  const next = starts.slice();
  for (const row of rows) {
    const place = rank[deployments.serviceOf(row)] ?? 0;
    const position = next[place] ?? 0;
    sorted[position] = row;
    next[place] = position + 1;
  }
  const compare = (a: number, b: number): number =>
    deployments.finishedAt(a) - deployments.finishedAt(b) ||
    compareText(deployments.sourceName(a), deployments.sourceName(b)) ||
    compareText(deployments.id(a), deployments.id(b));
  for (let place = 0; place < rank.length; place++) {
    const run = sorted.subarray(starts[place], starts[place + 1]);
    if (run.some((row, index) => index > 0 && compare(run[index - 1] ?? 0, row) > 0)) run.sort(compare);
  }
  return sorted;
}

/** By the order of their characters, which is the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function runsOf({ deployments, services }: DeliveryLedger, rows: Uint32Array): readonly ServiceRun[] {
  const runs: ServiceRun[] = [];
  for (let start = 0, end = 0; start < rows.length; start = end) {
    const service = deployments.serviceOf(rows[start] ?? 0);
    while (end < rows.length && deployments.serviceOf(rows[end] ?? 0) === service) end++;
    runs.push({ service: services.at(service), start, end });
  }
  return runs;
}

// Nothing goes back further than this, and looking further would take the longer the longer a history is.
const DEEPEST_ROLLBACK = 1000;

class TimelineBuilder {
  readonly kinds: DeploymentKind[];
  readonly inferredKinds = new Set<number>();
  readonly failures = new Map<number, Failure>();
  private readonly ledger: DeliveryLedger;
  private readonly rows: Uint32Array;
  private readonly runsByService: ReadonlyMap<string, ServiceRun>;
  private readonly options: TimelineOptions;
  // Of each row of the ledger the position plus one; 0 where it does not count.
  private readonly places: Uint32Array;

  constructor(ledger: DeliveryLedger, rows: Uint32Array, runs: readonly ServiceRun[], options: TimelineOptions) {
    this.ledger = ledger;
    this.rows = rows;
    this.runsByService = new Map(runs.map(run => [run.service, run]));
    this.options = options;
    this.places = new Uint32Array(ledger.deployments.size);
    rows.forEach((row, position) => (this.places[row] = position + 1));
    this.kinds = new Array<DeploymentKind>(rows.length).fill('normal');
  }

  addRun(run: ServiceRun): void {
    const { deployments } = this.ledger;
    const running: number[] = [];
    const seen = new Set<number>();
    let current = -1;
    for (let position = run.start; position < run.end; position++) {
      const row = this.row(position);
      if (!deployments.isSuccess(row)) continue;
      const identity = deployments.identity(row);
      const kind = this.kindOf(position, current, seen);
      this.kinds[position] = kind;
      if (this.options.definition.takesBack) this.takeBack(position, kind, running);
      if (kind !== 'rollback') running.push(position);
      if (running.length > 2 * DEEPEST_ROLLBACK) running.splice(0, DEEPEST_ROLLBACK);
      if (identity !== 0) seen.add(identity);
      current = position;
    }
  }

  /** @returns how many state a cause that is not in the data */
  addIncidents(incidents: readonly number[]): number {
    let unknown = 0;
    for (const incident of incidents) {
      const stated = this.ledger.incidents.causedBy(incident);
      if (stated !== undefined && this.options.definition.attribution === 'recent') {
        const position = this.resolve(stated, this.serviceOf(incident));
        if (position === undefined) unknown++;
        else this.blame(position, false, incident);
        continue;
      }
      const position = this.latestBefore(incident);
      if (position !== undefined) this.blame(position, true, incident);
    }
    return unknown;
  }

  private kindOf(position: number, current: number, seen: ReadonlySet<number>): DeploymentKind {
    const { deployments } = this.ledger;
    const row = this.row(position);
    const told = deployments.kind(row);
    if (told !== undefined) return told;
    if (current < 0) return 'normal';
    const running = this.row(current);
    const identity = deployments.identity(row);
    if (identity === 0 || deployments.reverts(row) !== undefined) return 'normal';
    if (identity === deployments.identity(running)) return this.inferred(position, 'redeploy');
    if (seen.has(identity)) return this.inferred(position, 'rollback');
    const [sha, currentSha] = [deployments.sha(row), deployments.sha(running)];
    const isBack = sha !== '' && currentSha !== '' && this.options.isAncestor?.(sha, currentSha) === true;
    return isBack ? this.inferred(position, 'rollback') : 'normal';
  }

  private inferred(position: number, kind: DeploymentKind): DeploymentKind {
    this.inferredKinds.add(position);
    return kind;
  }

  /** Marks what a rollback, a hotfix or a revert answers to as failed. */
  private takeBack(position: number, kind: DeploymentKind, running: number[]): void {
    const { deployments } = this.ledger;
    const row = this.row(position);
    const stated = deployments.reverts(row);
    if (stated === undefined && kind !== 'rollback' && kind !== 'hotfix') return;
    const service = this.ledger.services.at(deployments.serviceOf(row));
    const target = stated === undefined ? running.at(-1) : this.resolve(stated, service);
    if (target === undefined || target === position) return;
    const failure = this.failed(target, this.inferredKinds.has(position));
    const finished = deployments.finishedAt(row);
    if (Number.isNaN(failure.takenBackAt)) {
      failure.takenBackAt = finished;
      failure.takenBackBy = row;
    }
    if (kind === 'rollback') this.forget(target, row, running);
  }

  /** After a rollback what it took back runs no more, nor what came after the version that it went back to. */
  private forget(target: number, rollback: number, running: number[]): void {
    const { deployments } = this.ledger;
    const back = deployments.identity(rollback);
    const goal = back === 0 ? -1 : running.findLastIndex(position => deployments.identity(this.row(position)) === back);
    if (goal >= 0 && running.lastIndexOf(target) > goal) running.length = goal + 1;
    else if (running.includes(target)) running.splice(running.lastIndexOf(target), 1);
  }

  private blame(position: number, isInferred: boolean, incident: number): void {
    const failure = this.failed(position, isInferred);
    // Most have one, for which a list that leaves room for more would be several times as large.
    if (failure.incidents.length === 0) failure.incidents = [incident];
    else failure.incidents.push(incident);
  }

  private failed(position: number, isInferred: boolean): Failure {
    const known = this.failures.get(position);
    if (known) {
      known.isInferred &&= isInferred;
      return known;
    }
    const failure: Failure = { isInferred, incidents: [], takenBackAt: NaN, takenBackBy: -1 };
    this.failures.set(position, failure);
    return failure;
  }

  /** The deployment with an id: of the service itself, else of the only other service that has one. */
  private resolve(id: string, service: string): number | undefined {
    const { deployments } = this.ledger;
    const found: number[] = [];
    for (const row of deployments.rowsNamed(id)) {
      const place = this.places[row] ?? 0;
      if (place > 0 && deployments.isSuccess(row)) found.push(place - 1);
    }
    found.sort((a, b) => a - b);
    const run = this.runsByService.get(service);
    const own = run ? found.filter(position => position >= run.start && position < run.end) : [];
    return own[0] ?? (found.length === 1 ? found[0] : undefined);
  }

  private latestBefore(incident: number): number | undefined {
    const { incidents } = this.ledger;
    const openedAt = incidents.openedAt(incident);
    if (this.options.definition.attribution === 'any') {
      let latest: number | undefined;
      for (const run of this.runsByService.values()) {
        const found = this.latestIn(run, openedAt);
        if (found !== undefined && (latest === undefined || this.finished(found) > this.finished(latest)))
          latest = found;
      }
      return latest;
    }
    const run = this.runsByService.get(this.serviceOf(incident));
    if (!run || this.options.attributeWithin <= 0) return undefined;
    return this.latestIn(run, openedAt, openedAt - this.options.attributeWithin);
  }

  /** The latest success at or before a time; rollbacks restore, so they are not looked at where they say what failed. */
  private latestIn(run: ServiceRun, at: number, notBefore = -Infinity): number | undefined {
    let low = run.start;
    let high = run.end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.finished(middle) <= at) low = middle + 1;
      else high = middle;
    }
    for (let position = low - 1; position >= run.start && this.finished(position) >= notBefore; position--)
      if (
        this.ledger.deployments.isSuccess(this.row(position)) &&
        (!this.options.definition.takesBack || this.kinds[position] !== 'rollback')
      )
        return position;
    return undefined;
  }

  private finished(position: number): number {
    return this.ledger.deployments.finishedAt(this.row(position));
  }

  private row(position: number): number {
    return this.rows[position] ?? 0;
  }

  private serviceOf(incident: number): string {
    return this.ledger.services.at(this.ledger.incidents.serviceOf(incident));
  }
}
