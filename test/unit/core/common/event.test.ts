import assert from 'node:assert/strict';
import { Emitter } from '../../../../src/core/common/event.js';

describe('an event', () => {
  it('reaches every listener, in the order in which they came', () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    emitter.event(value => heard.push(`a${value}`));
    emitter.event(value => heard.push(`b${value}`));
    emitter.fire(1);
    emitter.fire(2);
    assert.deepEqual(heard, ['a1', 'b1', 'a2', 'b2']);
  });

  it('reaches the same function as often as it was subscribed', () => {
    const emitter = new Emitter<void>();
    let heard = 0;
    const listener = (): number => heard++;
    const first = emitter.event(listener);
    emitter.event(listener);
    emitter.fire();
    assert.equal(heard, 2);
    first.dispose();
    first.dispose();
    emitter.fire();
    assert.equal(heard, 3);
  });

  it('does not reach who subscribes while it is told', () => {
    const emitter = new Emitter<void>();
    let late = 0;
    emitter.event(() => void emitter.event(() => late++));
    emitter.fire();
    assert.equal(late, 0);
    emitter.fire();
    assert.equal(late, 1);
  });

  it('reaches nobody any more once it is put away', () => {
    const emitter = new Emitter<void>();
    emitter.event(() => assert.fail('told after the end'));
    emitter.dispose();
    emitter.fire();
  });

  it('tells every listener although one throws, and then throws itself', () => {
    const emitter = new Emitter<number>();
    const told: number[] = [];
    emitter.event(() => {
      throw new Error('first');
    });
    emitter.event(event => told.push(event));
    assert.throws(
      () => emitter.fire(7),
      (error: AggregateError) => error.errors.length === 1,
    );
    assert.deepEqual(told, [7]);
  });

  it('does not tell a listener that another one has just put away', () => {
    const emitter = new Emitter<void>();
    emitter.event(() => second.dispose());
    const second = emitter.event(() => assert.fail('was told'));
    emitter.fire();
  });
});
