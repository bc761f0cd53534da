import assert from 'node:assert/strict';
import { docsAddress, entityPageAddress, sourceAddress, webAddress } from '../../../../src/core/catalogue/addresses.js';
import { entity } from './entities.js';

const APP = 'https://portal.example.com';

describe('a web address out of catalogue data', () => {
  for (const [text, expected] of [
    ['https://example.com/a b', 'https://example.com/a%20b'],
    ['http://example.com', 'http://example.com/'],
    [' https://example.com ', 'https://example.com/'],
    ['javascript:alert(1)', undefined],
    ['JaVaScRiPt:alert(1)', undefined],
    ['java\nscript:alert(1)', undefined],
    ['data:text/html,<b>', undefined],
    ['vscode://file/etc/passwd', undefined],
    ['command:goldenPath.signOut', undefined],
    ['file:///etc/passwd', undefined],
    ['mailto:ada@example.com', undefined],
    ['//example.com', undefined],
    ['example.com', undefined],
    ['', undefined],
    [undefined, undefined],
  ] as const)
    it(`${JSON.stringify(text)} is ${expected ?? 'none'}`, () => {
      assert.equal(webAddress(text), expected);
    });
});

describe('the pages of an entity', () => {
  it('are by namespace, kind in lower case, and name', () => {
    assert.equal(entityPageAddress(APP, entity('API:Shop/Orders')), `${APP}/catalog/Shop/api/Orders`);
  });

  it('have no place for a name that would lead elsewhere', () => {
    const hostile = { ...entity('A:a'), namespace: 'a/b', kind: 'x?y#z', name: '../../evil' };
    assert.equal(entityPageAddress(APP, hostile), `${APP}/catalog/a%2Fb/x%3Fy%23z/..%2F..%2Fevil`);
  });

  for (const [annotations, expected] of [
    [{}, undefined],
    [{ 'backstage.io/techdocs-ref': 'dir:.' }, `${APP}/docs/default/component/orders`],
    [{ 'backstage.io/techdocs-entity': 'component:shop/other' }, `${APP}/docs/shop/component/other`],
    [{ 'backstage.io/techdocs-entity': 'other' }, `${APP}/docs/default/component/other`],
    [{ 'backstage.io/techdocs-entity': 'no reference at all' }, undefined],
    [{ 'backstage.io/techdocs-ref': '' }, undefined],
  ] as const)
    it(`have docs by ${JSON.stringify(annotations)}: ${expected ?? 'none'}`, () => {
      assert.equal(docsAddress(APP, entity('Component:orders', { annotations })), expected);
    });
});

describe('the source of an entity', () => {
  const repo = 'https://git.example.com/orders/';
  for (const [annotations, expected] of [
    [{}, undefined],
    [{ 'backstage.io/source-location': `url:${repo}` }, repo],
    [{ 'backstage.io/view-url': repo }, repo],
    [{ 'backstage.io/managed-by-location': `url:${repo}` }, repo],
    [{ 'backstage.io/managed-by-location': 'file:/srv/a.yaml' }, undefined],
    [{ 'backstage.io/source-location': 'url:javascript:alert(1)', 'backstage.io/view-url': repo }, repo],
    [{ 'backstage.io/source-location': `url:${repo}`, 'backstage.io/view-url': 'https://other' }, repo],
  ] as const)
    it(`is by ${JSON.stringify(annotations)}: ${expected ?? 'unknown'}`, () => {
      assert.equal(sourceAddress(entity('Component:orders', { annotations })), expected);
    });
});
