import { failure, success, type Result } from '../../core/common/problem.js';
import { createRedactor } from '../../core/common/redact.js';
import type { QualityNotes } from '../../core/insights/ledger/qualityNotes.js';
import type { TemplateRun } from '../../core/insights/adoption/templateUse.js';
import { advanceRun, currentStep, runOf, type Run } from '../../core/templates/run.js';
import type { Scaffolder, TaskEvent, TaskRecord } from '../../core/templates/scaffolder.js';

const PER_PAGE = 100;
/** Nobody looks further back. */
const MOST_RUNS = 5000;
/** What the list does not tell (the step that failed, what was made) is a request each. */
const MOST_DETAILS = 100;
const AT_ONCE = 4;

/**
 * The runs of templates that the person may see, the newest first, until the beginning of a window.
 * @param from milliseconds since 1970
 */
export async function readTemplateRuns(
  scaffolder: Pick<Scaffolder, 'tasks' | 'follow'>,
  from: number,
  quality: QualityNotes,
  signal: AbortSignal,
): Promise<Result<readonly TemplateRun[]>> {
  const listed = await readTasks(scaffolder, from, quality, signal);
  if (!listed.ok) return listed;
  const ended = listed.value.filter(({ status }) => status === 'completed' || status === 'failed');
  const details = new Map<string, Run>();
  // Failures first: of them the list says least.
  const wanted = [...ended.filter(isFailed), ...ended.filter(task => !isFailed(task))].slice(0, MOST_DETAILS);
  const queue = [...wanted];
  const work = async (): Promise<void> => {
    for (let task = queue.shift(); task && !signal.aborted; task = queue.shift()) {
      const run = await detailsOf(scaffolder, task, signal);
      if (run) details.set(task.id, run);
      else quality.add('runWithoutLog', 'Runs whose log could not be read: {0}', task.id);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (signal.aborted) return failure({ kind: 'cancelled', message: 'The reading was stopped.' });
  quality.add(
    'runWithoutDetails',
    'Older runs of which only the list was read, so that their failing step is not known: {0}',
    undefined,
    ended.length - wanted.length,
  );
  const starters = new Map<string, string>();
  return success(listed.value.map(task => templateRun(task, details.get(task.id), starters)));
}

async function readTasks(
  scaffolder: Pick<Scaffolder, 'tasks'>,
  from: number,
  quality: QualityNotes,
  signal: AbortSignal,
): Promise<Result<readonly TaskRecord[]>> {
  const byId = new Map<string, TaskRecord>();
  for (let cursor: string | undefined; ;) {
    const page = await scaffolder.tasks({ limit: PER_PAGE, ...(cursor === undefined ? {} : { cursor }) }, signal);
    if (!page.ok) {
      if (byId.size === 0 || page.problem.kind === 'cancelled') return page;
      quality.add('cutRuns', 'Lists of runs that ended before all were read: {0}', page.problem.message);
      break;
    }
    const { items, nextCursor, unreadable = 0 } = page.value;
    quality.add('badRun', 'Entries of the list of runs that cannot be read: {0}', undefined, unreadable);
    for (const task of items) {
      if (task.createdAt === 0) quality.add('runWithoutDate', 'Runs without a date, which are left out: {0}', task.id);
      else byId.set(task.id, task);
    }
    if (nextCursor === undefined || nextCursor === cursor) break;
    if (items.some(({ createdAt }) => createdAt > 0 && createdAt < from)) break;
    if (byId.size >= MOST_RUNS) {
      quality.add('cutRuns', 'Lists of runs that ended before all were read: {0}');
      break;
    }
    cursor = nextCursor;
  }
  return success([...byId.values()]);
}

async function detailsOf(
  scaffolder: Pick<Scaffolder, 'follow'>,
  task: TaskRecord,
  signal: AbortSignal,
): Promise<Run | undefined> {
  const events: TaskEvent[] = [];
  const followed = await scaffolder.follow(task.id, 0, more => events.push(...more), signal);
  return followed.ok ? advanceRun(runOf(task), events) : undefined;
}

function templateRun(task: TaskRecord, run: Run | undefined, starters: Map<string, string>): TemplateRun {
  const { id, status, createdAt, templateRef, templateTitle, lastHeartbeatAt, createdBy, values } = task;
  const endedAt = run?.endedAt ?? lastHeartbeatAt;
  const step = run && status === 'failed' ? currentStep(run) : undefined;
  const error = run?.error?.split('\n')[0];
  if (createdBy !== undefined && !starters.has(createdBy)) starters.set(createdBy, String(starters.size + 1));
  const starter = createdBy === undefined ? undefined : starters.get(createdBy);
  return {
    ...{ id, status, createdAt, values },
    ...(templateRef === undefined ? {} : { templateRef }),
    ...(templateTitle === undefined ? {} : { title: templateTitle }),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(step === undefined ? {} : { failingStep: step.name }),
    ...(status === 'failed' && error !== undefined ? { error: createRedactor().redact(error) } : {}),
    ...(starter === undefined ? {} : { starter }),
    entityRefs: entityRefsOf(run),
  };
}

function entityRefsOf(run: Run | undefined): readonly string[] {
  const written = run?.output?.values['entityRef'];
  const links = run?.output?.links.flatMap(({ entityRef }) => entityRef ?? []) ?? [];
  return [...(typeof written === 'string' ? [written.toLowerCase()] : []), ...links];
}

function isFailed({ status }: TaskRecord): boolean {
  return status === 'failed';
}
