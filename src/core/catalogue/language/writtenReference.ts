import { parseEntityRef } from '../entityRef.js';

/** How much of a reference is written out. */
export interface WrittenForm {
  readonly kind: boolean;
  readonly namespace: boolean;
}

/**
 * A reference as short as the place allows: without the kind that is meant there anyway, without the namespace of the entity
 * that refers.
 * @param ref full reference
 * @param form parts to write in any case
 */
export function writtenReference(
  ref: string,
  defaultKind: string | undefined,
  namespace: string,
  form: WrittenForm = { kind: false, namespace: false },
  name?: string,
): string {
  const parts = parseEntityRef(ref);
  if (!parts) return ref;
  const kind = form.kind || parts.kind.toLowerCase() !== defaultKind?.toLowerCase() ? `${parts.kind}:` : '';
  const inNamespace = form.namespace || parts.namespace !== namespace.toLowerCase() ? `${parts.namespace}/` : '';
  return `${kind}${inNamespace}${name ?? parts.name}`;
}
