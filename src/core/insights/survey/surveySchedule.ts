import type { SurveyEvent, SurveyItem } from './surveyItem.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The shortest time between two questions. */
export const BETWEEN_QUESTIONS_MS = 14 * DAY_MS;
/** How long a question stays. */
export const STAYS_MS = DAY_MS;
/** How long after the last key press somebody is still writing. */
export const WRITING_MS = MINUTE_MS;
/** Of so many events that a question might come after, one brings one. */
export const ONE_IN = 4;
/** How long after an event its question may still come: later, nobody remembers. */
const FRESH_MS = 15 * MINUTE_MS;
/** How long a question that was put off waits for a moment at which it does not disturb. */
const PUT_OFF_WAITS_MS = 7 * DAY_MS;

/** The hours in which questions may come, by the clock on the wall; `from` after `to` goes over midnight. */
export interface WorkingHours {
  /** 1 for Monday to 7 for Sunday (ISO 8601), the day on which the hours begin. */
  readonly days: readonly number[];
  /** Minutes since midnight. */
  readonly from: number;
  readonly to: number;
}

/** What is known of the person and the window at a moment. */
export interface SurveyFacts {
  /** Whether the person has said yes. */
  readonly optedIn: boolean;
  /** Whether the editor's settings of telemetry and of feedback allow it. */
  readonly telemetry: boolean;
  readonly feedback: boolean;
  readonly debugging: boolean;
  /** When something was typed last, in milliseconds since 1970. */
  readonly typedAt?: number;
  /** Undefined where the editor does not tell. */
  readonly zenMode: boolean | undefined;
  readonly presenting: boolean;
  /** Whether the window has the focus. */
  readonly focused: boolean;
  readonly hours: WorkingHours;
  /** The clock on the wall: 1 for Monday to 7 for Sunday, minutes since midnight. */
  readonly local: { readonly weekday: number; readonly minutes: number };
}

/** A question on its way, or in sight. */
export interface OpenQuestion {
  readonly itemId: string;
  readonly version: number;
  /** Not to be shown earlier, and not begun to be shown later: milliseconds since 1970. */
  readonly notBefore: number;
  readonly until: number;
  /** When it was first in sight; absent while it waits. */
  readonly shownAt?: number;
}

/** What is kept from one event to the next. Stays on the machine. */
export interface SurveyMemory {
  /** When a question was last in sight. */
  readonly askedAt?: number;
  readonly open?: OpenQuestion;
  readonly quietUntil?: number;
  /** The person wants none any more. */
  readonly never?: boolean;
  /** How often each question was in sight, by its id. */
  readonly times: Readonly<Record<string, number>>;
}

export const NEW_MEMORY: SurveyMemory = { times: {} };

/** How long a person puts a question off. */
export type Snooze = 'day' | 'twoWeeks' | 'forEver';

/**
 * What happens.
 * - `event`: something after which a question may come. `roll` and `pick` are random numbers from 0 to below 1.
 * - `tick`: time has passed, or the facts have changed
 * - `answered`, `dismissed`: of the question that is in sight
 */
export type SurveyInput =
  | { readonly type: 'event'; readonly event: SurveyEvent; readonly roll: number; readonly pick: number }
  | { readonly type: 'tick' }
  | { readonly type: 'answered' }
  | { readonly type: 'dismissed' }
  | { readonly type: 'snooze'; readonly how: Snooze };

export interface SurveyMoment {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly facts: SurveyFacts;
  readonly items: readonly SurveyItem[];
}

export interface SurveyStep {
  readonly memory: SurveyMemory;
  /** The question that is to be in sight now. */
  readonly shown?: SurveyItem;
  /** A question that has just left without an answer. */
  readonly unanswered?: SurveyItem;
}

/**
 * The next state. Whoever has not said yes is never asked and nothing is remembered of their events; between two questions are 14
 * days at least, whatever the clock does; a question begins to be shown only while it does not disturb, and leaves after a day.
 */
export function surveyStep(memory: SurveyMemory, input: SurveyInput, moment: SurveyMoment): SurveyStep {
  if (!mayAsk(memory, moment)) return { memory: withoutQuestion(memory) };
  switch (input.type) {
    case 'event':
      return look(offered(memory, input, moment), moment);
    case 'tick':
      return look(memory, moment);
    case 'answered':
      return { memory: withoutQuestion(memory) };
    case 'dismissed':
      return left(memory, moment);
    case 'snooze':
      return snoozed(memory, input.how, moment);
  }
}

/** Whether a moment does not disturb: what must be so for a question to begin to be shown. */
export function isQuiet({ now, facts }: Pick<SurveyMoment, 'now' | 'facts'>): boolean {
  const { typedAt } = facts;
  const writes = typedAt !== undefined && now - typedAt < WRITING_MS;
  return !writes && facts.focused && !isHidden(facts);
}

function mayAsk({ never }: SurveyMemory, { facts }: SurveyMoment): boolean {
  return facts.optedIn && facts.telemetry && facts.feedback && never !== true;
}

// A question that is in sight goes away while one of these is so. Typing does not take it away: what comes and goes draws the eye.
function isHidden({ debugging, zenMode, presenting, hours, local }: SurveyFacts): boolean {
  return debugging || zenMode === true || presenting || !isWithin(hours, local);
}

function isWithin({ days, from, to }: WorkingHours, { weekday, minutes }: SurveyFacts['local']): boolean {
  if (from <= to) return days.includes(weekday) && minutes >= from && minutes < to;
  const before = weekday === 1 ? 7 : weekday - 1;
  return minutes >= from ? days.includes(weekday) : minutes < to && days.includes(before);
}

function offered(
  memory: SurveyMemory,
  { event, roll, pick }: SurveyInput & { readonly type: 'event' },
  { now, items }: SurveyMoment,
): SurveyMemory {
  const { askedAt, quietUntil, open, times } = memory;
  // A clock that was put back makes the difference smaller, so fewer questions come.
  const isTooSoon = askedAt !== undefined && now - askedAt < BETWEEN_QUESTIONS_MS;
  if (open || isTooSoon || (quietUntil !== undefined && now < quietUntil) || roll >= 1 / ONE_IN) return memory;
  const fitting = items.filter(({ after }) => after === undefined || after.includes(event));
  const least = Math.min(...fitting.map(({ id }) => timesOf(times, id)));
  const candidates = fitting.filter(({ id }) => timesOf(times, id) === least);
  const item = candidates[Math.min(Math.floor(pick * candidates.length), candidates.length - 1)];
  if (!item) return memory;
  return { ...memory, open: { itemId: item.id, version: item.version, notBefore: now, until: now + FRESH_MS } };
}

function look(memory: SurveyMemory, moment: SurveyMoment): SurveyStep {
  const { open } = memory;
  if (!open) return { memory };
  const { now, facts, items } = moment;
  const item = items.find(({ id, version }) => id === open.itemId && version === open.version);
  if (!item) return { memory: withoutQuestion(memory) };
  if (open.shownAt === undefined) {
    if (now > open.until) return { memory: withoutQuestion(memory) };
    if (now < open.notBefore || !isQuiet(moment)) return { memory };
    const times = { ...memory.times, [item.id]: timesOf(memory.times, item.id) + 1 };
    return { memory: { ...memory, askedAt: now, times, open: { ...open, shownAt: now } }, shown: item };
  }
  // A clock that was put back has not made it younger.
  if (Math.abs(now - open.shownAt) >= STAYS_MS) return { memory: withoutQuestion(memory), unanswered: item };
  return isHidden(facts) ? { memory } : { memory, shown: item };
}

function left(memory: SurveyMemory, { items }: SurveyMoment): SurveyStep {
  const { open } = memory;
  const item = open && items.find(({ id, version }) => id === open.itemId && version === open.version);
  return { memory: withoutQuestion(memory), ...(item ? { unanswered: item } : {}) };
}

function snoozed(memory: SurveyMemory, how: Snooze, moment: SurveyMoment): SurveyStep {
  const { now } = moment;
  if (how === 'forEver') return { ...left(memory, moment), memory: { ...withoutQuestion(memory), never: true } };
  if (how === 'twoWeeks')
    return {
      ...left(memory, moment),
      memory: { ...withoutQuestion(memory), quietUntil: now + BETWEEN_QUESTIONS_MS },
    };
  const { open } = memory;
  if (!open) return { memory };
  // It is the same question that comes back, and not another one.
  const back = { itemId: open.itemId, version: open.version, notBefore: now + DAY_MS };
  return { memory: { ...memory, open: { ...back, until: now + DAY_MS + PUT_OFF_WAITS_MS } } };
}

function timesOf(times: SurveyMemory['times'], id: string): number {
  return Object.hasOwn(times, id) ? (times[id] ?? 0) : 0;
}

/** What is remembered of somebody who wanted no question any more and now has said yes again. */
export function willing(memory: SurveyMemory): SurveyMemory {
  return { ...memory, never: false };
}

function withoutQuestion({ askedAt, quietUntil, never, times }: SurveyMemory): SurveyMemory {
  return {
    ...(askedAt === undefined ? {} : { askedAt }),
    ...(quietUntil === undefined ? {} : { quietUntil }),
    ...(never === undefined ? {} : { never }),
    times,
  };
}
