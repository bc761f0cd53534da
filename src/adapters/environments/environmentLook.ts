import type { EnvironmentRecord } from './environmentRecord.js';
import { probeOnce } from './healthProbe.js';
import { isRunning } from './processTable.js';
import type { Liveness } from './recordedEnvironment.js';

const PROBE_TIMEOUT_MS = 2_000;

/**
 * Looks whether the processes of an environment live, and where it is asked for whether they work.
 * @param containers gives the names of the containers that run; undefined where the engine does not say
 * @param before what was found last: what is not asked now stays as it was
 */
export async function lookAt(
  record: EnvironmentRecord,
  before: Liveness,
  isProbed: boolean,
  containers: () => Promise<ReadonlySet<string> | undefined>,
): Promise<Liveness> {
  // An engine is a program that is started: it is asked as seldom as the processes are.
  const running = isProbed && record.driver === 'container' ? await containers() : undefined;
  const ended: string[] = [];
  const silent: string[] = [];
  await Promise.all(
    record.processes.map(async ({ name, identity, container, probe, ports, isTask }) => {
      if (isTask) return;
      if (identity && !(await isRunning(identity))) ended.push(name);
      else if (container !== undefined && (running ? !running.has(container) : before.ended.includes(name)))
        ended.push(name);
      else if (!isProbed) {
        if (before.silent.includes(name)) silent.push(name);
      } else if (probe && (await probeOnce(probe, ports[probe.port] ?? 0, PROBE_TIMEOUT_MS)) === undefined)
        silent.push(name);
    }),
  );
  return { ended: ended.sort(), silent: silent.sort() };
}
