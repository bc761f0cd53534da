// The templates of the demo: which there are, and the parts of them that the suites look at.
import type { Entity } from './requests';

/** A template as the catalogue gives it, or its author wrote it. */
export interface Template extends Entity {
  readonly metadata: Entity['metadata'] & { readonly tags?: readonly string[] };
  readonly spec: {
    readonly type: string;
    readonly lifecycle?: string;
    readonly parameters: unknown;
    readonly steps: readonly {
      readonly action: string;
      readonly input?: { values?: Record<string, unknown>; copyWithoutTemplating?: readonly string[] };
    }[];
    readonly output?: unknown;
  };
}
/** The names of those that make a repository, in order. */
export const templateNames = [
  'data-pipeline',
  'environment',
  'event-worker',
  'library',
  'node-service-classic',
  'web-service',
] as const;

/** The names of those that do something with what there is already, in order. */
export const actingTemplateNames = ['environment-destroy', 'environment-extend'] as const;

/** The value of one of the platform team's own annotations on a template, without their prefix. */
export function mark({ metadata }: Template, name: string): string | undefined {
  return metadata.annotations?.[`goldenpath.dev/${name}`];
}
