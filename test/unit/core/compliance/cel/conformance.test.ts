import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { getConformanceSuite, type IncrementalTestSuite } from '@bufbuild/cel-spec/testdata/tests.js';
import { compileCel } from '../../../../../src/core/compliance/cel/expression.js';
import { Meter } from '../../../../../src/core/compliance/cel/meter.js';
import {
  CelError,
  CelList,
  CelMap,
  CelType,
  CelUint,
  keyOf,
  type CelMapEntry,
  type CelValue,
} from '../../../../../src/core/compliance/cel/value.js';

type Test = IncrementalTestSuite['tests'][number];
type Value = Extract<Test['original']['resultMatcher'], { case: 'value' }>['value'];

/** Undefined for what only protocol buffers have. */
function celValue({ kind }: Value): CelValue | undefined {
  switch (kind.case) {
    case 'nullValue':
      return null;
    case 'boolValue':
    case 'stringValue':
    case 'int64Value':
    case 'doubleValue':
    case 'bytesValue':
      return kind.value;
    case 'uint64Value':
      return new CelUint(kind.value);
    case 'typeValue':
      return new CelType(kind.value);
    case 'listValue': {
      const items = kind.value.values.map(celValue);
      return items.includes(undefined) ? undefined : new CelList(items as CelValue[]);
    }
    case 'mapValue': {
      const entries = kind.value.entries.map(({ key, value }) => [key && celValue(key), value && celValue(value)]);
      if (entries.some(entry => entry.includes(undefined))) return undefined;
      return new CelMap(
        new Map(
          (entries as [CelValue, CelValue][]).map(([key, value]): [string, CelMapEntry] => [
            keyOf(key)!,
            { key, value },
          ]),
        ),
      );
    }
    default:
      return undefined;
  }
}

/** The same value of the same type: an integer is no double here. */
function same(a: CelValue, b: CelValue): boolean {
  if (a instanceof CelList && b instanceof CelList)
    return a.items.length === b.items.length && a.items.every((item, index) => same(item, b.items[index]!));
  if (a instanceof CelMap && b instanceof CelMap)
    return (
      a.entries.size === b.entries.size &&
      [...a.entries].every(([key, { value }]) => b.entries.has(key) && same(value, b.entries.get(key)!.value))
    );
  if (a instanceof CelUint && b instanceof CelUint) return a.value === b.value;
  if (a instanceof CelType && b instanceof CelType) return a.name === b.name;
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  return Object.is(a, b) || (a === 0 && b === 0);
}

function* testsOf(suite: IncrementalTestSuite, group = ''): Generator<readonly [string, Test]> {
  for (const test of suite.tests) yield [group, test];
  for (const each of suite.suites) yield* testsOf(each, group || each.name);
}

const PROTOCOL_BUFFERS =
  /TestAllTypes|NestedEnum|GlobalEnum|TestRequired|google\.protobuf\.|proto\.|Value\{|\bAny\{|\bmsg\b/;

describe('Expressions against the conformance suite of CEL', () => {
  const groups = new Map<string, { passed: number; all: number }>();
  const failures: string[] = [];
  let errors = 0;
  let errorsSeen = 0;
  let crashed = 0;

  before(() => {
    for (const [group, { original }] of testsOf(getConformanceSuite())) {
      if (original.checkOnly || original.container !== '' || PROTOCOL_BUFFERS.test(original.expr)) continue;
      const matcher = original.resultMatcher;
      const bindings = Object.entries(original.bindings).map(
        ([name, { kind }]) => [name, kind.case === 'value' ? celValue(kind.value) : undefined] as const,
      );
      if (bindings.some(([, value]) => value === undefined)) continue;
      const variables = new Map(bindings as [string, CelValue][]);
      const expected =
        matcher.case === 'value' ? celValue(matcher.value) : matcher.case === undefined ? true : undefined;
      if (expected === undefined && matcher.case !== 'evalError') continue;
      let outcome: CelValue | undefined;
      let why = '';
      try {
        const compiled = compileCel(original.expr, {
          variables: [...variables.keys(), ...original.typeEnv.map(({ name }) => name)],
        });
        if (compiled.ok) outcome = compiled.expression.evaluate(variables, new Meter());
        else why = compiled.problem.message + compiled.problem.values.join();
      } catch (error) {
        crashed++;
        why = String(error);
      }
      if (matcher.case === 'evalError') {
        errors++;
        if (outcome instanceof CelError || why !== '') errorsSeen++;
        else failures.push(`${group}: ${original.expr} gives no error`);
        continue;
      }
      const score = groups.get(group) ?? { passed: 0, all: 0 };
      groups.set(group, score);
      score.all++;
      if (outcome !== undefined && same(outcome, expected!)) score.passed++;
      else
        failures.push(
          `${group}: ${original.expr.slice(0, 150)} ${why || (outcome instanceof CelError ? outcome.message : inspect(outcome))}`,
        );
    }
  });

  it('gives the expected value in at least 95 of 100 cases without protocol buffers', () => {
    const passed = [...groups.values()].reduce((sum, each) => sum + each.passed, 0);
    const all = [...groups.values()].reduce((sum, each) => sum + each.all, 0);
    console.log(
      `      ${passed} of ${all} values (${((100 * passed) / all).toFixed(1)} %), ${errorsSeen} of ${errors} errors: ` +
        [...groups].map(([group, score]) => `${group} ${score.passed}/${score.all}`).join(', '),
    );
    if (process.env['CEL_FAILURES']) console.log(failures.join('\n'));
    assert.ok(all >= 1300, `only ${all} cases`);
    assert.ok(passed / all >= 0.95, failures.join('\n'));
  });

  it('gives an error where one is expected, and never throws', () => {
    assert.equal(crashed, 0);
    assert.ok(errorsSeen / errors >= 0.95);
  });
});
