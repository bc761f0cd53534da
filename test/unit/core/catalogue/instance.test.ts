import assert from 'node:assert/strict';
import { parseInstance } from '../../../../src/core/catalogue/instance.js';
import { problemOf, valueOf } from '../../values.js';

describe('the address of an instance', () => {
  const good: readonly (readonly [string, string, boolean])[] = [
    ['https://backstage.example.com', 'https://backstage.example.com', true],
    ['  https://backstage.example.com/\n', 'https://backstage.example.com', true],
    ['HTTPS://Backstage.Example.com:443/', 'https://backstage.example.com', true],
    ['https://example.com/backstage/', 'https://example.com/backstage', true],
    ['https://example.com/catalog/default/component/orders?x=1#y', 'https://example.com', true],
    ['https://example.com/portal/catalog', 'https://example.com/portal', true],
    ['https://example.com/api/catalog/entities', 'https://example.com', true],
    ['https://example.com/settings', 'https://example.com', true],
    ['https://example.com/apis', 'https://example.com/apis', true],
    ['http://backstage.example.com', 'http://backstage.example.com', false],
    ['http://localhost:7007', 'http://localhost:7007', true],
    ['http://portal.localhost:7007', 'http://portal.localhost:7007', true],
    ['http://127.0.0.1:7007/', 'http://127.0.0.1:7007', true],
    ['http://127.1.2.3', 'http://127.1.2.3', true],
    ['http://[::1]:7007', 'http://[::1]:7007', true],
    ['http://127.0.0.1.example.com', 'http://127.0.0.1.example.com', false],
    ['http://localhost.example.com', 'http://localhost.example.com', false],
    ['http://notlocalhost', 'http://notlocalhost', false],
    ['http://0.0.0.0:7007', 'http://0.0.0.0:7007', false],
    ['http://[::2]', 'http://[::2]', false],
  ];
  for (const [text, baseUrl, secure] of good)
    it(`${JSON.stringify(text)} is ${baseUrl}, ${secure ? 'safe' : 'not safe'} for a token`, () => {
      assert.deepEqual(valueOf(parseInstance(text)), { baseUrl, origin: new URL(baseUrl).origin, secure });
    });

  for (const text of [
    '',
    'backstage',
    'backstage.example.com',
    'localhost:7007',
    'ftp://example.com',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://',
    'https://ada:secret@example.com',
    'https://ada@example.com',
  ])
    it(`${JSON.stringify(text)} is refused with a sentence`, () => {
      const problem = problemOf(parseInstance(text));
      assert.equal(problem.kind, 'invalid');
      assert.match(problem.message, /\.$/);
      assert.doesNotMatch(problem.message, /secret/);
    });
});
