import type { Translate } from './translate.js';

const STEPS = [
  { upToMs: 60_000, unitMs: 1_000, one: '{0} second ago', many: '{0} seconds ago' },
  { upToMs: 3_600_000, unitMs: 60_000, one: '{0} minute ago', many: '{0} minutes ago' },
  { upToMs: 86_400_000, unitMs: 3_600_000, one: '{0} hour ago', many: '{0} hours ago' },
  { upToMs: Infinity, unitMs: 86_400_000, one: '{0} day ago', many: '{0} days ago' },
] as const;

/**
 * An age as a person says it: "just now", "5 minutes ago", "2 days ago".
 * @param ageMs milliseconds; a negative age (a clock that was set back) counts as none
 */
export function describeAge(ageMs: number, translate: Translate): string {
  if (!(ageMs >= 5_000)) return translate('just now');
  const step = STEPS.find(({ upToMs }) => ageMs < upToMs) ?? STEPS[3];
  const count = Math.floor(ageMs / step.unitMs);
  return translate(count === 1 ? step.one : step.many, count);
}
