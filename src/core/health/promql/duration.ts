const UNITS: readonly (readonly [string, number])[] = [
  ['y', 31_536_000],
  ['w', 604_800],
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
  ['ms', 0.001],
];
const DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?$/;

/**
 * The length of a duration as Prometheus writes it: numbers with units from the largest to the smallest, such as `1h30m`.
 * @returns seconds; undefined where it is none
 */
export function durationSeconds(text: string): number | undefined {
  const parts = text === '' ? undefined : DURATION.exec(text)?.slice(1);
  if (!parts) return undefined;
  return parts.reduce(
    (sum, part, index) => sum + Number((part as string | undefined) ?? 0) * (UNITS[index]?.[1] ?? 0),
    0,
  );
}

/** A length in seconds as Prometheus writes durations, in the largest unit that gives a whole number. */
export function durationText(seconds: number): string {
  for (const [unit, length] of UNITS)
    if (unit !== 'y' && seconds >= length && Number.isInteger(seconds / length))
      return `${String(seconds / length)}${unit}`;
  return `${String(Math.round(seconds * 1000))}ms`;
}
