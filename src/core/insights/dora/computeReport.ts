import type { DeliveryHistory } from '../deliveryEvents.js';
import { DeliveryLedger } from '../ledger/deliveryLedger.js';
import { QualityNotes } from '../ledger/qualityNotes.js';
import { Calendar, HOUR, isKnownZone } from './calendar.js';
import { DEFINITIONS } from './definitions.js';
import { compareText, timelineOf } from './deliveryTimeline.js';
import { DAY_OF_ATTRIBUTION, type DoraOptions } from './doraOptions.js';
import type { DoraReport, DoraWindow } from './doraReport.js';
import { KeyBuilder } from './keyBuilder.js';
import { productionAmong } from './productionEnvironment.js';
import { DEFAULT_TARGETS } from './targets.js';
import { trendSteps } from './windows.js';

/** Where the events of a ledger come from, for the report. */
export type ReportOrigin = Pick<DeliveryHistory, 'origin' | 'isDerived' | 'at'>;

/**
 * All keys of a history over a window. The order of the events and how often each came play no part.
 * @param history events with times in milliseconds since 1970
 * @returns values in events per day, milliseconds and shares; the definition that was used stands beside each
 */
export function doraReport(history: DeliveryHistory, options: DoraOptions): DoraReport {
  return reportOf(DeliveryLedger.of(history), history, options);
}

/** The same of events that were taken in one by one. A ledger can be asked for several windows. */
export function reportOf(ledger: DeliveryLedger, origin: ReportOrigin, options: DoraOptions): DoraReport {
  const { from, to, attributeWithin = DAY_OF_ATTRIBUTION, leadTimeFrom = 'commit' } = options;
  const window: DoraWindow = { from, to };
  const definition = DEFINITIONS[options.definition ?? 'goldenPath'];
  const quality = new QualityNotes();
  quality.addAll(ledger.notes());
  const chosen = chooseRows(ledger, options, quality);
  noteTimes(ledger, chosen, origin.at, quality);
  const timeline = timelineOf(ledger, chosen.deployments, chosen.incidents, {
    definition,
    attributeWithin,
    isAncestor: options.isAncestor,
  });
  if (timeline.unknownCauses > 0)
    quality.add(
      'unknownCause',
      '{0} incidents name a deployment as their cause that is not among the deployments.',
      undefined,
      timeline.unknownCauses,
    );
  const keys = new KeyBuilder(ledger, timeline, chosen.incidents, {
    window,
    steps: trendSteps(window),
    definition,
    environment: chosen.environment,
    leadTimeFrom,
    attributionHours: Math.round((attributeWithin / HOUR) * 10) / 10,
    targets: { ...DEFAULT_TARGETS, ...options.targets },
    calendar: new Calendar(zoneOf(options.timeZone, quality)),
  });
  return {
    services: timeline.runs.map(({ service }) => service),
    environment: chosen.environment,
    window,
    definition: definition.name,
    measures: keys.measures(),
    deployments: keys.deployments,
    quality: quality.list(),
    origin: origin.origin,
    isDerived: origin.isDerived,
    dataAt: origin.at,
  };
}

function zoneOf(zone: string | number | undefined, quality: QualityNotes): string | number {
  if (zone === undefined || isKnownZone(zone)) return zone ?? 'UTC';
  quality.add('timeZone', 'The time zone is not known here, so days are those of UTC.', String(zone));
  return 'UTC';
}

interface ChosenRows {
  readonly environment: string;
  readonly deployments: Uint32Array;
  readonly incidents: readonly number[];
}

function chooseRows(ledger: DeliveryLedger, options: DoraOptions, quality: QualityNotes): ChosenRows {
  const { deployments, incidents, environments, services } = ledger;
  const wanted = options.services && new Set(options.services);
  const isWanted = services.all.map(name => !wanted || wanted.has(name));
  const counts = new Map<string, number>();
  for (let row = 0; row < deployments.size; row++) {
    if (isWanted[deployments.serviceOf(row)] !== true) continue;
    const name = environments.at(deployments.environmentOf(row));
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const environment = options.environment ?? productionAmong(counts);
  const number = environments.find(environment) ?? -1;
  const elsewhere = [...counts].reduce((sum, [name, count]) => (name === environment ? sum : sum + count), 0);
  if (elsewhere > 0)
    quality.add('otherEnvironment', '{0} deployments went to other environments.', undefined, elsewhere);
  const chosen = new Uint32Array(counts.get(environment) ?? 0);
  let next = 0;
  for (let row = 0; row < deployments.size; row++)
    if (isWanted[deployments.serviceOf(row)] === true && deployments.environmentOf(row) === number)
      chosen[next++] = row;
  const unknown = environments.find('');
  const chosenIncidents: number[] = [];
  for (let row = 0; row < incidents.size; row++) {
    const place = incidents.environmentOf(row);
    if (isWanted[incidents.serviceOf(row)] !== true || (place !== number && place !== unknown)) continue;
    if (Number.isNaN(incidents.openedAt(row)))
      quality.add('incidentWithoutStart', 'Of {0} incidents only the end is known.', incidents.id(row));
    else chosenIncidents.push(row);
  }
  chosenIncidents.sort(
    (a, b) =>
      incidents.openedAt(a) - incidents.openedAt(b) ||
      compareText(incidents.sourceName(a), incidents.sourceName(b)) ||
      compareText(incidents.id(a), incidents.id(b)),
  );
  return { environment, deployments: chosen, incidents: chosenIncidents };
}

const SKEW = 5 * 60_000;

/** Times that cannot be: the events count as they are, but the reader must know. */
function noteTimes(
  { deployments, incidents }: DeliveryLedger,
  chosen: ChosenRows,
  readAt: number,
  quality: QualityNotes,
): void {
  const latest = readAt + SKEW;
  const future = '{0} events lie in the future, so a clock of their source is wrong.';
  for (const row of chosen.deployments) {
    if (deployments.finishedAt(row) > latest) quality.add('future', future, deployments.id(row));
    if (deployments.startedAt(row) > deployments.finishedAt(row))
      quality.add('startAfterEnd', '{0} deployments end before they start.', deployments.id(row));
  }
  for (const row of chosen.incidents)
    if (incidents.openedAt(row) > latest) quality.add('future', future, incidents.id(row));
}
