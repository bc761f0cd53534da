import { nearestName } from '../../../../catalogue/language/names.js';
import { fixOf, removeEntry, replaceKey } from '../../../fixes/edits.js';
import type { Report } from '../../../rule.js';
import { resolved } from '../../../yaml/navigate.js';
import type { MapEntry, MapNode, YamlDocument, YamlNode } from '../../../yaml/node.js';
import { scalarValue } from '../../../yaml/scalars.js';
import { wholeTemplate } from '../expressions/templates.js';

/** What may stand at a place of a workflow. */
export type Shape =
  | { readonly kind: 'any' }
  /** A text; a template can make it, alone or in part. */
  | { readonly kind: 'text'; readonly empty?: boolean }
  | { readonly kind: 'boolean' }
  /** Above zero. */
  | { readonly kind: 'number'; readonly whole?: boolean }
  | { readonly kind: 'list'; readonly of: Shape; readonly single?: Shape }
  /** Keys that the author chooses; those of which only the case differs are the same. */
  | { readonly kind: 'map'; readonly of: Shape; readonly name: string; readonly empty?: boolean }
  | Section
  /** By what stands there. */
  | { readonly kind: 'choice'; readonly choose: (node: YamlNode) => Shape };

/** A mapping whose keys are known. */
export interface Section {
  readonly kind: 'section';
  /** As people call it, such as `container`. */
  readonly name: string;
  readonly keys: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  /** What may stand there in its place. */
  readonly single?: Shape;
  /** Whether it may be empty. */
  readonly empty?: boolean;
}

export type Say = (found: Report) => void;

/** Whether a node is part of another one. */
export function isInside(node: YamlNode, around: YamlNode): boolean {
  for (let at: YamlNode | undefined = node.parent; at; at = at.parent) if (at === around) return true;
  return false;
}

/** Deeper than any workflow is. */
const DEEPEST = 30;

/** Holds values against shapes. Every node is held against a shape once, whatever aliases lead to it. */
export class ShapeChecker {
  private readonly seen = new WeakMap<YamlNode, Set<Shape>>();
  private depth = 0;

  constructor(
    private readonly document: YamlDocument,
    private readonly say: Say,
  ) {}

  /** @param key the key with the value, or what else is marked where something is missing in it */
  check(node: YamlNode, shape: Shape, key: YamlNode): void {
    const at = resolved(node);
    if (!at || this.depth > DEEPEST || this.isPlaceholder(at)) return;
    // An alias inside of what it means is wrong in itself.
    if (node.type === 'alias' && isInside(node, at)) return;
    const shapes = this.seen.get(at) ?? new Set();
    if (shapes.has(shape)) return;
    this.seen.set(at, shapes.add(shape));
    this.depth++;
    this.checkShape(at, shape, key);
    this.depth--;
  }

  private checkShape(at: Exclude<YamlNode, { type: 'alias' }>, shape: Shape, key: YamlNode): void {
    switch (shape.kind) {
      case 'any':
        return;
      case 'choice':
        this.checkShape(at, shape.choose(at), key);
        return;
      case 'text':
        this.text(at, shape.empty ?? false);
        return;
      case 'boolean':
      case 'number':
        this.plain(at, shape);
        return;
      case 'list':
        this.list(at, shape, key);
        return;
      case 'map':
        this.map(at, shape);
        return;
      case 'section':
        this.section(at, shape, key);
    }
  }

  /** What a template engine fills in: `$name`, or `{{ name }}`, which YAML takes for a mapping in a mapping. */
  private isPlaceholder(at: YamlNode): boolean {
    if (at.type === 'scalar') return at.masked || /^\$[A-Za-z][\w-]*$/.test(at.text);
    return at.type === 'map' && at.flow && this.document.text.startsWith('{{', at.start);
  }

  private wrong(at: YamlNode, message: string, ...values: readonly string[]): void {
    this.say({ at, check: 'syntax', message, values });
  }

  private text(at: YamlNode, empty: boolean): void {
    if (at.type !== 'scalar') this.wrong(at, 'A text belongs here.');
    else if (!empty && at.text === '') this.wrong(at, 'Something must stand here.');
  }

  private plain(at: YamlNode, shape: Extract<Shape, { kind: 'boolean' | 'number' }>): void {
    if (at.type === 'scalar' && wholeTemplate(at)) return;
    const value = at.type === 'scalar' ? scalarValue(at, 'core') : undefined;
    if (shape.kind === 'boolean') {
      if (typeof value !== 'boolean') this.wrong(at, '“true” or “false” belongs here, or a single expression.');
      return;
    }
    if (typeof value !== 'number' || (shape.whole === true && !Number.isInteger(value)))
      this.wrong(
        at,
        shape.whole
          ? 'A whole number belongs here, or a single expression.'
          : 'A number belongs here, or a single expression.',
      );
    else if (value <= 0) this.wrong(at, 'A number above zero belongs here.');
  }

  private list(at: YamlNode, { of, single }: Extract<Shape, { kind: 'list' }>, key: YamlNode): void {
    if (at.type === 'seq') {
      if (at.items.length === 0) this.wrong(at, 'The list must not be empty.');
      for (const item of at.items) this.check(item, of, item);
    } else if (at.type === 'scalar' && wholeTemplate(at)) return;
    else if (single) this.check(at, single, key);
    else this.wrong(at, 'A list belongs here.');
  }

  private map(at: YamlNode, { of, name, empty }: Extract<Shape, { kind: 'map' }>): void {
    if (at.type === 'scalar' && wholeTemplate(at)) return;
    if (at.type !== 'map') {
      if (!(empty && at.type === 'scalar' && at.text === '')) this.wrong(at, 'A mapping belongs here.');
      return;
    }
    this.duplicates(at, name, true);
    for (const { name: entryName, key, value } of at.entries) if (entryName !== '<<') this.check(value, of, key);
  }

  private section(at: YamlNode, shape: Section, key: YamlNode): void {
    if (at.type === 'scalar' && wholeTemplate(at)) return;
    if (at.type !== 'map') {
      if (shape.single) this.check(at, shape.single, key);
      else if (!(shape.empty && at.type === 'scalar' && at.text === '')) this.wrong(at, 'A mapping belongs here.');
      if (at.type === 'scalar' && at.text === '' && !shape.single) this.required(undefined, shape, key);
      return;
    }
    if (at.entries.length === 0 && !shape.empty) this.wrong(at, 'There must be something in “{0}”.', shape.name);
    this.duplicates(at, shape.name, false);
    for (const entry of at.entries) {
      const known = Object.hasOwn(shape.keys, entry.name) ? shape.keys[entry.name] : undefined;
      if (known) this.check(entry.value, known, entry.key);
      else if (entry.name !== '<<') this.unknown(at, entry, shape);
    }
    this.required(at, shape, key);
  }

  private required(at: MapNode | undefined, { required = [], name }: Section, key: YamlNode): void {
    const merges = at?.entries.some(each => each.name === '<<') ?? false;
    for (const each of required)
      if (!merges && !at?.entries.some(entry => entry.name === each))
        this.wrong(key, '“{0}” is missing in “{1}”.', each, name);
  }

  private unknown(at: MapNode, entry: MapEntry, { keys, name }: Section): void {
    if (entry.key.type === 'scalar' && (entry.key.masked || entry.key.text.includes('${{'))) return;
    const free = Object.keys(keys).filter(each => !at.entries.some(other => other.name === each));
    const nearest = nearestName(entry.name, free);
    this.say({
      at: entry.key,
      check: 'syntax',
      message:
        nearest === undefined
          ? '“{0}” is no key of “{1}”. There are: {2}.'
          : '“{0}” is no key of “{1}”. Is “{2}” meant?',
      values: [entry.name, name, nearest ?? Object.keys(keys).sort().join(', ')],
      fixes: () => [
        nearest === undefined
          ? undefined
          : fixOf('review', 'Write {0}', [nearest], replaceKey(this.document, entry, nearest)),
        fixOf('review', 'Remove “{0}”', [entry.name], removeEntry(this.document, entry)),
      ],
    });
  }

  private duplicates(at: MapNode, name: string, caseless: boolean): void {
    const seen = new Map<string, MapEntry>();
    for (const entry of at.entries) {
      const id = caseless ? entry.name.toLowerCase() : entry.name;
      const before = seen.get(id);
      if (!before || entry.name === '<<') {
        seen.set(id, entry);
        continue;
      }
      this.say({
        at: entry.key,
        check: 'syntax',
        message: '“{0}” stands in “{1}” already.',
        values: [entry.name, name],
        related: [{ message: 'Before', values: [], span: { start: before.key.start, end: before.key.end } }],
      });
    }
  }
}
