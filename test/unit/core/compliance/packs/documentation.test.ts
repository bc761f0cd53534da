import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { testRule } from '../../../../../src/core/compliance/packs/packTest.js';
import { readPack } from '../../../../../src/core/compliance/packs/readPack.js';
import { HOST, problemsOf } from './packCheck.js';

describe('The page about packs', () => {
  it('has a rule that can be read, and passes its own tests', async () => {
    const page = await readFile('docs/rules.md', 'utf8');
    const text = /```yaml\n(apiVersion: rules[\s\S]*?)```/.exec(page)?.[1] ?? '';
    assert.deepEqual(problemsOf(text), []);
    const outcomes = readPack(text).rules.flatMap(rule => testRule(rule, () => undefined, HOST));
    assert.deepEqual(
      outcomes.map(({ name, failures, problem }) => [name, failures, problem]),
      [
        ['one replica', [], undefined],
        ['three replicas', [], undefined],
      ],
    );
  });
});
