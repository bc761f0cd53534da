import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SURVEY_EVENTS, type SurveyItem } from '../../../../../src/core/insights/survey/surveyItem.js';
import {
  BETWEEN_QUESTIONS_MS,
  isQuiet,
  NEW_MEMORY,
  ONE_IN,
  STAYS_MS,
  surveyStep,
  type SurveyFacts,
  type SurveyInput,
  type SurveyMemory,
} from '../../../../../src/core/insights/survey/surveySchedule.js';
import { readSurveyMemory } from '../../../../../src/core/insights/survey/surveyMemory.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
// A Monday at ten.
const NOW = Date.parse('2026-11-23T10:00:00Z');

const QUIET: SurveyFacts = {
  ...{ optedIn: true, telemetry: true, feedback: true },
  ...{ debugging: false, zenMode: false, presenting: false, focused: true },
  hours: { days: [1, 2, 3, 4, 5], from: 9 * 60, to: 17 * 60 },
  local: { weekday: 1, minutes: 600 },
};
const SCALE = ['low', 'middle', 'high'];
const ITEMS: readonly SurveyItem[] = [
  { id: 'ease', version: 1, dimension: 'satisfaction', text: 'It is easy.', scale: SCALE },
  {
    id: 'wait',
    version: 2,
    dimension: 'efficiency',
    text: 'I did not wait.',
    scale: SCALE,
    after: ['environmentReady'],
  },
];
const HAPPENED: SurveyInput = { type: 'event', event: 'templateFinished', roll: 0, pick: 0 };
const step = (memory: SurveyMemory, input: SurveyInput, now = NOW, facts: Partial<SurveyFacts> = {}) =>
  surveyStep(memory, input, { now, facts: { ...QUIET, ...facts }, items: ITEMS });
const asked = step(NEW_MEMORY, HAPPENED).memory;

describe('the schedule of questions', () => {
  it('asks one after an event', () => {
    assert.equal(step(NEW_MEMORY, HAPPENED).shown?.id, 'ease');
    assert.equal(asked.askedAt, NOW);
    assert.deepEqual(asked.times, { ease: 1 });
  });

  it('asks after one event in so many', () => {
    assert.equal(step(NEW_MEMORY, { ...HAPPENED, roll: 1 / ONE_IN - 0.001 }).shown?.id, 'ease');
    assert.deepEqual(step(NEW_MEMORY, { ...HAPPENED, roll: 1 / ONE_IN }), { memory: NEW_MEMORY });
  });

  it('asks what fits the event, and of that what was asked least', () => {
    const after = (pick: number, times: Record<string, number> = {}) =>
      step({ times }, { type: 'event', event: 'environmentReady', roll: 0, pick }).shown?.id;
    assert.deepEqual([after(0), after(0.49), after(0.5), after(0.999)], ['ease', 'ease', 'wait', 'wait']);
    assert.equal(after(0, { ease: 1 }), 'wait');
    assert.equal(after(0.9, { wait: 1 }), 'ease');
  });

  for (const [what, facts] of Object.entries<Partial<SurveyFacts>>({
    'who has not said yes': { optedIn: false },
    'where telemetry is off': { telemetry: false },
    'where feedback is off': { feedback: false },
  }))
    it(`asks nobody ${what}, and remembers nothing of the event`, () => {
      assert.deepEqual(step(NEW_MEMORY, HAPPENED, NOW, facts), { memory: NEW_MEMORY });
      const ended = step(asked, { type: 'tick' }, NOW, facts);
      assert.equal(ended.memory.open, undefined, 'a question that is in sight leaves at once');
      assert.equal(ended.shown ?? ended.unanswered, undefined);
    });

  const BUSY: Readonly<Record<string, Partial<SurveyFacts>>> = {
    'while debugging': { debugging: true },
    'in zen mode': { zenMode: true },
    'while presenting': { presenting: true },
    'before working hours': { local: { weekday: 1, minutes: 539 } },
    'after working hours': { local: { weekday: 1, minutes: 1020 } },
    'on a Saturday': { local: { weekday: 6, minutes: 600 } },
  };
  for (const [when, facts] of Object.entries({
    ...BUSY,
    'in the minute after typing': { typedAt: NOW - 59_999 },
    'without the focus': { focused: false },
  }))
    it(`does not begin to ask ${when}, and asks when that is over, while the event is fresh`, () => {
      const waiting = step(NEW_MEMORY, HAPPENED, NOW, facts);
      assert.equal(waiting.shown, undefined);
      assert.equal(waiting.memory.askedAt, undefined);
      assert.equal(step(waiting.memory, { type: 'tick' }, NOW + 14 * MINUTE).shown?.id, 'ease');
      assert.deepEqual(step(waiting.memory, { type: 'tick' }, NOW + 16 * MINUTE), { memory: NEW_MEMORY });
    });

  for (const [when, facts] of Object.entries(BUSY))
    it(`takes a question out of sight ${when}, and brings it back`, () => {
      const hidden = step(asked, { type: 'tick' }, NOW + MINUTE, facts);
      assert.equal(hidden.shown, undefined);
      assert.equal(step(hidden.memory, { type: 'tick' }, NOW + HOUR).shown?.id, 'ease');
    });

  it('leaves a question in sight while somebody types: what comes and goes draws the eye', () => {
    assert.equal(step(asked, { type: 'tick' }, NOW + MINUTE, { typedAt: NOW + MINUTE }).shown?.id, 'ease');
  });

  it('takes a question away after a day', () => {
    assert.equal(step(asked, { type: 'tick' }, NOW + STAYS_MS - 1).shown?.id, 'ease');
    const gone = step(asked, { type: 'tick' }, NOW + STAYS_MS);
    assert.equal(gone.shown, undefined);
    assert.equal(gone.unanswered?.id, 'ease');
    assert.equal(gone.memory.open, undefined);
  });

  it('takes it away when it is answered or dismissed', () => {
    assert.deepEqual(step(asked, { type: 'answered' }), { memory: { askedAt: NOW, times: { ease: 1 } } });
    assert.equal(step(asked, { type: 'dismissed' }).unanswered?.id, 'ease');
  });

  it('takes it away when the question is no longer there, or in other words', () => {
    const { open } = asked;
    assert.ok(open);
    for (const other of [{ itemId: 'gone' }, { version: 7 }])
      assert.equal(step({ ...asked, open: { ...open, ...other } }, { type: 'tick' }).memory.open, undefined);
  });

  it('asks nothing more for 14 days', () => {
    const { memory } = step(asked, { type: 'answered' });
    assert.equal(step(memory, HAPPENED, NOW + BETWEEN_QUESTIONS_MS - 1).memory.open, undefined);
    assert.ok(step(memory, HAPPENED, NOW + BETWEEN_QUESTIONS_MS).shown);
  });

  it('brings back the same question a day after it was put off', () => {
    const off = step(asked, { type: 'snooze', how: 'day' });
    assert.equal(off.shown, undefined);
    assert.equal(step(off.memory, { type: 'tick' }, NOW + DAY - 1).shown, undefined);
    const back = step(off.memory, { type: 'tick' }, NOW + DAY);
    assert.equal(back.shown?.id, 'ease');
    assert.equal(step(back.memory, { type: 'tick' }, NOW + DAY + STAYS_MS - 1).shown?.id, 'ease');
    assert.equal(step(back.memory, { type: 'tick' }, NOW + DAY + STAYS_MS).unanswered?.id, 'ease');
    assert.equal(step(off.memory, { type: 'tick' }, NOW + 9 * DAY).memory.open, undefined, 'it is not kept for ever');
  });

  it('is quiet for two weeks, and for ever, where the person says so', () => {
    const later = step(asked, { type: 'snooze', how: 'twoWeeks' }, NOW + HOUR).memory;
    assert.equal(step(later, HAPPENED, NOW + BETWEEN_QUESTIONS_MS).shown, undefined);
    assert.ok(step(later, HAPPENED, NOW + HOUR + BETWEEN_QUESTIONS_MS).shown);
    const never = step(asked, { type: 'snooze', how: 'forEver' }).memory;
    assert.equal(step(never, HAPPENED, NOW + 1000 * DAY).shown, undefined);
  });

  it('knows working hours that go over midnight', () => {
    const hours = { days: [5], from: 22 * 60, to: 6 * 60 };
    const at = (weekday: number, minutes: number) =>
      isQuiet({ now: NOW, facts: { ...QUIET, hours, local: { weekday, minutes } } });
    assert.deepEqual(
      [at(5, 22 * 60), at(6, 359), at(6, 360), at(5, 300), at(6, 22 * 60)],
      [true, true, false, false, false],
    );
    const sunday = { ...hours, days: [7] };
    assert.ok(isQuiet({ now: NOW, facts: { ...QUIET, hours: sunday, local: { weekday: 1, minutes: 10 } } }));
  });

  const facts = fc.record({
    optedIn: fc.boolean(),
    telemetry: fc.boolean(),
    feedback: fc.boolean(),
    debugging: fc.boolean(),
    zenMode: fc.constantFrom(true, false, undefined),
    presenting: fc.boolean(),
    focused: fc.boolean(),
    typed: fc.boolean(),
    weekday: fc.integer({ min: 1, max: 7 }),
    minutes: fc.integer({ min: 0, max: 1439 }),
  });
  const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const input: fc.Arbitrary<SurveyInput> = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        type: fc.constant('event' as const),
        event: fc.constantFrom(...SURVEY_EVENTS),
        roll: unit,
        pick: unit,
      }),
    },
    { weight: 3, arbitrary: fc.constant({ type: 'tick' as const }) },
    fc.constantFrom<SurveyInput>({ type: 'answered' }, { type: 'dismissed' }),
    fc.constantFrom<SurveyInput>({ type: 'snooze', how: 'day' }, { type: 'snooze', how: 'twoWeeks' }),
  );
  // Now and then everything is as it should be, or nothing would ever be asked.
  const moment = fc.record({
    after: fc.oneof(fc.integer({ min: 0, max: 20 * MINUTE }), fc.integer({ min: 0, max: 20 * DAY })),
    facts: fc.option(facts, { freq: 2 }),
    input,
  });
  const history = fc.array(moment, { minLength: 1, maxLength: 60 });

  /** Plays a history, keeping the memory as text as the editor does. */
  function play(
    steps: readonly {
      after: number;
      facts: { typed: boolean; weekday: number; minutes: number } | null;
      input: SurveyInput;
    }[],
    optedIn?: boolean,
  ) {
    let text: string | undefined;
    let now = NOW;
    return steps.map(({ after, facts: given, input: happens }) => {
      now += after;
      const { typed, weekday, minutes, ...rest } = given ?? { typed: false, weekday: 2, minutes: 700 };
      const current: SurveyFacts = {
        ...QUIET,
        ...rest,
        ...(optedIn === undefined ? {} : { optedIn }),
        ...(typed ? { typedAt: now - 1000 } : {}),
        local: { weekday, minutes },
      };
      const before = readSurveyMemory(text, now);
      const after_ = surveyStep(before, happens, { now, facts: current, items: ITEMS });
      text = JSON.stringify(after_.memory);
      return { now, facts: current, before, happens, ...after_ };
    });
  }

  it('never brings two questions within 14 days, whatever happens', () => {
    let questions = 0;
    fc.assert(
      fc.property(history, steps => {
        // A question begins where one is in sight for the first time, except one that the person has put off for a day.
        const begun: { readonly at: number; readonly isPutOff: boolean }[] = [];
        let isPutOff = false;
        for (const { now, before, memory, happens } of play(steps)) {
          if (happens.type === 'snooze' && happens.how === 'day' && memory.open?.shownAt === undefined && before.open)
            isPutOff = true;
          if (memory.open?.shownAt !== undefined && before.open?.shownAt === undefined) {
            begun.push({ at: now, isPutOff });
            isPutOff = false;
          }
          if (!memory.open) isPutOff = false;
        }
        questions += begun.length;
        begun.forEach(({ at, isPutOff: returns }, index) => {
          const last = begun[index - 1];
          if (last && !returns) assert.ok(at - last.at >= BETWEEN_QUESTIONS_MS, `${at - last.at} ms`);
        });
      }),
      { numRuns: 1000 },
    );
    assert.ok(questions > 500, `only ${questions} questions came`);
  });

  it('never asks who has not said yes', () => {
    fc.assert(
      fc.property(history, steps => {
        for (const { shown, memory, unanswered } of play(steps, false)) {
          assert.equal(shown ?? unanswered, undefined);
          assert.deepEqual(memory, NEW_MEMORY);
        }
      }),
    );
  });

  it('never shows one that must not be in sight, and begins with none that disturbs', () => {
    fc.assert(
      fc.property(history, steps => {
        for (const { shown, facts: now, before, memory, now: at } of play(steps)) {
          if (!shown) continue;
          assert.ok(now.optedIn && now.telemetry && now.feedback);
          assert.ok(!now.debugging && now.zenMode !== true && !now.presenting);
          assert.ok(now.local.weekday <= 5 && now.local.minutes >= 540 && now.local.minutes < 1020);
          assert.ok(memory.open?.shownAt !== undefined && at - memory.open.shownAt < STAYS_MS);
          if (before.open?.shownAt === undefined) assert.ok(isQuiet({ now: at, facts: now }));
        }
      }),
    );
  });

  it('shows the same again when it is only looked at', () => {
    fc.assert(
      fc.property(history, steps => {
        for (const { memory, shown, now, facts: current } of play(steps)) {
          const again = surveyStep(memory, { type: 'tick' }, { now, facts: current, items: ITEMS });
          if (shown) assert.equal(again.shown, shown);
          if (!again.shown) continue;
          assert.deepEqual(
            surveyStep(again.memory, { type: 'tick' }, { now, facts: current, items: ITEMS }).memory,
            again.memory,
          );
        }
      }),
    );
  });
});

describe('what is remembered of questions', () => {
  it('is new where nothing was kept', () => assert.deepEqual(readSurveyMemory(undefined, NOW), NEW_MEMORY));

  for (const text of ['', '{', '[]', 'null', '{"askedAt": "yesterday"}'])
    it(`is taken for a question just now where it cannot be read: ${text}`, () =>
      assert.equal(readSurveyMemory(text, NOW).askedAt, NOW));

  it('keeps “never” however it is written', () => {
    assert.equal(readSurveyMemory('{"never": true}', NOW).never, true);
    assert.equal(readSurveyMemory('{"never": 1}', NOW).never, true);
    assert.equal(readSurveyMemory('{"never": false}', NOW).never, undefined);
  });

  it('leaves out a question that is not whole, and times that are none', () => {
    const read = readSurveyMemory('{"open": {"itemId": "ease"}, "times": {"ease": 2, "wait": "x"}}', NOW);
    assert.deepEqual(read, { times: { ease: 2 } });
  });
});
