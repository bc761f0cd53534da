import assert from 'node:assert/strict';
import { OPENAPI_RULES } from '../../../../../src/core/compliance/rules/openapiRules.js';
import { FileSurroundings, textLookup } from '../../../../../src/core/compliance/surroundings/fileSurroundings.js';
import { exampleSurroundings } from '../exampleSurroundings.js';
import { check, edited, type CheckOptions } from '../ruleCheck.js';

const found = (id: string, text: string, settings: CheckOptions = {}) =>
  check(
    text,
    OPENAPI_RULES.filter(rule => rule.id === id),
    { path: 'api/openapi.yaml', ...settings },
  );
const marked = (id: string, text: string): readonly string[] => found(id, text).map(each => each.marked);
const V3 = 'openapi: 3.1.0\n';
const V2 = 'swagger: "2.0"\n';

describe('Rules for OpenAPI definitions', () => {
  describe('api/security-defined', () => {
    const get = (security: string): string => `{ get: { operationId: a, ${security} responses: {} } }`;

    for (const [title, text, expected] of [
      ['nothing at all, once', `paths:\n  /a: ${get('')}\n  /b: ${get('')}\n`, ['paths']],
      ['one operation of several', `paths:\n  /a: ${get('')}\n  /b: ${get('security: [],')}\n`, ['get']],
      ['an empty one for everything', 'security: []\npaths: {}\n', ['[]']],
      ['one for everything', 'security: [{ x: [] }]\ncomponents: { securitySchemes: { x: {} } }\n', []],
      ['an operation that is open to all', `paths:\n  /a: ${get('security: [],')}\n`, []],
      ['no operations', 'paths: {}\n', []],
      ['a scheme that is not there', 'security: [{ y: [] }]\ncomponents: { securitySchemes: { x: {} } }\n', ['y']],
      [
        'that everybody may call it or not',
        'security: [{}, { x: [] }]\ncomponents: { securitySchemes: { x: {} } }\n',
        [],
      ],
    ] as const)
      it(`looks at what is asked for: ${title}`, () => {
        assert.deepEqual(marked('api/security-defined', V3 + text), expected);
      });

    it('knows the schemes of Swagger', () => {
      assert.deepEqual(
        marked('api/security-defined', `${V2}security: [{ x: [] }]\nsecurityDefinitions: { x: {} }\n`),
        [],
      );
    });
  });

  describe('api/https-only', () => {
    for (const [url, count] of [
      ['http://api.example.com', 1],
      ['HTTP://api.example.com', 1],
      ['ws://api.example.com/socket', 1],
      ['https://api.example.com', 0],
      ['http://localhost:8080', 0],
      ['http://127.0.0.1/v1', 0],
      ['http://orders', 0],
      ['http://orders:8080/v1', 0],
      ['http://orders.shop.svc:8080', 0],
      ['http://orders.shop.svc.cluster.local', 0],
      ['/v1', 0],
      ['"{scheme}://api.example.com"', 0],
      ['[a]', 0],
    ] as const)
      it(`looks at servers: ${url}`, () => {
        assert.equal(found('api/https-only', `${V3}servers:\n  - url: ${url}\n`).length, count);
      });

    it('uses https instead, and takes http out where https is there already', () => {
      const mended = (text: string): string =>
        edited(text, found('api/https-only', text)[0]?.finding.fixes?.()[0]?.edits ?? []);
      assert.equal(mended(`${V2}schemes:\n  - https\n  - http\n`), `${V2}schemes:\n  - https\n`);
      assert.equal(mended(`${V2}schemes: [http]\n`), `${V2}schemes: [https]\n`);
      assert.equal(
        mended(`${V3}servers: [{ url: 'http://a.example.com/{x}' }]\n`),
        `${V3}servers: [{ url: 'https://a.example.com/{x}' }]\n`,
      );
      assert.deepEqual(marked('api/https-only', `${V2}host: localhost:8080\nschemes: [http]\n`), []);
    });
  });

  it('find operations with the same id, and not those of webhooks', () => {
    const text = `${V3}paths:
  /a:
    get: { operationId: x }
    parameters: [{ operationId: x }]
    post: { operationId: x }
webhooks:
  a: { post: { operationId: x } }
`;
    const all = found('api/operation-ids-unique', text);
    assert.deepEqual(
      all.map(each => each.text),
      ['POST /a has the same operationId as GET /a: “x”.'],
    );
    assert.equal(all[0]?.line, 6);
  });

  it('want a largest length of lists, but not of properties and examples that look like one', () => {
    const text = `${V3}components:
  schemas:
    A: { type: array, items: {} }
    B: { type: [array, 'null'], items: {} }
    C: { type: array, items: {}, maxItems: 7 }
    type: { type: array, items: { type: string } }
    D:
      properties:
        type: { type: string }
        items: { type: object }
      example: { type: array, items: {} }
      x-more: { type: array, items: {} }
`;
    assert.deepEqual(
      found('api/max-items', text).map(each => each.line),
      [4, 5, 7],
    );
  });

  for (const [title, text, expected] of [
    ['Basic', `${V3}components: { securitySchemes: { a: { type: http, scheme: Basic } } }\n`, ['Basic']],
    ['Basic of Swagger', `${V2}securityDefinitions: { a: { type: basic } }\n`, ['basic']],
    [
      'implicit',
      `${V3}components: { securitySchemes: { a: { type: oauth2, flows: { implicit: {} } } } }\n`,
      ['implicit'],
    ],
    ['password of Swagger', `${V2}securityDefinitions: { a: { type: oauth2, flow: password } }\n`, ['password']],
    ['a bearer', `${V3}components: { securitySchemes: { a: { type: http, scheme: bearer } } }\n`, []],
    ['a code', `${V3}components: { securitySchemes: { a: { type: oauth2, flows: { authorizationCode: {} } } } }\n`, []],
    ['an access code', `${V2}securityDefinitions: { a: { type: oauth2, flow: accessCode } }\n`, []],
  ] as const)
    it(`look at ways to log in: ${title}`, () => {
      assert.deepEqual(marked('api/no-basic-or-implicit', text), expected);
    });

  describe('api/catalog-entity-exists', () => {
    const titled = (title: string): string => `${V3}info: { title: ${title} }\npaths: {}\n`;
    const path = 'services/openapi.yaml';
    const of = (title: string, files?: Readonly<Record<string, string>>) =>
      found('api/catalog-entity-exists', titled(title), {
        path,
        surroundings: exampleSurroundings(path, titled(title), files),
      });

    it('knows an API by its title, however it is spelt', () => {
      for (const title of ['orders', 'Orders API', 'orders-api']) assert.deepEqual(of(title), [], title);
      assert.deepEqual(
        of('Vouchers').map(each => each.marked),
        ['Vouchers'],
      );
    });

    it('knows one whose descriptor takes in the file', () => {
      assert.deepEqual(of('Vouchers', { 'catalog-info.yaml': 'definition:\n  $text: ./services/openapi.yaml\n' }), []);
      assert.equal(of('Vouchers', { 'catalog-info.yaml': 'kind: Component\n' }).length, 1);
    });

    it('says nothing where the catalogue is not known', () => {
      assert.deepEqual(found('api/catalog-entity-exists', titled('Vouchers')), []);
      const surroundings = new FileSurroundings({ files: textLookup(new Map()) });
      assert.deepEqual(found('api/catalog-entity-exists', titled('Vouchers'), { surroundings }), []);
    });
  });

  it('throw for nothing', () => {
    for (const text of [
      `${V3}paths: []\nservers: {}\nsecurity: x\ncomponents: 7\n`,
      `${V3}paths: { /a: [], /b: { get: [] }, /c: { get: { security: [~, 7, [a]], operationId: [] } } }\n`,
      `${V2}schemes: http\nsecurityDefinitions: []\nhost: {}\n`,
      `${V3}servers: [~, 7, { url: }, { url: {} }]\ninfo: []\n`,
      `${V3}paths: &a { /a: *a }\ncomponents: { schemas: { A: &b { type: array, items: *b } } }\n`,
    ])
      assert.doesNotThrow(() => check(text, OPENAPI_RULES, { path: 'a.yaml' }));
  });
});
