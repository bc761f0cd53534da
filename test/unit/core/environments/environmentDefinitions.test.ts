import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EntityIndex } from '../../../../src/core/catalogue/entityIndex.js';
import {
  createValues,
  destroyValues,
  environmentTemplates,
  extendValues,
  templatesFor,
} from '../../../../src/core/environments/environmentDefinitions.js';
import { branchSlug, proposeName } from '../../../../src/core/environments/proposedName.js';
import { entity } from '../catalogue/entities.js';
import { DAY, environment, NOW } from './environmentSamples.js';

function template(name: string, annotations: Readonly<Record<string, string>> = {}, type = 'environment') {
  return entity(`Template:${name}`, { spec: { type }, annotations });
}

describe('the templates of environments', () => {
  const index = EntityIndex.of(
    [
      template('preview'),
      template('service', {}, 'service'),
      template('longer', { 'goldenpath.dev/environment-action': 'extend' }),
      template('longer-preview', {
        'goldenpath.dev/environment-action': 'Extend',
        'goldenpath.dev/environment-definition': 'template:default/preview',
      }),
      template('away', { 'goldenpath.dev/environment-action': 'destroy' }),
    ],
    [],
  );
  const names = (found: readonly { readonly entity: { readonly name: string } }[]): readonly string[] =>
    found.map(each => each.entity.name);

  it('create unless they say otherwise', () => {
    assert.deepEqual(names(environmentTemplates(index, 'create')), ['preview']);
    assert.deepEqual(names(environmentTemplates(index, 'destroy')), ['away']);
  });

  it('are those that name what the environment was made from, else those that name nothing', () => {
    const made = environment('a', { definition: 'template:default/preview@1.0.0' });
    assert.deepEqual(names(templatesFor(index, 'extend', made)), ['longer-preview']);
    assert.deepEqual(names(templatesFor(index, 'extend', environment('a'))), ['longer']);
    assert.deepEqual(names(templatesFor(index, 'destroy', made)), ['away']);
  });

  it('have their forms filled in from git and the catalogue', () => {
    const values = createValues({ component: 'component:default/checkout', branch: 'fast', commit: 'a1b2' }, 'fast');
    assert.equal(values['component'], 'component:default/checkout');
    assert.equal(values['branch'], 'fast');
    assert.equal(values['commit'], 'a1b2');
    assert.equal(values['name'], 'fast');
    assert.equal('branch' in createValues({}, 'x'), false);
  });

  it('are told which environment is meant, and until when', () => {
    const values = extendValues(environment('a'), NOW + DAY, NOW);
    assert.equal(values['environment'], 'resource:default/a');
    assert.equal(values['expiresAt'], '2026-11-24T12:00:00Z');
    assert.equal(values['timeToLive'], 'P1D');
    assert.equal(destroyValues(environment('a'))['environment'], 'resource:default/a');
  });
});

describe('the name that is proposed', () => {
  it('comes of the component and the branch', () => {
    assert.equal(proposeName('checkout', 'feature/SHOP-42 Faster search', new Set()), 'checkout-shop-42-faster');
    assert.equal(proposeName('checkout', 'main', new Set()), 'checkout-main');
    assert.equal(branchSlug('renovate/lodash-4.x'), 'lodash-4-x');
    assert.equal(branchSlug('日本'), 'branch');
  });

  it('is not taken', () =>
    assert.equal(proposeName('checkout', 'main', new Set(['checkout-main', 'checkout-main-2'])), 'checkout-main-3'));

  it('is a name whatever the branch is called', () =>
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.array(fc.string()), (component, branch, taken) => {
        const name = proposeName(component, branch, new Set(taken));
        assert.match(name, /^[a-z0-9]+(?:-[a-z0-9]+)*$/);
        assert.ok(name.length <= 40);
        assert.ok(branchSlug(branch).length <= 20);
      }),
    ));
});
