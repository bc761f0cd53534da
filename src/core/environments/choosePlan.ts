import { planOfPackage } from './packagePlan.js';
import { planOfProcfile } from './procfilePlan.js';
import type { Driver, Planned, PlannedProcess, PlanProblem } from './runPlan.js';

/** The files that can say how a component runs, the one that counts first. */
export const PLAN_FILES = [
  'score.yaml',
  'compose.yaml',
  'compose.yml',
  'docker-compose.yaml',
  'docker-compose.yml',
  'Procfile',
  'package.json',
] as const;

export type PlanFile = (typeof PLAN_FILES)[number];

/**
 * Decides how a component runs: by its `score.yaml`, else its `compose.yaml`, else its `Procfile`, else the start script of its
 * `package.json`. A file that is there and wrong is a problem: the next one is not tried in its place.
 * @param files the texts of those that are there
 */
export function choosePlan(files: ReadonlyMap<PlanFile, string>, driver: Driver): Planned {
  const own = startOf(files);
  const procfile = files.get('Procfile');
  if (driver === 'container' && (procfile !== undefined || files.has('package.json')))
    return refused(
      'unsupported',
      'Containers need an image: a score.yaml or a compose.yaml that says which. Without one the component can run as a process.',
    );
  if (!own.ok) return own;
  if (own.value)
    return { ok: true, value: { file: procfile === undefined ? 'package.json' : 'Procfile', processes: own.value } };
  return refused(
    'notFound',
    'Nothing says how this component runs. Give it a score.yaml, a compose.yaml, a Procfile, or a start script in its package.json.',
  );
}

/** What the component itself is started with, where no file speaks of containers. */
function startOf(files: ReadonlyMap<PlanFile, string>): Planned<readonly PlannedProcess[] | undefined> {
  const procfile = files.get('Procfile');
  if (procfile !== undefined) return planOfProcfile(procfile);
  const manifest = files.get('package.json');
  if (manifest === undefined) return { ok: true, value: undefined };
  const planned = planOfPackage(manifest);
  return planned.ok ? { ok: true, value: planned.value && [planned.value] } : planned;
}

function refused(kind: PlanProblem['kind'], message: string): { readonly ok: false; readonly problem: PlanProblem } {
  return { ok: false, problem: { kind, message, values: [] } };
}
