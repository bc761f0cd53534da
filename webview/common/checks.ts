/** An object whose fields are not known yet. */
export type Fields = Readonly<Record<string, unknown>>;

export function isListOf(value: unknown, accepts: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(accepts);
}

export function isOptional(value: unknown, accepts: (item: unknown) => boolean): boolean {
  return value === undefined || accepts(value);
}

export function isString(value: unknown): value is string {
  return typeof value === 'string';
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
