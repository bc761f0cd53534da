import { nearestName } from '../../catalogue/language/names.js';
import { isReason, SHORTEST_REASON } from '../../templates/waiver.js';
import { pathMatches } from '../../common/pathPattern.js';
import type { Finding, Fix } from '../finding.js';
import type { AcceptedWaiver, ReportedFinding } from '../report/reportedFinding.js';
import type { RuleInfo } from '../rule.js';
import type { Span } from '../yaml/node.js';
import { coversLine } from './inlineWaivers.js';
import { daysLeft, type Waiver, type WaiverMatch, type WaiverPart, type WaiverPolicy } from './waiver.js';
import { folderOfWaivers, waiverFinding } from './waiverFile.js';
import { WAIVER_RULES } from './waiverRules.js';

/** What waivers are held against. */
export interface WaiverSituation {
  readonly policy: WaiverPolicy;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Every rule that there is, by id, whether it ran or not. */
  readonly rules: ReadonlyMap<string, RuleInfo>;
  /** Whether a rule was on, so that a waiver of it that excuses from nothing is unused. */
  readonly isOn: (rule: string) => boolean;
  /** Whether everything was scanned that a waiver could be about. */
  readonly complete: boolean;
  /** The lines of a file, for waivers in its comments. */
  readonly linesOf: (path: string) => readonly string[] | undefined;
}

/** A finding about a waiver, with the file that it stands in. Spans count from the beginning of the file. */
export interface WaiverFinding {
  readonly path: string;
  readonly finding: Finding;
}

export interface ResolvedWaivers {
  /** In the order given, those that are excused from with their waiver. */
  readonly findings: readonly ReportedFinding[];
  readonly about: readonly WaiverFinding[];
}

/**
 * Holds findings against waivers: the one place where it is decided what is excused, in the editor and in the program alike.
 * A waiver that lacks something, is too broad or has expired excuses from nothing, and is told of.
 */
export function resolveWaivers(
  findings: readonly ReportedFinding[],
  waivers: readonly Waiver[],
  situation: WaiverSituation,
): ResolvedWaivers {
  const about: WaiverFinding[] = [];
  const valid = new Map<
    string,
    { waiver: Waiver; accepted: AcceptedWaiver; covers: (finding: ReportedFinding) => boolean }[]
  >();
  const used = new Set<Waiver>();
  const candidates: { waiver: Waiver; covers: (finding: ReportedFinding) => boolean; holds: boolean }[] = [];
  for (const waiver of waivers) {
    const problems = problemsOf(waiver, situation);
    for (const finding of problems.findings) about.push({ path: waiver.place.path, finding });
    if (!problems.known) continue;
    const covers = coverage(waiver, situation);
    candidates.push({ waiver, covers, holds: problems.holds });
    if (!problems.holds || waiver.expires === undefined) continue;
    const list = valid.get(waiver.rule) ?? [];
    list.push({ waiver, covers, accepted: acceptedOf(waiver, waiver.expires) });
    valid.set(waiver.rule, list);
  }
  const resolved = findings.map(finding => {
    const fitting = valid.get(finding.rule)?.filter(({ covers }) => covers(finding)) ?? [];
    for (const { waiver } of fitting) used.add(waiver);
    const [first] = fitting;
    return first ? { ...finding, waiver: first.accepted } : finding;
  });
  if (situation.complete)
    for (const { waiver, holds, covers } of candidates) {
      if (
        !holds ||
        used.has(waiver) ||
        !situation.isOn(waiver.rule) ||
        findings.some(each => each.rule === waiver.rule && covers(each))
      )
        continue;
      about.push({ path: waiver.place.path, finding: unusedFinding(waiver) });
    }
  return { findings: resolved, about };
}

interface WaiverProblems {
  readonly findings: readonly Finding[];
  /** Whether its rule exists, so that it can be held against findings at all. */
  readonly known: boolean;
  readonly holds: boolean;
}

function problemsOf(waiver: Waiver, { policy, now, rules }: WaiverSituation): WaiverProblems {
  const findings: Finding[] = [];
  const { place, rule, expires } = waiver;
  const at = (part: WaiverPart): Span => place.parts[part] ?? place.parts.rule ?? place.span;
  const info = rules.get(rule);
  if (!info) {
    const near = nearestName(rule, [...rules.keys()]);
    const fixes = near === undefined || place.source === 'comment' ? undefined : () => [renameFix(at('rule'), near)];
    findings.push(waiverFinding(WAIVER_RULES.unknownRule, at('rule'), 'There is no rule “{0}”.', [rule], fixes));
    return { findings, known: false, holds: false };
  }
  const add = (which: RuleInfo, part: WaiverPart, message: string, ...values: readonly string[]): void => {
    findings.push(waiverFinding(which, at(part), message, values));
  };
  if (place.source === 'comment' && !policy.inline)
    add(
      WAIVER_RULES.commentForbidden,
      'rule',
      'Your organisation allows no waivers in comments: write it into .golden-path/waivers.yaml.',
    );
  if (info.waivable === false) add(WAIVER_RULES.notWaivable, 'rule', 'Nothing excuses from {0}.', rule);
  const answerable = info.waiverLimits?.owners;
  if (answerable && !answerable.includes(waiver.owner))
    add(WAIVER_RULES.notWaivable, 'owner', 'Only {1} can answer for a waiver of {0}.', rule, answerable.join(', '));
  if (!isReason(waiver.reason))
    add(
      WAIVER_RULES.reasonMissing,
      'reason',
      'Say why: the reason of this waiver is missing or shorter than {0} characters.',
      String(SHORTEST_REASON),
    );
  if (waiver.owner === '')
    add(WAIVER_RULES.ownerMissing, 'owner', 'Say who answers for it: the owner of this waiver is missing.');
  if (place.source === 'file' && isTooBroad(waiver.match))
    add(
      WAIVER_RULES.tooBroad,
      'match',
      'This waiver is too broad to excuse from anything: name a file or folder, or the kind and name of an object.',
    );
  const blocking = findings.length > 0;
  if (expires === undefined) {
    add(
      WAIVER_RULES.invalidDate,
      'expires',
      'The day on which this waiver ends is missing or cannot be read (write YYYY-MM-DD): it counts as expired.',
    );
    return { findings, known: true, holds: false };
  }
  const left = daysLeft(expires, now);
  if (left < 0) {
    add(WAIVER_RULES.expired, 'expires', 'This waiver has ended on {0}: what it excused counts again.', expires);
    return { findings, known: true, holds: false };
  }
  const most = Math.min(policy.maxDays[info.severity], info.waiverLimits?.maxDays ?? Infinity);
  if (left > most)
    add(
      WAIVER_RULES.expiresTooFar,
      'expires',
      'This waiver lasts for {0} more days; {1} are the most for {2}.',
      String(left),
      String(most),
      rule,
    );
  else if (left <= policy.hintDays)
    add(
      WAIVER_RULES.expiring,
      'expires',
      left === 0 ? 'This waiver ends today ({1}).' : 'This waiver ends in {0} days ({1}).',
      String(left),
      expires,
    );
  return { findings, known: true, holds: !blocking };
}

/**
 * Whether a match names nothing in particular: no object by kind and name, and no path with a name in it. `**`, `*.yaml` and
 * the like name nothing.
 */
export function isTooBroad({ path, kind, name }: WaiverMatch): boolean {
  if (kind !== undefined && name !== undefined && !/^\**$/.test(name)) return false;
  const names = (path ?? '')
    .split('/')
    .map(part => part.replace(/\.[a-z0-9]+$/i, match => (part === match ? match : '')));
  return !names.some(part => /[^*.]/.test(part));
}

function coverage(waiver: Waiver, { linesOf }: WaiverSituation): (finding: ReportedFinding) => boolean {
  const { match, place } = waiver;
  if (place.source === 'comment') {
    const { covers = place.line, path } = place;
    return finding => finding.path === path && coversLine(linesOf(path) ?? [], covers, finding.range.startLine);
  }
  const folder = folderOfWaivers(place.path);
  // A file has many findings.
  const fitting = new Map<string, boolean>();
  const fits = (path: string): boolean => {
    let known = fitting.get(path);
    if (known === undefined) {
      known =
        path.startsWith(folder) && (match.path === undefined || pathMatches(match.path, path.slice(folder.length)));
      fitting.set(path, known);
    }
    return known;
  };
  return ({ path, subject }) =>
    fits(path) &&
    (match.kind === undefined || match.kind === subject?.kind) &&
    (match.name === undefined || match.name === subject?.name) &&
    (match.namespace === undefined || match.namespace === subject?.namespace);
}

function acceptedOf({ reason, owner, ticket, place }: Waiver, expires: string): AcceptedWaiver {
  const { source, path, line } = place;
  return { reason, owner, expires, ...(ticket === undefined ? {} : { ticket }), source, path, line };
}

function unusedFinding(waiver: Waiver): Finding {
  const { rule, place } = waiver;
  const message = 'Nothing of {0} is found here any more: this waiver can go.';
  return waiverFinding(WAIVER_RULES.unused, place.parts.rule ?? place.span, message, [rule]);
}

function renameFix(span: Span, name: string): Fix {
  return { class: 'review', title: 'Change to “{0}”', values: [name], edits: [{ ...span, text: name }] };
}
