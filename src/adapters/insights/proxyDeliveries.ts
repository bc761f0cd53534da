import { failure, CANCELLED, success, type Result } from '../../core/common/problem.js';
import type { ProxySource } from '../../core/insights/config/proxySources.js';
import type { DoraKey } from '../../core/insights/dora/doraReport.js';
import type { DeliveryRecord, DeploymentRecord } from '../../core/insights/eventFormats/deliveryRecord.js';
import { readGitLabDeployment } from '../../core/insights/eventFormats/gitLabPayloads.js';
import { textAt } from '../../core/insights/eventFormats/payload.js';
import { readEvent } from '../../core/insights/eventFormats/readEvent.js';
import type { RecordSink } from '../../core/insights/eventFormats/recordSink.js';
import { GITLAB_METRICS, gitLabDays, gitLabValue } from '../../core/insights/gitLabMetrics.js';
import { askProxy, type ProxyAccess, type ProxyAnswer, type ProxyTrouble } from './proxyRequests.js';

/** What sources behind the proxy gave. */
export interface ProxyDeliveries {
  readonly deployments: readonly DeploymentRecord[];
  /** Incidents, and what ties deployments to changes. */
  readonly others: readonly Exclude<DeliveryRecord, DeploymentRecord>[];
  /** What each source that could be read is, for a person. */
  readonly names: readonly string[];
  /** Whether the deployments are all that there are, so that none need be worked out from git. */
  readonly hasDeployments: boolean;
  readonly hasIncidents: boolean;
}

export interface ProxyReading {
  /** Undefined where no Backstage is connected. */
  readonly access: ProxyAccess | undefined;
  /** The component that the folder holds, where it is said. */
  readonly service: string | undefined;
  /** From when on deployments are needed, in milliseconds since 1970; undefined: all. */
  readonly since: number | undefined;
  readonly signal: AbortSignal;
  readonly sink: Pick<RecordSink, 'note'>;
}

const PAGE = 100;
const MOST_PAGES = 50;

const TROUBLES: Readonly<Record<ProxyTrouble, string>> = {
  cancelled: '',
  signIn: '{0} sources behind Backstage were left out: sign in to Backstage to read them.',
  refused:
    '{0} sources behind Backstage were left out: they refuse to be read. What the proxy signs in with may not see them.',
  missing:
    '{0} sources behind Backstage were left out: there is nothing at this path. Either the proxy does not know it, or there is no such project.',
  unreadable: '{0} sources behind Backstage were left out: what they answer is no list of deliveries.',
  unreachable: '{0} sources behind Backstage were left out: they could not be reached, or failed.',
};

/**
 * Reads deliveries through the proxy of a Backstage. A source counts as a whole or not at all: what is wrong with one is noted, and the
 * others are read.
 * @returns a problem only where it was stopped
 */
export async function readProxies(
  sources: readonly ProxySource[],
  reading: ProxyReading,
): Promise<Result<ProxyDeliveries>> {
  const { access, sink } = reading;
  const records: DeliveryRecord[] = [];
  const names: string[] = [];
  let isGitLab = false;
  for (const source of sources) {
    if (!access) {
      const text =
        '{0} sources behind Backstage were left out: they are only read in the editor, connected to a Backstage.';
      sink.note('proxyLeftOut', text, nameOf(source));
      continue;
    }
    const listed =
      source.kind === 'gitlab' ? await gitLabEntries(source, access, reading) : await ask(access, source, reading);
    if ('trouble' in listed) {
      if (listed.trouble === 'cancelled') return failure(CANCELLED);
      sink.note(`proxy-${listed.trouble}`, TROUBLES[listed.trouble], `${nameOf(source)}: ${listed.detail}`);
      continue;
    }
    isGitLab ||= source.kind === 'gitlab';
    names.push(nameOf(source));
    records.push(...recordsOf(source, listed.entries, reading));
  }
  const deployments = records.filter(record => record.type === 'deployment');
  const others = records.filter(record => record.type !== 'deployment');
  const hasIncidents = others.some(({ type }) => type === 'incident' || type === 'incidentPart');
  return success({ deployments, others, names, hasDeployments: isGitLab || deployments.length > 0, hasIncidents });
}

type Listed = { readonly entries: readonly unknown[] } | Extract<ProxyAnswer, { trouble: unknown }>;

async function ask(
  access: ProxyAccess,
  { path }: ProxySource,
  { signal }: ProxyReading,
  params: Readonly<Record<string, string | number | undefined>> = {},
): Promise<Listed> {
  const answer = await askProxy(access, path, params, signal);
  if ('trouble' in answer) return answer;
  return Array.isArray(answer.value)
    ? { entries: answer.value }
    : { trouble: 'unreadable', detail: 'The answer is no list.' };
}

/**
 * All deployments since a time. GitLab only filters by the time of the last change in the order of that time, which nothing that is
 * needed escapes: a deployment is changed when it ends. Its headers with the number of the next page do not come through the proxy of a
 * Backstage unless they are allowed there, so that the pages are asked for until one is empty.
 */
async function gitLabEntries(source: ProxySource, access: ProxyAccess, reading: ProxyReading): Promise<Listed> {
  const { since, sink } = reading;
  const byId = new Map<string, unknown>();
  const deployments = { ...source, path: gitLabPath(source, 'deployments') };
  for (let page = 1; ; page++) {
    const listed = await ask(access, deployments, reading, {
      ...{ order_by: 'updated_at', sort: 'desc', per_page: PAGE, page, environment: source.environment },
      updated_after: since === undefined ? undefined : new Date(since).toISOString(),
    });
    if ('trouble' in listed) return listed;
    const before = byId.size;
    // While the pages are read, a new deployment shifts the others: one may come twice.
    for (const entry of listed.entries) byId.set(textAt(entry, 'id') ?? `${page} ${byId.size}`, entry);
    if (byId.size === before) return { entries: [...byId.values()] };
    if (page < MOST_PAGES) continue;
    const text = '{0} sources behind Backstage have more deployments than are read; the oldest are left out.';
    sink.note('proxyLimit', text, nameOf(source));
    return { entries: [...byId.values()] };
  }
}

function gitLabPath({ path, project = '' }: ProxySource, what: string): string {
  return `${path.replace(/\/+$/, '')}/projects/${encodeURIComponent(project)}/${what}`;
}

function nameOf({ kind, path, project }: ProxySource): string {
  return kind === 'gitlab' ? `GitLab ${project ?? ''}` : path;
}

function recordsOf(
  source: ProxySource,
  entries: readonly unknown[],
  { sink, service }: ProxyReading,
): readonly DeliveryRecord[] {
  const records: DeliveryRecord[] = [];
  // GitLab's project is that of the folder; DevLake may list those of many.
  const owner = source.service ?? (source.kind === 'gitlab' ? service : undefined);
  const into: RecordSink = {
    add: record => records.push(owner !== undefined && 'service' in record ? { ...record, service: owner } : record),
    note: (kind, text, example) => sink.note(kind, text, example),
  };
  for (const entry of entries)
    if (source.kind === 'gitlab') readGitLabDeployment(entry, source.project ?? '', into);
    else readEvent(entry, into);
  return records;
}

/**
 * What GitLab itself says of a window, in the units of the keys; empty where no source is a GitLab that is asked for it, or more than
 * one is. It is asked for no more of them once it has refused one.
 */
export async function gitLabNumbers(
  sources: readonly ProxySource[],
  window: { readonly from: number; readonly to: number },
  { access, signal, sink }: Pick<ProxyReading, 'access' | 'signal' | 'sink'>,
): Promise<ReadonlyMap<DoraKey, number>> {
  const values = new Map<DoraKey, number>();
  const [source, another] = sources.filter(({ kind, metrics }) => kind === 'gitlab' && metrics);
  if (!access || !source || another) return values;
  const { start, end, count } = gitLabDays(window);
  for (const metric of GITLAB_METRICS) {
    const answer = await askProxy(
      access,
      gitLabPath(source, 'dora/metrics'),
      { metric: metric.metric, interval: metric.interval, start_date: start, end_date: end },
      signal,
    );
    const value = 'trouble' in answer ? undefined : gitLabValue(metric, answer.value, count);
    if (value !== undefined && value !== null) values.set(metric.key, value);
    if (value !== undefined) continue;
    const trouble = 'trouble' in answer ? answer.trouble : 'unreadable';
    const isRefused = trouble === 'refused' || trouble === 'missing';
    if (trouble !== 'cancelled')
      sink.note(
        isRefused ? 'gitLabRefused' : 'gitLabMetrics',
        isRefused
          ? 'GitLab does not give its own numbers of DORA: they need GitLab Ultimate, and the role of a reporter for what the proxy signs in with. `metrics: false` asks no more.'
          : 'GitLab’s own numbers of DORA could not be read. Ours do not need them.',
        `${nameOf(source)}: ${'trouble' in answer ? answer.detail : metric.metric}`,
      );
    return values;
  }
  return values;
}
