import type { Translate } from '../common/translate.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS: Readonly<Record<string, number>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY };

/**
 * Reads a time as annotations carry it: RFC 3339, and the shorter forms of kube-janitor (a day, or a day and minutes). What names no
 * zone is UTC.
 * @returns milliseconds since 1970; undefined where it is no time
 */
export function readTime(text: string): number | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?([Zz]|[+-]\d{2}:?\d{2})?)?$/.exec(
    text.trim(),
  );
  const [, day = '', minutes = '00:00', seconds = ':00', zone = 'Z'] = match ?? [];
  // The 30th of February would be taken for a day of March.
  if (!match || Number.isNaN(Date.parse(day)) || new Date(Date.parse(day)).toISOString().slice(0, 10) !== day)
    return undefined;
  const at = Date.parse(`${day}T${minutes}${seconds}${zone.toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')}`);
  return Number.isNaN(at) ? undefined : at;
}

/**
 * Reads a length of time: numbers with units as kube-janitor and Go write them (`4h`, `1h30m`, `7d`, `2w`), or an ISO 8601 duration
 * of weeks, days, hours, minutes and seconds (`P1DT12H`).
 * @returns milliseconds; undefined where it is no length of time
 */
export function readDuration(text: string): number | undefined {
  const iso = /^P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})S)?)?$/.exec(text.trim());
  if (iso && /\d/.test(text)) {
    const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = iso
      .slice(1)
      .map((part: string | undefined) => Number(part ?? 0));
    return weeks * 7 * DAY + days * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND;
  }
  if (!/^(?:\d{1,9}[smhdw])+$/.test(text.trim())) return undefined;
  return [...text.matchAll(/(\d+)([smhdw])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ''] ?? 0),
    0,
  );
}

/** A length of time in ISO 8601, rounded up to a whole minute: `P1DT4H`. @param ms at least a minute, else it counts as one */
export function isoDuration(ms: number): string {
  const whole = Math.max(1, Math.ceil(ms / MINUTE)) * MINUTE;
  const [days, hours, minutes] = [whole / DAY, (whole % DAY) / HOUR, (whole % HOUR) / MINUTE].map(Math.floor);
  const time = `${hours ? `${String(hours)}H` : ''}${minutes ? `${String(minutes)}M` : ''}`;
  return `P${days ? `${String(days)}D` : ''}${time === '' ? '' : `T${time}`}`;
}

/**
 * How long it is until an end, as a person says it, rounded down: “2 days 3 hours left”, “59 minutes left”, or how long it is past.
 * @param expiresAt milliseconds since 1970; undefined for no end
 * @param now milliseconds since 1970
 */
export function timeLeftText(expiresAt: number | undefined, now: number, translate: Translate): string {
  if (expiresAt === undefined) return translate('no end');
  const left = expiresAt - now;
  return left > 0
    ? left < MINUTE
      ? translate('less than a minute left')
      : translate('{0} left', lengthText(left, translate))
    : -left < MINUTE
      ? translate('ended just now')
      : translate('ended {0} ago', lengthText(-left, translate));
}

/** A length of time in its two largest units: `2 d 3 h`, `59 min`. @param ms at least a minute, else it counts as one */
export function lengthText(ms: number, translate: Translate): string {
  const days = Math.floor(ms / DAY);
  const hours = Math.floor((ms % DAY) / HOUR);
  const minutes = Math.floor((ms % HOUR) / MINUTE);
  if (days >= 1) return hours > 0 && days < 10 ? translate('{0} d {1} h', days, hours) : translate('{0} d', days);
  if (hours >= 1) return minutes > 0 ? translate('{0} h {1} min', hours, minutes) : translate('{0} h', hours);
  return translate('{0} min', Math.max(1, minutes));
}
