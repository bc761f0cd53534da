import type { Conformance } from './run.js';
import { precisionOf, recallOf, sizeOf, type Counts } from './score.js';

/** What must be reached on checks that mean the same. */
export const LEAST_RECALL = 0.95;
export const LEAST_PRECISION = 0.97;

/** What is not reached, as sentences; none where all is well. */
export function shortfallsOf({ podSecurity, tools, actionlint }: Conformance): readonly string[] {
  const short: string[] = [];
  const { files, checks } = podSecurity;
  if (files.good < files.all) short.push(`Pod Security: ${ratio(files)} files.`);
  if (checks.good < checks.all) short.push(`Pod Security: the check that is meant finds ${ratio(checks)} files.`);
  for (const { title, score } of tools) {
    if (recallOf(score.total) < LEAST_RECALL) short.push(`${title}: recall ${share(recallOf(score.total))}.`);
    if (precisionOf(score.total) < LEAST_PRECISION)
      short.push(`${title}: precision ${share(precisionOf(score.total))}.`);
    if (score.stricter.good < LEAST_RECALL * score.stricter.all)
      short.push(`${title}: where we are stricter we find ${ratio(score.stricter)}.`);
    if (score.looser.good < LEAST_PRECISION * score.looser.all)
      short.push(`${title}: where we are looser we let pass ${ratio(score.looser)}.`);
    if (score.missing.size > 0) short.push(`${title}: there is no rule ${[...score.missing].join(', ')}.`);
    if (score.fixed.good < score.fixed.all) short.push(`${title}: ${ratio(score.fixed)} are mended by our fixes.`);
  }
  if (actionlint.lines.good < LEAST_RECALL * actionlint.lines.all)
    short.push(`actionlint: ${ratio(actionlint.lines)} errors are found in their line.`);
  if (actionlint.clean.good < LEAST_PRECISION * actionlint.clean.all)
    short.push(`actionlint: ${ratio(actionlint.clean)} workflows without an error are clean.`);
  return short;
}

/** Everything that was measured, as a table for people. */
export function conformanceText(conformance: Conformance): string {
  const { podSecurity, tools, actionlint } = conformance;
  const lines = [
    'Pod Security admission',
    `  ${ratio(podSecurity.files)} files are allowed or refused as they should be, by level and version`,
    `  ${ratio(podSecurity.checks)} files are refused by the check that is meant`,
    ...[...podSecurity.byCheck].map(([check, counts]) => `    ${check.padEnd(30)} ${ratio(counts)}`),
    ...podSecurity.disagreements.map(text => `  ! ${text}`),
  ];
  for (const { title, score } of tools) {
    lines.push(
      '',
      title,
      `  ${[...score.labels].map(([relation, n]) => `${n} ${relation}`).join(', ')}`,
      `  ${score.excepted} are left out for a reason that stands in the mapping`,
      row('all that mean the same', score.total),
      ...[...score.byRule].sort(([a], [b]) => (a < b ? -1 : 1)).map(([rule, counts]) => row(`  ${rule}`, counts)),
      ...(score.stricter.all > 0
        ? [`  where we are stricter: ${ratio(score.stricter)} that it finds we find as well`]
        : []),
      ...(score.looser.all > 0
        ? [`  where we are looser: ${ratio(score.looser)} that it lets pass we let pass as well`]
        : []),
      ...(score.fixed.all > 0 ? [`  ${ratio(score.fixed)} broken files are mended by our fixes`] : []),
      ...(score.missing.size > 0
        ? [`  not measured, for want of a rule: ${[...score.missing].sort().join(', ')}`]
        : []),
      ...score.disagreements.map(text => `  ! ${text}`),
    );
  }
  lines.push(
    '',
    'actionlint',
    `  ${ratio(actionlint.lines)} errors that are ours are found in their line, ${actionlint.columns.good} in their column as well`,
    ...[...actionlint.byKind].map(([kind, counts]) => `    ${kind.padEnd(22)} ${ratio(counts)}`),
    `  ${actionlint.outOfScope} errors are not ours, each for a reason that stands in the scope`,
    `  ${ratio(actionlint.clean)} workflows without an error are clean`,
    `  ${ratio(actionlint.precise)} of our findings are in lines with an error`,
    ...actionlint.disagreements.map(text => `  ! ${text}`),
  );
  return `${lines.join('\n')}\n`;
}

function row(name: string, counts: Counts): string {
  const figures = `precision ${share(precisionOf(counts))}  recall ${share(recallOf(counts))}  n ${sizeOf(counts)}`;
  return `  ${name.padEnd(44)} ${figures}`;
}

function share(value: number): string {
  return value.toFixed(3);
}

function ratio({ good, all }: { readonly good: number; readonly all: number }): string {
  return `${good} of ${all}`;
}
