import { webAddress } from './addresses.js';
import type { Entity } from './entity.js';

const SLUG = /^[\w.-]+(?:\/[\w.-]+)+$/;
const LOGIN = /^[\w.-]+$/;

/** Annotations whose value is a name at a service, and the page it names. Source: the documentation of each integration. */
const PAGE_OF_ANNOTATION: ReadonlyMap<string, (value: string) => string | undefined> = new Map([
  ['github.com/project-slug', slugPage('https://github.com/')],
  ['gitlab.com/project-slug', slugPage('https://gitlab.com/')],
  ['circleci.com/project-slug', slugPage('https://app.circleci.com/pipelines/')],
  ['github.com/user-login', value => (LOGIN.test(value) ? `https://github.com/${value}` : undefined)],
  [
    'github.com/team-slug',
    value => {
      const [organisation, team, more] = value.split('/');
      const good = organisation && team && !more && LOGIN.test(organisation) && LOGIN.test(team);
      return good ? `https://github.com/orgs/${organisation}/teams/${team}` : undefined;
    },
  ],
]);

const DASHBOARD_ANNOTATIONS = [
  'grafana/overview-dashboard',
  'datadoghq.com/dashboard-url',
  'grafana/dashboard-selector',
];

/**
 * The web page that an annotation leads to: an address as it stands, with or without `url:` before it, or the page of what
 * it names at a well-known service.
 * @returns undefined where it leads nowhere that is known
 */
export function annotationAddress(name: string, value: string): string | undefined {
  return PAGE_OF_ANNOTATION.get(name)?.(value.trim()) ?? webAddress(value.trim().replace(/^url:/, ''));
}

/** The dashboard of an entity: an annotation with an address, else a link that says it is one. */
export function dashboardAddress(entity: Entity): string | undefined {
  for (const name of DASHBOARD_ANNOTATIONS) {
    const address = annotationAddress(name, entity.annotations.get(name) ?? '');
    if (address) return address;
  }
  const isDashboard = ({ icon, type, title }: Entity['links'][number]): boolean =>
    icon === 'dashboard' || type?.endsWith('dashboard') === true || /\bdashboards?\b/i.test(title ?? '');
  return webAddress(entity.links.find(isDashboard)?.url);
}

function slugPage(prefix: string): (value: string) => string | undefined {
  return value => (SLUG.test(value) ? prefix + value : undefined);
}
