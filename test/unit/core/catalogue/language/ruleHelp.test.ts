import * as assert from 'node:assert/strict';
import { parseDescriptorFile } from '../../../../../src/core/catalogue/language/descriptorFile.js';
import { RULE_IDS } from '../../../../../src/core/catalogue/language/findings.js';
import { isRuleId, rulePage } from '../../../../../src/core/catalogue/language/ruleHelp.js';

describe('the pages about rules', () => {
  it('says of every rule why it is there and what to do', () => {
    for (const rule of RULE_IDS) {
      const page = rulePage(rule, text => text);
      assert.match(page, /^# \S/);
      assert.ok(page.includes(rule));
      assert.match(page, /## What to do\n\n\S/);
    }
  });
  it('has examples that are good YAML', () => {
    for (const rule of RULE_IDS)
      for (const [, example = ''] of rulePage(rule, text => text).matchAll(/```yaml\n([^`]*)```/g))
        assert.ok(
          parseDescriptorFile(example).documents.every(({ tree }) => !tree.broken),
          rule,
        );
  });
  it('translates every sentence', () => {
    const page = rulePage('unknown-field', () => 'Satz.');
    assert.deepEqual(page.trim().split('\n\n'), ['# Satz.', '`unknown-field`', 'Satz.', '## Satz.', 'Satz.']);
  });
  it('knows its rules', () => {
    assert.ok(isRuleId('name-format'));
    assert.ok(!isRuleId('constructor'));
  });
});
