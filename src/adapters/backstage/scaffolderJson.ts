import { isRecord, ownProperty } from '../../core/catalogue/entity.js';
import { parseEntityRef, formatEntityRef } from '../../core/catalogue/entityRef.js';
import type { FieldProblem } from '../../core/common/problem.js';
import type {
  FormPage,
  TaskEvent,
  TaskLink,
  TaskOutput,
  TaskRecord,
  TaskStatus,
  TaskStep,
  TaskText,
  TemplateAction,
  TemplateFile,
  TemplateForm,
  TemplatingExtension,
  Values,
} from '../../core/templates/scaffolder.js';

const STATUSES: readonly TaskStatus[] = ['open', 'processing', 'completed', 'failed', 'cancelled', 'skipped'];
const EVENT_TYPES: readonly TaskEvent['type'][] = ['log', 'completion', 'cancelled', 'recovered'];

/** `{title, description, steps: [{title, description, schema}]}` */
export function formFromJson(json: unknown): TemplateForm | undefined {
  const steps = ownProperty(json, 'steps');
  if (!Array.isArray(steps)) return undefined;
  return {
    title: text(ownProperty(json, 'title')) ?? '',
    ...optional('description', text(ownProperty(json, 'description'))),
    pages: steps.map((step: unknown): FormPage => {
      const schema = ownProperty(step, 'schema');
      return {
        ...optional('title', text(ownProperty(step, 'title')) ?? text(ownProperty(schema, 'title'))),
        ...optional('description', text(ownProperty(step, 'description')) ?? text(ownProperty(schema, 'description'))),
        schema,
      };
    }),
  };
}

/** A task of `/v2/tasks`; undefined where it is none. */
export function taskFromJson(json: unknown): TaskRecord | undefined {
  const id = text(ownProperty(json, 'id'));
  const status = STATUSES.find(known => known === ownProperty(json, 'status'));
  if (id === undefined || status === undefined) return undefined;
  const spec = ownProperty(json, 'spec');
  const info = ownProperty(spec, 'templateInfo');
  const metadata = ownProperty(ownProperty(info, 'entity'), 'metadata');
  return {
    id,
    status,
    createdAt: time(ownProperty(json, 'createdAt')) ?? 0,
    ...optional('lastHeartbeatAt', time(ownProperty(json, 'lastHeartbeatAt'))),
    ...optional('createdBy', text(ownProperty(json, 'createdBy'))),
    ...optional('templateRef', fullRef(ownProperty(info, 'entityRef'), 'template')),
    ...optional('templateTitle', text(ownProperty(metadata, 'title')) ?? text(ownProperty(metadata, 'name'))),
    steps: stepsFromJson(ownProperty(spec, 'steps')),
    values: values(ownProperty(spec, 'parameters')),
  };
}

/** The steps of a task or of a dry run. */
export function stepsFromJson(json: unknown): readonly TaskStep[] {
  return list(json).flatMap((step, position): TaskStep[] => {
    const action = text(ownProperty(step, 'action'));
    if (action === undefined) return [];
    const condition = ownProperty(step, 'if');
    return [
      {
        // What the server does for a step without an id.
        id: text(ownProperty(step, 'id')) ?? `step-${position + 1}`,
        name: text(ownProperty(step, 'name')) ?? action,
        action,
        isConditional: condition !== undefined && condition !== true,
      },
    ];
  });
}

/** An event of a task: `{id, type, createdAt, body: {message, stepId, status, output, error}}`. */
export function eventFromJson(json: unknown): TaskEvent | undefined {
  const id = ownProperty(json, 'id');
  const type = EVENT_TYPES.find(known => known === ownProperty(json, 'type'));
  if (typeof id !== 'number' || type === undefined) return undefined;
  return { id, type, createdAt: time(ownProperty(json, 'createdAt')) ?? 0, ...bodyFromJson(ownProperty(json, 'body')) };
}

/** What an event says, in a task as in a dry run. */
export function bodyFromJson(body: unknown): Pick<TaskEvent, 'message' | 'stepId' | 'status' | 'output' | 'error'> {
  const error = ownProperty(body, 'error');
  const output = ownProperty(body, 'output');
  return {
    message: typeof ownProperty(body, 'message') === 'string' ? String(ownProperty(body, 'message')) : '',
    ...optional('stepId', text(ownProperty(body, 'stepId'))),
    ...optional(
      'status',
      STATUSES.find(known => known === ownProperty(body, 'status')),
    ),
    ...(isRecord(output) ? { output: outputFromJson(output) } : {}),
    ...optional('error', text(error) ?? text(ownProperty(error, 'message'))),
  };
}

/** `{links: […], text: […], …}` */
export function outputFromJson(json: unknown): TaskOutput {
  return {
    links: list(ownProperty(json, 'links')).flatMap((link): TaskLink[] => {
      const url = text(ownProperty(link, 'url'));
      const entityRef = fullRef(ownProperty(link, 'entityRef'), 'component');
      if (url === undefined && entityRef === undefined) return [];
      return [{ ...labels(link), ...optional('url', url), ...optional('entityRef', entityRef) }];
    }),
    text: list(ownProperty(json, 'text')).flatMap((item): TaskText[] => {
      const content = text(ownProperty(item, 'content'));
      return content === undefined ? [] : [{ ...labels(item), content }];
    }),
    values: values(json),
  };
}

/** The files of a dry run: `[{path, executable, base64Content}]`. */
export function filesFromJson(json: unknown): readonly TemplateFile[] {
  return list(json).flatMap((file): TemplateFile[] => {
    const path = text(ownProperty(file, 'path'));
    const content = ownProperty(file, 'base64Content');
    if (path === undefined || typeof content !== 'string') return [];
    const executable = ownProperty(file, 'executable');
    return [
      {
        path,
        bytes: new Uint8Array(Buffer.from(content, 'base64')),
        ...(typeof executable === 'boolean' ? { executable } : {}),
      },
    ];
  });
}

/** `[{id, description, schema: {input, output}, examples}]` */
export function actionsFromJson(json: unknown): readonly TemplateAction[] {
  return list(json).flatMap((action): TemplateAction[] => {
    const id = text(ownProperty(action, 'id'));
    if (id === undefined) return [];
    const schema = ownProperty(action, 'schema');
    return [
      {
        id,
        ...optional('description', text(ownProperty(action, 'description'))),
        ...optional('inputSchema', ownProperty(schema, 'input')),
        ...optional('outputSchema', ownProperty(schema, 'output')),
        examples: examples(ownProperty(action, 'examples')),
      },
    ];
  });
}

/** `{filters: {…}, globals: {functions: {…}, values: {…}}}` */
export function extensionsFromJson(json: unknown): readonly TemplatingExtension[] | undefined {
  const filters = ownProperty(json, 'filters');
  const globals = ownProperty(json, 'globals');
  if (!isRecord(filters)) return undefined;
  const named = (kind: TemplatingExtension['kind'], group: unknown): TemplatingExtension[] =>
    Object.entries(isRecord(group) ? group : {}).map(([name, extension]) => ({
      name,
      kind,
      ...optional('description', text(ownProperty(extension, 'description'))),
      examples: examples(ownProperty(extension, 'examples')),
    }));
  return [
    ...named('filter', filters),
    ...named('function', ownProperty(globals, 'functions')),
    ...named('value', ownProperty(globals, 'values')),
  ];
}

/** What the server has against the values: `{errors: [{path, message, …}]}`; undefined where it says nothing like that. */
export function fieldProblemsFromJson(json: unknown): readonly FieldProblem[] | undefined {
  const errors = ownProperty(json, 'errors');
  if (!Array.isArray(errors) || errors.length === 0) return undefined;
  return errors.flatMap((error: unknown): FieldProblem[] => {
    const message = text(ownProperty(error, 'message'));
    if (message === undefined) return [];
    const path = list(ownProperty(error, 'path')).filter(part => typeof part === 'string' || typeof part === 'number');
    // The error of a field that is not there stands at the object around it.
    const missing = ownProperty(error, 'name') === 'required' ? text(ownProperty(error, 'argument')) : undefined;
    return [{ path: missing === undefined ? path : [...path, missing], message }];
  });
}

function labels(json: unknown): { readonly title?: string; readonly icon?: string } {
  return {
    ...optional('title', text(ownProperty(json, 'title'))),
    ...optional('icon', text(ownProperty(json, 'icon'))),
  };
}

function examples(json: unknown): TemplatingExtension['examples'] {
  return list(json).flatMap(item => {
    const example = text(ownProperty(item, 'example'));
    if (example === undefined) return [];
    const description = text(ownProperty(item, 'description'));
    return [
      { ...optional('description', description), example, ...optional('notes', text(ownProperty(item, 'notes'))) },
    ];
  });
}

function fullRef(value: unknown, kind: string): string | undefined {
  const ref = typeof value === 'string' ? parseEntityRef(value, { kind }) : undefined;
  return ref && formatEntityRef(ref);
}

function values(json: unknown): Values {
  return isRecord(json) ? json : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** ISO 8601 as milliseconds since 1970. */
function time(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

function optional<K extends string, T>(name: K, value: T | undefined): Partial<Record<K, T>> {
  return (value === undefined ? {} : { [name]: value }) as Partial<Record<K, T>>;
}
