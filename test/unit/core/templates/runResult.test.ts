import assert from 'node:assert/strict';
import { escapeMarkdown } from '../../../../src/core/common/markdown.js';
import { resultPage, runResult, runSubject } from '../../../../src/core/templates/runResult.js';
import type { TaskLink, TaskOutput, Values } from '../../../../src/core/templates/scaffolder.js';

const output = (links: readonly TaskLink[], values: Values = {}): TaskOutput => ({ links, text: [], values });

describe('what came of a run', () => {
  it('is nothing without an output', () => {
    assert.deepEqual(runResult({ output: undefined, values: {} }), { entityRefs: [], links: [], texts: [] });
  });

  it('leaves out what is no page, and names each entity once', () => {
    const entityRef = 'component:default/a';
    const links = [{ url: 'javascript:alert(1)' }, { url: 'https://x.example/a' }, { entityRef }, { entityRef }];
    const result = runResult({ output: output(links), values: {} });
    assert.deepEqual(result.links, [{ title: 'https://x.example/a', url: 'https://x.example/a' }]);
    assert.deepEqual(result.entityRefs, [entityRef]);
  });

  const repo = { repoUrl: 'Git.example:3000?owner=demo&repo=quotes' };
  for (const [what, links, values, outputs, expected] of [
    ['what the template calls so', [], {}, { remoteUrl: 'https://h.example/o/r.git' }, 'https://h.example/o/r.git'],
    ['an address with .git', [{ url: 'https://h.example/o/r.git' }], {}, {}, 'https://h.example/o/r.git'],
    [
      'what the form asked for',
      [{ url: 'http://git.example:3000/demo/quotes' }],
      repo,
      {},
      'http://git.example:3000/demo/quotes',
    ],
    ['no other page of its host', [{ url: 'http://git.example:3000/demo/quotes/actions' }], repo, {}, undefined],
    ['no other host', [{ url: 'http://evil.example/demo/quotes' }], repo, {}, undefined],
    ['no folder of the machine', [], {}, { remoteUrl: 'file:///etc' }, undefined],
    ['no command', [], {}, { remoteUrl: '--upload-pack=x' }, undefined],
  ] as const)
    it(`has as its repository ${what}`, () => {
      assert.equal(runResult({ output: output(links, outputs), values }).repository, expected);
    });

  it('is about what was named', () => {
    assert.equal(runSubject({ name: ' a ', repoUrl: 'h?repo=b' }), 'a');
    assert.equal(runSubject({ repoUrl: 'h?owner=x&repo=b' }), 'b');
    assert.equal(runSubject({ other: 3 }), undefined);
  });

  it('makes a page in which only the texts of the template are Markdown', () => {
    const text = [{ title: '*Next*', content: '1. **Clone** it' }];
    const links = [{ title: '](command:x) *', url: 'https://x.example/a b>c' }];
    const result = runResult({ output: { links, text, values: {} }, values: {} });
    const page = resultPage('A <b>', result, escapeMarkdown);
    assert.match(
      page,
      /^# A &#60;b&#62;\n\n- \[&#93;&#40;command&#58;x&#41; &#42;\]\(<https:\/\/x\.example\/a%20b%3Ec>\)\n\n## &#42;Next&#42;\n\n1\. \*\*Clone\*\* it\n$/,
    );
  });
});
