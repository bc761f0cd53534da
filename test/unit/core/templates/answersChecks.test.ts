import assert from 'node:assert/strict';
import { timedPatterns } from '../../../../src/adapters/patterns/timedPatterns.js';
import { plainTranslate } from '../../../../src/core/common/translate.js';
import { checkAnswers, templateOfAnswers, type AnswersContext } from '../../../../src/core/templates/answersChecks.js';
import type { TemplateForm } from '../../../../src/core/templates/scaffolder.js';

const FORM: TemplateForm = {
  title: 'Web service',
  pages: [
    {
      schema: {
        type: 'object',
        required: ['name', 'owner', 'token'],
        properties: {
          name: { type: 'string', title: 'Name', pattern: '^[a-z-]+$', maxLength: 10 },
          owner: { type: 'string', title: 'Owner' },
          port: { type: 'integer', title: 'Port', minimum: 1024 },
          token: { type: 'string', title: 'Token', 'ui:field': 'Secret' },
          public: { type: 'boolean', title: 'Public' },
          retries: { type: 'object', properties: { attempts: { type: 'integer', title: 'Attempts', maximum: 9 } } },
          ports: { type: 'array', title: 'Ports', items: { type: 'integer', minimum: 1 } },
        },
        dependencies: {
          public: {
            oneOf: [
              { properties: { public: { const: false } } },
              { properties: { public: { const: true }, address: { type: 'string', title: 'Address', format: 'uri' } } },
            ],
          },
        },
      },
    },
  ],
};

const found = (text: string, context: Partial<AnswersContext> = {}): readonly string[] =>
  checkAnswers(text, {
    hasTemplate: ref => ref === 'template:default/web-service',
    formOf: ref => (ref === 'template:default/web-service' ? FORM : undefined),
    patterns: timedPatterns(),
    translate: plainTranslate,
    featureFlags: new Set(),
    ...context,
  }).map(({ rule, start, end, text: message }) => `${rule} <${text.slice(start, end)}> ${message}`);
const answers = (values: string): string => `template: web-service\nvalues:\n${values.replace(/^/gm, '  ')}\n`;

describe('what is said about a file of answers', () => {
  it('is nothing where all fits, whether a condition asks for it or not', () => {
    assert.deepEqual(
      found(answers('name: quotes\nowner: group:default/a\nport: 8080\naddress: https://a.example')),
      [],
    );
  });

  it('is that it cannot be read, where that is so', () => {
    assert.deepEqual(found('values: {}\nvalue: 1\n'), [
      'answers-unreadable <value> “value” is not known here: there are “template”, “version” and “values”.',
    ]);
    assert.match(found('values: {a: [}\n')[0] ?? '', /^answers-unreadable/);
    assert.match(found('')[0] ?? '', /^answers-unreadable <> There must be “values:”/);
  });

  it('is that there is no such template, but not where that is not known', () => {
    const other = 'template: template:default/gone\nvalues: {}\n';
    assert.deepEqual(found(other), [
      'unknown-template <template:default/gone> The catalogue has no template “template:default/gone”.',
    ]);
    assert.deepEqual(found(other, { hasTemplate: () => undefined }), []);
    assert.deepEqual(found('values: { anything: 1 }\n'), []);
  });

  it('is that the form does not ask for something', () => {
    assert.deepEqual(found(answers('name: quotes\nowner: a\nnmae: x')), [
      'unknown-answer <nmae> The form of “Web service” does not ask for “nmae”.',
    ]);
  });

  it('is that a value does not fit, where it stands', () => {
    assert.deepEqual(found(answers('name: Quotes\nowner: a\nport: 80\nretries: { attempts: 12 }\nports: [0]')), [
      'unfit-answer <Quotes> Name must match ^[a-z-]+$',
      'unfit-answer <80> Port: It must be at least 1024',
      'unfit-answer <12> Attempts: It must be at most 9',
      'unfit-answer <[0]> Ports: It must be at least 1',
    ]);
  });

  it('is what will be asked for, but secrets, which stand in no file', () => {
    assert.deepEqual(found(answers('name: quotes')), [
      'missing-answer <values> Owner is needed: it will be asked for.',
    ]);
    assert.deepEqual(found(answers('name: quotes\nowner: a\ntoken: abc')), [
      'secret-in-answers <token> “Token” is a secret: it belongs into no file, and is asked for in each run.',
    ]);
  });

  it('takes time that is bounded for a pattern that would take forever', () => {
    const form = { title: 'T', pages: [{ schema: { properties: { a: { type: 'string', pattern: '^(a+)+$' } } } }] };
    const began = performance.now();
    found(`template: web-service\nvalues: { a: ${'a'.repeat(60)}! }\n`, { formOf: () => form });
    assert.ok(performance.now() - began < 5000);
  });
});

describe('the template of a file of answers', () => {
  it('is its full reference', () => {
    assert.equal(templateOfAnswers('template: web-service\nvalues: {}\n'), 'template:default/web-service');
    assert.equal(templateOfAnswers('values: {}\n'), undefined);
    assert.equal(templateOfAnswers('template: [\n'), undefined);
  });
});
