import assert from 'node:assert/strict';
import { nameOfInstance, readInstances, withInstance } from '../../../../src/core/catalogue/instances.js';

describe('the list of instances', () => {
  it('is read as people write it', () => {
    const written = [
      { name: ' Parcels ', url: 'https://one.example/' },
      { url: 'https://two.example/portal/catalog' },
      { name: '', url: 'http://localhost:7007', appUrl: 'http://localhost:3000' },
      { name: 'again', url: 'https://one.example' },
    ];
    assert.deepEqual(readInstances(written), [
      { name: 'Parcels', url: 'https://one.example' },
      { name: 'two.example/portal', url: 'https://two.example/portal' },
      { name: 'localhost:7007', url: 'http://localhost:7007', appUrl: 'http://localhost:3000' },
    ]);
  });

  for (const value of [
    undefined,
    null,
    {},
    'https://one.example',
    [null, 1, 'x', [], {}, { url: 7 }, { url: 'ftp://x' }],
  ])
    it(`is empty for ${JSON.stringify(value)}`, () => assert.deepEqual(readInstances(value), []));

  it('takes an instance once, by its address', () => {
    const one = { name: 'One', url: 'https://one.example' };
    const two = { name: 'Two', url: 'https://two.example' };
    assert.deepEqual(withInstance(withInstance([], one), two), [one, two]);
    assert.deepEqual(withInstance([one, two], { ...one, name: 'Uno' }), [{ ...one, name: 'Uno' }, two]);
  });

  it('names an instance by its address', () => {
    assert.equal(nameOfInstance({ baseUrl: 'https://one.example:8443/portal' }), 'one.example:8443/portal');
  });
});
