import { ownProperty } from '../catalogue/entity.js';
import type { Environment } from './environment.js';
import { isExpectedToRun } from './environmentState.js';

const HOUR = 3_600_000;

/** How long before the end of an environment its people are told, in milliseconds. */
const NOTICE_BEFORE_MS = { day: 24 * HOUR, hour: HOUR } as const;

export type NoticeTime = keyof typeof NOTICE_BEFORE_MS;

/** For how long a notice is put off, in milliseconds. */
export const SNOOZE_MS: Readonly<Record<NoticeTime, number>> = { day: 4 * HOUR, hour: HOUR / 4 };

/** What is remembered of an environment. Times are in milliseconds since 1970. */
export interface NoticedEnvironment {
  /** The end of which was told: with another end it is told anew. */
  readonly expiresAt: number;
  readonly told: readonly NoticeTime[];
  readonly snoozedUntil?: number;
}

/** What is remembered, by the id of each environment. Plain JSON, so that it outlives the window. */
export type NoticeMemory = Readonly<Record<string, NoticedEnvironment>>;

export interface EndNotice {
  readonly environment: Environment;
  readonly time: NoticeTime;
}

/**
 * Decides of which environments a person is to be told now: a day and an hour before the end, once each, and again when a snooze is
 * over. One that was made for less than a day is only told of an hour before, and one for less than an hour not at all: the person has
 * just chosen that.
 * @param memory what is remembered of the decisions before
 * @param environments those of the person
 * @param now milliseconds since 1970
 * @returns what is to be remembered, and what to tell, the nearest end first
 */
export function planEndNotices(
  memory: NoticeMemory,
  environments: readonly Environment[],
  now: number,
): { readonly memory: NoticeMemory; readonly tell: readonly EndNotice[] } {
  // What is not there may only not have been read yet: it is forgotten when its end has passed.
  const next: Record<string, NoticedEnvironment> = Object.fromEntries(
    Object.entries(memory).filter(([, { expiresAt }]) => expiresAt > now),
  );
  const tell: EndNotice[] = [];
  for (const environment of environments) {
    const { id, expiresAt, createdAt, state } = environment;
    if (expiresAt === undefined) continue;
    const kept = Object.hasOwn(memory, id) ? memory[id] : undefined;
    const before = kept?.expiresAt === expiresAt ? kept : { expiresAt, told: [] };
    next[id] = before;
    const left = expiresAt - now;
    const time: NoticeTime | undefined =
      left <= NOTICE_BEFORE_MS.hour ? 'hour' : left <= NOTICE_BEFORE_MS.day ? 'day' : undefined;
    if (!isExpectedToRun(state) || left <= 0 || time === undefined) continue;
    // An extension is a choice of the person, too, but one long ago: only what was made for so short a time is left out.
    const wasChosenSo = createdAt !== undefined && expiresAt - createdAt <= NOTICE_BEFORE_MS[time];
    const snooze = before.snoozedUntil;
    const isDue = snooze === undefined ? !before.told.includes(time) && !wasChosenSo : now >= snooze;
    if (!isDue) continue;
    tell.push({ environment, time });
    next[id] = { expiresAt, told: time === 'hour' ? ['day', 'hour'] : ['day'] };
  }
  return { memory: next, tell: tell.sort((a, b) => (a.environment.expiresAt ?? 0) - (b.environment.expiresAt ?? 0)) };
}

/** Puts the notice of an environment off. @param until milliseconds since 1970 */
export function snoozeNotice(memory: NoticeMemory, id: string, until: number): NoticeMemory {
  const kept = Object.hasOwn(memory, id) ? memory[id] : undefined;
  return kept ? { ...memory, [id]: { ...kept, snoozedUntil: until } } : memory;
}

/** Reads what was remembered, which may be of another version; what does not fit is left out. */
export function readNoticeMemory(kept: unknown): NoticeMemory {
  if (typeof kept !== 'object' || kept === null) return {};
  return Object.fromEntries(
    Object.entries(kept).flatMap(([id, value]: [string, unknown]): [string, NoticedEnvironment][] => {
      const expiresAt = ownProperty(value, 'expiresAt');
      const told = ownProperty(value, 'told');
      const snoozedUntil = ownProperty(value, 'snoozedUntil');
      if (!isTime(expiresAt) || !Array.isArray(told)) return [];
      const times = told.filter((each): each is NoticeTime => each === 'day' || each === 'hour');
      return [[id, { expiresAt, told: times, ...(isTime(snoozedUntil) ? { snoozedUntil } : {}) }]];
    }),
  );
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
