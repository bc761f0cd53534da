import { webAddress } from '../../core/catalogue/addresses.js';
import { dashboardAddress } from '../../core/catalogue/annotationAddress.js';
import type { Entity } from '../../core/catalogue/entity.js';
import { namedQueries, telemetryLinks } from '../../core/health/telemetryLinks.js';

/** A page elsewhere about the running service. */
export interface ServiceLink {
  readonly id: string;
  readonly title: string;
  /** An address of the web. */
  readonly address: string;
}

const WATCHING =
  /\b(?:dashboards?|grafana|metrics|monitoring|logs?|traces?|alerts?|on-?call|pagerduty|opsgenie|runbooks?|status)\b/i;
const LONGEST_QUERY = 60;

/** The pages on which a service is watched, as its descriptor names them: its dashboard first. */
export function serviceLinks(entity: Entity): readonly ServiceLink[] {
  const dashboard = dashboardAddress(entity);
  const links = entity.links.flatMap(({ url, title, icon, type }, place): ServiceLink[] => {
    const address = webAddress(url);
    const isWatching = [title, icon, type].some(text => WATCHING.test(text ?? ''));
    return address && address !== dashboard && isWatching ? [{ id: `link${place}`, title: title ?? url, address }] : [];
  });
  return [...(dashboard ? [{ id: 'dashboard', title: 'Dashboard', address: dashboard }] : []), ...links];
}

/**
 * The same, then the pages of other tools that its annotations lead to and the graphs of the queries that it names itself; each
 * address once.
 * @param graphAddress the page on which a query is drawn; undefined where there is none
 */
export function watchingLinks(
  entity: Entity,
  graphAddress: (query: string) => string | undefined,
): readonly ServiceLink[] {
  const tools = telemetryLinks(entity);
  const ofTools = tools.flatMap(({ id, tool, address }): ServiceLink[] => {
    const isAlone = tools.filter(other => other.tool === tool).length === 1;
    const checked = webAddress(address);
    return checked
      ? [{ id, title: isAlone ? tool : `${tool} (${id.slice(id.indexOf('/') + 1)})`, address: checked }]
      : [];
  });
  const graphs = namedQueries(entity).flatMap(({ query, dimension }, place): ServiceLink[] => {
    const address = webAddress(graphAddress(query));
    const short = query.length > LONGEST_QUERY ? `${query.slice(0, LONGEST_QUERY - 1)}…` : query;
    return address ? [{ id: `rule${place}`, title: dimension ? `${short} (${dimension})` : short, address }] : [];
  });
  const seen = new Set<string>();
  return [...serviceLinks(entity), ...ofTools, ...graphs].filter(({ address }) => {
    const isNew = !seen.has(address);
    seen.add(address);
    return isNew;
  });
}
