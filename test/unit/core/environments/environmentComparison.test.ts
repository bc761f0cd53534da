import assert from 'node:assert/strict';
import fc from 'fast-check';
import { comparisonText, configurationOf, sideOf } from '../../../../src/core/environments/environmentComparison.js';
import { environment } from './environmentSamples.js';

const hash = (text: string): string => `#${text.length}`;

describe('what is compared of an environment', () => {
  it('is written in an order that does not depend on it', () => {
    const one = environment('checkout-pr-42', {
      owner: 'group:default/payments',
      components: [{ entityRef: 'component:default/checkout', version: '1.8.0', branch: 'fast', commit: 'a1b2c3d' }],
    });
    const answers = {
      size: { replicas: 2, memoryMi: 256 },
      data: 'empty',
      variables: [{ name: 'LOG', value: 'debug' }],
    };
    assert.equal(
      comparisonText(sideOf(one, answers), hash),
      [
        '# checkout-pr-42',
        'class: preview',
        'owner: group:default/payments',
        'components:',
        '  component:default/checkout:',
        '    version: 1.8.0',
        '    branch: fast',
        '    commit: a1b2c3d',
        'configuration:',
        '  data: empty',
        '  size.memoryMi: 256',
        '  size.replicas: 2',
        '  variables[LOG]: debug',
        '',
      ].join('\n'),
    );
  });

  it('has secrets as a hash only', () => {
    const configuration = {
      API_TOKEN: 'hunter2hunter2',
      database: { password: 'swordfish' },
      url: 'postgres://me:swordfish@db.example/x',
      variables: [{ name: 'CLIENT_SECRET', value: 'swordfish' }],
    };
    const text = comparisonText(sideOf(environment('a'), configuration), hash);
    assert.doesNotMatch(text, /hunter2|swordfish/);
    assert.match(text, /API_TOKEN: \(secret\) #14/);
    assert.match(text, /variables\[CLIENT_SECRET\]: \(secret\) #9/);
  });

  it('has no heading for a set-up of which nothing is known', () => {
    assert.doesNotMatch(comparisonText(sideOf(environment('a'), {}), hash), /configuration/);
  });

  it('leaves out times, places and what the catalogue writes itself', () => {
    const annotations = new Map([
      ['goldenpath.dev/expires-at', 'x'],
      ['backstage.io/managed-by-location', 'x'],
      ['janitor/ttl', '1d'],
      ['backstage.io/kubernetes-namespace', 'pr-42'],
    ]);
    assert.deepEqual(configurationOf(annotations), { 'backstage.io/kubernetes-namespace': 'pr-42' });
  });

  it('stays one line a value, whatever the value is', () =>
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue(), { maxKeys: 5 }), configuration => {
        const text = comparisonText(sideOf(environment('a', { name: 'a\nb' }), configuration), hash);
        assert.equal(text.split('\n')[0], '# a ⏎ b');
        assert.ok(text.endsWith('\n'));
      }),
    ));
});
