import type { DeliveryLedger } from '../ledger/deliveryLedger.js';
import { Column } from '../ledger/column.js';
import { KeyTable } from '../ledger/keyTable.js';
import type { DeliveryTimeline } from './deliveryTimeline.js';
import { cycleTime } from './devLake.js';
import type { LeadTimeStart } from './doraOptions.js';
import type { DoraWindow } from './doraReport.js';
import { KeySeries } from './keySeries.js';

/** The series of lead times; a reference is the place of the change in `changeRows` and `positions`. */
export interface LeadTimes {
  readonly series: KeySeries;
  readonly changeRows: Column;
  readonly positions: Column;
}

/**
 * The time of each change until its first successful deployment, of the deployments in the window.
 * What is left out is counted: changes that were deployed before, of bots, merges, without the time that counts, and negative times;
 * deployments of which nobody says what they bring.
 * @param expected about how many there will be
 */
export function leadTimesOf(
  ledger: DeliveryLedger,
  { rows, runs }: DeliveryTimeline,
  window: DoraWindow,
  way: LeadTimeStart | 'pullRequest',
  expected = 0,
): LeadTimes {
  const { deployments, changes } = ledger;
  const series = new KeySeries(expected);
  const changeRows = new Column(Uint32Array);
  const positions = new Column(Uint32Array);
  const { leftOut } = series;
  // By commit: the service, counted from one, that deployed it last. Two services can share a repository.
  const deployedBy = new Uint32Array(changes.commits);
  const pullRequests = new KeyTable();
  runs.forEach((run, service) => {
    let isFirst = true;
    for (let position = run.start; position < run.end; position++) {
      const row = rows[position] ?? 0;
      if (!deployments.isSuccess(row)) continue;
      const finishedAt = deployments.finishedAt(row);
      const isInside = finishedAt >= window.from && finishedAt < window.to;
      const found = deployments.runs(row);
      if (!found && isInside) {
        if (isFirst) leftOut.add('firstDeployment', FIRST, deployments.id(row));
        else leftOut.add('unknownChanges', UNKNOWN_CHANGES, deployments.id(row));
      }
      isFirst = false;
      for (const { start, count } of found ?? [])
        for (let change = start; change < start + count; change++) {
          const isNew = isFirstTime(change, service);
          if (!isInside) continue;
          const reason = isNew ? reasonToLeaveOut(change) : 'redeployed';
          const time = timeOf(change, finishedAt);
          if (reason) leftOut.add(reason, LEFT_OUT[reason], changes.sha(change));
          else if (Number.isNaN(time)) leftOut.add('noStart', LEFT_OUT.noStart, changes.sha(change));
          else if (time < 0) leftOut.add('negative', LEFT_OUT.negative, changes.sha(change));
          else {
            series.add(finishedAt, time, positions.size);
            changeRows.push(change);
            positions.push(position);
          }
        }
    }
  });
  return { series, changeRows, positions };

  function isFirstTime(change: number, service: number): boolean {
    const mergedAt = changes.mergedAt(change);
    if (way === 'pullRequest' && !Number.isNaN(mergedAt)) {
      const known = pullRequests.size;
      return pullRequests.add(service, `${String(mergedAt)} ${String(startOf(change))}`) === known;
    }
    const commit = changes.commitOf(change);
    const isFirst = deployedBy[commit] !== service + 1;
    deployedBy[commit] = service + 1;
    return isFirst;
  }

  function startOf(change: number): number {
    const first = changes.firstCommitAt(change);
    return Number.isNaN(first) ? changes.committedAt(change) : first;
  }

  function reasonToLeaveOut(change: number): 'bot' | 'merge' | undefined {
    if (way === 'pullRequest') return undefined;
    return changes.isBot(change) ? 'bot' : changes.isMerge(change) ? 'merge' : undefined;
  }

  function timeOf(change: number, finishedAt: number): number {
    if (way === 'commit') return finishedAt - changes.committedAt(change);
    if (way === 'merge') return finishedAt - changes.mergedAt(change);
    if (way === 'firstCommit') return finishedAt - startOf(change);
    const mergedAt = changes.mergedAt(change);
    return Number.isNaN(mergedAt)
      ? NaN
      : cycleTime({ firstCommitAt: startOf(change), openedAt: changes.openedAt(change), mergedAt }, finishedAt);
  }
}

const FIRST = '{0} first deployments of a service bring its whole history, and are no lead time.';
const UNKNOWN_CHANGES = 'Of {0} deployments nobody says which changes they brought.';
const LEFT_OUT = {
  redeployed: '{0} changes had been deployed before.',
  bot: '{0} changes were made by bots.',
  merge: '{0} changes are merges, which hold no work of their own.',
  noStart: 'Of {0} changes nobody says when they began.',
  negative: '{0} changes were deployed before they began, by the clocks of their sources.',
} as const;
