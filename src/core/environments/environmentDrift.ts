import type { Environment } from './environment.js';
import { isExpectedToRun } from './environmentState.js';

/** What was found to run. */
export interface RunningEnvironment {
  readonly environment: Environment;
  readonly isRunning: boolean;
}

/**
 * Lays what is written down of environments beside what runs, and marks where they have gone apart: a record that says that it runs
 * where nothing does (`notRunning`), and something that runs without a record (`unrecorded`).
 * @param records what the catalogue or a state file has
 * @param found what a look at what runs has found, by the same ids; an environment that is in neither answer is unknown there
 * @param areRecordsComplete whether what is not among the records is known to have none; else nothing is `unrecorded`
 * @returns the records, and then what runs without one
 */
export function withDrift(
  records: readonly Environment[],
  found: readonly RunningEnvironment[],
  areRecordsComplete: boolean,
): readonly Environment[] {
  const byId = new Map(found.map(each => [each.environment.id, each]));
  const recorded = new Set(records.map(({ id }) => id));
  const marked = records.map((record): Environment => {
    const isGone = byId.get(record.id)?.isRunning === false && isExpectedToRun(record.state);
    return isGone ? { ...record, drift: 'notRunning' } : record;
  });
  const unrecorded = areRecordsComplete
    ? found.filter(({ environment, isRunning }) => isRunning && !recorded.has(environment.id))
    : [];
  return [...marked, ...unrecorded.map(({ environment }): Environment => ({ ...environment, drift: 'unrecorded' }))];
}
