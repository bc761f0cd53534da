import assert from 'node:assert/strict';
import { DisposableStore } from '../../../../src/core/common/disposables.js';

describe('a store of disposables', () => {
  function recording() {
    const gone: string[] = [];
    const item = (name: string) => ({ name, dispose: () => void gone.push(name) });
    return { gone, item, store: new DisposableStore() };
  }

  it('gives back what it takes', () => {
    const { store, item } = recording();
    const a = item('a');
    assert.equal(store.add(a), a);
  });

  it('puts away in reverse order, once', () => {
    const { gone, item, store } = recording();
    for (const name of ['a', 'b', 'c']) store.add(item(name));
    store.dispose();
    store.dispose();
    assert.deepEqual(gone, ['c', 'b', 'a']);
  });

  it('puts away at once what comes late', () => {
    const { gone, item, store } = recording();
    store.dispose();
    store.add(item('late'));
    assert.deepEqual(gone, ['late']);
  });

  it('puts everything away although some of it fails, and says so at the end', () => {
    const { gone, item, store } = recording();
    const broken = (message: string) => ({
      dispose: () => {
        throw new Error(message);
      },
    });
    store.add(item('first'));
    store.add(broken('one'));
    store.add(item('last'));
    store.add(broken('two'));
    assert.throws(
      () => store.dispose(),
      (error: AggregateError) => {
        assert.deepEqual(
          error.errors.map(({ message }: Error) => message),
          ['two', 'one'],
        );
        return true;
      },
    );
    assert.deepEqual(gone, ['last', 'first']);
    store.dispose();
  });

  it('puts away what is added while it puts away', () => {
    const { gone, item, store } = recording();
    store.add({ dispose: () => void store.add(item('nested')) });
    store.dispose();
    assert.deepEqual(gone, ['nested']);
  });
});
