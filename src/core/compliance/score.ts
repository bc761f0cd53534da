import type { Severity } from './finding.js';
import type { ReportedFinding } from './report/reportedFinding.js';
import type { Profile, RuleInfo } from './rule.js';
import { isAtLeastAsGrave, type ProfileChoice } from './scan/scanSettings.js';

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

/** A step on the way to the golden path: what must not be found for it. A level also asks for those before it. */
export interface Level {
  readonly name: string;
  /** The least grave findings that it does not allow. */
  readonly severity: Severity;
  /** Of rules of these profiles. */
  readonly profiles: readonly Profile[];
}

export const DEFAULT_LEVELS: readonly Level[] = [
  { name: 'bronze', severity: 'error', profiles: ['base'] },
  { name: 'silver', severity: 'warning', profiles: ['base'] },
  { name: 'gold', severity: 'warning', profiles: ['base', 'golden'] },
];

/** What a finding that is not waived costs of 100 points. */
export const COSTS: Readonly<Record<Severity, number>> = { error: 10, warning: 3, info: 1 };

/** How a service stands. */
export interface ServiceScore {
  readonly service: ScoredService;
  /** 0 to 100. */
  readonly points: number;
  /** Undefined where not even the first level is reached. */
  readonly level: string | undefined;
  /** The next level, and what stands in its way; undefined at the top. */
  readonly next: { readonly level: string; readonly findings: number; readonly needsProfile: boolean } | undefined;
  readonly counts: Readonly<Record<Severity | 'waived', number>>;
  readonly findings: readonly ReportedFinding[];
}

/**
 * How services stand against the golden path: 100 points, less 10 for each error, 3 for each warning and 1 for each hint that is
 * not waived; and the level. A file belongs to the service whose descriptor is nearest above it.
 * @param rules by id
 * @param profile which rules were on: a level that asks for others cannot be reached
 * @returns the worst first
 */
export function scoreServices(
  services: readonly ScoredService[],
  findings: readonly ReportedFinding[],
  rules: ReadonlyMap<string, RuleInfo>,
  profile: ProfileChoice,
  levels: readonly Level[] = DEFAULT_LEVELS,
): readonly ServiceScore[] {
  const byDepth = [...services].sort((a, b) => b.folder.length - a.folder.length);
  const own = new Map<ScoredService, ReportedFinding[]>(services.map(service => [service, []]));
  for (const finding of findings) {
    const nearest = byDepth.find(({ folder }) => finding.path.startsWith(folder));
    // Several services can share one folder: what is wrong there is wrong for each of them.
    for (const service of byDepth) if (service.folder === nearest?.folder) own.get(service)?.push(finding);
  }
  return services
    .map(service => scoreOf(service, own.get(service) ?? [], rules, profile, levels))
    .sort((a, b) => a.points - b.points || (a.service.ref < b.service.ref ? -1 : 1));
}

function scoreOf(
  service: ScoredService,
  findings: readonly ReportedFinding[],
  rules: ReadonlyMap<string, RuleInfo>,
  profile: ProfileChoice,
  levels: readonly Level[],
): ServiceScore {
  const counts = { error: 0, warning: 0, info: 0, waived: 0 };
  for (const { severity, waiver } of findings) counts[waiver ? 'waived' : severity]++;
  const cost = counts.error * COSTS.error + counts.warning * COSTS.warning + counts.info * COSTS.info;
  let level: string | undefined;
  let next: ServiceScore['next'];
  for (const each of levels) {
    const inTheWay = findings.filter(
      ({ rule, severity, waiver }) =>
        waiver === undefined &&
        isAtLeastAsGrave(severity, each.severity) &&
        each.profiles.includes(rules.get(rule)?.profile ?? 'base'),
    ).length;
    const needsProfile = each.profiles.some(one => one !== 'base' && profile !== 'all' && profile !== one);
    if (inTheWay > 0 || needsProfile) {
      next = { level: each.name, findings: inTheWay, needsProfile };
      break;
    }
    level = each.name;
  }
  return { service, points: Math.max(0, 100 - cost), level, next, counts, findings };
}
