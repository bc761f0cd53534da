import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readPack } from '../../../../../src/core/compliance/packs/readPack.js';
import { packOf, problemsOf } from './packCheck.js';

const of = (fields: string): readonly string[] => problemsOf(packOf(fields));

describe('Packs of rules', () => {
  it('say what is wrong in them, and where', () => {
    assert.deepEqual(of('    asert: "true"'), [
      'pack/field “asert” There is no field “asert” here: id, title, severity, confidence, profile, target, variables, when, assert, schema, at, message, fix, waivable, frameworks, parameters, explanation, docs, tests.',
      'pack/field “id” A rule has “assert” or “schema”, one of both.',
    ]);
    assert.deepEqual(of('    assert: "true"\n    severity: fatal'), [
      'pack/field “fatal” “severity” is one of error, warning, info.',
    ]);
    assert.deepEqual(of('    assert: "true"\n    at: spec..x'), [
      'pack/field “spec..x” This is no path such as spec.containers[0].image.',
    ]);
    assert.deepEqual(of('    assert: "true"\n    fix: { class: safe, set: a.b }'), [
      'pack/field “{ class: safe, set: a.b }” A fix has “set” with “value”, or “remove”.',
    ]);
    assert.deepEqual(of('    assert: "true"\n    waivable: { maxDays: 0 }'), [
      'pack/field “{ maxDays: 0 }” “maxDays” is a number of days, 1 at least.',
    ]);
  });

  it('show where an expression is wrong, whatever it is written in', () => {
    assert.deepEqual(of('    assert: object.spec.replicas + nothing > 1'), [
      'pack/expression “nothing” There is no variable nothing.',
    ]);
    assert.deepEqual(of('    assert: "object.x == nothing"'), [
      'pack/expression “nothing” There is no variable nothing.',
    ]);
    assert.deepEqual(of('    assert: |\n      has(object.spec) &&\n        object.spec == nothing'), [
      'pack/expression “nothing” There is no variable nothing.',
    ]);
    assert.deepEqual(of('    assert: "true"\n    message: "a {{ object.x }} b {{ nothing }}"'), [
      'pack/expression “nothing” There is no variable nothing.',
    ]);
    assert.deepEqual(of('    assert: "true"\n    when: [object.a, b]'), [
      'pack/expression “b” There is no variable b.',
    ]);
  });

  it('show patterns that RE2 does not know', () => {
    assert.deepEqual(of("    assert: object.kind.matches('a(?=b)')"), [
      "pack/pattern “'a(?=b)'” This is no regular expression of RE2: invalid or unsupported Perl syntax: `(?=`.",
    ]);
    assert.match(of("    schema: { pattern: '(a{1000}){1000}' }")[0]!, /^pack\/pattern .*invalid repeat count/);
  });

  it('take no keyword of JSON Schema that is not looked at', () => {
    assert.deepEqual(of('    schema: { dependentSchemas: {} }'), [
      'pack/field “dependentSchemas” The keyword “dependentSchemas” of JSON Schema is not supported here.',
    ]);
    assert.deepEqual(of("    schema: { $ref: 'https://example.com/schema.json' }"), [
      "pack/field “'https://example.com/schema.json'” There is no https://example.com/schema.json in this schema.",
    ]);
  });

  it('want tests that fail and tests that pass', () => {
    const text = packOf('    assert: "true"').replace(/ {6}- \{ text: "a: 1", expect: \[\] \}\n/, '');
    assert.deepEqual(problemsOf(text), ['pack/tests “tests” The rule has no test in which it finds nothing.']);
    assert.equal(readPack(text).rules.length, 1);
    assert.match(
      problemsOf(packOf('    assert: "true"').replace('text: "a: 1"', 'file: ../../etc/passwd'))[0]!,
      /lie beside the pack/,
    );
  });

  it('lose one rule by what is wrong in it, not the others', () => {
    const text = `${packOf('    assert: nothing')}  - id: acme/other
    title: Another
    target: { files: kubernetes }
    assert: "true"
    tests: [{ text: "", expect: [] }, { text: "", expect: [{ line: 1 }] }]
`;
    assert.deepEqual(
      readPack(text).rules.map(({ info }) => info.id),
      ['acme/other'],
    );
  });

  it('have each rule once', () => {
    const text = packOf('    assert: "true"');
    const rule = text.slice(text.indexOf('  - id'));
    assert.deepEqual(problemsOf(text + rule), ['pack/duplicate “acme/rule” There are two rules “acme/rule”.']);
  });

  it('are told when they are none', () => {
    assert.match(problemsOf('kind: RulePack\n')[0]!, /begins with “apiVersion: rules.golden-path.dev\/v1”/);
    assert.match(problemsOf('- a\n')[0]!, /is a mapping/);
    assert.match(problemsOf('a: [\n')[0]!, /^pack\/unreadable/);
    assert.match(problemsOf('x'.repeat(2_000_001))[0]!, /at most 2000000 characters/);
    assert.deepEqual(problemsOf(''), []);
  });

  it('keep frameworks, limits of waivers, profile and documents', () => {
    const [rule] = readPack(
      packOf(`    assert: "true"
    profile: golden
    waivable: { maxDays: 90, owners: ["group:default/platform"] }
    frameworks: [{ name: SOC2, version: "2017", control: CC8.1 }]
    explanation: Because.
    docs: https://example.com/rules/x`),
    ).rules;
    assert.deepEqual(rule?.info.waiverLimits, { maxDays: 90, owners: ['group:default/platform'] });
    assert.deepEqual(rule?.info.frameworks, [{ framework: 'SOC2', version: '2017', control: 'CC8.1' }]);
    assert.equal(rule?.info.explanation, 'Because.\n\nMore: https://example.com/rules/x');
    assert.equal(rule?.info.profile, 'golden');
  });

  it('never throw, whatever a file says', () => {
    const whole = packOf(`    assert: object.a == 1
    schema: { type: object, properties: { a: { $ref: '#' } } }
    fix: { class: safe, set: a, value: [{ b: "{{ object }}" }] }
    variables: [{ name: a, expression: "1" }]
    waivable: { maxDays: 3 }`);
    const lines = whole.split('\n');
    fc.assert(
      fc.property(
        fc.nat(lines.length),
        fc.nat(lines.length),
        fc.constantFrom('', '- ', 'x: &a [*a]', ': :', '  key: {', '"', 'null'),
        (a, b, put) => {
          const changed = [...lines.slice(0, Math.min(a, b)), put, ...lines.slice(Math.max(a, b))];
          readPack(changed.join('\n'));
        },
      ),
      { numRuns: 300 },
    );
  });
});
