import * as assert from 'node:assert/strict';
import type { DefinitionFile } from '../../../../../src/core/catalogue/language/definitionChecks.js';
import { LanguageService } from '../../../../../src/core/catalogue/language/languageService.js';
import { plainTranslate } from '../../../../../src/core/common/translate.js';
import { knowledgeOf } from './markers.js';

const api = (type: string, ...lines: readonly string[]): string =>
  [
    'apiVersion: backstage.io/v1alpha1',
    'kind: API',
    'metadata:',
    '  name: a',
    'spec:',
    `  type: ${type}`,
    '  lifecycle: production',
    '  owner: tracking',
    ...lines,
    '',
  ].join('\n');
const inline = (type: string, ...lines: readonly string[]): string =>
  api(type, '  definition: |', ...lines.map(line => `    ${line}`));

describe('definitions of APIs', () => {
  const check = async (text: string, files: Readonly<Record<string, string>> = {}, service = new LanguageService()) => {
    const file = service.file('file:///shop/catalog-info.yaml', text);
    const beside = (target: string): Promise<DefinitionFile | 'missing' | undefined> => {
      const content = files[target];
      return Promise.resolve(content === undefined ? 'missing' : { uri: `file:///shop/${target}`, text: content });
    };
    const looked = await service.lookAtDefinitions(file, beside);
    const findings = service.findings(file, knowledgeOf()).map(({ range, related = [], ...finding }) => ({
      rule: finding.rule,
      severity: finding.severity,
      what: text.slice(
        file.offsetAt(range.startLine, range.startColumn),
        file.offsetAt(range.endLine, range.endColumn),
      ),
      message: plainTranslate(finding.message, ...finding.values),
      related,
    }));
    return { looked, findings };
  };
  const brief = async (...args: Parameters<typeof check>): Promise<readonly string[]> =>
    (await check(...args)).findings.map(({ rule, what }) => `${rule}: ${what}`);

  it('says in which line a GraphQL schema has its mistake', async () => {
    assert.deepEqual(
      await brief(inline('graphql', 'type Query {', '  parcel(id: ID!): ', '}', 'type Parcel { id: ID }')),
      ['api-definition-unparsable: }'],
    );
    const { findings } = await check(inline('graphql', 'type Query {', '  parcel: Parcel'));
    assert.equal(findings[0]?.severity, 'error');
    assert.match(findings[0].message, /^The definition is no GraphQL schema: Expected/);
    assert.equal(findings[0].what, 'parcel: Parcel');
  });

  it('says in which line a Protocol Buffers file has its mistake', async () => {
    assert.deepEqual(
      await brief(
        inline('grpc', 'syntax = "proto3";', 'message Parcel {', '  string id = 1', '  int32 weight = 2;', '}'),
      ),
      ['api-definition-unparsable: int32 weight = 2;'],
    );
    assert.deepEqual(await brief(inline('grpc', 'openapi: 3.0.0')), ['api-definition-unparsable: openapi: 3.0.0']);
  });

  it('is content with good ones', async () => {
    const good = [
      inline('graphql', 'extend type Query { a(b: [Int!]! = [1]): Int @deprecated }', '"""Words"""', 'scalar Date'),
      inline(
        'grpc',
        'syntax = "proto3";',
        'import "google/protobuf/empty.proto";',
        'service A { rpc B (C) returns (stream D); }',
      ),
      inline('grpc', 'syntax = "proto2";', 'message A { optional group B = 1 { } }'),
      inline('openapi', 'openapi: 3.1.0', 'info: { title: a, version: 1.0.0 }', 'webhooks: {}'),
      inline('openapi', 'swagger: "2.0"', 'info: { title: a, version: 1.0.0 }', 'paths: {}'),
      inline('asyncapi', 'asyncapi: 3.0.0', 'info: { title: a, version: 1.0.0 }'),
    ];
    for (const text of good) assert.deepEqual(await brief(text), [], text);
  });

  it('has nothing to say about types that it does not know', async () => {
    for (const type of ['trpc', 'ours', 'mcp-server', 'OpenAPI'])
      assert.ok(!(await brief(inline(type, '}}} ['))).some(text => text.startsWith('api-definition')), type);
  });

  it('says what a document lacks', async () => {
    const cases: readonly [string, readonly string[], RegExp][] = [
      ['openapi', ['openapi: 3.0', 'info: { title: a, version: b }', 'paths: {}'], /“openapi” must be a version/],
      [
        'openapi',
        ['swagger: 2.0', 'info: { title: a, version: b }', 'paths: {}'],
        /“swagger” must be a version.*“2\.0”/,
      ],
      ['openapi', ['openapi: 3.0.3', 'info: { title: a }', 'paths: {}'], /no “info.version”/],
      ['openapi', ['openapi: 3.0.3', 'info: { title: a, version: b }'], /no “paths”/],
      ['asyncapi', ['asyncapi: 2.6.0', 'info: { title: a, version: b }'], /no “channels”/],
      ['asyncapi', ['asyncapi: 7', 'info: { title: a, version: b }'], /“asyncapi” must be a version/],
    ];
    for (const [type, lines, message] of cases) {
      const { findings } = await check(inline(type, ...lines));
      assert.equal(findings[0]?.rule, 'api-definition-incomplete', lines.join('\n'));
      assert.equal(findings[0].severity, 'warning');
      assert.match(findings[0].message, message);
    }
  });

  describe('in files beside the descriptor', () => {
    const beside = (type: string, key = '$text'): string => api(type, '  definition:', `    ${key}: ./definition`);

    it('says it at the reference, and shows the place in the file', async () => {
      const { findings, looked } = await check(beside('graphql'), { './definition': 'type A {\n  b: \n}\n' });
      assert.deepEqual(looked, { uris: ['file:///shop/./definition'], missing: false });
      const [found] = findings;
      assert.equal(found?.what, './definition');
      assert.deepEqual(found.related[0]?.place, {
        uri: 'file:///shop/./definition',
        range: { startLine: 2, startColumn: 0, endLine: 2, endColumn: 1 },
      });
    });
    it('reads all formats', async () => {
      for (const type of ['openapi', 'asyncapi', 'graphql', 'grpc'])
        assert.deepEqual(await brief(beside(type), { './definition': '{ "' }), [
          'api-definition-unparsable: ./definition',
        ]);
      assert.equal((await brief(beside('openapi', '$openapi'), { './definition': 'a: 1' })).length, 1);
    });
    it('says which is not there', async () => {
      const { findings, looked } = await check(beside('openapi'));
      assert.equal(findings[0]?.rule, 'api-definition-missing');
      assert.equal(findings[0].what, './definition');
      assert.equal(looked.missing, true);
    });
    it('says nothing where only the platform can read it', async () => {
      for (const line of [
        '$text: https://a.example/b',
        '$yaml: ./definition',
        '$text: ./${{ values.a }}',
        '$text: ./*',
      ])
        assert.deepEqual(await brief(api('openapi', '  definition:', `    ${line}`)), [], line);
    });
    it('reads a file again when it may have changed', async () => {
      const service = new LanguageService();
      assert.equal((await brief(beside('grpc'), { './definition': 'message {' }, service)).length, 1);
      assert.equal((await brief(beside('grpc'), { './definition': '' }, service)).length, 1);
      service.forgetDefinitionFiles();
      assert.equal((await brief(beside('grpc'), { './definition': '' }, service)).length, 0);
    });
  });

  it('is not stalled or ended by what nobody writes', async () => {
    const deep = 100_000;
    for (const [type, text] of [
      ['openapi', '['.repeat(deep)],
      ['asyncapi', '{'.repeat(deep)],
      ['graphql', '{a'.repeat(deep)],
      ['graphql', `type A { a: ${'['.repeat(deep)}`],
      ['grpc', `syntax = "proto3"; ${'message A {'.repeat(20_000)}`],
    ] as const)
      assert.ok((await brief(inline(type, text))).length <= 1, type);
  });
});
