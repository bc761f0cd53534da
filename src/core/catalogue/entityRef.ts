/** The namespace of an entity that names none. */
export const DEFAULT_NAMESPACE = 'default';

/** The three parts that name an entity. */
export interface EntityRef {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/**
 * Reads an entity reference: `[kind:][namespace/]name`.
 * Source: Backstage, "Entity References" (string form).
 * @param text what stands in a descriptor
 * @param context what is meant where a part is left out; without a kind here, a text without one is no reference
 * @returns the parts as written (letter case kept), or undefined where the text is no reference
 */
export function parseEntityRef(
  text: string,
  context: { readonly kind?: string; readonly namespace?: string } = {},
): EntityRef | undefined {
  const match = /^(?:([^:/\s]+):)?(?:([^:/\s]+)\/)?([^:/\s]+)$/.exec(text.trim());
  const kind = match?.[1] ?? context.kind;
  const name = match?.[3];
  if (!kind || !name) return undefined;
  return { kind, namespace: match[2] ?? context.namespace ?? DEFAULT_NAMESPACE, name };
}

/**
 * The full form in lower case, by which entities are compared: `component:default/tracking-api`.
 * Backstage compares references without regard to letter case.
 */
export function formatEntityRef(ref: EntityRef): string {
  return `${ref.kind}:${ref.namespace}/${ref.name}`.toLowerCase();
}

/**
 * A reference as a person would write it: the default namespace is left out.
 * @param ref the full form, `kind:namespace/name`
 */
export function shortEntityRef(ref: string): string {
  return ref.replace(`:${DEFAULT_NAMESPACE}/`, ':');
}
