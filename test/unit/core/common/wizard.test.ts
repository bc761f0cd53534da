import assert from 'node:assert/strict';
import fc from 'fast-check';
import { runWizard, type Wizard } from '../../../../src/core/common/wizard.js';
import { scriptedPerson } from './wizardScript.js';

interface Order {
  readonly what?: string;
  readonly size?: string;
  readonly name?: string;
}

const text = (name: keyof Order, when?: (state: Order) => boolean) => ({
  ...{ id: name, title: name },
  ...(when ? { when } : {}),
  ask: (state: Order) => ({ kind: 'text' as const, prompt: name, value: state[name] ?? '' }),
  validate: (answer: unknown) => (answer === '' ? { text: 'needed', blocks: true } : undefined),
  take: (answer: unknown, state: Order) => ({ state: { ...state, [name]: String(answer) } }),
});
const ORDER: Wizard<Order> = {
  start: {},
  steps: () => [text('what'), text('size', ({ what }) => what === 'shirt'), text('name')],
};
const never = new AbortController().signal;

describe('runWizard', () => {
  it('asks one step after the other, and counts them anew when a condition changes', async () => {
    const person = scriptedPerson([
      { at: 'what', refused: '', because: /needed/ },
      { at: 'what', say: 'shirt' },
      { at: 'size', say: 'M' },
      { at: 'name', say: 'Ada' },
    ]);
    const result = await runWizard(ORDER, person.asker, never);
    person.finish();
    assert.deepEqual(result, { ok: true, value: { what: 'shirt', size: 'M', name: 'Ada' } });
    const places = person.asked.map(({ position }) => `${position.step}/${position.total}`);
    assert.deepEqual(places, ['1/2', '2/3', '3/3']);
  });

  it('goes back through what was asked, and loses neither answers nor what was typed', async () => {
    const person = scriptedPerson([
      { at: 'what', say: 'shirt' },
      { at: 'size', say: 'M' },
      { at: 'name', back: true, draft: 'Ad' },
      { at: 'size', back: true },
      { at: 'what', say: 'cap' },
      { at: 'name', say: 'Ada' },
    ]);
    const result = await runWizard(ORDER, person.asker, never);
    person.finish();
    assert.deepEqual(result, { ok: true, value: { what: 'cap', size: 'M', name: 'Ada' } });
    assert.equal(person.asked.at(-1)?.draft, 'Ad');
    assert.equal(person.asked[0]?.position.canGoBack, false);
    assert.equal(person.asked[1]?.position.canGoBack, true);
  });

  it('ends with “cancelled” where the person goes away, or the signal says so', async () => {
    const person = scriptedPerson([{ at: 'what', leave: true }]);
    const left = await runWizard(ORDER, person.asker, never);
    assert.ok(!left.ok && left.problem.kind === 'cancelled');
    const stopped = await runWizard(ORDER, scriptedPerson([]).asker, AbortSignal.abort());
    assert.ok(!stopped.ok && stopped.problem.kind === 'cancelled');
  });

  it('reaches the same end however often somebody goes back', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 30 }), async backs => {
        let asked = 0;
        const result = await runWizard(
          ORDER,
          {
            ask: async (question, position) =>
              backs[asked++] === true && position.canGoBack
                ? { kind: 'back' }
                : { kind: 'value', value: question.prompt === 'what' ? 'shirt' : question.prompt },
          },
          never,
        );
        assert.deepEqual(result, { ok: true, value: { what: 'shirt', size: 'size', name: 'name' } });
      }),
    ));
});
