import type { TaskEvent, TaskRecord, TaskStatus } from '../../../../src/core/templates/scaffolder.js';

/** A task with three steps, the second of which has a condition. */
export function taskRecord(more: Partial<TaskRecord> = {}): TaskRecord {
  return {
    id: 't1',
    status: 'processing',
    createdAt: 1_000,
    templateRef: 'template:default/web-service',
    templateTitle: 'Web service',
    steps: [
      { id: 'fetch', name: 'Write the files', action: 'fetch:template', isConditional: false },
      { id: 'maybe', name: 'Database', action: 'fetch:plain', isConditional: true },
      { id: 'publish', name: 'Publish', action: 'publish:gitea', isConditional: false },
    ],
    values: { name: 'parcel-quotes' },
    ...more,
  };
}

/** Makes events, each with the next id and a second later. */
export function eventMaker(firstId = 1) {
  let id = firstId - 1;
  const make = (event: Partial<TaskEvent>): TaskEvent => {
    id++;
    return { id, type: 'log', createdAt: 1_000 + id * 1_000, message: '', ...event };
  };
  return {
    log: (message: string, stepId?: string): TaskEvent =>
      make({ message, ...(stepId === undefined ? {} : { stepId }) }),
    step: (stepId: string, status: TaskStatus, message = `${stepId} ${status}`): TaskEvent =>
      make({ stepId, status, message }),
    cancelled: (stepId: string): TaskEvent =>
      make({ type: 'cancelled', stepId, status: 'cancelled', message: `Step ${stepId} has been cancelled.` }),
    recovered: (): TaskEvent => make({ type: 'recovered' }),
    completed: (): TaskEvent =>
      make({
        type: 'completion',
        message: 'Run completed with status: completed',
        output: { links: [{ title: 'Repository', url: 'http://git.example/demo/x' }], text: [], values: {} },
      }),
    failed: (error: string): TaskEvent =>
      make({ type: 'completion', message: 'Run completed with status: failed', error }),
  };
}
