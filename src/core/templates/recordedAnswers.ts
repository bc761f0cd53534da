import type { Entity } from '../catalogue/entity.js';
import { ownProperty } from '../catalogue/entity.js';
import { formatEntityRef, parseEntityRef } from '../catalogue/entityRef.js';
import type { TaskRecord, Values } from './scaffolder.js';

/** What was answered when something was made from a template. */
export interface RecordedAnswers {
  /** Full reference of the template. */
  readonly templateRef: string;
  readonly values: Values;
}

/** The full reference of a template as it stands in a file; undefined where it is none. */
export function templateRefOf(text: string | undefined): string | undefined {
  const ref = parseEntityRef(text?.trim() ?? '', { kind: 'template' });
  return ref && formatEntityRef(ref);
}

/**
 * The answers of the run that made an entity: the latest run of its template that ended well and was answered with its name. The
 * server's list of runs does not say what each has made.
 */
export function answersOfRun(
  entity: Entity,
  templateRef: string,
  tasks: readonly TaskRecord[],
): RecordedAnswers | undefined {
  const made = tasks
    .filter(({ status, templateRef: ref }) => status === 'completed' && templateRefOf(ref) === templateRef)
    .filter(({ values }) => ownProperty(values, 'name') === entity.name)
    .sort((a, b) => b.createdAt - a.createdAt)[0];
  return made && { templateRef, values: made.values };
}
