import type { Entity } from '../catalogue/entity.js';

/** A page of another tool about an entity. */
export interface TelemetryLink {
  /** Identifies it among those of the entity: the annotation. */
  readonly id: string;
  /** The tool, such as `PagerDuty`: a name, the same in every language. */
  readonly tool: string;
  readonly address: string;
}

/** A query that an entity names itself, and the label by which its lines are told apart. */
export interface NamedQuery {
  readonly query: string;
  readonly dimension?: string;
}

// Annotations that hold an address of their own, by the start of their names.
const WITH_ADDRESS: readonly (readonly [prefix: string, tool: string])[] = [
  ['grafana/', 'Grafana'],
  ['datadoghq.com/', 'Datadog'],
  ['newrelic.com/', 'New Relic'],
  ['dynatrace.com/', 'Dynatrace'],
  ['opsgenie.com/', 'Opsgenie'],
  ['pagerduty.com/', 'PagerDuty'],
  ['bugsnag.com/', 'Bugsnag'],
  ['launchdarkly.com/', 'LaunchDarkly'],
  ['sentry.io/', 'Sentry'],
];

// Annotations whose value is a part of a public address.
const WITH_NAME: readonly (readonly [annotation: string, tool: string, address: (value: string) => string])[] = [
  ['pagerduty.com/service-id', 'PagerDuty', id => `https://app.pagerduty.com/service-directory/${id}`],
  ['buildkite.com/project-slug', 'Buildkite', slug => `https://buildkite.com/${slug}`],
];

const PLAIN = /^[\w.-]+(?:\/[\w.-]+)?$/;

/** The pages of other tools that an entity's annotations lead to. Only web addresses, in the order of the annotations. */
export function telemetryLinks({ annotations }: Pick<Entity, 'annotations'>): readonly TelemetryLink[] {
  return [...annotations].flatMap(([id, value]): readonly TelemetryLink[] => {
    const text = value.trim();
    const named = WITH_NAME.find(([annotation]) => annotation === id);
    if (named && PLAIN.test(text) && !/(?:^|\/)\.+(?:\/|$)/.test(text))
      return [{ id, tool: named[1], address: named[2](text) }];
    const tool = WITH_ADDRESS.find(([prefix]) => id.startsWith(prefix))?.[1];
    return tool && isWebAddress(text) ? [{ id, tool, address: text }] : [];
  });
}

/** Whether a text is an address that a browser may open without a name or a password in it. */
function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s@/?#]+(?:[/?#]\S*)?$/i.test(text);
}

/**
 * The queries of `prometheus.io/rule`: `query|dimension` with commas between them, so that no query has one. Source: Roadie's
 * Prometheus plugin for Backstage.
 */
export function namedQueries({ annotations }: Pick<Entity, 'annotations'>): readonly NamedQuery[] {
  return (annotations.get('prometheus.io/rule') ?? '').split(',').flatMap(part => {
    const [query = '', dimension = ''] = part.split('|').map(text => text.trim());
    return query === '' ? [] : [{ query, ...(dimension === '' ? {} : { dimension }) }];
  });
}
