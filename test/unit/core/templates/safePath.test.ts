import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pathKey, safePath } from '../../../../src/core/templates/safePath.js';

const partsOf = (path: string): readonly string[] | undefined => {
  const safe = safePath(path);
  return safe.ok ? safe.parts : undefined;
};

describe('a path that a server gives', () => {
  it('is taken apart where it is plain', () => {
    assert.deepEqual(partsOf('README.md'), ['README.md']);
    assert.deepEqual(partsOf('./src/main.js'), ['src', 'main.js']);
    assert.deepEqual(partsOf('.github/workflows/ci.yaml'), ['.github', 'workflows', 'ci.yaml']);
    assert.deepEqual(partsOf('.gitignore'), ['.gitignore']);
    assert.deepEqual(partsOf('docs/Größe 日本語 🚚.md'), ['docs', 'Größe 日本語 🚚.md']);
    assert.deepEqual(partsOf('common/console.ts'), ['common', 'console.ts']);
  });

  for (const path of [
    ...['', '.', './', '/', '/etc/passwd', '//server/share', '\\\\server\\share\\x', 'a\\b', 'C:', 'c:/windows', 'c:x'],
    ...['..', '../x', 'a/../x', 'a/..', 'a/./b', 'a//b', 'a/'],
    ...['a\0b', 'a\nb', 'a\u007fb', 'a\u0085b', '\ud800', 'a\u202egpj.exe'],
    ...['CON', 'nul', 'aux.txt', 'COM1', 'com9.log', 'LPT¹', 'lpt0', 'NUL .txt', 'conout$', 'src/prn.c'],
    ...['a.', 'a ', 'a./b', 'file.txt:stream', 'a|b', 'a?b', 'a*b', 'a<b', 'a>b', 'a"b'],
    ...[
      '.git',
      '.git/config',
      '.GIT/config',
      'sub/.git/hooks/post-checkout',
      'git~1/config',
      'GIT~2',
      '.g\u200cit/config',
    ],
    ...['．git/config', 'x'.repeat(256), 'ä'.repeat(128), 'a/'.repeat(600) + 'a', Array(61).fill('a').join('/')],
  ])
    it(`is refused: ${JSON.stringify(path.slice(0, 40))}`, () => {
      const safe = safePath(path);
      assert.ok(!safe.ok, path);
      assert.ok(safe.reason);
    });

  it('never gives parts that lead anywhere', () => {
    const nasty = fc.array(
      fc.oneof(
        fc.constantFrom(
          '..',
          '.',
          '',
          '/',
          '\\',
          ':',
          '~',
          'C:',
          '.git',
          'NUL',
          '\0',
          ' ',
          '\u202e',
          'a',
          'é',
          'e\u0301',
        ),
        fc.string({ unit: 'binary', maxLength: 6 }),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(nasty, fc.constantFrom('', '/'), (pieces, between) => {
        for (const part of partsOf(pieces.join(between)) ?? []) {
          assert.ok(!['', '.', '..'].includes(part));
          assert.doesNotMatch(part, /[/\\:\0]|^\.git$|[. ]$/i);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('the key of a path', () => {
  it('is the same for what some systems hold for the same', () => {
    for (const [a, b] of [
      ['README.md', 'readme.MD'],
      ['é', 'e\u0301'],
      ['straße', 'STRASSE'],
      ['a\u200db', 'ab'],
      ['ﬁle', 'file'],
    ] as const)
      assert.equal(pathKey([a]), pathKey([b]));
  });

  it('tells others apart', () => {
    assert.notEqual(pathKey(['a', 'b']), pathKey(['ab']));
    assert.notEqual(pathKey(['a']), pathKey(['ä']));
  });
});
