/** The type of a value in an expression, as far as it is known before the workflow runs. */
export type ExpressionType =
  | { readonly kind: 'any' | 'string' | 'number' | 'boolean' | 'null' }
  | {
      readonly kind: 'array';
      readonly element: ExpressionType;
      /** Made by `.*`: properties are those of its elements. */
      readonly filtered?: boolean;
    }
  | {
      readonly kind: 'object';
      /** By name in lower case: names are compared without regard to case. */
      readonly properties: ReadonlyMap<string, ExpressionType>;
      /** The type of every other property; undefined where there is none. */
      readonly others: ExpressionType | undefined;
    };

export const ANY: ExpressionType = { kind: 'any' };
export const STRING: ExpressionType = { kind: 'string' };
export const NUMBER: ExpressionType = { kind: 'number' };
export const BOOLEAN: ExpressionType = { kind: 'boolean' };
export const NULL: ExpressionType = { kind: 'null' };

export function arrayOf(element: ExpressionType): ExpressionType {
  return { kind: 'array', element };
}

/** An object with these properties and no others. */
export function objectOf(properties: Readonly<Record<string, ExpressionType>>): ExpressionType {
  return strictObject(Object.entries(properties));
}

/** An object with these properties and no others; names are taken without regard to case. */
export function strictObject(properties: Iterable<readonly [string, ExpressionType]>): ExpressionType {
  const map = new Map<string, ExpressionType>();
  for (const [name, type] of properties) map.set(name.toLowerCase(), type);
  return { kind: 'object', properties: map, others: undefined };
}

/** An object whose properties are not known by name. */
export function mapOfType(others: ExpressionType): ExpressionType {
  return { kind: 'object', properties: new Map(), others };
}

/** The same object with properties that stand for others. */
export function withProperty(object: ExpressionType, name: string, type: ExpressionType): ExpressionType {
  if (object.kind !== 'object') return object;
  return { ...object, properties: new Map([...object.properties, [name.toLowerCase(), type]]) };
}

/** What a value is that is of one type or of the other. */
export function merged(a: ExpressionType, b: ExpressionType): ExpressionType {
  if (a.kind === 'array' && b.kind === 'array') return arrayOf(merged(a.element, b.element));
  if (a.kind === 'object' && b.kind === 'object') {
    const properties = new Map(a.properties);
    for (const [name, type] of b.properties) {
      const other = properties.get(name);
      properties.set(name, other ? merged(other, type) : type);
    }
    const others = a.others && b.others ? merged(a.others, b.others) : (a.others ?? b.others);
    return { kind: 'object', properties, others };
  }
  return a.kind === b.kind ? a : ANY;
}

/** The type of a JSON value. */
export function typeOfJson(value: unknown): ExpressionType {
  if (typeof value === 'string') return STRING;
  if (typeof value === 'number') return NUMBER;
  if (typeof value === 'boolean') return BOOLEAN;
  if (value === null) return NULL;
  if (Array.isArray(value)) return arrayOf(value.length === 0 ? ANY : value.map(typeOfJson).reduce(merged));
  if (typeof value === 'object')
    return strictObject(Object.entries(value).map(([name, each]) => [name, typeOfJson(each)]));
  return ANY;
}

/** A type as people write it. */
export function typeName(type: ExpressionType): string {
  switch (type.kind) {
    case 'array':
      return `array<${typeName(type.element)}>`;
    case 'object': {
      const names = [...type.properties.keys()];
      if (type.others) return 'object';
      return names.length === 0 ? 'an empty object' : `object with ${names.slice(0, 10).join(', ')}`;
    }
    default:
      return type.kind;
  }
}

/** Whether two types can be compared with `==` so that the result says something. */
export function isComparable(a: ExpressionType, b: ExpressionType): boolean {
  if (a.kind === 'any' || b.kind === 'any' || a.kind === 'null' || b.kind === 'null') return true;
  if (a.kind === 'array' || b.kind === 'array')
    return (
      a.kind === 'array' && b.kind === 'array' && isComparable(a.element, b.element) && sameShape(a.element, b.element)
    );
  if (a.kind === 'object' || b.kind === 'object') return a.kind === b.kind;
  return true;
}

function sameShape(a: ExpressionType, b: ExpressionType): boolean {
  const isPlain = (type: ExpressionType): boolean => type.kind !== 'array' && type.kind !== 'object';
  return a.kind === 'any' || b.kind === 'any' || isPlain(a) === isPlain(b);
}

/** Whether a value can be put in order with `<`: numbers, and texts that are read as numbers. */
export function isOrdered(type: ExpressionType): boolean {
  return type.kind === 'any' || type.kind === 'number' || type.kind === 'string';
}
