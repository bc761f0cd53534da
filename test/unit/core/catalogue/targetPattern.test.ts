import assert from 'node:assert/strict';
import { posix } from 'node:path';
import fc from 'fast-check';
import { isAddress, namePattern, resolveTarget } from '../../../../src/core/catalogue/targetPattern.js';

describe('a target that is an address', () => {
  for (const [target, expected] of [
    ['https://example.com/catalog-info.yaml', true],
    ['HTTP://example.com', true],
    ['url:https://example.com', true],
    ['./a.yaml', false],
    ['a/b.yaml', false],
    ['C:\\a.yaml', false],
    ['c:/a.yaml', false],
    ['//example.com/a.yaml', false],
    ['', false],
  ] as const)
    it(`${JSON.stringify(target)}: ${expected}`, () => {
      assert.equal(isAddress(target), expected);
    });
});

describe('a relative target', () => {
  const cases: readonly (readonly [string, string, string | undefined])[] = [
    ['', './a.yaml', 'a.yaml'],
    ['', 'a//b/./c.yaml', 'a/b/c.yaml'],
    ['a/b', '../c.yaml', 'a/c.yaml'],
    ['a/b', '../../c.yaml', 'c.yaml'],
    ['a/b', '..\\c.yaml', 'a/c.yaml'],
    ['a', 'services/*/catalog-info.yaml', 'a/services/*/catalog-info.yaml'],
    ['a', '..', ''],
    ['a', '...', 'a/...'],
    ['a/b', '../../../c.yaml', undefined],
    ['', '../c.yaml', undefined],
    ['', 'a/../../a/c.yaml', undefined],
    ['a', '..\\..\\c.yaml', undefined],
    ['a', '/etc/passwd', undefined],
    ['a', '\\\\host\\share', undefined],
    ['a', 'C:\\Windows', undefined],
    ['a', 'c:file', undefined],
    ['a', 'b\0.yaml', undefined],
  ];
  for (const [folder, target, expected] of cases)
    it(`${JSON.stringify(target)} below “${folder}” is ${expected ?? 'refused'}`, () => {
      const parts = resolveTarget(folder.split('/').filter(Boolean), target);
      assert.equal(parts?.join('/'), expected);
    });

  it('never leads out of the open folder', () => {
    const piece = fc.constantFrom('..', '.', '', 'a', 'b.yaml', '*', '...', '..a', ' ..', '%2e%2e', '~', 'C:', '\0');
    const separator = fc.constantFrom('/', '\\', '//', '/./');
    const target = fc
      .array(fc.tuple(piece, separator), { maxLength: 12 })
      .map(parts => parts.flat().join(''))
      .chain(text => fc.oneof(fc.constant(text), fc.constant(text.replace(/[/\\]+$/, ''))));
    const folder = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 });
    fc.assert(
      fc.property(folder, fc.oneof(target, fc.string()), (parts, text) => {
        const resolved = resolveTarget(parts, text);
        if (!resolved) return;
        for (const part of resolved) assert.ok(!['', '.', '..'].includes(part) && !/[/\\\0]/.test(part), part);
        const path = posix.resolve('/open', ...resolved);
        assert.ok(path === '/open' || path.startsWith('/open/'), path);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a name with asterisks', () => {
  for (const [pattern, name, expected] of [
    ['catalog-info.yaml', 'catalog-info.yaml', true],
    ['catalog-info.yaml', 'catalog-infoxyaml', false],
    ['catalog-info.yaml', 'my-catalog-info.yaml', false],
    ['*', 'anything', true],
    ['**', 'anything', true],
    ['*', 'a/b', false],
    ['*.yaml', 'a.yaml', true],
    ['*.yaml', '.yaml', true],
    ['*.yaml', 'a.yml', false],
    ['a*', 'abc', true],
    ['a*c', 'ac', true],
    ['a*a', 'a', false],
    ['a*b*c', 'aXbYbZc', true],
    ['a*b*c', 'aXcYb', false],
    ['*a*', 'bab', true],
    ['*a*', 'bbb', false],
    ['*ab*ab*', 'abab', true],
    ['*ab*ab*', 'aba', false],
    ['(a+)+$', '(a+)+$', true],
    ['[ab]', 'a', false],
    ['a1*2', 'a1x2', true],
  ] as const)
    it(`${pattern} ${expected ? 'fits' : 'does not fit'} ${name}`, () => {
      assert.equal(namePattern(pattern).test(name), expected);
    });

  it('fits as a search from left to right would say', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 10 });
    const name = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 });
    fc.assert(
      fc.property(letters, name, (pattern, text) => {
        assert.equal(namePattern(pattern).test(text), fits(pattern, text));
      }),
      { numRuns: 1000 },
    );
  });

  it('cannot stall the editor', () => {
    const hostile = namePattern(`${'a*'.repeat(2000)}b`);
    assert.equal(hostile.test('a'.repeat(255)), false);
    assert.equal(namePattern('*a'.repeat(100)).test(`${'a'.repeat(254)}b`), false);
  });
});

function fits(pattern: string, name: string): boolean {
  const [head, ...tail] = pattern;
  if (head === undefined) return name === '';
  if (head === '*') return fits(tail.join(''), name) || (name !== '' && fits(pattern, name.slice(1)));
  return name.startsWith(head) && fits(tail.join(''), name.slice(1));
}
