import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { withExtraFiles, withWaivers } from '../../../../src/core/templates/waiverMerge.js';

const OURS = 'waivers:\n  - rule: ours\n    reason: |-\n      first: line\n\n      # second\n';
const WAIVER = { rule: 'ours', reason: 'first: line\n\n# second' };
const file = (path: string, text: string) => ({ path, bytes: new TextEncoder().encode(text) });
const waivers = (text: string | undefined): unknown => {
  assert.ok(text !== undefined);
  return (parse(text) as { waivers: unknown }).waivers;
};

describe('withWaivers', () => {
  it('leaves the text before and after the list as it is', () => {
    const head = '# Why\nversion: 1\nwaivers:\n    -   rule: a # said\n        reason: "x"\n';
    const tail = '\n# The end\nother: [1,  2]\n';
    const merged = withWaivers(head + tail, OURS);
    assert.ok(merged !== undefined);
    assert.ok(merged.startsWith(head) && merged.endsWith('other: [1,  2]\n'), merged);
    assert.ok(merged.includes('# The end'));
    assert.deepEqual(waivers(merged), [{ rule: 'a', reason: 'x' }, WAIVER]);
  });

  for (const [name, text] of Object.entries({
    'without indentation': 'waivers:\n- rule: a\n',
    'without a last line end': 'waivers:\n  - rule: a',
    'with line ends of Windows': 'waivers:\r\n  - rule: a\r\nother: 1\r\n',
    'in brackets': 'waivers: [{ rule: a }]\n',
    'in brackets over lines': 'waivers: [\n  { rule: a },\n]\n',
    'that ends in a long text': 'waivers:\n  - rule: a\n  - |\n    text\n\nother: 1\n',
  }))
    it(`adds to a list ${name}`, () => {
      const before = waivers(text) as unknown[];
      const merged = withWaivers(text, OURS);
      assert.deepEqual(waivers(merged), [...before, WAIVER]);
    });

  it('adds to an empty list', () => assert.deepEqual(waivers(withWaivers('waivers: [] # none\n', OURS)), [WAIVER]));

  it('does not touch what is no list of waivers', () => {
    for (const text of ['', 'waivers:\n', 'waivers: none\n', '- a\n', 'waivers: [\n', 'rules: []\n'])
      assert.equal(withWaivers(text, OURS), undefined, text);
  });
});

describe('withExtraFiles', () => {
  const path = '.golden-path/waivers.yaml';

  it('adds a file that the template does not make', () => {
    const [made, ours] = [file('README.md', 'x'), file(path, OURS)];
    assert.deepEqual(withExtraFiles([made], [ours]), [made, ours]);
  });

  it('makes one file of two with waivers', () => {
    const [only, ...rest] = withExtraFiles([file(path, 'waivers:\n  - rule: a\n')], [file(path, OURS)]);
    assert.deepEqual(rest, []);
    assert.deepEqual(waivers(new TextDecoder().decode(only?.bytes)), [{ rule: 'a' }, WAIVER]);
  });

  it('keeps both where they cannot be merged', () => {
    assert.equal(withExtraFiles([file(path, 'none')], [file(path, OURS)]).length, 2);
  });
});
