import assert from 'node:assert/strict';
import {
  apiDefinition,
  apiOfDefinitionPath,
  definitionFileName,
  definitionPath,
  isJson,
} from '../../../../src/core/catalogue/apiDefinition.js';
import { problemOf, valueOf } from '../../values.js';
import { entity } from './entities.js';

describe('API definitions', () => {
  for (const [type, extension] of [
    ['openapi', 'yaml'],
    ['asyncapi', 'yaml'],
    ['graphql', 'graphql'],
    ['grpc', 'proto'],
    ['trpc', 'ts'],
    ['OpenAPI', 'yaml'],
    ['home-made', 'txt'],
  ] as const)
    it(`of type ${type} are .${extension}`, () => {
      const api = entity('API:Labels', { spec: { type } });
      assert.equal(definitionFileName(api), `labels.${extension}`);
      assert.equal(apiOfDefinitionPath(definitionPath(api)), api.ref);
    });

  it('are no pages', () => {
    assert.equal(apiOfDefinitionPath('/api/default/labels.md'), undefined);
    assert.equal(apiOfDefinitionPath('/component/default/labels.yaml'), undefined);
  });

  it('are taken out of the whole entity', () => {
    assert.equal(valueOf(apiDefinition({ spec: { definition: 'openapi: 3.1.0' } }, 'api:default/x')), 'openapi: 3.1.0');
    for (const json of [undefined, {}, { spec: { definition: { $text: './x' } } }, { spec: { definition: ' ' } }])
      assert.equal(problemOf(apiDefinition(json, 'api:default/x')).kind, 'notFound');
  });

  it('are JSON by their first sign', () => {
    assert.ok(isJson(' \n{"openapi": "3.1.0"}') && isJson('\uFEFF{}') && !isJson('openapi: 3.1.0') && !isJson(''));
  });
});
