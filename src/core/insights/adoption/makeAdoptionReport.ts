import type { Entity } from '../../catalogue/entity.js';
import { EntityIndex } from '../../catalogue/entityIndex.js';
import type { DataQualityNote } from '../deliveryEvents.js';
import type { DoraText } from '../dora/doraReport.js';
import type { Feedback } from '../feedback.js';
import type {
  AdoptionMonth,
  AdoptionOwner,
  AdoptionPart,
  AdoptionReport,
  FunnelStage,
  ServiceBeginning,
  ServicePath,
} from './adoptionReport.js';
import { backlogOf, type Effort } from './backlog.js';
import { beginningsOf, type DescriptorCommit } from './beginnings.js';
import { endOf, isInWindow, monthOf, monthsBetween, type AdoptionWindow } from './calendar.js';
import { deviationsOf, type ServiceWaiver } from './deviations.js';
import { environmentUse } from './environmentUse.js';
import type { FirstSeen } from './firstSeen.js';
import { onboardingCohorts, type Newcomer } from './onboarding.js';
import { QualityNotes } from '../ledger/qualityNotes.js';
import { placeServices, shareOnPath } from './servicePaths.js';
import { templateUse, type TemplateRun } from './templateUse.js';
import { ticketWeeks, type Ticket } from './tickets.js';

/** What a report of adoption is made of. A source that is absent makes its part one that is missing. */
export interface AdoptionInputs {
  readonly entities: readonly Entity[];
  /** When they were read, in milliseconds since 1970. */
  readonly dataAt: number;
  /** Full references of the services that are asked about; undefined: all. What is not of services is whole all the same. */
  readonly services?: readonly string[];
  readonly firstSeen?: FirstSeen;
  readonly commits?: ReadonlyMap<string, DescriptorCommit>;
  /** Those that are in force. */
  readonly waivers?: readonly ServiceWaiver[];
  readonly runs?: readonly TemplateRun[];
  readonly tickets?: readonly Ticket[];
  readonly newcomers?: readonly Newcomer[];
  readonly feedback?: readonly Feedback[];
  readonly efforts?: ReadonlyMap<string, Effort>;
  /** Why a source could not be read, in place of what to do to have one. */
  readonly troubles?: Readonly<Partial<Record<AdoptionPart, DoraText>>>;
  /** What the person should know of a part that is there. */
  readonly notes?: readonly { readonly part: AdoptionPart; readonly text: DoraText }[];
  /** What was met while the sources were read. */
  readonly quality?: readonly DataQualityNote[];
}

/** What to do for a part that has no source. */
const ADVICE: Readonly<Record<AdoptionPart, string>> = {
  services: 'The catalogue has no service: a component with “spec.type: service”.',
  deviations: 'Open a folder: waivers stand in its .golden-path/waivers.yaml and in comments.',
  templates: 'Connect a Backstage: the runs of its templates are in its scaffolder.',
  onboarding: 'Open a folder with a git repository that has its whole history.',
  tickets:
    'Give a file with the tickets of the platform team: a search of GitHub or Jira, ticket events, or a table (CSV).',
  environments: 'The catalogue has no environment: a resource with “spec.type: environment”.',
  feedback: 'Give the files of feedback that people have handed in (JSON Lines).',
};

/**
 * The report of adoption: how new services stand to the golden path, what people deviate from, and what the platform team hears.
 * Nothing in it is about a single person.
 */
export function adoptionReport(inputs: AdoptionInputs, window: AdoptionWindow): AdoptionReport {
  const { entities, dataAt, firstSeen, commits, waivers, runs, tickets, newcomers, feedback, efforts } = inputs;
  const quality = new QualityNotes();
  quality.addAll(inputs.quality ?? []);
  const index = EntityIndex.of(entities, []);
  const waived = new Set((waivers ?? []).flatMap(({ services }) => services));
  const asked = inputs.services && new Set(inputs.services);
  const services = placeServices(index, waived).filter(({ entity: { ref } }) => asked?.has(ref) ?? true);
  const sources = {
    ...(firstSeen ? { firstSeen } : {}),
    ...(runs ? { runs } : {}),
    ...(commits ? { commits } : {}),
  };
  const beginnings = beginningsOf(services, sources, window.now, quality);
  const fresh = beginnings.filter(({ at }) => at !== null && isInWindow(at, window));
  const deviations = deviationsOf((waivers ?? []).filter(each => !asked || each.services.some(ref => asked.has(ref))));
  const users = index.entities.filter(({ ref }) => ref.startsWith('user:')).length;
  const engineers = users > 0 ? users : undefined;
  const environments = environmentUse(index.entities, window, quality);
  const has: Readonly<Record<AdoptionPart, boolean>> = {
    services: services.length > 0,
    deviations: waivers !== undefined,
    templates: runs !== undefined,
    onboarding: newcomers !== undefined,
    tickets: tickets !== undefined,
    environments: environments.running > 0 || environments.created !== 0,
    feedback: feedback !== undefined,
  };
  const templates = templateUse(runs ?? [], window, quality);
  return {
    services: services.length,
    goldenPath: shareOnPath(services),
    newServices: shareOnPath(fresh),
    funnel: funnelOf(beginnings, fresh),
    beginnings,
    window: { from: window.from, to: endOf(window) },
    ...(engineers === undefined ? {} : { engineers }),
    months: monthsOf(fresh, window),
    owners: ownersOf(beginnings, window),
    firstSeen: countSources(beginnings),
    deviations,
    templates,
    onboarding: onboardingCohorts(newcomers ?? [], window, quality),
    tickets: ticketWeeks(tickets ?? [], window, engineers, quality),
    environments,
    backlog: backlogOf({
      feedback: feedback ?? [],
      deviations,
      runs: (runs ?? []).filter(({ createdAt }) => isInWindow(Math.min(createdAt, window.now), window)),
      efforts: efforts ?? new Map<string, Effort>(),
    }),
    missing: (Object.keys(ADVICE) as AdoptionPart[])
      .filter(part => !has[part])
      .map(part => ({ part, why: inputs.troubles?.[part] ?? { text: ADVICE[part], values: [] } })),
    notes: inputs.notes ?? [],
    quality: quality.list(),
    dataAt,
  };
}

/** What is in each stage of the funnel, from the first to the last. */
const STAGES: Readonly<Record<FunnelStage['stage'], readonly ServicePath[]>> = {
  all: ['golden', 'paved', 'off'],
  fromTemplate: ['golden', 'paved'],
  withoutDeviation: ['golden'],
};

function funnelOf(all: readonly ServiceBeginning[], fresh: readonly ServiceBeginning[]): readonly FunnelStage[] {
  return (Object.keys(STAGES) as FunnelStage['stage'][]).map(stage => {
    const isIn = ({ path }: ServiceBeginning): boolean => STAGES[stage].includes(path);
    return { stage, services: all.filter(isIn).length, newServices: fresh.filter(isIn).length };
  });
}

/** Every month of the window, also those in which no service began. */
function monthsOf(fresh: readonly ServiceBeginning[], window: AdoptionWindow): readonly AdoptionMonth[] {
  const end = endOf(window) === window.now ? window.now : endOf(window) - 1;
  const byMonth = new Map(
    monthsBetween(window.from, end).map(month => [month, { month, onGoldenPath: 0, onPavedRoad: 0, offRoad: 0 }]),
  );
  for (const { at, path } of fresh) {
    const month = at === null ? undefined : byMonth.get(monthOf(at));
    if (month) month[path === 'golden' ? 'onGoldenPath' : path === 'paved' ? 'onPavedRoad' : 'offRoad']++;
  }
  return [...byMonth.values()];
}

function ownersOf(beginnings: readonly ServiceBeginning[], window: AdoptionWindow): readonly AdoptionOwner[] {
  const byOwner = new Map<string, ServiceBeginning[]>();
  for (const beginning of beginnings) {
    const owner = beginning.owner ?? '';
    const list = byOwner.get(owner);
    if (list) list.push(beginning);
    else byOwner.set(owner, [beginning]);
  }
  return [...byOwner]
    .map(([owner, own]) => ({
      owner,
      services: shareOnPath(own),
      newServices: shareOnPath(own.filter(({ at }) => at !== null && isInWindow(at, window))),
    }))
    .sort((a, b) => b.services.of - a.services.of || (a.owner < b.owner ? -1 : 1));
}

function countSources(beginnings: readonly ServiceBeginning[]): AdoptionReport['firstSeen'] {
  const counts: Partial<Record<ServiceBeginning['from'], number>> = {};
  for (const { from } of beginnings) counts[from] = (counts[from] ?? 0) + 1;
  return counts;
}
