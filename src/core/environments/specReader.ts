import { itemsOf, entriesOf, isNull, resolved, scalarOf, seqOf } from '../compliance/yaml/navigate.js';
import type { YamlNode } from '../compliance/yaml/node.js';
import { parseDocument } from '../compliance/yaml/parse.js';
import { scalarValue, type ScalarValue } from '../compliance/yaml/scalars.js';
import type { PlanProblem } from './runPlan.js';

/** What a text has to look like. */
export interface TextRule {
  readonly pattern?: RegExp;
  readonly shortest?: number;
  readonly longest?: number;
  /** What it has to look like, in words that go on behind “is no”. */
  readonly is?: string;
}

/**
 * Reads a YAML file field by field, and remembers what is wrong with the place that it is at. What is not there gives nothing and no
 * note: `required` notes that.
 */
export class SpecReader {
  readonly root: YamlNode | undefined;
  private readonly found: PlanProblem[] = [];

  /** @param file its name, for what is wrong with it */
  constructor(
    private readonly file: string,
    private readonly text: string,
  ) {
    const parsed = parseDocument(text);
    if (!parsed.ok) {
      this.note('invalid', parsed.problem.span.start, parsed.problem.message, parsed.problem.values);
      return;
    }
    this.root = parsed.root;
    for (const { span, message, values } of parsed.problems) this.note('invalid', span.start, message, values);
    for (const { name, again } of parsed.repeatedKeys ?? [])
      this.note('invalid', again.start, '“{0}” stands here twice.', [name]);
    if (!parsed.root && parsed.problems.length === 0) this.note('invalid', 0, 'There is nothing in it.', []);
  }

  /** The first thing that is wrong, in the order of the text. */
  get problem(): PlanProblem | undefined {
    return [...this.found].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))[0];
  }

  /** Notes what is wrong at a node. @param message `{0}` … stand for the values */
  refuse(node: YamlNode | undefined, message: string, ...values: readonly (string | number)[]): void {
    this.note('invalid', node?.start ?? 0, message, values);
  }

  /** Notes what is right at a node and cannot be done here. */
  cannot(node: YamlNode | undefined, message: string, ...values: readonly (string | number)[]): void {
    this.note('unsupported', node?.start ?? 0, message, values);
  }

  /** Notes what is wrong in another file. */
  adopt(problem: PlanProblem): void {
    this.found.push(problem);
  }

  /**
   * The fields of a mapping by their names.
   * @param what how a person calls it
   * @param known the names that it may have; undefined for any
   * @returns undefined, and a note, where it is no mapping
   */
  fields(
    node: YamlNode | undefined,
    what: string,
    known?: readonly string[],
  ): ReadonlyMap<string, YamlNode> | undefined {
    if (!node) return undefined;
    if (resolved(node)?.type !== 'map') {
      this.refuse(node, '{0} is to be a mapping of names to values.', what);
      return undefined;
    }
    const fields = new Map<string, YamlNode>();
    for (const { name, key, value } of entriesOf(node)) {
      if (known && !known.includes(name)) this.refuse(key, '{0} has no field “{1}”.', what, name);
      else fields.set(name, value);
    }
    return fields;
  }

  /** A field that must be there. */
  required(
    fields: ReadonlyMap<string, YamlNode>,
    name: string,
    what: string,
    at: YamlNode | undefined,
  ): YamlNode | undefined {
    const field = fields.get(name);
    if (!field) this.refuse(at, '{0} needs a field “{1}”.', what, name);
    return field;
  }

  /** Checks names that a person gives, such as those of containers. */
  name(name: string, node: YamlNode, rule: TextRule): boolean {
    return this.follows(name, node, rule);
  }

  /** A text. @returns undefined, and a note, where it is none */
  string(node: YamlNode | undefined, what: string, rule: TextRule = {}): string | undefined {
    if (!node) return undefined;
    const value = this.scalar(node);
    if (typeof value !== 'string') {
      this.refuse(node, '{0} is to be text. Numbers and yes or no are put in quotes.', what);
      return undefined;
    }
    return this.follows(value, node, rule) ? value : undefined;
  }

  /** A whole number between two others. */
  integer(node: YamlNode | undefined, what: string, least: number, most: number): number | undefined {
    if (!node) return undefined;
    const value = this.scalar(node);
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    this.refuse(node, '{0} is to be a whole number from {1} to {2}.', what, least, most);
    return undefined;
  }

  /** What a scalar means, in YAML 1.2; undefined for what is no scalar. */
  scalar(node: YamlNode | undefined): ScalarValue | undefined {
    const scalar = scalarOf(node);
    return scalar && scalarValue(scalar, 'core');
  }

  /** The items of a list. @returns nothing, and a note, where it is none */
  items(node: YamlNode | undefined, what: string): readonly YamlNode[] {
    if (node && !seqOf(node)) this.refuse(node, '{0} is to be a list.', what);
    return itemsOf(node);
  }

  /** A list of texts. */
  strings(node: YamlNode | undefined, what: string): readonly string[] {
    return this.items(node, what).flatMap(item => this.string(item, what) ?? []);
  }

  isList(node: YamlNode | undefined): boolean {
    return seqOf(node) !== undefined;
  }

  isNothing(node: YamlNode | undefined): boolean {
    return node === undefined || isNull(node);
  }

  private follows(text: string, node: YamlNode | undefined, rule: TextRule): boolean {
    const { pattern, shortest = 0, longest = Infinity, is = 'text of that form' } = rule;
    if (text.length >= shortest && text.length <= longest && (pattern?.test(text) ?? true)) return true;
    this.refuse(node, '“{0}” is no {1}.', text, is);
    return false;
  }

  private note(kind: PlanProblem['kind'], offset: number, message: string, values: readonly (string | number)[]): void {
    const before = this.text.slice(0, offset);
    const lineStart = before.lastIndexOf('\n') + 1;
    const line = before.split('\n').length;
    this.found.push({ kind, file: this.file, line, column: offset - lineStart + 1, message, values });
  }
}
