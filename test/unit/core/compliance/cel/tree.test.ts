import assert from 'node:assert/strict';
import { compileCel } from '../../../../../src/core/compliance/cel/expression.js';
import { Meter } from '../../../../../src/core/compliance/cel/meter.js';
import { treeValue } from '../../../../../src/core/compliance/cel/tree.js';
import { CelLimitReached } from '../../../../../src/core/compliance/cel/meter.js';
import { CelUnknown, type CelValue } from '../../../../../src/core/compliance/cel/value.js';
import { readDocuments } from '../../../../../src/core/compliance/yaml/documents.js';
import type { Dialect } from '../../../../../src/core/compliance/yaml/scalars.js';

function evaluate(yaml: string, text: string, dialect: Dialect = 'kubernetes'): CelValue {
  const { document } = readDocuments(yaml)[0]!;
  const compiled = compileCel(text, { variables: ['object'] });
  assert.ok(compiled.ok, text);
  const object = treeValue(document.root, dialect);
  return compiled.expression.evaluate(new Map([['object', object]]), new Meter());
}

describe('Documents in expressions', () => {
  it('read scalars as Kubernetes does', () => {
    const yaml =
      'a: yes\nb: 0644\nc: "yes"\nd: 1.0\ne: 3\nf:\ng: 9007199254740993\nh: !!str 5\ni: 99999999999999999999\n';
    const types: Record<string, string> = {
      a: 'bool',
      b: 'int',
      c: 'string',
      d: 'double',
      e: 'int',
      g: 'int',
      h: 'string',
      i: 'double',
    };
    for (const [key, type] of Object.entries(types))
      assert.equal(evaluate(yaml, `type(object.${key}) == ${type}`), true, key);
    assert.equal(evaluate(yaml, 'object.b == 420 && object.g == 9007199254740993'), true);
    assert.equal(evaluate(yaml, 'has(object.f)'), false);
    assert.equal(evaluate(yaml, "object.a == 'yes' && object.f == null", 'core'), true);
  });

  it('follow aliases and merges', () => {
    const yaml = 'base: &base\n  a: 1\n  b: 2\nit:\n  <<: *base\n  b: 3\nother: *base\n';
    assert.equal(evaluate(yaml, 'object.it == {"a": 1, "b": 3} && object.other.a == 1'), true);
  });

  it('do not grow by aliases, nor end in them', () => {
    const lines = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 9; level++) {
      const [name, before] = ['abcdefghi'.charAt(level), 'abcdefghi'.charAt(level - 1)];
      lines.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`);
    }
    const yaml = `${lines.join('\n')}\n`;
    assert.equal(evaluate(yaml, "object.i[0][0][0][0][0][0][0][0][0] == 'x'"), true);
    assert.throws(() => evaluate(yaml, 'object.i == object.i'), CelLimitReached);
  });

  it('know keys that JavaScript has as well', () => {
    assert.equal(
      evaluate('__proto__: 1\nconstructor: 2\n', "object['__proto__'] == 1 && object['constructor'] == 2"),
      true,
    );
    assert.equal(evaluate('a: 1\n', "'constructor' in object || '__proto__' in object"), false);
  });

  it('are open where a template stands in them, and only there', () => {
    const yaml = 'metadata:\n  name: shop\n  {{- toYaml .Values.labels | nindent 2 }}\nspec:\n  replicas: 2\n';
    const isUnknown = (text: string): boolean => evaluate(yaml, text) instanceof CelUnknown;
    assert.ok(isUnknown('has(object.metadata.labels)'));
    assert.equal(evaluate(yaml, "object.metadata.name == 'shop'"), true);
    assert.equal(evaluate(yaml, 'has(object.spec.paused)'), false);
    assert.ok(isUnknown("'a' in object.metadata"));
  });
});
