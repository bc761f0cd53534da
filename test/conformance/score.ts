import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../src/core/compliance/finding.js';
import type { AnyRule } from '../../src/core/compliance/rule.js';
import type { Label } from './corpora.js';
import { judge, mended, type JudgedFile } from './judge.js';
import type { Counterpart, Mapping } from './relation.js';

/** How often two agree. */
export interface Counts {
  /** Found, and it is so. */
  truePositives: number;
  /** Found, and it is not so. */
  falsePositives: number;
  /** Not found, and it is so. */
  falseNegatives: number;
  trueNegatives: number;
}

export interface Ratio {
  good: number;
  all: number;
}

/** What came of one tool's labels. */
export interface Score {
  /** How many labels stand in which relation. */
  readonly labels: ReadonlyMap<string, number>;
  /** Of checks that mean the same as a rule of ours: all of them, and by rule. */
  readonly total: Counts;
  readonly byRule: ReadonlyMap<string, Counts>;
  /** Where we are stricter: what the tool finds and we find as well. */
  readonly stricter: Ratio;
  /** Where we are looser: what the tool lets pass and we let pass as well. */
  readonly looser: Ratio;
  /** What was broken and is mended by our fixes. */
  readonly fixed: Ratio;
  /** Labels that we do not share in checks that mean the same. */
  readonly excepted: number;
  /** Rules that stand for a check and do not exist. */
  readonly missing: ReadonlySet<string>;
  /** Each disagreement, as a sentence. */
  readonly disagreements: readonly string[];
}

export const precisionOf = ({ truePositives, falsePositives }: Counts): number =>
  truePositives + falsePositives === 0 ? 1 : truePositives / (truePositives + falsePositives);

export const recallOf = ({ truePositives, falseNegatives }: Counts): number =>
  truePositives + falseNegatives === 0 ? 1 : truePositives / (truePositives + falseNegatives);

export const sizeOf = ({ truePositives, falsePositives, falseNegatives, trueNegatives }: Counts): number =>
  truePositives + falsePositives + falseNegatives + trueNegatives;

const none = (): Counts => ({ truePositives: 0, falsePositives: 0, falseNegatives: 0, trueNegatives: 0 });

/**
 * Holds our rules against labels of another tool.
 * @param folder with the unpacked data sets
 * @throws where the mapping leaves out a check
 */
export function score(labels: readonly Label[], mapping: Mapping, rules: readonly AnyRule[], folder: string): Score {
  const counted = new Map<string, number>();
  const byRule = new Map<string, Counts>();
  const total = none();
  const [stricter, looser, fixed]: [Ratio, Ratio, Ratio] = [
    { good: 0, all: 0 },
    { good: 0, all: 0 },
    { good: 0, all: 0 },
  ];
  let excepted = 0;
  const missing = new Set<string>();
  const disagreements: string[] = [];

  for (const label of labels) {
    const counterpart = mapping[label.check.slice(label.check.indexOf('/') + 1)];
    if (!counterpart) throw new Error(`Nobody says what stands for the check ${label.check}.`);
    const { relation } = counterpart;
    const isThere = label.text !== undefined || existsSync(join(folder, label.file));
    const word = isThere ? relation : 'without a file';
    counted.set(word, (counted.get(word) ?? 0) + 1);
    if (!isThere || relation === 'different' || relation === 'not ours') continue;
    const ours = rules.filter(({ id }) => counterpart.rules.some(rule => idOf(rule) === id));
    const absent = counterpart.rules.map(idOf).filter(id => !ours.some(rule => rule.id === id));
    for (const id of absent) missing.add(id);
    if (absent.length > 0) continue;
    if (exceptionOf(counterpart, label) !== undefined) {
      excepted++;
      continue;
    }

    const isMeant = meantBy(counterpart);
    const finds = (file: JudgedFile): boolean =>
      judge(file, ours, counterpart.options).some(({ finding }) => isMeant(finding));
    const file = fileOf(label, folder);
    const count = (ratio: Ratio, good: boolean, otherwise: string): void => {
      ratio.all++;
      if (good) ratio.good++;
      else disagreements.push(`${label.check} ${otherwise}`);
    };
    if (label.expect === 'fixed') {
      const broken = { ...file, text: readFileSync(join(folder, brokenOf(label.file)), 'utf8') };
      const after = mended(broken, ours, isMeant, counterpart.options);
      // Where we are looser there may be nothing to mend.
      if (relation === 'looser' && !finds(broken)) continue;
      const good = finds(broken) && !finds({ ...file, text: after });
      count(fixed, good, `is not mended in ${brokenOf(label.file)}`);
      // What the other tool made of it is right by us as well.
      if (relation === 'same' && finds(file)) disagreements.push(`${label.check} is found in ${label.file}`);
      continue;
    }
    const expected = label.expect === 'fail';
    if (relation === 'stricter') {
      if (expected) count(stricter, finds(file), `is not found in ${label.file}`);
      continue;
    }
    if (relation === 'looser') {
      if (!expected) count(looser, !finds(file), `is found and should not be in ${label.file}`);
      continue;
    }
    const found = finds(file);
    const outcome = outcomeOf(found, expected);
    const rule = counterpart.rules.join(' + ');
    const counts = byRule.get(rule) ?? none();
    byRule.set(rule, counts);
    counts[outcome]++;
    total[outcome]++;
    if (found !== expected)
      disagreements.push(`${label.check} ${expected ? 'is not found' : 'is found and should not be'} in ${label.file}`);
  }
  return { labels: counted, total, byRule, stricter, looser, fixed, excepted, missing, disagreements };
}

function outcomeOf(found: boolean, expected: boolean): keyof Counts {
  if (found) return expected ? 'truePositives' : 'falsePositives';
  return expected ? 'falseNegatives' : 'trueNegatives';
}

/** The id of a rule without the part of it that is meant. */
function idOf(rule: string): string {
  return rule.split(':')[0] ?? rule;
}

function meantBy({ rules }: Counterpart): (finding: Finding) => boolean {
  const wanted = new Set(rules);
  return ({ rule, check = '' }) => wanted.has(rule) || wanted.has(`${rule}:${check}`);
}

function exceptionOf({ except = {} }: Counterpart, { file }: Label): string | undefined {
  return Object.entries(except).find(([end]) => file.endsWith(end))?.[1];
}

/** The text, and a path that makes it be taken for what it is. */
function fileOf({ file, text, kind }: Label, folder: string): JudgedFile {
  return {
    path: kind === 'dockerfile' || /(?:^|\/)Dockerfile[^/]*$/.test(file) ? 'Dockerfile' : 'deploy/app.yaml',
    text: text ?? readFileSync(join(folder, file), 'utf8'),
  };
}

/** The broken file that was mended: `mutated.x.yaml` comes of `failure.x.yaml`. */
function brokenOf(file: string): string {
  return file.replace(/mutated([^/]*)$/, 'failure$1');
}
