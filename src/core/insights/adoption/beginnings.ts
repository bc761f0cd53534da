import type { FirstSeenSource, ServiceBeginning } from './adoptionReport.js';
import { isMoment } from './calendar.js';
import { firstSeenAt, type FirstSeen } from './firstSeen.js';
import type { QualityNotes } from '../ledger/qualityNotes.js';
import type { PlacedService } from './servicePaths.js';
import type { TemplateRun } from './templateUse.js';

/** What can tell when a service began. The catalogue itself keeps no such date. */
export interface BeginningSources {
  readonly firstSeen?: FirstSeen;
  readonly runs?: readonly TemplateRun[];
  /** When the descriptor of an entity was first committed, by full reference. */
  readonly commits?: ReadonlyMap<string, DescriptorCommit>;
}

/** The commit that brought a descriptor into its repository. */
export interface DescriptorCommit {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** That its file holds other entities before this one, so that it may have come later than its file. */
  readonly isLater: boolean;
}

const CREATED_AT = 'backstage.io/createdAt';
/** So many services with the very same moment were not made at it: some annotators write when the server started. */
const SUSPICIOUS = 5;
/** Clocks differ. */
const SKEW_MS = 86_400_000;
const NAME_VALUES = ['name', 'component_id', 'componentId', 'component', 'serviceName', 'service'];

/**
 * When each service began, from the most trustworthy source that tells: daily snapshots, the run that made it, the annotation
 * `backstage.io/createdAt`, the first commit of its descriptor. Dates in the future count for nothing.
 * @param now milliseconds since 1970
 * @returns those that began last first, those of unknown beginning at the end
 */
export function beginningsOf(
  services: readonly PlacedService[],
  sources: BeginningSources,
  now: number,
  quality: QualityNotes,
): readonly ServiceBeginning[] {
  const annotated = annotatedMoments(services, quality);
  const runs = runsByService(sources.runs ?? []);
  const usable = (ref: string, at: number | undefined): number | undefined => {
    if (at === undefined || !isMoment(at)) return undefined;
    if (at <= now + SKEW_MS) return Math.min(at, now);
    quality.add('futureBeginning', 'Beginnings of services that lie in the future and were passed over: {0}', ref);
    return undefined;
  };
  const made = services.map((service): ServiceBeginning => {
    const { entity, path, templateRef } = service;
    const { ref, owner } = entity;
    const commit = sources.commits?.get(ref);
    const candidates: readonly (readonly [FirstSeenSource, () => number | undefined])[] = [
      ['snapshot', () => sources.firstSeen && firstSeenAt(sources.firstSeen, ref)],
      ['task', () => runs(service)?.createdAt],
      ['annotation', () => annotated.get(ref)],
      ['commit', () => commit?.at],
    ];
    for (const [from, read] of candidates) {
      const at = usable(ref, read());
      if (at === undefined) continue;
      if (from === 'commit' && commit?.isLater)
        quality.add('sharedDescriptor', 'Services dated by the first commit of a file that they share: {0}', ref);
      return { ...about(ref, owner, path, templateRef), at, from };
    }
    return { ...about(ref, owner, path, templateRef), at: null, from: 'unknown' };
  });
  const unknown = made.filter(({ at }) => at === null);
  quality.add('noBeginning', 'Services whose beginning nothing tells: {0}', unknown[0]?.ref, unknown.length);
  return made.sort((a, b) => (b.at ?? -1) - (a.at ?? -1) || (a.ref < b.ref ? -1 : 1));
}

function about(
  ref: string,
  owner: string | undefined,
  path: ServiceBeginning['path'],
  template: string | undefined,
): Pick<ServiceBeginning, 'ref' | 'owner' | 'path' | 'template'> {
  return { ref, path, ...(owner === undefined ? {} : { owner }), ...(template === undefined ? {} : { template }) };
}

function annotatedMoments(services: readonly PlacedService[], quality: QualityNotes): ReadonlyMap<string, number> {
  const moments = new Map<string, number>();
  const shared = new Map<number, number>();
  for (const { entity } of services) {
    const written = entity.annotations.get(CREATED_AT)?.trim();
    if (!written) continue;
    const at = /^\d{4}-\d{2}-\d{2}/.test(written) ? Date.parse(written) : NaN;
    if (isMoment(at)) {
      moments.set(entity.ref, at);
      shared.set(at, (shared.get(at) ?? 0) + 1);
    } else quality.add('badDate', 'Dates that cannot be read: {0}', `${entity.ref}: ${written}`);
  }
  for (const [ref, at] of moments) {
    if ((shared.get(at) ?? 0) < SUSPICIOUS) continue;
    moments.delete(ref);
    quality.add('sharedMoment', 'Services that say that they were created at the very same moment as others: {0}', ref);
  }
  return moments;
}

/** Finds the run that made a service: the first completed one that gave it out, or that was asked for its name. */
function runsByService(runs: readonly TemplateRun[]): (service: PlacedService) => TemplateRun | undefined {
  const byEntity = new Map<string, TemplateRun>();
  const byName = new Map<string, TemplateRun>();
  const completed = runs.filter(({ status }) => status === 'completed').sort((a, b) => a.createdAt - b.createdAt);
  for (const run of completed) {
    for (const ref of run.entityRefs) if (!byEntity.has(ref)) byEntity.set(ref, run);
    for (const key of NAME_VALUES) {
      const name = run.values[key];
      if (typeof name !== 'string' || run.templateRef === undefined) continue;
      const place = `${run.templateRef} ${name.toLowerCase()}`;
      if (!byName.has(place)) byName.set(place, run);
    }
  }
  return ({ entity, templateRef }) =>
    byEntity.get(entity.ref) ??
    (templateRef === undefined ? undefined : byName.get(`${templateRef} ${entity.name.toLowerCase()}`));
}
