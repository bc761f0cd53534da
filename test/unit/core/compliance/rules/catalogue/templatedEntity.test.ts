import assert from 'node:assert/strict';
import { CATALOGUE_RULES } from '../../../../../../src/core/compliance/rules/catalogueRules.js';
import { check } from '../../ruleCheck.js';

describe('Rules of the catalogue in a skeleton', () => {
  it('say nothing of what the template fills in', () => {
    const text = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: {{cookiecutter.name | jsonify}}
spec:
  type: documentation
  lifecycle: {{cookiecutter.lifecycle | jsonify}}
  owner: {{cookiecutter.owner | jsonify}}
`;
    const found = check(text, CATALOGUE_RULES, { path: 'skeleton/catalog-info.yaml' });
    assert.deepEqual(
      found.filter(({ finding }) => finding.severity !== 'info').map(({ finding }) => finding.rule),
      // Neither is written, and no line of the template could bring it in.
      ['cat/system-present', 'cat/golden-path-origin'],
    );
  });
});
