/** What is wrong with a time. */
export interface CronProblem {
  readonly message: string;
  readonly values: readonly string[];
}

/** The fields with their smallest and their greatest number, and the names that can stand for numbers. */
const FIELDS: readonly { least: number; most: number; names?: readonly string[] }[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ') },
  { least: 0, most: 7, names: 'SUN MON TUE WED THU FRI SAT'.split(' ') },
];
/** GitHub starts nothing more often. */
const SHORTEST = 5;

/** What is wrong with a time, in the syntax of POSIX cron with steps and names, as GitHub takes it. */
export function cronProblem(text: string): CronProblem | undefined {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== FIELDS.length)
    return {
      message: 'A time has five fields (minute, hour, day, month, day of the week): here are {0}.',
      values: [String(fields.length)],
    };
  const sets = fields.map((field, position) => numbersOf(field, position));
  const wrong = sets.findIndex(set => set === undefined);
  if (wrong >= 0) return { message: '{0} cannot be read as a field of a time.', values: [fields[wrong] ?? ''] };
  const [minutes, hours] = sets;
  const gap = minutes && hours ? shortestGap(minutes, hours) : undefined;
  if (gap !== undefined && gap < SHORTEST)
    return {
      message: 'This is every {0} minutes: GitHub starts nothing more often than every {1}.',
      values: [String(gap), String(SHORTEST)],
    };
  return undefined;
}

function numbersOf(field: string, position: number): readonly number[] | undefined {
  const range = FIELDS[position];
  if (!range) return undefined;
  const numbers = new Set<number>();
  for (const part of field.split(',')) {
    const match = /^(?:\*|([A-Za-z\d]+)(?:-([A-Za-z\d]+))?)(?:\/(\d+))?$/.exec(part);
    if (!match) return undefined;
    const [, first, last, step] = match;
    const from = first === undefined ? range.least : numberOf(first, position);
    const to =
      first === undefined || (step !== undefined && last === undefined)
        ? range.most
        : last === undefined
          ? from
          : numberOf(last, position);
    const by = step === undefined ? 1 : Number(step);
    if (from === undefined || to === undefined || by < 1 || from < range.least || to > range.most || from > to)
      return undefined;
    for (let each = from; each <= to; each += by) numbers.add(each);
  }
  return [...numbers].sort((a, b) => a - b);
}

function numberOf(text: string, position: number): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const { names = [], least = 0 } = FIELDS[position] ?? {};
  const at = names.indexOf(text.toUpperCase());
  return at < 0 ? undefined : at + least;
}

/** The shortest time between two starts in minutes, undefined where there is one start an hour. */
function shortestGap(minutes: readonly number[], hours: readonly number[]): number | undefined {
  let shortest = Infinity;
  minutes.forEach((minute, at) => {
    const next = minutes[at + 1];
    if (next !== undefined) shortest = Math.min(shortest, next - minute);
  });
  // Over the full hour, where the next hour is one of them.
  const follows = hours.some((hour, at) => (hours[at + 1] ?? (hours[0] ?? 0) + 24) - hour === 1);
  const [first] = minutes;
  const last = minutes.at(-1);
  if (follows && first !== undefined && last !== undefined && minutes.length > 1)
    shortest = Math.min(shortest, first + 60 - last);
  return shortest === Infinity ? undefined : shortest;
}
