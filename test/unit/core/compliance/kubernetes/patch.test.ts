import assert from 'node:assert/strict';
import { isListedPatch } from '../../../../../src/core/compliance/kubernetes/patch.js';
import type { Surroundings } from '../../../../../src/core/compliance/rule.js';
import { POD_SECURITY_RULES } from '../../../../../src/core/compliance/rules/podSecurityRules.js';
import { check } from '../ruleCheck.js';

const around = (files: Readonly<Record<string, string>>): Surroundings =>
  ({ read: (path: string) => files[path], exists: (path: string) => path in files }) as unknown as Surroundings;

const deployment = (spec: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: shop }\nspec:\n  template:\n    spec: ${spec}\n`;

const found = (text: string, surroundings?: Surroundings, path = 'overlays/test/shop.yaml'): readonly string[] =>
  check(text, POD_SECURITY_RULES, { path, ...(surroundings ? { surroundings } : {}) }).map(
    ({ finding }) => finding.rule,
  );

describe('A patch', () => {
  it('lacks nothing: what it changes may have it', () => {
    assert.deepEqual(found(deployment('{ containers: [{ name: a, env: [] }] }')), []);
    assert.deepEqual(found(deployment('{ $patch: replace, containers: [{ name: a, image: a }] }')), []);
    assert.deepEqual(found(deployment('{ containers: [{ name: a, image: a, $patch: replace }] }')), []);
    assert.deepEqual(found(`$patch: replace\n${deployment('{ containers: [{ name: a, image: a }] }')}`), []);
  });

  it('says what it says', () => {
    assert.deepEqual(found(deployment('{ hostPID: true, containers: [{ name: a }] }')), ['k8s/host-namespaces']);
  });

  it('is what Kustomize’s file in its folder or above names', () => {
    const text = deployment('{ containers: [{ name: a, image: a }] }');
    const lists = [
      'patches: [{ path: shop.yaml }]',
      'patchesStrategicMerge: [./shop.yaml]',
      'patchesJson6902: [{ target: {}, path: shop.yaml }]',
    ];
    for (const list of lists)
      assert.deepEqual(found(text, around({ 'overlays/test/kustomization.yaml': list })), [], list);
    const above = around({ 'overlays/Kustomization': 'patches:\n- path: test/shop.yaml\n' });
    assert.deepEqual(found(text, above), []);
    assert.notEqual(found(text, around({ 'overlays/test/kustomization.yaml': 'resources: [shop.yaml]' })).length, 0);
    assert.notEqual(found(text).length, 0);
  });

  it('is looked for in a folder as far as there are folders', () => {
    assert.equal(isListedPatch('shop.yaml', around({ 'kustomization.yaml': 'patches: [{ path: shop.yaml }]' })), true);
    assert.equal(isListedPatch('shop.yaml', around({ 'kustomization.yaml': '[' })), false);
    assert.equal(isListedPatch('a/b/c/d/e/shop.yaml', around({})), false);
  });
});
