import assert from 'node:assert/strict';
import type { Answer, Asker, Position, Question } from '../../../../src/core/common/wizard.js';

/** One thing that a scripted person does. */
export type ScriptedAnswer =
  | { readonly at: string; readonly say: unknown }
  | { readonly at: string; readonly pick: string }
  | { readonly at: string; readonly button: string; readonly on: string }
  | { readonly at: string; readonly tick: readonly string[] }
  | { readonly at: string; readonly back: true; readonly draft?: unknown }
  | { readonly at: string; readonly leave: true }
  | { readonly at: string; readonly refused: unknown; readonly because: RegExp };

/** What was asked, to be looked at. */
export interface AskedQuestion {
  readonly question: Question;
  readonly position: Position;
  readonly draft: unknown;
}

/**
 * A person who follows a script: each line answers the question whose title ends with `at`. A question that the script does
 * not expect, an answer that is refused, and a line that is left over at the end fail the test.
 */
export function scriptedPerson(script: readonly ScriptedAnswer[]): {
  readonly asker: Asker;
  readonly asked: readonly AskedQuestion[];
  finish(): void;
} {
  const left = [...script];
  const asked: AskedQuestion[] = [];
  const asker: Asker = {
    ask: async (question, position, check, draft, signal): Promise<Answer> => {
      asked.push({ question, position, draft });
      for (;;) {
        const line = left.shift();
        assert.ok(line, `nothing is left to say to “${position.title}”`);
        assert.ok(position.title.endsWith(line.at), `asked “${position.title}” instead of “${line.at}”`);
        if ('back' in line) return { kind: 'back', draft: line.draft };
        if ('leave' in line) return { kind: 'cancelled' };
        if ('refused' in line) {
          const remark = await check(line.refused, signal);
          assert.ok(remark?.blocks, `“${position.title}” takes ${JSON.stringify(line.refused)}`);
          assert.match(remark.text, line.because);
          continue;
        }
        const value = answerTo(question, line);
        const remark = await check(value, signal);
        assert.ok(!remark?.blocks, `“${position.title}” refuses ${JSON.stringify(value)}: ${remark?.text}`);
        return { kind: 'value', value };
      }
    },
  };
  return { asker, asked, finish: () => assert.deepEqual(left, [], 'not everything of the script was asked for') };
}

function answerTo(question: Question, line: ScriptedAnswer): unknown {
  if ('say' in line) return line.say;
  const rows = question.kind === 'pick' ? question.rows('') : question.kind === 'tick' ? question.rows : [];
  const named = (label: string) => {
    const row = rows.find(other => other.label === label && other.choice);
    assert.ok(row, `there is no row “${label}” among ${rows.map(other => other.label).join(', ')}`);
    return row;
  };
  if ('pick' in line) return named(line.pick).choice?.value;
  if ('tick' in line) return line.tick.map(label => named(label).choice?.value);
  assert.ok('button' in line);
  const button = named(line.on).buttons?.find(({ title }) => title === line.button);
  assert.ok(button, `there is no button “${line.button}”`);
  return button.value;
}
