const NANOS = 1_000_000_000n;
const MINUTE_MS = 60_000;

/**
 * A point in time as RFC 3339 writes it.
 * @returns nanoseconds since 1970-01-01T00:00:00Z; undefined where it is none
 */
export function parseTimestamp(text: string): bigint | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([-+])(\d\d):(\d\d))$/.exec(
    text,
  );
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', sign, zoneHour = '0', zoneMinute = '0'] = match;
  const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const date = new Date(0);
  date.setUTCFullYear(y, mo - 1, d);
  date.setUTCHours(h, mi, s);
  // What was carried over (30 February, 25 o'clock) is no date.
  if (date.getUTCMonth() !== mo - 1 || date.getUTCDate() !== d || h > 23 || mi > 59 || s > 59) return undefined;
  const offset = (Number(zoneHour) * 60 + Number(zoneMinute)) * MINUTE_MS * (sign === '-' ? -1 : 1);
  return BigInt(date.getTime() - offset) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}

/** RFC 3339 in UTC, with as many digits of the second as there are. */
export function timestampText(nanos: bigint): string {
  const { date, rest } = dateOf(nanos);
  const seconds = date
    .toISOString()
    .replace(/^[-+]0*(\d{4})/, '$1')
    .slice(0, 19);
  return `${seconds}${fractionText(rest)}Z`;
}

/** The whole second as a date, and the nanoseconds in it. */
export function dateOf(nanos: bigint): { readonly date: Date; readonly rest: bigint } {
  const rest = ((nanos % NANOS) + NANOS) % NANOS;
  return { date: new Date(Number((nanos - rest) / 1_000_000n)), rest };
}

function fractionText(nanos: bigint): string {
  return nanos === 0n ? '' : `.${String(nanos).padStart(9, '0').replace(/0+$/, '')}`;
}

const UNITS: Readonly<Record<string, bigint>> = {
  h: 3600n * NANOS,
  m: 60n * NANOS,
  s: NANOS,
  ms: 1_000_000n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ns: 1n,
};

/**
 * A stretch of time as Go writes it: `1h30m`, `-1.5s`, `300ms`.
 * @returns nanoseconds; undefined where it is none
 */
export function parseDuration(text: string): bigint | undefined {
  const [, sign, amounts = ''] = /^([-+]?)(.+)$/.exec(text) ?? [];
  if (amounts === '0') return 0n;
  if (text.length > 100 || !/^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:h|ms|m|s|us|µs|μs|ns))+$/.test(amounts)) return undefined;
  let sum = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of amounts.matchAll(/(\d*)(?:\.(\d*))?(h|ms|m|s|us|µs|μs|ns)/g)) {
    const nanos = UNITS[unit] ?? 0n;
    sum += BigInt(whole || '0') * nanos;
    if (fraction) sum += (BigInt(fraction) * nanos) / 10n ** BigInt(fraction.length);
  }
  return sign === '-' ? -sum : sum;
}

/** In seconds, as `google.protobuf.Duration` is written in JSON: `90s`, `-0.5s`. */
export function durationText(nanos: bigint): string {
  const magnitude = nanos < 0n ? -nanos : nanos;
  return `${nanos < 0n ? '-' : ''}${magnitude / NANOS}${fractionText(magnitude % NANOS)}s`;
}
