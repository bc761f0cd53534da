import { isRecord, ownProperty } from '../../catalogue/entity.js';
import { readDay } from '../../compliance/waivers/waiver.js';
import { dayOf } from './calendar.js';

/**
 * On which day each entity was seen first. What was there on the first day of all is older by a time that nobody knows: `since`
 * is no beginning.
 */
export interface FirstSeen {
  /** The day of the first snapshot, `2026-11-28`, in UTC. */
  readonly since: string;
  /** The day of the newest snapshot. */
  readonly last: string;
  /** Full reference to the day on which it was seen first. */
  readonly days: Readonly<Record<string, string>>;
}

const VERSION = 1;
/** No platform has more services. */
const MOST = 200_000;

/**
 * Takes a snapshot. What was seen before keeps its day, also while it is away.
 * @param refs full references of what is there
 * @param now milliseconds since 1970
 * @returns the same object where there is nothing new to keep
 */
export function withSnapshot(known: FirstSeen | undefined, refs: readonly string[], now: number): FirstSeen {
  const day = dayOf(now);
  const days = known?.days ?? {};
  const room = MOST - Object.keys(days).length;
  const fresh = [...new Set(refs)].filter(ref => !Object.hasOwn(days, ref)).slice(0, Math.max(0, room));
  if (known && fresh.length === 0 && known.last >= day) return known;
  const last = known && known.last > day ? known.last : day;
  return {
    since: known?.since ?? day,
    last,
    days: { ...days, ...Object.fromEntries(fresh.map(ref => [ref, day])) },
  };
}

/** @returns the moment at which a day on which something was first seen begins; undefined where it was there before */
export function firstSeenAt({ since, days }: FirstSeen, ref: string): number | undefined {
  const day = Object.hasOwn(days, ref) ? days[ref] : undefined;
  return day === undefined || day <= since ? undefined : Date.parse(`${day}T00:00:00Z`);
}

/** What is kept in a file. */
export function firstSeenJson({ since, last, days }: FirstSeen): string {
  return `${JSON.stringify({ version: VERSION, since, last, days })}\n`;
}

/**
 * Reads what was kept.
 * @returns the snapshots and how many of their days cannot be read; undefined where it is no such file
 */
export function firstSeenFromJson(
  text: string,
): { readonly firstSeen: FirstSeen; readonly unreadable: number } | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const since = ownProperty(json, 'since');
  const last = ownProperty(json, 'last');
  const days = ownProperty(json, 'days');
  if (ownProperty(json, 'version') !== VERSION || !isDay(since) || !isDay(last) || !isRecord(days)) return undefined;
  const entries = Object.entries(days);
  const good = entries.filter((entry): entry is [string, string] => isDay(entry[1])).slice(0, MOST);
  return {
    firstSeen: { since, last, days: Object.fromEntries(good) },
    unreadable: entries.length - good.length,
  };
}

function isDay(value: unknown): value is string {
  return typeof value === 'string' && readDay(value) === value;
}
