import { CANCELLED, failure, success, type Problem, type Result } from '../../../../src/core/common/problem.js';
import type { Scaffolder, TaskEvent, TaskRecord } from '../../../../src/core/templates/scaffolder.js';
import { taskRecord } from './runEvents.js';

/** A scaffolder that does what the test says, when it says so. */
export function memoryScaffolder() {
  const records = new Map<string, TaskRecord>();
  const events = new Map<string, TaskEvent[]>();
  const told = new Set<() => void>();
  const calls: string[] = [];
  /** What the next call of this name meets instead of an answer. */
  const problems = new Map<string, Problem>();
  let started = 0;

  const called = (name: string, id: string): { readonly ok: false; readonly problem: Problem } | undefined => {
    calls.push(`${name} ${id}`);
    const problem = problems.get(name);
    problems.delete(name);
    return problem && failure(problem);
  };
  const missing = (): Result<never> => failure({ kind: 'notFound', message: 'gone' });
  const unsupported = async (): Promise<Result<never>> => failure({ kind: 'unsupported', message: 'not here' });

  const scaffolder: Scaffolder = {
    start: async (templateRef, values) => {
      const problem = called('start', templateRef);
      if (problem) return problem;
      const id = `new${++started}`;
      records.set(id, taskRecord({ id, templateRef, values, createdAt: 5_000 + started }));
      return success(id);
    },
    task: async id => {
      const record = records.get(id);
      return called('task', id) ?? (record ? success(record) : missing());
    },
    tasks: async ({ createdBy, limit, cursor }) => {
      const problem = called('tasks', createdBy ?? 'everybody');
      if (problem) return problem;
      const all = [...records.values()].sort((a, b) => b.createdAt - a.createdAt);
      const offset = Number(cursor ?? 0);
      const items = all.slice(offset, offset + limit);
      return success({ items, ...(offset + limit < all.length ? { nextCursor: String(offset + limit) } : {}) });
    },
    follow: async (id, after, onEvents, signal) => {
      const problem = called('follow', `${id} after ${after}`);
      if (problem) return problem;
      for (let last = after; !signal.aborted;) {
        const fresh = (events.get(id) ?? []).filter(event => event.id > last);
        last = fresh.at(-1)?.id ?? last;
        if (fresh.length > 0) onEvents(fresh);
        if ((events.get(id) ?? []).some(({ type }) => type === 'completion')) return success(undefined);
        await new Promise<void>(resolve => {
          const listener = (): void => {
            told.delete(listener);
            signal.removeEventListener('abort', listener);
            resolve();
          };
          told.add(listener);
          signal.addEventListener('abort', listener);
        });
      }
      return failure(CANCELLED);
    },
    cancel: async id => called('cancel', id) ?? success(undefined),
    retry: async id => {
      const problem = called('retry', id);
      if (problem) return problem;
      // The server takes back that it has ended.
      events.set(
        id,
        (events.get(id) ?? []).filter(({ type }) => type === 'log'),
      );
      records.set(id, taskRecord({ ...records.get(id), status: 'open' }));
      return success(undefined);
    },
    form: unsupported,
    dryRun: unsupported,
    actions: unsupported,
    templatingExtensions: unsupported,
  };
  return {
    scaffolder,
    calls,
    problems,
    /** Puts a task on the server. */
    put: (record: TaskRecord): void => void records.set(record.id, record),
    /** Makes events happen. */
    happen: (id: string, ...more: readonly TaskEvent[]): void => {
      events.set(id, [...(events.get(id) ?? []), ...more]);
      for (const listener of [...told]) listener();
    },
  };
}
