import { basename, isAbsolute, join, relative } from 'node:path';
import { plainTranslate } from '../../core/common/translate.js';
import { cancelledBy, failure, success, type Result } from '../../core/common/problem.js';
import type { Newcomer } from '../../core/insights/adoption/onboarding.js';
import { reportOf, type ReportOrigin } from '../../core/insights/dora/computeReport.js';
import type { SignalSource } from '../../core/health/source.js';
import { DAY, HOUR, WEEK } from '../../core/insights/dora/calendar.js';
import type { DoraReport, DoraWindow } from '../../core/insights/dora/doraReport.js';
import { incidentsFromAlerts } from '../../core/insights/eventFormats/alertIncidents.js';
import { isProduction } from '../../core/insights/dora/productionEnvironment.js';
import type { RecordSink } from '../../core/insights/eventFormats/recordSink.js';
import { gitDelivery } from '../../core/insights/git/gitHistory.js';
import { ungradedWithoutFailures } from '../../core/insights/git/ungraded.js';
import { besideGitLab } from '../../core/insights/gitLabMetrics.js';
import {
  DEFAULT_INSIGHTS_CONFIG,
  INSIGHTS_CONFIG_PATH,
  readInsightsConfig,
  type DoraDefinition,
  type InsightsConfig,
  type InsightsConfigProblem,
} from '../../core/insights/insightsConfig.js';
import { DeliveryLedger } from '../../core/insights/ledger/deliveryLedger.js';
import { shortServiceName } from '../../core/insights/serviceName.js';
import { QualityNotes } from '../../core/insights/ledger/qualityNotes.js';
import { chosenEventFiles } from './chosenEvents.js';
import { readEventFiles } from './eventFiles.js';
import { readGitFacts } from './gitHistory.js';
import { gitLabNumbers, readProxies } from './proxyDeliveries.js';
import { proxiesInto } from './proxyHistory.js';
import type { ProxyAccess } from './proxyRequests.js';
import { readTextFile } from './textFile.js';

/** What is to be read. */
export interface DeliverySources {
  /** Absolute path of the folder that is measured: its configuration, its events, its git history. */
  readonly folder: string;
  /** Instead of the folder's own configuration. */
  readonly config?: InsightsConfig;
  /** Files or folders with events (absolute paths), instead of what the configuration says. */
  readonly events?: readonly string[];
  /** Where commits are kept between readings; undefined: nowhere. */
  readonly cacheFolder?: string;
  /** Asked for alerts where the configuration wants them as incidents; undefined: there is none. */
  readonly signals?: SignalSource;
  /** Of which time alerts are asked for; undefined: none are. */
  readonly window?: DoraWindow;
  /** How sources behind a Backstage are reached; undefined: they are left out, and the quality of the data says so. */
  readonly proxy?: ProxyAccess;
  /** From when on deployments are needed, in milliseconds since 1970; undefined: all. */
  readonly since?: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly signal: AbortSignal;
  /** Told how many commits, or how many bytes of events, have been read so far. */
  readonly onProgress?: (count: number) => void;
}

/** What a report is asked for; what is left out is as the configuration says. */
export interface DoraQuestion {
  readonly window: DoraWindow;
  /** Names or references of services; undefined: all of the source together. */
  readonly services?: readonly string[];
  readonly environment?: string;
  readonly definition?: DoraDefinition;
}

/** Deliveries that were read, of which reports can be made. */
export interface Delivery {
  readonly config: InsightsConfig;
  /** What is not understood in the configuration file. */
  readonly configProblems: readonly InsightsConfigProblem[];
  /** All services that the source knows. */
  readonly services: readonly string[];
  readonly environments: readonly string[];
  /** How people began, where the history of a clone was read; worked out when it is asked for. */
  readonly newcomers: (() => readonly Newcomer[]) | undefined;
  report(question: DoraQuestion): DoraReport;
}

/** Before the window, releases are looked at for so long: what was repaired or taken back in the window may be of before. */
const BEFORE_WINDOW = 90 * 24 * HOUR;
const LARGEST_CONFIG = 1024 * 1024;

/**
 * All keys of a folder over a window: what the page and the program show alike.
 * @returns kinds of problem: `notFound` no such folder, repository or file, `unsupported` git is not there, `invalid` something
 *   cannot be read, `cancelled`
 */
export async function readDora(
  sources: Omit<DeliverySources, 'since' | 'window'>,
  question: DoraQuestion,
): Promise<Result<Omit<Delivery, 'report'> & { readonly report: DoraReport }>> {
  const { window } = question;
  const delivery = await readDelivery({ ...sources, window, since: window.from - BEFORE_WINDOW });
  if (!delivery.ok) return delivery;
  const { value } = delivery;
  const report = value.report(question);
  // GitLab knows its project as a whole, and only its production.
  const isAsked = !question.services && question.environment === undefined && isProduction(report.environment);
  if (!isAsked || value.config.proxy.length === 0) return success({ ...value, report });
  const quality = new QualityNotes();
  quality.addAll(report.quality);
  const sink = { note: quality.add.bind(quality) };
  const said = await gitLabNumbers(value.config.proxy, window, {
    ...{ access: sources.proxy, signal: sources.signal, sink },
  });
  return success({ ...value, report: { ...besideGitLab(report, said), quality: quality.list() } });
}

/**
 * Reads the deliveries of a folder: from events and from sources behind a Backstage where the configuration names some, else from its
 * git history.
 */
export async function readDelivery(sources: DeliverySources): Promise<Result<Delivery>> {
  const read = await configOf(sources);
  if (!read.ok) return read;
  const { config, configProblems } = read.value;
  const ledger = new DeliveryLedger();
  const events = sources.events ? success(sources.events) : await chosenEventFiles(sources.folder, config.events);
  if (!events.ok) return events;
  const { signal, since } = sources;
  const reading = { access: sources.proxy, service: config.service, since, signal, sink: ledger };
  const proxies = await readProxies(config.proxy, reading);
  if (!proxies.ok) return proxies;
  const isEvents = events.value.length > 0;
  const isGit = !isEvents && !proxies.value.hasDeployments;
  let got: Result<ReadSource>;
  if (isEvents) got = await eventsInto(ledger, sources, events.value);
  else if (isGit) got = await gitInto(ledger, sources, config);
  else got = await incidentsOf(ledger, sources, config);
  if (!got.ok) return got;
  const delivered = await proxiesInto(ledger, sources, config, { ...proxies.value, origin: got.value.origin });
  if (!delivered.ok) return delivered;
  const alerts = await alertsInto(ledger, sources, config);
  if (!alerts.ok) return alerts;
  const { newcomers } = got.value;
  const origin = alerts.value
    ? { ...delivered.value, origin: `${delivered.value.origin}; incidents from alerts in Prometheus` }
    : delivered.value;
  const knowsIncidents = isEvents || config.incidents.length > 0 || proxies.value.hasIncidents || alerts.value;
  const services = [...ledger.services.all].sort();
  return success({
    ...{ config, configProblems, services, newcomers },
    environments: [...ledger.environments.all].filter(name => name !== '').sort(),
    report: question => {
      const report = reportOf(ledger, origin, optionsOf(question, config, services));
      return knowsIncidents ? report : ungradedWithoutFailures(report);
    },
  });
}

function optionsOf(question: DoraQuestion, config: InsightsConfig, services: readonly string[]) {
  const { window, environment = config.environment, definition = config.definition } = question;
  return {
    ...(environment === undefined ? {} : { environment }),
    ...{ ...window, definition, timeZone: config.timeZone, targets: config.targets },
    leadTimeFrom: config.leadTimeFrom,
    attributeWithin: config.attributionHours * HOUR,
    ...(question.services ? { services: question.services.flatMap(name => servicesNamed(name, services)) } : {}),
  };
}

/** Those that are called so in whole, else those whose reference ends with the name, else just the name. */
function servicesNamed(name: string, services: readonly string[]): readonly string[] {
  if (services.includes(name)) return [name];
  const alike = services.filter(each => shortServiceName(each) === name || each === shortServiceName(name));
  return alike.length > 0 ? alike : [name];
}

interface ReadSource {
  readonly origin: ReportOrigin;
  readonly newcomers: (() => readonly Newcomer[]) | undefined;
}

async function eventsInto(
  ledger: DeliveryLedger,
  { signal, now, folder, onProgress }: DeliverySources,
  files: readonly string[],
): Promise<Result<ReadSource>> {
  for (const file of files) {
    const onBytes = onProgress ? { onProgress: (bytes: number): void => onProgress(bytes) } : {};
    const read = await readEventFiles(file, ledger, { signal, ...onBytes });
    if (!read.ok) return read;
  }
  const names = files.map(file => (isBelow(folder, file) ? relative(folder, file) : basename(file)));
  return success({
    origin: { origin: `Events in ${names.join(', ')}`, isDerived: false, at: now },
    newcomers: undefined,
  });
}

function isBelow(folder: string, file: string): boolean {
  const path = relative(folder, file);
  return path !== '' && !path.startsWith('..') && !isAbsolute(path);
}

/** Beside deployments from elsewhere. */
async function incidentsOf(
  ledger: DeliveryLedger,
  sources: DeliverySources,
  config: InsightsConfig,
): Promise<Result<ReadSource>> {
  const read = await incidentsInto(ledger, sources, config);
  return read.ok ? success({ origin: { origin: '', isDerived: false, at: sources.now }, newcomers: undefined }) : read;
}

/** Of files with events only what they tell of incidents. */
async function incidentsInto(
  ledger: DeliveryLedger,
  { folder, signal }: DeliverySources,
  config: InsightsConfig,
): Promise<Result<undefined>> {
  const files = await chosenEventFiles(folder, config.incidents);
  if (!files.ok) return files;
  const sink: RecordSink = {
    add: record => {
      if (record.type === 'incident' || record.type === 'incidentPart') ledger.add(record);
    },
    note: (kind, text, example) => ledger.note(kind, text, example),
  };
  for (const file of files.value) {
    const read = await readEventFiles(file, sink, { signal });
    if (!read.ok) return read;
  }
  return success(undefined);
}

/**
 * Incidents from the alerts of the services that the deployments are of, where the configuration wants them.
 * @returns whether alerts were read; where they cannot be, a note says why, and everything else holds
 */
async function alertsInto(
  ledger: DeliveryLedger,
  { signals, window, now, signal }: DeliverySources,
  config: InsightsConfig,
): Promise<Result<boolean>> {
  if (!config.alerts || !window) return success(false);
  if (!signals) {
    ledger.note('noAlerts', 'Alerts could not be read, as there is no source of telemetry here.');
    return success(false);
  }
  const services = [...ledger.services.all];
  if (services.length === 0) return success(false);
  const { from, to } = window;
  const read = await incidentsFromAlerts(
    signals,
    {
      // What fires at the begin of what is read may have begun before, and what fires at its end is open.
      window: { from: from - DAY, to: to + config.attributionHours * HOUR + WEEK },
      ...{ now, services, choice: config.alerts, environments: ledger.environments.all },
    },
    signal,
  );
  const cancelled = cancelledBy(signal);
  if (cancelled) return cancelled;
  if (!read.ok) {
    const why = read.problem.message;
    ledger.note('noAlerts', 'Alerts could not be read, so incidents that only they tell of are missing.', why);
    return success(false);
  }
  ledger.quality.addAll(read.value.quality);
  for (const event of read.value.events) ledger.add(event);
  return success(true);
}

async function gitInto(
  ledger: DeliveryLedger,
  sources: DeliverySources,
  config: InsightsConfig,
): Promise<Result<ReadSource>> {
  const { folder, signal, now, cacheFolder, onProgress, since } = sources;
  const facts = await readGitFacts({
    ...{ folder, signal, now, patterns: config, branch: config.branch },
    ...(cacheFolder === undefined ? {} : { cacheFolder }),
    ...(onProgress ? { onProgress } : {}),
  });
  if (!facts.ok) return facts;
  const { history, newcomers } = gitDelivery(facts.value, config, since === undefined ? {} : { since });
  ledger.quality.addAll(history.quality);
  for (const event of history.events) ledger.add(event);
  const incidents = await incidentsInto(ledger, sources, config);
  return incidents.ok ? success({ origin: history, newcomers }) : incidents;
}

async function configOf({
  folder,
  config,
}: DeliverySources): Promise<Result<Pick<Delivery, 'config' | 'configProblems'>>> {
  if (config) return success({ config, configProblems: [] });
  const file = await readTextFile(join(folder, ...INSIGHTS_CONFIG_PATH.split('/')), LARGEST_CONFIG);
  if (file.ok) {
    const read = readInsightsConfig(file.value.text);
    return success({ config: read.config, configProblems: read.problems });
  }
  return file.problem.kind === 'notFound'
    ? success({ config: DEFAULT_INSIGHTS_CONFIG, configProblems: [] })
    : failure(file.problem);
}

/** What is not understood in the configuration, a line each: `.golden-path/insights.yaml:3:5 There is no setting …`. */
export function configProblemLines(
  problems: readonly InsightsConfigProblem[],
  translate = plainTranslate,
): readonly string[] {
  return problems.map(
    ({ range, message, values }) =>
      `${INSIGHTS_CONFIG_PATH}:${range.startLine + 1}:${range.startColumn + 1} ${translate(message, ...values)}`,
  );
}
