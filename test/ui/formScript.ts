import assert from 'node:assert/strict';
import type { Workbench } from '../host/workbench.mjs';

/** What a person does at a question: types a text, or chooses a row, which may have to be searched for first. */
export type Act = string | { readonly pick: string | RegExp; readonly search?: string };

/**
 * What a person answers, by the last part of a question's title. Several acts are for a question that comes again, such as that of
 * a list. What is not named here is left as the form proposes it.
 */
export type FormScript = Readonly<Record<string, Act | readonly Act[]>>;

/** More questions than this mean that the form goes in circles. */
const MOST_QUESTIONS = 80;

/**
 * Answers the questions of a form until its review.
 * @returns the titles of the questions, in the order in which they were asked
 */
export async function answerForm(workbench: Workbench, script: FormScript): Promise<readonly string[]> {
  const { quickInput, page } = workbench;
  const left = new Map(
    Object.entries(script).map(([name, acts]): [string, Act[]] => [name, isList(acts) ? [...acts] : [acts]]),
  );
  const asked: string[] = [];
  for (let last = ''; asked.length < MOST_QUESTIONS;) {
    const whole = await nextTitle(workbench, last);
    last = whole;
    const title = whole.replace(/\s*\(\d+\/\d+\)$/, '');
    if (title === 'Review') {
      const forgotten = [...left].filter(([, acts]) => acts.length > 0).map(([name]) => name);
      assert.deepEqual(forgotten, [], 'every answer was asked for');
      return asked;
    }
    asked.push(title);
    const act = actFor(title, left);
    if (typeof act === 'string') await quickInput.fill(act);
    if (act === undefined || typeof act === 'string') {
      if (await quickInput.root.getByRole('button', { name: 'OK' }).isVisible())
        await quickInput.root.getByRole('button', { name: 'OK' }).click();
      else await page.keyboard.press('Enter');
      continue;
    }
    if (act.search !== undefined) await quickInput.fill(act.search);
    await quickInput.pick(act.pick);
  }
  throw new Error(`The form does not end: ${asked.slice(-6).join(' | ')}`);
}

function isList(acts: Act | readonly Act[]): acts is readonly Act[] {
  return Array.isArray(acts);
}

/** Takes the next act for a question: that of the longest name which its title ends with. */
function actFor(title: string, left: ReadonlyMap<string, Act[]>): Act | undefined {
  const fitting = [...left].filter(
    ([name, acts]) => acts.length > 0 && (title === name || title.endsWith(` › ${name}`)),
  );
  const [longest] = fitting.sort(([a], [b]) => b.length - a.length);
  return longest?.[1].shift();
}

/** The title of the question that follows another one, with its count. */
async function nextTitle({ quickInput }: Workbench, last: string): Promise<string> {
  const title = quickInput.title.filter({ hasText: /\S/ });
  for (let look = 0; look < 200; look++) {
    const text = (await title.innerText({ timeout: 15_000 })).trim();
    if (text !== last) return text;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error(`No question follows “${last}”: ${(await quickInput.message.allInnerTexts()).join(' ')}`);
}
