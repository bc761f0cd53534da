import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ENVIRONMENT_ANNOTATIONS, readEnvironment } from '../../../../src/core/environments/readEnvironment.js';
import { entity, type EntityParts } from '../catalogue/entities.js';
import { DAY, HOUR, NOW } from './environmentSamples.js';

const FULL: EntityParts = {
  annotations: {
    'goldenpath.dev/environment-of': 'component:default/checkout',
    'goldenpath.dev/environment-class': 'preview',
    'goldenpath.dev/created-at': '2026-11-23T10:00:00Z',
    'goldenpath.dev/expires-at': '2026-11-25T10:00:00Z',
    'goldenpath.dev/status': 'ready',
    'goldenpath.dev/status-at': '2026-11-23T10:01:10Z',
    'goldenpath.dev/url': 'https://pr-42.preview.example',
    'goldenpath.dev/definition': 'template:default/preview-environment@1.4.0',
    'goldenpath.dev/version': '1.8.0+a1b2c3d',
    'goldenpath.dev/commit': 'a1b2c3d',
    'goldenpath.dev/branch': 'feature/fast',
    'backstage.io/kubernetes-namespace': 'pr-42',
  },
  spec: { type: 'environment', lifecycle: 'experimental', owner: 'group:default/payments' },
};

function read(annotations: Readonly<Record<string, string>>, parts: EntityParts = {}) {
  const made = entity('Resource:checkout-pr-42', { spec: { type: 'environment' }, ...parts, annotations });
  const environment = readEnvironment(made, NOW);
  assert.ok(environment);
  return environment;
}

describe('the environment of an entity', () => {
  it('is read from its annotations', () => {
    assert.deepEqual(readEnvironment(entity('Resource:checkout-pr-42', FULL), NOW), {
      id: 'resource:default/checkout-pr-42',
      name: 'checkout-pr-42',
      class: 'preview',
      provider: 'backstage',
      owner: 'group:default/payments',
      components: [
        {
          entityRef: 'component:default/checkout',
          version: '1.8.0+a1b2c3d',
          commit: 'a1b2c3d',
          branch: 'feature/fast',
        },
      ],
      state: 'ready',
      stateAt: Date.UTC(2026, 10, 23, 10, 1, 10),
      addresses: ['https://pr-42.preview.example/'],
      createdAt: Date.UTC(2026, 10, 23, 10),
      expiresAt: Date.UTC(2026, 10, 25, 10),
      definition: 'template:default/preview-environment@1.4.0',
      isProtected: false,
      events: [
        { at: Date.UTC(2026, 10, 23, 10), state: 'requested' },
        { at: Date.UTC(2026, 10, 23, 10, 1, 10), state: 'ready' },
      ],
    });
  });

  it('is of no other kind and type', () => {
    assert.equal(readEnvironment(entity('Component:a', { spec: { type: 'environment' } }), NOW), undefined);
    assert.equal(readEnvironment(entity('Resource:a', { spec: { type: 'database' } }), NOW), undefined);
  });

  it('says that nothing says how it is', () => {
    const { state, isStateUnknown, trouble } = read({});
    assert.deepEqual({ state, isStateUnknown, trouble }, { state: 'ready', isStateUnknown: true, trouble: undefined });
  });

  it('names a state that is none, and what other platforms call theirs', () => {
    const odd = read({ 'goldenpath.dev/status': 'wobbly' });
    assert.equal(odd.isStateUnknown, true);
    assert.equal(odd.trouble, 'goldenpath.dev/status is no state of an environment: “wobbly”.');
    assert.equal(read({ 'goldenpath.dev/status': 'Running' }).state, 'ready');
    assert.equal(read({ 'goldenpath.dev/status': 'constructor' }).isStateUnknown, true);
  });

  it('says why it does not run, where the platform says so', () => {
    const why = { 'goldenpath.dev/status-reason': 'The process ended with 3.' };
    assert.equal(read({ ...why, 'goldenpath.dev/status': 'failed' }).trouble, 'The process ended with 3.');
    assert.equal(read({ ...why, 'goldenpath.dev/status': 'ready' }).trouble, undefined);
  });

  it('is expiring and expired by the clock', () => {
    const ends = (ms: number): string =>
      read({ 'goldenpath.dev/status': 'ready', 'goldenpath.dev/expires-at': new Date(NOW + ms).toISOString() }).state;
    assert.deepEqual([ends(DAY), ends(HOUR), ends(-1)], ['ready', 'expiring', 'expired']);
  });

  it('names times that cannot be read, and stays', () => {
    const { expiresAt, trouble } = read({ 'goldenpath.dev/expires-at': 'next week' });
    assert.equal(expiresAt, undefined);
    assert.equal(trouble, 'goldenpath.dev/expires-at is no time: “next week”.');
  });

  it('ends where kube-janitor and the TTL controller say so', () => {
    const created = { 'goldenpath.dev/created-at': new Date(NOW).toISOString() };
    assert.equal(read({ 'janitor/expires': '2026-11-24' }).expiresAt, Date.UTC(2026, 10, 24));
    assert.equal(read({ ...created, 'janitor/ttl': '7d' }).expiresAt, NOW + 7 * DAY);
    assert.equal(read({ ...created, 'janitor/ttl': 'forever' }).expiresAt, undefined);
    assert.equal(read({ ...created, 'k8s-ttl-controller.twin.sh/ttl': '1h30m' }).expiresAt, NOW + 1.5 * HOUR);
    const refreshed = { 'k8s-ttl-controller.twin.sh/refreshed-at': new Date(NOW + HOUR).toISOString() };
    assert.equal(read({ ...created, ...refreshed, 'k8s-ttl-controller.twin.sh/ttl': '1h' }).expiresAt, NOW + 2 * HOUR);
    assert.equal(read({ 'janitor/ttl': '7d' }).trouble, 'Nothing says from when janitor/ttl counts.');
    assert.equal(read({ ...created, 'janitor/ttl': 'long' }).trouble, 'janitor/ttl is no length of time: “long”.');
  });

  it('ends when its own annotation says, whatever others do', () => {
    const at = new Date(NOW + DAY).toISOString();
    assert.equal(read({ 'goldenpath.dev/expires-at': at, 'janitor/expires': '2026-11-23' }).expiresAt, NOW + DAY);
  });

  it('holds what it is a dependency of, where no annotation says it', () => {
    const relations = ['dependencyOf component:default/checkout', 'dependencyOf resource:default/x'];
    assert.deepEqual(read({}, { relations }).components, [{ entityRef: 'component:default/checkout' }]);
  });

  it('holds several components, of which nothing says which one the version is of', () => {
    const { components } = read({
      'goldenpath.dev/environment-of': 'checkout, component:shop/cart',
      'goldenpath.dev/version': '1',
    });
    assert.deepEqual(components, [{ entityRef: 'component:default/checkout' }, { entityRef: 'component:shop/cart' }]);
  });

  it('has no addresses but those of the web', () => {
    const { addresses } = read(
      { 'goldenpath.dev/url': 'javascript:alert(1), https://a.example' },
      {
        links: [
          { url: 'https://b.example', type: 'website' },
          { url: 'file:///etc/passwd', type: 'website' },
          { url: 'https://c.example' },
        ],
      },
    );
    assert.deepEqual(addresses, ['https://a.example/', 'https://b.example/']);
  });

  it('is protected where much depends on it, or nobody knows', () => {
    const ends = { 'goldenpath.dev/expires-at': new Date(NOW + DAY).toISOString() };
    assert.equal(read({ 'goldenpath.dev/environment-class': 'staging' }).isProtected, true);
    assert.equal(read({}, { spec: { type: 'environment', lifecycle: 'production' } }).isProtected, true);
    assert.equal(read({}).isProtected, true);
    assert.equal(read(ends).isProtected, false);
    assert.equal(read({ ...ends, 'goldenpath.dev/protected': 'true' }).isProtected, true);
  });

  it('never throws, whatever its annotations say', () =>
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom(...Object.values(ENVIRONMENT_ANNOTATIONS), 'janitor/ttl', 'janitor/expires', '__proto__'),
          fc.oneof(fc.string(), fc.constantFrom('9999999999d', '2026-11-23', 'ready', 'a@b@c', '://')),
        ),
        annotations => {
          const { addresses, expiresAt } = read(annotations);
          assert.ok(addresses.every(address => /^https?:/.test(address)));
          assert.ok(expiresAt === undefined || Number.isFinite(expiresAt));
        },
      ),
    ));
});
