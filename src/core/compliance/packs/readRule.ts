import type { CelExpression, CelNames } from '../cel/expression.js';
import type { FixClass, Severity } from '../finding.js';
import type { FrameworkControl, Profile, RuleInfo, RuleOptions } from '../rule.js';
import { entriesOf, mapOf, scalarOf, seqOf } from '../yaml/navigate.js';
import type { MapNode, ScalarNode, YamlNode } from '../yaml/node.js';
import { namesFor } from './environment.js';
import { firstPath, readExpression, readTemplate } from './expressionText.js';
import { Fields, plainValue } from './fields.js';
import { parsePath, type NodePath } from './nodePath.js';
import {
  PACK_TARGETS,
  type Complain,
  type ExpectedFinding,
  type PackCheck,
  type PackFix,
  type PackRule,
  type PackTarget,
  type PackTest,
  type PackValue,
  type TargetFiles,
} from './pack.js';
import { PACK_RULES } from './packRules.js';
import { compileSchema } from './schema.js';

const RULE_FIELDS = [
  ...['id', 'title', 'severity', 'confidence', 'profile', 'target', 'variables', 'when', 'assert', 'schema', 'at'],
  ...['message', 'fix', 'waivable', 'frameworks', 'parameters', 'explanation', 'docs', 'tests'],
];
const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];
const PROFILES: readonly Profile[] = ['base', 'strict', 'golden'];
const CONFIDENCES = ['high', 'medium', 'low'] as const;
const FIX_CLASSES: readonly FixClass[] = ['safe', 'review', 'placeholder'];

/** What a rule is read with. */
export interface RuleReading {
  /** The text that spans count in. */
  readonly text: string;
  readonly complain: Complain;
  /** Parameters of the pack. */
  readonly parameters: RuleOptions;
}

/**
 * Reads one rule of a pack.
 * @returns undefined where something in it is wrong; that was told
 */
export function readRule(node: MapNode, { text, complain, parameters }: RuleReading): PackRule | undefined {
  const seen = { error: false };
  const tell: Complain = (rule, ...words) => {
    if (rule.severity === 'error') seen.error = true;
    complain(rule, ...words);
  };
  const fields = new Fields(node, RULE_FIELDS, tell);
  const id = readId(fields);
  const target = readTarget(fields);
  const names = namesFor(fields.entry('variables') ? variableNames(fields) : []);
  const expression = (scalar: ScalarNode | undefined, these: CelNames = names): CelExpression | undefined =>
    scalar && readExpression(text, scalar, these, tell);
  const variables = readVariables(fields, expression);
  const when = fields.entry('when');
  const conditions = (seqOf(when?.value)?.items ?? (when ? [when.value] : [])).map(item => expression(scalarOf(item)));
  const tests = readTests(fields);
  const info: RuleInfo = {
    id,
    title: fields.needed('title'),
    severity: fields.choice('severity', SEVERITIES) ?? 'warning',
    profile: fields.choice('profile', PROFILES) ?? 'base',
    confidence: fields.choice('confidence', CONFIDENCES) ?? 'high',
    frameworks: readFrameworks(fields),
    explanation: explanationOf(fields),
    ...examplesOf(tests),
    ...readWaivable(fields),
  };
  const checks = readChecks(fields, text, names, tell, info.title);
  const fix = readFix(fields, text, names, tell, target);
  const own = fields.entry('parameters');
  if (own && !mapOf(own.value)) tell(PACK_RULES.field, own.key, '“{0}” is a mapping.', 'parameters');
  const options: RuleOptions = { ...parameters, ...(mapOf(own?.value) ? (plainValue(own?.value) as RuleOptions) : {}) };
  checkTests(fields, tests, tell);
  if (seen.error || !target || checks.length === 0) return undefined;
  return {
    info: {
      ...info,
      options,
      ...(fix ? { fix: fix.class } : {}),
      ...(target.files === 'dockerfile' ? { language: 'dockerfile' } : {}),
    },
    target,
    when: conditions.filter(condition => condition !== undefined),
    variables,
    checks,
    ...(fix ? { fix } : {}),
    onError: 'fail',
    parameters: options,
    tests,
    span: fields.scalar('id') ?? node,
  };
}

function readId(fields: Fields): string {
  const id = fields.needed('id');
  const scalar = fields.entry('id');
  if (scalar && !/^[a-z0-9][a-z0-9-]*(?:\/[a-z0-9][a-z0-9.-]*)+$/.test(id))
    fields.complain(
      PACK_RULES.field,
      scalar.value,
      'An id has a prefix and a name in lower case, such as {0}.',
      'acme/owner-label',
    );
  return id;
}

function readTarget(fields: Fields): PackTarget | undefined {
  const target = fields.fields('target', ['files', 'kinds', 'each']);
  if (!target) {
    if (!fields.has('target')) fields.missing('target');
    return undefined;
  }
  const names = Object.keys(PACK_TARGETS) as TargetFiles[];
  const files = target.choice('files', names);
  if (!files) {
    if (!target.has('files')) target.missing('files');
    return undefined;
  }
  const parts: readonly string[] = PACK_TARGETS[files];
  const each = target.choice('each', parts) ?? parts[0] ?? 'document';
  const kinds = target.texts('kinds');
  if (kinds.length > 0 && !['kubernetes', 'entity', 'template'].includes(files))
    target.complain(
      PACK_RULES.field,
      target.entry('kinds')?.key ?? target.node,
      'Files of “{0}” have no kinds.',
      files,
    );
  return { files, each, kinds };
}

function variableNames(fields: Fields): readonly string[] {
  return fields.each('variables', ['name', 'expression']).map(each => each.text('name') ?? '');
}

function readVariables(
  fields: Fields,
  expression: (scalar: ScalarNode | undefined, names: CelNames) => CelExpression | undefined,
): PackRule['variables'] {
  const made: { name: string; expression: CelExpression }[] = [];
  for (const each of fields.each('variables', ['name', 'expression'])) {
    const name = each.needed('name');
    const read = expression(each.scalar('expression'), namesFor(made.map(before => before.name)));
    if (!each.has('expression')) each.missing('expression');
    if (read) made.push({ name, expression: read });
  }
  return made;
}

function readChecks(
  fields: Fields,
  text: string,
  names: CelNames,
  tell: Complain,
  title: string,
): readonly PackCheck[] {
  const assert = fields.scalar('assert');
  const schema = fields.entry('schema');
  if (Boolean(assert) === Boolean(schema))
    tell(PACK_RULES.field, fields.entry('id')?.key ?? fields.node, 'A rule has “assert” or “schema”, one of both.');
  const at = readPath(fields, 'at');
  const said = fields.scalar('message');
  const message = said ? readTemplate(text, said, names, tell) : [title];
  if (schema) {
    const condition = compileSchema(schema.value, tell);
    return condition ? [{ condition, at, message: said ? message : [] }] : [];
  }
  const condition = assert && readExpression(text, assert, names, tell);
  return condition ? [{ condition, at: at ?? firstPath(condition.text), message }] : [];
}

function readPath(fields: Fields, name: string): NodePath | undefined {
  const scalar = fields.scalar(name);
  if (!scalar) return undefined;
  const path = parsePath(scalar.text);
  if (!path) fields.complain(PACK_RULES.field, scalar, 'This is no path such as {0}.', 'spec.containers[0].image');
  return path;
}

function readFix(
  fields: Fields,
  text: string,
  names: CelNames,
  tell: Complain,
  target: PackTarget | undefined,
): PackFix | undefined {
  const fix = fields.fields('fix', ['class', 'title', 'set', 'value', 'remove']);
  if (!fix) return undefined;
  const fixClass = fix.choice('class', FIX_CLASSES);
  if (!fix.has('class')) fix.missing('class');
  const set = readPath(fix, 'set');
  const remove = readPath(fix, 'remove');
  const value = fix.entry('value');
  if (target?.files === 'dockerfile') tell(PACK_RULES.field, fix.node, 'Rules for Dockerfiles have no fixes.');
  if (Boolean(set) === Boolean(remove) || Boolean(set) !== Boolean(value)) {
    tell(PACK_RULES.field, fix.node, 'A fix has “set” with “value”, or “remove”.');
    return undefined;
  }
  const title = fix.scalar('title');
  const words = title ? readTemplate(text, title, names, tell) : [];
  if (!fixClass) return undefined;
  if (remove) return { class: fixClass, title: words, remove };
  return set && value
    ? { class: fixClass, title: words, set, value: readValue(value.value, text, names, tell) }
    : undefined;
}

function readValue(node: YamlNode, text: string, names: CelNames, tell: Complain): PackValue {
  const seq = seqOf(node);
  if (seq) return { items: seq.items.map(item => readValue(item, text, names, tell)) };
  const scalar = scalarOf(node);
  if (scalar) return { text: readTemplate(text, scalar, names, tell), quoted: scalar.style !== 'plain' };
  return { entries: entriesOf(node).map(({ name, value }) => [name, readValue(value, text, names, tell)] as const) };
}

function readWaivable(fields: Fields): Pick<RuleInfo, 'waivable' | 'waiverLimits'> {
  const entry = fields.entry('waivable');
  if (!entry) return {};
  if (!mapOf(entry.value)) {
    const value = fields.value('waivable');
    if (typeof value === 'boolean') return { waivable: value };
    fields.complain(PACK_RULES.field, entry.value, '“waivable” is true, false, or “maxDays” and “owners”.');
    return {};
  }
  const limits = fields.fields('waivable', ['maxDays', 'owners']);
  const days = limits?.value('maxDays');
  if (days !== undefined && (typeof days !== 'number' || days < 1))
    fields.complain(PACK_RULES.field, entry.value, '“maxDays” is a number of days, 1 at least.');
  const owners = limits?.texts('owners') ?? [];
  return {
    waiverLimits: {
      ...(typeof days === 'number' ? { maxDays: days } : {}),
      ...(owners.length > 0 ? { owners } : {}),
    },
  };
}

function readFrameworks(fields: Fields): readonly FrameworkControl[] {
  return fields.each('frameworks', ['name', 'version', 'control']).map(each => ({
    framework: each.needed('name'),
    version: each.text('version') ?? '',
    control: each.needed('control'),
  }));
}

function explanationOf(fields: Fields): string {
  const words = fields.text('explanation')?.trim() ?? fields.needed('title');
  const docs = fields.text('docs');
  return docs === undefined ? words : `${words}\n\nMore: ${docs}`;
}

function examplesOf(tests: readonly PackTest[]): Pick<RuleInfo, 'bad' | 'good'> {
  const textOf = (wanted: boolean): string => {
    for (const { input, expect } of tests) if ('text' in input && expect.length > 0 === wanted) return input.text;
    return '';
  };
  return { bad: textOf(true), good: textOf(false) };
}

const TEST_FIELDS = ['name', 'file', 'text', 'path', 'expect', 'fixed', 'fixedText', 'catalog'];

function readTests(fields: Fields): readonly PackTest[] {
  const id = fields.text('id');
  return fields.each('tests', TEST_FIELDS).flatMap((test, index): readonly PackTest[] => {
    const { complain } = test;
    const file = test.text('file');
    const text = test.text('text');
    if ((file === undefined) === (text === undefined)) {
      complain(PACK_RULES.field, test.node, 'A test has “file” or “text”, one of both.');
      return [];
    }
    for (const name of ['file', 'fixed'])
      if (/^(?:[/\\]|[A-Za-z]:)|(?:^|[/\\])\.\.(?:[/\\]|$)/.test(test.text(name) ?? ''))
        complain(
          PACK_RULES.field,
          test.entry(name)?.value ?? test.node,
          'Files of tests lie beside the pack or below.',
        );
    const expect = test.each('expect', ['rule', 'line', 'message']).flatMap((each): readonly ExpectedFinding[] => {
      const line = each.value('line');
      const rule = each.text('rule');
      if (rule !== undefined && rule !== id)
        complain(PACK_RULES.field, each.entry('rule')?.value ?? each.node, 'A test is of its own rule: {0}.', id ?? '');
      if (typeof line !== 'number' || line < 1) {
        complain(PACK_RULES.field, each.node, '“line” is a number, 1 for the first line.');
        return [];
      }
      const message = each.text('message');
      return [{ line, span: each.node, ...(message === undefined ? {} : { message }) }];
    });
    if (!test.has('expect')) test.missing('expect');
    const fixed = test.text('fixed');
    const fixedText = test.text('fixedText');
    return [
      {
        name: test.text('name') ?? `test ${index + 1}`,
        span: test.node,
        path: test.text('path') ?? file ?? 'test.yaml',
        input: file === undefined ? { text: text ?? '' } : { file },
        expect,
        ...(fixedText !== undefined
          ? { fixed: { text: fixedText } }
          : fixed !== undefined
            ? { fixed: { file: fixed } }
            : {}),
        catalog: new Map(
          entriesOf(test.entry('catalog')?.value).map(({ name, value }) => [name, scalarOf(value)?.text ?? '']),
        ),
      },
    ];
  });
}

/** Every rule is to be seen finding something, and finding nothing. */
function checkTests(fields: Fields, tests: readonly PackTest[], tell: Complain): void {
  const at = fields.entry('tests')?.key ?? fields.entry('id')?.value ?? fields.node;
  if (!tests.some(({ expect }) => expect.length > 0))
    tell(PACK_RULES.tests, at, 'The rule has no test in which it finds something.');
  if (!tests.some(({ expect }) => expect.length === 0))
    tell(PACK_RULES.tests, at, 'The rule has no test in which it finds nothing.');
}
