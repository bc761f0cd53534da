import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formOfTemplateFile } from '../../../../src/core/templates/formFile.js';
import { readForm } from '../../../../src/core/templates/formSchema.js';
import { page, wizardOf } from './forms.js';

/** What is said of a form of one page. */
function problemOf(schema: unknown): string {
  const read = readForm({ title: 'T', pages: [{ schema }] });
  assert.ok(!read.ok);
  assert.equal(read.problem.kind, 'invalid');
  return read.problem.message;
}

const nested = (levels: number): unknown => (levels === 0 ? { type: 'string' } : page({ a: nested(levels - 1) }));

describe('readForm', () => {
  it('says where and what, of what is no schema', () => {
    assert.match(problemOf('text'), /there must be a JSON Schema, not a text \(page 1\)/);
    assert.match(problemOf({ properties: [] }), /object with names, not a list \(page 1, properties\)/);
    assert.match(problemOf({ properties: { a: 5 } }), /JSON Schema, not a number \(page 1, a\)/);
    assert.match(problemOf({ properties: { a: { enum: 'x' } } }), /“enum” must be a list, not a text/);
    assert.match(problemOf({ properties: { a: { type: 5 } } }), /“type” must be the name of a type/);
    assert.match(problemOf({ oneOf: {} }), /“oneOf” must be a list, not an object/);
    assert.match(problemOf({ dependencies: [] }), /object with names/);
    assert.match(problemOf({ properties: { a: { $ref: '#/definitions/b' } } }), /leads nowhere: #\/definitions\/b/);
    assert.match(problemOf({ properties: { a: { $ref: 'https://x.example/s' } } }), /leads out of the template/);
  });

  it('refuses what is too large, too deep, or named to do harm', () => {
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`p${i}`, { type: 'string' }]));
    assert.match(problemOf({ properties: many }), /more than 20,000 parts/);
    assert.match(problemOf(nested(1000)), /more than 60 levels deep/);
    assert.match(problemOf(JSON.parse('{"properties":{"__proto__":{"type":"string"}}}')), /“__proto__”/);
    // Each definition needs the next twice: written out it would be a thousand million.
    const laughs = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [`d${i}`, { allOf: Array(2).fill({ $ref: `#/definitions/d${i + 1}` }) }]),
    );
    const definitions = { ...laughs, d30: { type: 'string' } };
    assert.match(problemOf({ definitions, $ref: '#/definitions/d0' }), /more than 20,000 parts|levels deep/);
  });

  it('lets names of the language itself be names', () => {
    const wizard = wizardOf([page({ constructor: { type: 'string' }, toString: { type: 'string', default: 'x' } })]);
    assert.deepEqual(wizard.result(wizard.start).values, { toString: 'x' });
  });

  it('reads a reference to itself to a depth', () => {
    const wizard = wizardOf([{ type: 'object', properties: { name: { type: 'string' }, inner: { $ref: '#' } } }]);
    assert.ok(wizard.steps(wizard.start).length < 10);
    assert.ok(readForm({ title: 'T', pages: [{ schema: { $ref: '#' } }] }).ok);
  });

  it('neither throws nor hangs, whatever a server sends', () => {
    const keyword = fc.constantFrom(
      ...['type', 'properties', 'items', 'oneOf', 'anyOf', 'allOf', 'if', 'then', 'not', 'enum', 'const', 'required'],
      ...[
        'dependencies',
        'default',
        'pattern',
        'format',
        'minLength',
        '$ref',
        'ui:options',
        'ui:field',
        'ui:widget',
        'a',
      ],
    );
    const value = fc.letrec(tie => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(
          'string',
          'object',
          'array',
          'Secret',
          'OwnerPicker',
          'RepoUrlPicker',
          '#',
          '#/a',
          '^(a+)+$',
          '(',
        ),
        fc.constantFrom(null, true, false, 0, -1, 1.5),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(keyword, tie('any'), { maxKeys: 5 }),
      ),
    })).any;
    fc.assert(
      fc.property(fc.array(value, { maxLength: 3 }), value, (schemas, initial) => {
        const form = { title: 'T', pages: schemas.map(schema => ({ schema })) };
        if (!readForm(form).ok) return;
        const values = typeof initial === 'object' && initial !== null && !Array.isArray(initial) ? initial : {};
        const wizard = wizardOf(schemas, { initial: values });
        for (const step of wizard.steps(wizard.start)) {
          const question = step.ask(wizard.start);
          if (question.kind === 'pick') question.rows('x');
          if (question.kind === 'text')
            void step.validate?.(question.value, wizard.start, new AbortController().signal);
        }
        wizard.result(wizard.start);
      }),
      { numRuns: 1000 },
    );
  });

  it('is quick with a form of thousands of fields', () => {
    const many = Object.fromEntries(
      Array.from({ length: 15_000 }, (_, i) => [`p${i}`, { type: 'string', default: 'x' }]),
    );
    const wizard = wizardOf([{ properties: many }]);
    assert.equal(wizard.steps(wizard.start).length, 15_001);
    assert.equal(Object.keys(wizard.result(wizard.start).values).length, 15_000);
  });
});

describe('formOfTemplateFile', () => {
  it('takes one page or several', () => {
    const one = formOfTemplateFile(
      'kind: Template\nmetadata: {name: x}\nspec:\n  parameters:\n    title: P\n    properties: {a: {type: string}}\n',
    );
    assert.deepEqual(one, {
      ok: true,
      value: { title: 'x', pages: [{ title: 'P', schema: { properties: { a: { type: 'string' } } } }] },
    });
    const none = formOfTemplateFile('---\nkind: Component\n---\nkind: Template\nspec: {}\n');
    assert.deepEqual(none, { ok: true, value: { title: 'Template', pages: [] } });
  });

  it('says what is wrong, and in which line', () => {
    const broken = formOfTemplateFile('kind: Template\nspec: {a: [\n');
    assert.ok(!broken.ok && /^Line \d+ is no YAML/.test(broken.problem.message));
    const other = formOfTemplateFile('kind: Component\n');
    assert.ok(!other.ok && other.problem.message.includes('no template'));
  });
});
