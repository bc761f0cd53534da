import assert from 'node:assert/strict';
import { failure } from '../../../../src/core/common/problem.js';
import {
  comparePreview,
  comparedWithNothing,
  previewAsOtherSide,
} from '../../../../src/core/templates/previewCompare.js';
import { previewOf } from '../../../../src/core/templates/previewTree.js';
import { never, problemOf, valueOf } from '../../values.js';

const made = (files: Readonly<Record<string, string>>, programs: readonly string[] = []) =>
  previewOf(
    Object.entries(files).map(([path, text]) => ({
      path,
      bytes: new TextEncoder().encode(text),
      executable: programs.includes(path),
    })),
  );

describe('comparing a preview', () => {
  const preview = made({ a: '1', b: '2', 'c/d': '3' }, ['a']);

  it('with nothing finds everything new', () => {
    const { changes, counts } = comparedWithNothing(preview);
    assert.deepEqual([...changes.values()], ['added', 'added', 'added']);
    assert.deepEqual(counts, { added: 3, changed: 0, same: 0, onlyThere: 0 });
  });

  it('with an earlier one finds what is new, changed, the same and gone, and what is a program now', async () => {
    const earlier = previewAsOtherSide(made({ a: '1', b: 'x', z: '', 'y/y': '' }));
    const found = valueOf(await comparePreview(preview, earlier, never()));
    assert.deepEqual(Object.fromEntries(found.changes), { a: 'same', b: 'changed', 'c/d': 'added' });
    assert.deepEqual([...found.modeChanges], ['a']);
    assert.deepEqual(found.onlyThere, ['y/y', 'z']);
    assert.deepEqual(found.counts, { added: 1, changed: 1, same: 1, onlyThere: 2 });
  });

  it('ends with what could not be read', async () => {
    const broken = {
      ...previewAsOtherSide(preview),
      read: () => Promise.resolve(failure({ kind: 'forbidden', message: 'No.' })),
    };
    assert.equal(problemOf(await comparePreview(preview, broken, never())).kind, 'forbidden');
  });

  it('ends when it is stopped', async () => {
    assert.equal(
      problemOf(await comparePreview(preview, previewAsOtherSide(preview), AbortSignal.abort())).kind,
      'cancelled',
    );
  });
});
