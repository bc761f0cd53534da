import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { compileCel, type CelNames } from '../../../../../src/core/compliance/cel/expression.js';
import { CelLimitReached, Meter } from '../../../../../src/core/compliance/cel/meter.js';
import { plainTranslate } from '../../../../../src/core/common/translate.js';
import {
  CelError,
  CelList,
  CelMap,
  CelOptional,
  CelUnknown,
  listOf,
  mapOfTexts,
  UNKNOWN,
  type CelValue,
} from '../../../../../src/core/compliance/cel/value.js';

function evaluate(text: string, variables: Record<string, CelValue> = {}, meter = new Meter()): CelValue {
  const compiled = compileCel(text, { variables: Object.keys(variables) });
  assert.ok(compiled.ok, compiled.ok ? '' : plainTranslate(compiled.problem.message, ...compiled.problem.values));
  return compiled.expression.evaluate(new Map(Object.entries(variables)), meter);
}

function refusal(text: string, names: CelNames = { variables: [] }) {
  const compiled = compileCel(text, names);
  assert.ok(!compiled.ok, `${text} compiles`);
  const { span, message, values } = compiled.problem;
  return { marked: text.slice(span.start, span.end), says: plainTranslate(message, ...values) };
}

function message(value: CelValue): string {
  assert.ok(value instanceof CelError, inspect(value));
  return value.message;
}

describe('Expressions', () => {
  describe('of Kubernetes', () => {
    const trueOnes = [
      "quantity('1Gi') == quantity('1024Mi')",
      "quantity('100m').isLessThan(quantity('0.2'))",
      "quantity('1.5').compareTo(quantity('1500m')) == 0",
      "quantity('2k').asInteger() == 2000",
      "quantity('50Mi').add(quantity('50Mi')) == quantity('100Mi')",
      "isQuantity('1.3Mi') && !isQuantity('1Zi') && !isQuantity('')",
      "url('https://example.com:8080/a?b=1&b=2').getHost() == 'example.com:8080'",
      "url('https://example.com/a?b=1&b=2').getQuery()['b'] == ['1', '2']",
      "isURL('https://example.com') && !isURL('example com')",
      "ip('::1').isLoopback() && ip('10.0.0.1').family() == 4",
      "cidr('10.0.0.0/8').containsIP('10.1.2.3') && !cidr('10.0.0.0/8').containsIP('11.0.0.1')",
      "cidr('192.168.0.0/16').containsCIDR('192.168.4.0/24') && isCIDR('::/0')",
      "!isIP('01.2.3.4') && !isIP('1.2.3') && isIP('2001:db8::')",
      '[1, 2, 2, 3].isSorted() && ![3, 1].isSorted()',
      '[1, 2, 3].sum() == 6 && [1.5, 2.5].max() == 2.5 && [3, 1].min() == 1',
      "['a', 'b', 'a'].indexOf('a') == 0 && ['a', 'b', 'a'].lastIndexOf('a') == 2",
      "'registry.example.com/shop:1'.matches('^registry\\\\.example\\\\.com/')",
      "{'a': 1, 'b': 2}.all(k, v, v > 0)",
      "['x', 'y'].transformMap(i, v, v + string(i)) == {0: 'x0', 1: 'y1'}",
      "['a', 'b'].exists(i, v, i == 1 && v == 'b')",
    ];
    for (const text of trueOnes) it(text, () => assert.equal(evaluate(text), true));
  });

  it('see what is written without quotes as an integer', () => {
    assert.equal(evaluate('object.replicas + 1', { object: mapOfTexts([['replicas', 2n]]) }), 3n);
  });

  it('take errors for values that && and || can do without', () => {
    assert.equal(evaluate('true || 1 / 0 > 0'), true);
    assert.equal(evaluate('1 / 0 > 0 || true'), true);
    assert.equal(evaluate('false && {}.a'), false);
    assert.equal(message(evaluate('1 / 0 > 0 || false')), 'division by zero');
    assert.equal(message(evaluate('9223372036854775807 + 1')), 'integer overflow');
    assert.equal(message(evaluate("{'a': 1}.b")), 'no such key: b');
  });

  it('say where in the text an error comes from', () => {
    const text = "1 + size({'a': [1]}.b)";
    const value = evaluate(text);
    assert.ok(value instanceof CelError && value.span);
    assert.equal(text.slice(value.span.start, value.span.end), "{'a': [1]}.b");
  });

  it('do not know what a template fills in, and know what does not depend on it', () => {
    const object = new CelMap(
      mapOfTexts([
        ['name', UNKNOWN],
        ['replicas', 2n],
      ]).entries,
    );
    const unknown = (text: string): void => assert.ok(evaluate(text, { object }) instanceof CelUnknown, text);
    unknown("object.name == 'shop'");
    unknown("object.name.startsWith('a')");
    unknown("object.name == 'shop' && object.replicas == 2");
    unknown("object.name in ['a', 'b']");
    unknown("[object.name, 'a'].exists(name, name == 'b')");
    unknown('object.name / 0');
    assert.equal(evaluate("object.name == 'shop' && object.replicas == 3", { object }), false);
    assert.equal(evaluate('has(object.name)', { object }), true);
    assert.equal(evaluate("object.replicas == 2 || object.name == 'shop'", { object }), true);
    assert.equal(evaluate("[object.name, 'a'].exists(name, name == 'a')", { object }), true);
    assert.equal(evaluate('size([object.name]) == 1', { object }), true);
  });

  it('do not know what is missing where a template may add it', () => {
    const object = new CelMap(mapOfTexts([['a', 1n]]).entries, true);
    const list = new CelList(['a'], true);
    assert.equal(evaluate('has(object.a)', { object }), true);
    for (const text of ['has(object.b)', "'b' in object", 'size(object) == 1', 'object == {}', 'object.?b.hasValue()'])
      assert.ok(evaluate(text, { object }) instanceof CelUnknown, text);
    for (const text of ['list[0]', 'list.exists(x, x == "b")', 'list.map(x, x)', 'list.all(x, x == "a")'])
      assert.ok(evaluate(text, { list }) instanceof CelUnknown, text);
    assert.equal(evaluate("list.exists(x, x == 'a')", { list }), true);
  });

  it('keep null as a value', () => {
    assert.equal(evaluate("{'a': null}.a"), null);
    assert.equal(evaluate('[null].map(x, x) == [null]'), true);
    const optional = evaluate("{'a': null}.?a");
    assert.ok(optional instanceof CelOptional && optional.value === null);
  });

  it('know no property of JavaScript', () => {
    const object = mapOfTexts([['a', 'text']]);
    for (const name of ['constructor', 'toString', 'hasOwnProperty', 'entries', 'get'])
      for (const of of [
        'object',
        'object.a',
        '[1]',
        '{}',
        'type(1)',
        "quantity('1')",
        "timestamp('2026-01-01T00:00:00Z')",
      ])
        assert.ok(evaluate(`${of}.${name}`, { object }) instanceof CelError, `${of}.${name}`);
    assert.equal(message(evaluate("object['__proto__']", { object })), 'no such key: __proto__');
    assert.equal(evaluate("{'__proto__': 1, 'constructor': 2}['__proto__']"), 1n);
    assert.equal(evaluate("has({'a': 1}.constructor)"), false);
    assert.match(refusal('constructor').says, /no variable constructor/);
    assert.match(refusal("'a'.constructor('b')").says, /no function constructor/);
    assert.match(refusal('globalThis.process').says, /no variable globalThis/);
  });

  it('are refused with the place of what is wrong in them', () => {
    assert.deepEqual(refusal('1 + nothing'), { marked: 'nothing', says: 'There is no variable nothing.' });
    assert.deepEqual(refusal('1 + frobnicate(2)'), {
      marked: 'frobnicate(2)',
      says: 'There is no function frobnicate.',
    });
    assert.match(refusal("'a'.startsWith('b', 'c')").says, /takes other arguments/);
    assert.equal(refusal('has(1)').marked, '1');
    assert.equal(refusal('[1].all(1, true)').marked, '1');
    assert.match(refusal('1 +').says, /Unexpected token/);
    assert.match(refusal('"abc').says, /Unterminated/);
    assert.match(refusal('99999999999999999999').says, /too large/);
  });

  describe('that are made to do harm', () => {
    it('end when they cost too much', () => {
      const list = listOf(Array.from({ length: 200 }, (_, index) => BigInt(index)));
      const nested = 'list.all(a, list.all(b, list.all(c, a + b + c >= 0)))';
      const began = performance.now();
      assert.throws(() => evaluate(nested, { list }), CelLimitReached);
      assert.ok(performance.now() - began < 3000);
      assert.throws(() => evaluate('list.map(a, list.map(b, list.map(c, list)))', { list }), CelLimitReached);
    });

    it('end when their texts become too long', () => {
      const text = 'x'.repeat(100_000);
      const doubling = `cel.bind(a, text + text, cel.bind(b, a + a, cel.bind(c, b + b, cel.bind(d, c + c, d + d + d + d + d))))`;
      assert.throws(() => evaluate(doubling, { text }), CelLimitReached);
      assert.match(message(evaluate("text.replace('x', text)", { text })), /too long/);
      assert.match(message(evaluate("text.replace('', 'yyyyyyyyyyyyyyyyyyyy')", { text })), /too long/);
    });

    it('end when the time is over', () => {
      let looks = 0;
      const meter = new Meter(undefined, undefined, () => ++looks > 10);
      const list = listOf(Array.from({ length: 5000 }, () => 1n));
      assert.throws(() => evaluate('list.all(a, a == 1)', { list }, meter), /too long/);
    });

    it('share what a policy may cost', () => {
      const meter = new Meter(1000);
      const list = listOf(Array.from({ length: 100 }, () => 1n));
      evaluate('list.all(a, a == 1)', { list }, meter);
      assert.throws(() => {
        for (let time = 0; time < 3; time++) evaluate('list.all(a, a == 1)', { list }, meter);
      }, CelLimitReached);
    });

    it('match regular expressions in time that grows with the text', () => {
      const began = performance.now();
      assert.equal(evaluate(`'${'a'.repeat(28)}!'.matches('^(a+)+$')`), false);
      assert.equal(evaluate(`text.matches('^(a|a)*$')`, { text: `${'a'.repeat(5000)}!` }), false);
      assert.ok(performance.now() - began < 2000);
      assert.match(message(evaluate("'a'.matches('((a{100}){100}){100}')")), /invalid repeat count/);
      assert.match(message(evaluate("'a'.matches('a(?=b)')")), /invalid regular expression/);
      assert.throws(() => evaluate("text.matches('.{1000}.{1000}')", { text: 'a'.repeat(100_000) }), CelLimitReached);
    });

    it('are refused when they are nested deeply, however they do it', () => {
      const depth = 5000;
      const deep = [
        `${'('.repeat(depth)}1${')'.repeat(depth)}`,
        `${'['.repeat(depth)}1${']'.repeat(depth)}`,
        `${'!'.repeat(depth)}true`,
        `${'-'.repeat(depth)}1`,
        Array.from({ length: depth }, () => '1').join(' + '),
        `a${'.a'.repeat(depth)}`,
        `${'true ? '.repeat(depth)}1${' : 2'.repeat(depth)}`,
      ];
      for (const text of deep)
        assert.match(refusal(text, { variables: ['a'] }).says, /deep|Depth|longer/, text.slice(0, 20));
    });

    it('are refused when they are huge', () => {
      assert.match(refusal(`[${'1,'.repeat(100_000)}1]`).says, /longer than/);
      assert.match(refusal(`[${'1,'.repeat(9_000)}1]`).says, /maxListElements/);
    });

    it('compare values that hold themselves', () => {
      const loop: CelList = new CelList(() => [loop]);
      const other: CelList = new CelList(() => [other]);
      assert.match(message(evaluate('a == b', { a: loop, b: other })), /nested too deeply/);
      assert.match(message(evaluate("'%s'.format([a])", { a: loop })), /nested too deeply/);
    });

    it('never throw anything but their limit, whatever the text', () => {
      const piece = fc.constantFrom(
        ...[
          '1',
          '-',
          '+',
          '(',
          ')',
          '[',
          ']',
          '{',
          '}',
          '?',
          ':',
          '.',
          ',',
          '"',
          "'",
          'a',
          'has',
          'all',
          'x',
          ' ',
          '!',
          '&&',
          'in',
        ],
        ...[
          'size',
          'matches',
          'true',
          'null',
          '1.5',
          '2u',
          'b"a"',
          'optional.of',
          '.?',
          '[?',
          'map',
          '%',
          '/',
          '==',
          '<',
          'cel.bind',
        ],
      );
      fc.assert(
        fc.property(fc.array(piece, { maxLength: 14 }), pieces => {
          const compiled = compileCel(pieces.join(''), { variables: ['a', 'x'] });
          if (compiled.ok) compiled.expression.evaluate(new Map([['a', listOf([1n, 'b', null])]]), new Meter(1000));
        }),
        { numRuns: 2000 },
      );
    });
  });
});
