import { webAddress } from '../../core/catalogue/addresses.js';
import { dashboardAddress } from '../../core/catalogue/annotationAddress.js';
import type { Entity } from '../../core/catalogue/entity.js';

/** A page elsewhere about the running service. */
export interface ServiceLink {
  readonly id: string;
  readonly title: string;
  /** An address of the web. */
  readonly address: string;
}

const WATCHING =
  /\b(?:dashboards?|grafana|metrics|monitoring|logs?|traces?|alerts?|on-?call|pagerduty|opsgenie|runbooks?|status)\b/i;

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
