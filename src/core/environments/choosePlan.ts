import { planOfCompose } from './composePlan.js';
import { planOfPackage } from './packagePlan.js';
import { planOfProcfile } from './procfilePlan.js';
import { planOfScore } from './scorePlan.js';
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

const COMPOSE_FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'] as const;

export type PlanFile = (typeof PLAN_FILES)[number];

/**
 * Decides how a component runs: by its `score.yaml`, else its `compose.yaml`, else its `Procfile`, else the start script of its
 * `package.json`. A file that is there and wrong is a problem: the next one is not tried in its place.
 * @param files the texts of those that are there
 */
export function choosePlan(files: ReadonlyMap<PlanFile, string>, driver: Driver): Planned {
  const own = startOf(files);
  const score = files.get('score.yaml');
  if (score !== undefined) return planned('score.yaml', planOfScore(score, driver, own));
  for (const name of COMPOSE_FILES) {
    const compose = files.get(name);
    if (compose !== undefined) return planned(name, planOfCompose(name, compose, driver, own));
  }
  if (!own.ok) return own;
  if (!own.value)
    return refused(
      'notFound',
      'Nothing says how this component runs. Give it a score.yaml, a compose.yaml, a Procfile, or a start script in its package.json.',
    );
  if (driver === 'container')
    return refused(
      'unsupported',
      'Containers need an image: a score.yaml or a compose.yaml that says which. Without one the component can run as a process.',
    );
  return { ok: true, value: { file: files.has('Procfile') ? 'Procfile' : 'package.json', processes: own.value } };
}

function planned(file: PlanFile, processes: Planned<readonly PlannedProcess[]>): Planned {
  return processes.ok ? { ok: true, value: { file, processes: processes.value } } : processes;
}

/** What the component itself is started with, where no file speaks of containers. */
function startOf(files: ReadonlyMap<PlanFile, string>): Planned<readonly PlannedProcess[] | undefined> {
  const procfile = files.get('Procfile');
  if (procfile !== undefined) return planOfProcfile(procfile);
  const manifest = files.get('package.json');
  if (manifest === undefined) return { ok: true, value: undefined };
  const start = planOfPackage(manifest);
  return start.ok ? { ok: true, value: start.value && [start.value] } : start;
}

function refused(kind: PlanProblem['kind'], message: string): { readonly ok: false; readonly problem: PlanProblem } {
  return { ok: false, problem: { kind, message, values: [] } };
}
