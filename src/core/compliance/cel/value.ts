import type { Span } from '../yaml/node.js';

/** An unsigned integer of 64 bits. */
export class CelUint {
  constructor(readonly value: bigint) {}
}

/** A list whose items are made when the first of them is wanted: trees are wide, expressions look at little of them. */
export class CelList {
  private made: readonly CelValue[] | undefined;

  /** @param open whether a template may still add items */
  constructor(
    private readonly make: readonly CelValue[] | (() => readonly CelValue[]),
    readonly open = false,
  ) {}

  get items(): readonly CelValue[] {
    return (this.made ??= typeof this.make === 'function' ? this.make() : this.make);
  }
}

export interface CelMapEntry {
  readonly key: CelValue;
  readonly value: CelValue;
}

/**
 * A map by its keys as `keyOf` writes them, in the order of the text. Nothing is ever looked up in a JavaScript object, so that
 * `constructor` and `__proto__` are keys like others.
 */
export class CelMap {
  private made: ReadonlyMap<string, CelMapEntry> | undefined;

  /** @param open whether a template may still add keys */
  constructor(
    private readonly make: ReadonlyMap<string, CelMapEntry> | (() => ReadonlyMap<string, CelMapEntry>),
    readonly open = false,
  ) {}

  get entries(): ReadonlyMap<string, CelMapEntry> {
    return (this.made ??= typeof this.make === 'function' ? this.make() : this.make);
  }

  /** The value of a key; undefined where there is none, not known where a template may still add it. */
  get(key: CelValue): CelValue | undefined {
    const name = keyOf(key);
    const entry = name === undefined ? undefined : this.entries.get(name);
    if (entry) return entry.value;
    return this.open ? UNKNOWN : undefined;
  }
}

/** What `type()` gives. */
export class CelType {
  constructor(readonly name: string) {}
}

/** A point in time: nanoseconds since 1970-01-01T00:00:00Z. */
export class CelTimestamp {
  constructor(readonly nanos: bigint) {}
}

/** A stretch of time in nanoseconds. */
export class CelDuration {
  constructor(readonly nanos: bigint) {}
}

export class CelOptional {
  /** @param value undefined: there is none */
  constructor(readonly value: CelValue | undefined) {}
}

/** A value of a type that only functions know: a quantity, an address of the web or of a network. */
export class CelOpaque<T = unknown> {
  constructor(
    readonly type: CelType,
    readonly data: T,
    /** Decides equality. */
    readonly canonical: string,
  ) {}
}

/** A mistake at evaluation. It is a value, so that `||` and `&&` can do without it. */
export class CelError {
  constructor(
    readonly message: string,
    /** Where in the expression; set by what called. */
    readonly span?: Span,
  ) {}
}

/** What a template will fill in. */
export class CelUnknown {
  declare private readonly brand: undefined;
}

export const UNKNOWN = new CelUnknown();

export type CelValue =
  | null
  | boolean
  /** `int` */
  | bigint
  /** `double` */
  | number
  | string
  | Uint8Array
  | CelUint
  | CelList
  | CelMap
  | CelType
  | CelTimestamp
  | CelDuration
  | CelOptional
  | CelOpaque
  | CelError
  | CelUnknown;

/** A variable that is made when an expression asks for it, once. */
export class Deferred {
  private made: CelValue | undefined;

  constructor(private readonly make: () => CelValue) {}

  get value(): CelValue {
    return this.made === undefined ? (this.made = this.make()) : this.made;
  }
}

/** Whether a value ends what it is in: an error, or what is not known. */
export function isStop(value: CelValue): value is CelError | CelUnknown {
  return value instanceof CelError || value instanceof CelUnknown;
}

/** Of several values the one that ends the whole: what is not known before an error. Undefined where all are plain values. */
export function stopOf(values: readonly CelValue[]): CelError | CelUnknown | undefined {
  let error: CelError | undefined;
  for (const value of values) {
    if (value instanceof CelUnknown) return value;
    if (value instanceof CelError) error ??= value;
  }
  return error;
}

export function listOf(items: readonly CelValue[]): CelList {
  return new CelList(items);
}

/** A map with texts as keys. */
export function mapOfTexts(entries: Iterable<readonly [string, CelValue]>): CelMap {
  return new CelMap(new Map([...entries].map(([key, value]) => [`s${key}`, { key, value }])));
}

/** How a map keeps a key: numbers that are equal are one key, whatever their type. Undefined for what cannot be a key. */
export function keyOf(key: CelValue): string | undefined {
  if (typeof key === 'string') return `s${key}`;
  if (typeof key === 'boolean') return `b${key}`;
  if (typeof key === 'bigint') return `n${key}`;
  if (key instanceof CelUint) return `n${key.value}`;
  if (typeof key === 'number') return Number.isInteger(key) ? `n${BigInt(key)}` : `n${key}`;
  return undefined;
}

export const TYPES = {
  null: new CelType('null_type'),
  bool: new CelType('bool'),
  int: new CelType('int'),
  uint: new CelType('uint'),
  double: new CelType('double'),
  string: new CelType('string'),
  bytes: new CelType('bytes'),
  list: new CelType('list'),
  map: new CelType('map'),
  type: new CelType('type'),
  timestamp: new CelType('google.protobuf.Timestamp'),
  duration: new CelType('google.protobuf.Duration'),
  optional: new CelType('optional_type'),
  quantity: new CelType('kubernetes.Quantity'),
  url: new CelType('kubernetes.URL'),
  ip: new CelType('net.IP'),
  cidr: new CelType('net.CIDR'),
} as const;

/** The type of a plain value. */
export function typeOf(value: Exclude<CelValue, CelError | CelUnknown>): CelType {
  if (value === null) return TYPES.null;
  switch (typeof value) {
    case 'boolean':
      return TYPES.bool;
    case 'bigint':
      return TYPES.int;
    case 'number':
      return TYPES.double;
    case 'string':
      return TYPES.string;
    default:
  }
  if (value instanceof Uint8Array) return TYPES.bytes;
  if (value instanceof CelUint) return TYPES.uint;
  if (value instanceof CelList) return TYPES.list;
  if (value instanceof CelMap) return TYPES.map;
  if (value instanceof CelType) return TYPES.type;
  if (value instanceof CelTimestamp) return TYPES.timestamp;
  if (value instanceof CelDuration) return TYPES.duration;
  if (value instanceof CelOptional) return TYPES.optional;
  return value.type;
}

/** The name of a value's type for a message. */
export function typeName(value: CelValue): string {
  return isStop(value) ? 'error' : typeOf(value).name;
}
