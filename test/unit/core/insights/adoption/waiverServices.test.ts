import assert from 'node:assert/strict';
import { servicesOfWaiver } from '../../../../../src/core/insights/adoption/waiverServices.js';

const DESCRIPTORS = [
  { ref: 'component:default/root', path: 'catalog-info.yaml' },
  { ref: 'component:default/orders', path: 'services/orders/catalog-info.yaml' },
  { ref: 'component:default/orders-worker', path: 'services/orders/catalog-info.yaml' },
  { ref: 'component:default/mail', path: 'services/mail/catalog-info.yaml' },
];

function services(match: object, path = '.golden-path/waivers.yaml', descriptors = DESCRIPTORS): readonly string[] {
  const source = path.endsWith('waivers.yaml') ? 'file' : 'comment';
  return servicesOfWaiver({ match, place: { source, path } }, descriptors).map(ref => ref.split('/')[1] ?? '');
}

describe('servicesOfWaiver', () => {
  it('takes the nearest descriptor above what the waiver names', () => {
    assert.deepEqual(services({ path: 'services/orders/deploy/**' }), ['orders', 'orders-worker']);
    assert.deepEqual(services({ path: 'services/mail/Dockerfile' }), ['mail']);
    assert.deepEqual(services({ path: 'deploy/*.yaml' }), ['root']);
    assert.deepEqual(services({}, 'services/mail/deploy/all.yaml'), ['mail']);
  });

  it('takes the descriptor itself, and a component by its name', () => {
    assert.deepEqual(services({ path: 'services/mail/catalog-info.yaml' }), ['mail']);
    assert.deepEqual(services({ kind: 'Component', name: 'Orders-Worker', path: 'services/**' }), ['orders-worker']);
  });

  it('reads paths from the folder that the waivers are for', () => {
    assert.deepEqual(services({ path: 'Dockerfile' }, 'services/mail/.golden-path/waivers.yaml'), ['mail']);
  });

  it('takes all below the folder where no descriptor is above, and none where there are none', () => {
    const below = DESCRIPTORS.slice(1);
    assert.deepEqual(services({ path: '**/Dockerfile' }, undefined, below), ['orders', 'orders-worker', 'mail']);
    assert.deepEqual(services({ path: 'x' }, undefined, []), []);
  });
});
