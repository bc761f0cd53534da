import assert from 'node:assert/strict';
import { sameDefinition, writtenDefinition } from '../../../../src/core/catalogue/writtenDefinition.js';

const api = (name: string, definition: string): string =>
  `apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata:\n  name: ${name}\nspec:\n  type: openapi\n${definition}`;

describe('the definition of an API in its descriptor', () => {
  const descriptor = [
    api('file', '  definition:\n    $text: ./openapi.yaml\n'),
    api('inline', '  definition: |\n    openapi: 3.1.0\n    paths: {}\n'),
    api('none', ''),
    api('empty', '  definition: ""\n'),
    api('bundled', '  definition: { $openapi: ./a.yaml }\n'),
  ].join('---\n');

  for (const [name, expected] of [
    ['file', { type: 'file', target: './openapi.yaml' }],
    ['inline', { type: 'inline', text: 'openapi: 3.1.0\npaths: {}\n' }],
    ['bundled', { type: 'file', target: './a.yaml' }],
    ['none', undefined],
    ['empty', undefined],
    ['elsewhere', undefined],
  ] as const)
    it(`${name}: ${expected?.type ?? 'none'}`, () =>
      assert.deepEqual(writtenDefinition(descriptor, `api:default/${name}`), expected));

  it('is the same but for ends of lines', () => {
    assert.ok(sameDefinition('a: 1\r\nb: 2\r\n\r\n', '\uFEFFa: 1\nb: 2'));
    assert.ok(!sameDefinition('a: 1', 'a:  1'));
  });
});
