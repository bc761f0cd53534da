import { Meter } from '../cel/meter.js';
import { textOf } from '../cel/functions/format.js';
import {
  CelError,
  CelMap,
  CelUnknown,
  Deferred,
  isStop,
  mapOfTexts,
  typeName,
  UNKNOWN,
  type CelValue,
} from '../cel/value.js';
import type { CelExpression } from '../cel/expression.js';
import { createRedactor, type Redactor } from '../../common/redact.js';
import type { AnyRule, Reporter, RuleContext, Subjects } from '../rule.js';
import { catalogValue, dataValue } from './environment.js';
import type { NodePath } from './nodePath.js';
import type { PackCheck, PackRule, TextTemplate } from './pack.js';
import { makeFix } from './packFix.js';
import type { SchemaCheck } from './schema.js';
import { engineSubject, instancesOf, type Instance, type ReadDockerfile } from './subjects.js';

const LONGEST_MESSAGE = 500;
const LONGEST_VALUE = 120;
/** For one object: in the editor all rules together have two seconds for a file. */
const PATIENCE_MS = 500;
const MOST_VIOLATIONS = 20;
const MOST_SECRETS = 200;

/** What rules of packs need beside the engine. */
export interface PackHost {
  readonly readDockerfile?: ReadDockerfile;
  /** Milliseconds; with it expressions end after half a second, without it by what they cost alone. */
  readonly now?: () => number;
}

/** A rule that did not get to its end. The engine makes one finding of it. */
export class PackRuleFailed extends Error {
  override readonly name = 'PackRuleFailed';
}

/** A rule of a pack as a rule of the engine. */
export function engineRule(rule: PackRule, host: PackHost): AnyRule {
  // One failure for each document: the next object would fail for the same reason.
  const failed = new WeakMap<object, CelValue>();
  const check = (subject: Subjects[keyof Subjects], report: Reporter, context: RuleContext): void => {
    for (const instance of instancesOf(rule.target, subject, host.readDockerfile)) {
      const first = failed.get(instance.whole);
      if (first !== undefined && first !== instance.object) continue;
      try {
        new Run(rule, instance, context, meterOf(host)).check(report);
      } catch (error) {
        failed.set(instance.whole, instance.object);
        throw error;
      }
    }
  };
  return { ...rule.info, subject: engineSubject(rule.target), check } as AnyRule;
}

function meterOf({ now }: PackHost): Meter {
  if (!now) return new Meter();
  const end = now() + PATIENCE_MS;
  return new Meter(undefined, undefined, () => now() > end);
}

/** One rule on one object. */
class Run {
  private readonly variables: Map<string, CelValue | Deferred>;
  private redactor: Redactor | undefined;

  constructor(
    private readonly rule: PackRule,
    private readonly instance: Instance,
    context: RuleContext,
    private readonly meter: Meter,
  ) {
    const { object, resource, pod, key } = instance;
    this.variables = new Map<string, CelValue | Deferred>([
      ['object', object],
      ['oldObject', null],
      ['resource', resource],
      ['pod', pod],
      ['key', key ?? null],
      ['params', new Deferred(() => this.params(context))],
      ['file', new Deferred(() => mapOfTexts([['path', context.path]]))],
      ['catalog', new Deferred(() => catalogValue(context.surroundings))],
      ['namespaceObject', null],
      ['request', new Deferred(() => requestOf(resource))],
      ['value', null],
    ]);
    for (const { name, expression } of rule.variables)
      this.variables.set(`variables.${name}`, new Deferred(() => this.evaluate(expression)));
  }

  private params({ options }: RuleContext): CelValue {
    return this.rule.parameters === undefined ? UNKNOWN : dataValue(options);
  }

  check(report: Reporter): void {
    for (const condition of this.rule.when) if (this.verdict(condition) !== true) return;
    for (const check of this.rule.checks)
      if ('validate' in check.condition) this.checkSchema(check, check.condition, report);
      else if (this.verdict(check.condition) === false) this.report(check, check.at ?? [], undefined, report);
  }

  private checkSchema(check: PackCheck, schema: SchemaCheck, report: Reporter): void {
    const answer = this.meter.measure(() => schema.validate(this.instance.object, this.meter));
    if (answer instanceof CelUnknown) return;
    // With a message of its own the rule says one thing, else each place says what it misses.
    const said = check.message.length > 0 ? answer.slice(0, 1) : answer.slice(0, MOST_VIOLATIONS);
    for (const { path, message } of said) this.report(check, check.at ?? path, `${dotted(path)} ${message}`, report);
  }

  /** Whether a condition holds; undefined where that cannot be said. */
  private verdict(expression: CelExpression): boolean | undefined {
    const value = this.evaluate(expression);
    if (typeof value === 'boolean') return value;
    if (value instanceof CelUnknown) return undefined;
    if (this.rule.onError === 'undetermined') return undefined;
    const why = value instanceof CelError ? value.message : `it gives ${typeName(value)}, neither true nor false`;
    const at = value instanceof CelError && value.span ? expression.text.slice(value.span.start, value.span.end) : '';
    throw new PackRuleFailed(at === '' ? why : `${why} (${shortened(at, LONGEST_VALUE)})`);
  }

  private evaluate(expression: CelExpression): CelValue {
    return expression.evaluate(this.variables, this.meter);
  }

  private report(check: PackCheck, at: NodePath, fallback: string | undefined, report: Reporter): void {
    const { instance, rule } = this;
    this.variables.set('value', valueAlong(instance.object, at));
    const own = check.messageExpression && this.evaluate(check.messageExpression);
    const message =
      typeof own === 'string' ? this.safe(own) : this.fill(check.message, true) || (fallback ?? rule.info.title);
    const { fix } = rule;
    const { tree } = instance;
    report({
      at: instance.mark(at),
      message: '{0}',
      values: [shortened(message, LONGEST_MESSAGE)],
      ...(instance.subject ? { subject: instance.subject } : {}),
      ...(fix && tree ? { fixes: () => [makeFix(fix, tree, template => this.filled(template))] } : {}),
    });
  }

  /** A text with its expressions filled in; what cannot be said of a value is said in words. */
  private fill(template: TextTemplate, forPeople: boolean): string {
    return template
      .map(part => {
        if (typeof part === 'string') return part;
        const value = this.evaluate(part);
        const text = isStop(value) ? value : this.meter.measure(() => textOf(value, this.meter));
        if (typeof text === 'string') return forPeople ? this.safe(shortened(text, LONGEST_VALUE)) : text;
        return '…';
      })
      .join('');
  }

  /** A text for a fix: all of it, or undefined. */
  private filled(template: TextTemplate): string | undefined {
    try {
      const isKnown = template.every(part => typeof part === 'string' || !isStop(this.evaluate(part)));
      return isKnown ? this.fill(template, false) : undefined;
    } catch {
      return undefined;
    }
  }

  /** Words of a file for a message: no secret in it, and no control characters. */
  private safe(text: string): string {
    this.redactor ??= redactorFor(this.instance.resource);
    return this.redactor.redact(text).replace(/\p{Cc}+/gu, ' ');
  }
}

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function dotted(path: NodePath): string {
  return path.length === 0
    ? 'This'
    : path
        .map(step => (typeof step === 'number' ? `[${step}]` : step))
        .join('.')
        .replaceAll('.[', '[');
}

function valueAlong(object: CelValue, path: NodePath): CelValue {
  let at: CelValue | undefined = object;
  for (const step of path) {
    if (at instanceof CelMap) at = at.get(String(step));
    else if (typeof step === 'number' && at !== undefined && at !== null && typeof at === 'object' && 'items' in at)
      at = at.items[step];
    else return null;
  }
  return at ?? null;
}

/** What the API server would be asked: to make the object. */
function requestOf(resource: CelValue): CelValue {
  const metadata = resource instanceof CelMap ? resource.get('metadata') : undefined;
  const part = (name: string): CelValue => (metadata instanceof CelMap ? metadata.get(name) : undefined) ?? '';
  return mapOfTexts([
    ['operation', 'CREATE'],
    ['name', part('name')],
    ['namespace', part('namespace')],
    ['dryRun', false],
    ['userInfo', UNKNOWN],
    ['kind', UNKNOWN],
    ['resource', UNKNOWN],
  ]);
}

/** Masks what looks like a secret, and everything that a Secret holds. */
function redactorFor(resource: CelValue): Redactor {
  const redactor = createRedactor();
  if (!(resource instanceof CelMap) || resource.get('kind') !== 'Secret') return redactor;
  let left = MOST_SECRETS;
  for (const name of ['data', 'stringData']) {
    const group = resource.get(name);
    if (group instanceof CelMap)
      for (const { value } of group.entries.values())
        if (typeof value === 'string' && left-- > 0) redactor.learn(value);
  }
  return redactor;
}
