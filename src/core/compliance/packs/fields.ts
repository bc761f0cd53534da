import { entriesOf, isNull, mapOf, resolved, scalarOf, seqOf } from '../yaml/navigate.js';
import { scalarValue, type ScalarValue } from '../yaml/scalars.js';
import type { MapEntry, MapNode, ScalarNode, YamlNode } from '../yaml/node.js';
import type { Complain } from './pack.js';
import { PACK_RULES } from './packRules.js';

/** The fields of a mapping in a pack; what is not as it is to be is told of. */
export class Fields {
  private readonly entries: ReadonlyMap<string, MapEntry>;

  /** @param known every field that there is */
  constructor(
    readonly node: MapNode,
    known: readonly string[],
    readonly complain: Complain,
  ) {
    this.entries = new Map(entriesOf(node).map(entry => [entry.name, entry]));
    for (const { name, key } of this.entries.values())
      if (!known.includes(name))
        complain(PACK_RULES.field, key, 'There is no field “{0}” here: {1}.', name, known.join(', '));
  }

  /** The entry of a field that says something. */
  entry(name: string): MapEntry | undefined {
    const entry = this.entries.get(name);
    return entry && !isNull(entry.value) ? entry : undefined;
  }

  has(name: string): boolean {
    return this.entry(name) !== undefined;
  }

  /** The scalar of a field that is a text. */
  scalar(name: string): ScalarNode | undefined {
    const entry = this.entry(name);
    if (!entry) return undefined;
    const scalar = scalarOf(entry.value);
    if (!scalar) this.complain(PACK_RULES.field, entry.key, '“{0}” is a text.', name);
    return scalar;
  }

  text(name: string): string | undefined {
    return this.scalar(name)?.text;
  }

  /** A text that must be there. */
  needed(name: string): string {
    const text = this.text(name)?.trim();
    if (text) return text;
    if (!this.has(name)) this.missing(name);
    return '';
  }

  missing(name: string): void {
    this.complain(PACK_RULES.field, this.node.entries[0]?.key ?? this.node, '“{0}” is missing.', name);
  }

  /** One of several words. */
  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const scalar = this.scalar(name);
    if (!scalar) return undefined;
    const found = choices.find(each => each === scalar.text);
    if (!found) this.complain(PACK_RULES.field, scalar, '“{0}” is one of {1}.', name, choices.join(', '));
    return found;
  }

  value(name: string): ScalarValue | undefined {
    const scalar = this.scalar(name);
    return scalar && scalarValue(scalar, 'core');
  }

  /** The items of a field that is a list; none where it is not there. */
  items(name: string): readonly YamlNode[] {
    const entry = this.entry(name);
    if (!entry) return [];
    const list = seqOf(entry.value);
    if (!list) this.complain(PACK_RULES.field, entry.key, '“{0}” is a list.', name);
    return list?.items ?? [];
  }

  texts(name: string): readonly string[] {
    return this.items(name).flatMap(item => {
      const scalar = scalarOf(item);
      if (!scalar) this.complain(PACK_RULES.field, item, '“{0}” is a list of texts.', name);
      return scalar ? [scalar.text] : [];
    });
  }

  /** The fields of a field that is a mapping. */
  fields(name: string, known: readonly string[]): Fields | undefined {
    const entry = this.entry(name);
    if (!entry) return undefined;
    const map = mapOf(entry.value);
    if (map) return new Fields(map, known, this.complain);
    this.complain(PACK_RULES.field, entry.key, '“{0}” is a mapping with {1}.', name, known.join(', '));
    return undefined;
  }

  /** Every mapping in a list. */
  each(name: string, known: readonly string[]): readonly Fields[] {
    return this.items(name).flatMap(item => {
      const map = mapOf(item);
      if (!map) this.complain(PACK_RULES.field, item, '“{0}” is a list of mappings with {1}.', name, known.join(', '));
      return map ? [new Fields(map, known, this.complain)] : [];
    });
  }
}

/** A tree as plain values, mappings without a prototype; aliases are followed to a depth that people write. */
export function plainValue(node: YamlNode | undefined, depth = 0): unknown {
  const at = resolved(node);
  if (!at || depth > 20) return undefined;
  if (at.type === 'scalar') return scalarValue(at, 'core');
  if (at.type === 'seq') return at.items.map(item => plainValue(item, depth + 1));
  const plain = Object.create(null) as Record<string, unknown>;
  for (const { name, value } of entriesOf(at)) plain[name] = plainValue(value, depth + 1);
  return plain;
}
