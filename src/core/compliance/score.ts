import type { Severity } from './finding.js';
import { DEFAULT_LEVELS, type Level } from './levels.js';
import type { ReportedFinding } from './report/reportedFinding.js';
import type { RuleInfo } from './rule.js';
import { isAtLeastAsGrave, isRuleOn, type ProfileChoice, type ScanSettings } from './scan/scanSettings.js';

/** A component of the catalogue that has its descriptor in the folder. */
export interface ScoredService {
  /** Full reference in lower case. */
  readonly ref: string;
  readonly title: string;
  /** Folder of its descriptor with a slash at its end; empty for the scanned folder itself. */
  readonly folder: string;
  /** Path of its descriptor. */
  readonly path: string;
}

/** What a finding that is not waived costs of 100 points. */
export const COSTS: Readonly<Record<Severity, number>> = { error: 10, warning: 3, info: 1 };

/** A level that is not reached, and what stands in its way. */
export interface NextLevel {
  readonly level: string;
  readonly findings: number;
  /** The profile that has to be chosen, because rules of it are asked for. */
  readonly needsProfile?: ProfileChoice;
  /** A rule that is asked for and is off, or that nobody knows. */
  readonly needsRule?: string;
}

/** How a service stands. */
export interface ServiceScore {
  readonly service: ScoredService;
  /** 0 to 100. */
  readonly points: number;
  /** Undefined where not even the first level is reached. */
  readonly level: string | undefined;
  /** Undefined at the top. */
  readonly next: NextLevel | undefined;
  readonly counts: Readonly<Record<Severity | 'waived', number>>;
  readonly findings: readonly ReportedFinding[];
}

/** What was found in a folder, by the path of the file. */
export type FindingsByFile = ReadonlyMap<string, readonly ReportedFinding[]>;

export interface ScoreOptions {
  /** By id. */
  readonly rules: ReadonlyMap<string, RuleInfo>;
  /** Which rules were on, and the levels: a level that asks for others cannot be reached. */
  readonly settings: Pick<ScanSettings, 'profile' | 'rules' | 'levels'>;
}

/**
 * How services stand against the golden path: 100 points, less 10 for each error, 3 for each warning and 1 for each hint that is
 * not waived; and the level. A file belongs to the service whose descriptor is nearest above it.
 * @returns the worst first
 */
export function scoreServices(
  services: readonly ScoredService[],
  files: FindingsByFile,
  options: ScoreOptions,
): readonly ServiceScore[] {
  const folders = new Set(services.map(({ folder }) => folder));
  const own = new Map<string, ReportedFinding[]>([...folders].map(folder => [folder, []]));
  for (const [path, findings] of files) own.get(nearestFolder(path, folders) ?? '')?.push(...findings);
  // Several services can share one folder: what is wrong there is wrong for each of them.
  return services.map(service => scoreOf(service, own.get(service.folder) ?? [], options)).sort(worstFirst);
}

/**
 * How the service of a file stands: of several in one folder the worst.
 * @returns undefined where the file belongs to none
 */
export function scoreOfFile(
  path: string,
  services: readonly ScoredService[],
  files: FindingsByFile,
  options: ScoreOptions,
): ServiceScore | undefined {
  const folders = new Set(services.map(({ folder }) => folder));
  const folder = nearestFolder(path, folders);
  if (folder === undefined) return undefined;
  const own: ReportedFinding[] = [];
  for (const [each, findings] of files)
    if (each.startsWith(folder) && nearestFolder(each, folders) === folder) own.push(...findings);
  const [worst] = services
    .filter(service => service.folder === folder)
    .map(service => scoreOf(service, own, options))
    .sort(worstFirst);
  return worst;
}

function nearestFolder(path: string, folders: ReadonlySet<string>): string | undefined {
  for (let at = path.lastIndexOf('/'); at >= 0; at = path.lastIndexOf('/', at - 1)) {
    const folder = path.slice(0, at + 1);
    if (folders.has(folder)) return folder;
    if (at === 0) break;
  }
  return folders.has('') ? '' : undefined;
}

function worstFirst(a: ServiceScore, b: ServiceScore): number {
  return a.points - b.points || (a.service.ref < b.service.ref ? -1 : a.service.ref > b.service.ref ? 1 : 0);
}

function scoreOf(service: ScoredService, findings: readonly ReportedFinding[], options: ScoreOptions): ServiceScore {
  const counts = { error: 0, warning: 0, info: 0, waived: 0 };
  for (const { severity, waiver } of findings) counts[waiver ? 'waived' : severity]++;
  const cost = counts.error * COSTS.error + counts.warning * COSTS.warning + counts.info * COSTS.info;
  const points = Math.max(0, 100 - cost);
  let level: string | undefined;
  for (const each of options.settings.levels ?? DEFAULT_LEVELS) {
    const next = inTheWayOf(each, findings, options);
    if (next) return { service, points, level, next, counts, findings };
    level = each.name;
  }
  return { service, points, level, next: undefined, counts, findings };
}

/** @returns undefined where nothing is in the way of a level */
function inTheWayOf(
  { name, severity: least, profiles, rules: needed }: Level,
  all: readonly ReportedFinding[],
  { rules, settings }: ScoreOptions,
): NextLevel | undefined {
  const isInTheWay = ({ rule, severity, waiver }: ReportedFinding): boolean => {
    if (waiver) return false;
    if (needed.includes(rule)) return true;
    return (
      least !== undefined && isAtLeastAsGrave(severity, least) && profiles.includes(rules.get(rule)?.profile ?? 'base')
    );
  };
  const findings = all.filter(isInTheWay).length;
  const needsProfile = least === undefined ? undefined : profileFor(profiles, settings.profile);
  const needsRule = needed.find(id => {
    const rule = rules.get(id);
    return !rule || !isRuleOn(rule, settings);
  });
  if (findings === 0 && needsProfile === undefined && needsRule === undefined) return undefined;
  return {
    level: name,
    findings,
    ...(needsProfile === undefined ? {} : { needsProfile }),
    ...(needsRule === undefined ? {} : { needsRule }),
  };
}

/** @returns the profile that must be chosen for others to be on; undefined where they are */
function profileFor(profiles: Level['profiles'], chosen: ProfileChoice): ProfileChoice | undefined {
  const beyond = profiles.filter(each => each !== 'base');
  if (chosen === 'all' || beyond.every(each => each === chosen)) return undefined;
  // One can be chosen at a time, unless it is all of them.
  return beyond.length === 1 && chosen === 'base' ? beyond[0] : 'all';
}
