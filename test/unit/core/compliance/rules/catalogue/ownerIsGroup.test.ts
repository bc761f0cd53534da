import assert from 'node:assert/strict';
import { parseDescriptor } from '../../../../../../src/core/catalogue/descriptor.js';
import { CATALOGUE_RULES } from '../../../../../../src/core/compliance/rules/catalogueRules.js';
import { FileSurroundings, textLookup } from '../../../../../../src/core/compliance/surroundings/fileSurroundings.js';
import { KnownEntities } from '../../../../../../src/core/compliance/surroundings/knownEntities.js';
import { check } from '../../ruleCheck.js';

describe('An owner who is a person', () => {
  const text = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: orders
spec:
  type: service
  lifecycle: production
  owner: user:guest
`;
  const path = 'catalog-info.yaml';
  const marked = (entities?: KnownEntities): readonly string[] =>
    check(text, CATALOGUE_RULES, {
      path,
      ...(entities
        ? { surroundings: new FileSurroundings({ files: textLookup(new Map()), entities: () => entities }) }
        : {}),
    })
      .filter(({ finding }) => finding.rule === 'cat/owner-is-group')
      .map(found => found.marked);
  const descriptors = new Map([[path, parseDescriptor(text, path)]]);

  it('is one whether or not somebody knows that person', () => {
    assert.deepEqual(marked(), ['user:guest']);
    assert.deepEqual(marked(KnownEntities.of(descriptors)), ['user:guest']);
  });

  it('does not exist where the whole catalogue is known: that is said by another rule', () => {
    assert.deepEqual(marked(KnownEntities.of(descriptors, [])), []);
  });
});
