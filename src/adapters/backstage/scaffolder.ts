import { ownProperty } from '../../core/catalogue/entity.js';
import { parseEntityRef } from '../../core/catalogue/entityRef.js';
import { failure, success, type Problem, type Result } from '../../core/common/problem.js';
import type {
  DryRun,
  DryRunRequest,
  Scaffolder,
  Secrets,
  TaskEvent,
  TaskListRequest,
  TaskPage,
  TaskRecord,
  TemplateAction,
  TemplateForm,
  TemplatingExtension,
  Values,
} from '../../core/templates/scaffolder.js';
import type { BackstageClient, BackstageRequest } from './client.js';
import { followTask, type FollowOptions } from './scaffolderFollow.js';
import {
  actionsFromJson,
  bodyFromJson,
  extensionsFromJson,
  fieldProblemsFromJson,
  filesFromJson,
  formFromJson,
  outputFromJson,
  stepsFromJson,
  taskFromJson,
} from './scaffolderJson.js';
import { asScaffolderProblem, foreignAnswer, invalidValues, noTask, noTemplate } from './scaffolderProblems.js';

const BASE = '/api/scaffolder/v2';
// A dry run fetches the files of its template, from wherever they are.
const DRY_RUN_TIMEOUT_MS = 60_000;

/** The scaffolder of a Backstage instance. Source: `@backstage/plugin-scaffolder-backend`, version 2 of its interface. */
export class BackstageScaffolder implements Scaffolder {
  constructor(
    private readonly client: BackstageClient,
    private readonly followOptions: FollowOptions = {},
  ) {}

  async form(templateRef: string, signal: AbortSignal): Promise<Result<TemplateForm>> {
    const ref = parseEntityRef(templateRef, { kind: 'template' });
    if (!ref) return failure(noTemplate(templateRef));
    const path = [ref.namespace, ref.kind, ref.name].map(encodeURIComponent).join('/');
    return this.ask(
      { path: `${BASE}/templates/${path}/parameter-schema`, signal },
      formFromJson,
      noTemplate(templateRef),
    );
  }

  start(templateRef: string, values: Values, secrets: Secrets, signal: AbortSignal): Promise<Result<string>> {
    return this.ask(
      { method: 'POST', path: `${BASE}/tasks`, body: { templateRef, values, secrets }, answers: [400], signal },
      idFromJson,
      noTemplate(templateRef),
    );
  }

  task(id: string, signal: AbortSignal): Promise<Result<TaskRecord>> {
    return this.ask({ path: taskPath(id), signal }, taskFromJson, noTask(id));
  }

  tasks(request: TaskListRequest, signal: AbortSignal): Promise<Result<TaskPage>> {
    const offset = Number(request.cursor ?? 0);
    const params = {
      createdBy: request.createdBy,
      limit: request.limit,
      offset,
      order: 'desc:created_at',
    };
    return this.ask({ path: `${BASE}/tasks`, params, signal }, json => {
      const tasks = ownProperty(json, 'tasks');
      if (!Array.isArray(tasks)) return undefined;
      const total = ownProperty(json, 'totalTasks');
      const next = offset + tasks.length;
      const more = tasks.length > 0 && typeof total === 'number' && next < total;
      const items = tasks.flatMap((task: unknown) => taskFromJson(task) ?? []);
      return {
        items,
        unreadable: tasks.length - items.length,
        ...(typeof total === 'number' ? { total } : {}),
        ...(more ? { nextCursor: String(next) } : {}),
      };
    });
  }

  follow(
    id: string,
    after: number,
    onEvents: (events: readonly TaskEvent[]) => void,
    signal: AbortSignal,
  ): Promise<Result<void>> {
    const status = (stop: AbortSignal) => this.task(id, stop);
    const target = { path: taskPath(id), after, status, gone: noTask(id) };
    return followTask(this.client, target, onEvents, signal, this.followOptions);
  }

  async cancel(id: string, signal: AbortSignal): Promise<Result<void>> {
    const path = `${taskPath(id)}/cancel`;
    return this.ask({ method: 'POST', path, repeatable: true, signal }, anything, noTask(id));
  }

  async retry(id: string, secrets: Secrets, signal: AbortSignal): Promise<Result<void>> {
    const request = {
      method: 'POST',
      path: `${taskPath(id)}/retry`,
      body: { secrets },
      answers: [400],
      signal,
    } as const;
    const gone: Problem = {
      kind: 'notFound',
      message: 'It cannot be tried again: the run, or its template, is not on this Backstage any more.',
    };
    return this.ask(request, anything, gone);
  }

  async dryRun(request: DryRunRequest, signal: AbortSignal): Promise<Result<DryRun>> {
    const body = {
      template: request.template,
      values: request.values,
      secrets: request.secrets,
      directoryContents: request.files.map(({ path, bytes }) => ({
        path,
        base64Content: Buffer.from(bytes).toString('base64'),
      })),
    };
    const path = `${BASE}/dry-run`;
    return this.ask(
      { method: 'POST', path, body, repeatable: true, answers: [400], timeoutMs: DRY_RUN_TIMEOUT_MS, signal },
      dryRunFromJson,
    );
  }

  actions(signal: AbortSignal): Promise<Result<readonly TemplateAction[]>> {
    return this.ask({ path: `${BASE}/actions`, signal }, json =>
      Array.isArray(json) ? actionsFromJson(json) : undefined,
    );
  }

  templatingExtensions(signal: AbortSignal): Promise<Result<readonly TemplatingExtension[]>> {
    return this.ask({ path: `${BASE}/templating-extensions`, signal }, extensionsFromJson);
  }

  /**
   * Sends a request and reads its answer.
   * @param read gives undefined for what is no answer of a scaffolder
   * @param missing what it means that the scaffolder does not know what was asked for
   */
  private async ask<T>(
    request: BackstageRequest,
    read: (json: unknown) => T | undefined,
    missing?: Problem,
  ): Promise<Result<T>> {
    const answer = await this.client.request(request);
    if (!answer.ok) return failure(asScaffolderProblem(answer.problem, request.path, missing));
    const fields = request.answers && fieldProblemsFromJson(answer.value);
    if (fields) return failure(invalidValues(fields));
    const said = ownProperty(ownProperty(answer.value, 'error'), 'message');
    if (request.answers && typeof said === 'string')
      return failure({ kind: 'invalid', message: said.slice(0, 300), status: 400, said: said.slice(0, 300) });
    const value = read(answer.value);
    return value === undefined && read !== anything ? failure(foreignAnswer()) : success(value as T);
  }
}

function dryRunFromJson(json: unknown): DryRun | undefined {
  const log = ownProperty(json, 'log');
  const files = ownProperty(json, 'directoryContents');
  if (!Array.isArray(log) || !Array.isArray(files)) return undefined;
  return {
    files: filesFromJson(files),
    log: log.map((entry: unknown) => ({ type: 'log', ...bodyFromJson(ownProperty(entry, 'body')) })),
    output: outputFromJson(ownProperty(json, 'output')),
    steps: stepsFromJson(ownProperty(json, 'steps')),
  };
}

function idFromJson(json: unknown): string | undefined {
  const id = ownProperty(json, 'id');
  return typeof id === 'string' && id !== '' ? id : undefined;
}

function anything(): undefined {
  return undefined;
}

function taskPath(id: string): string {
  return `${BASE}/tasks/${encodeURIComponent(id)}`;
}
