import type { Entity } from '../catalogue/entity.js';
import { LABELS_ANNOTATION } from './binding.js';
import { parseSelector, satisfies, type Matcher } from './selector.js';
import type { Binding } from './serviceHealth.js';
import type { Alert } from './source.js';

/** Names of alerts with commas between them, or `all`. Source: Roadie's Prometheus plugin for Backstage. */
export const ALERT_ANNOTATION = 'prometheus.io/alert';

/** Labels of alerts, such as `service=checkout`. Source: the community's Grafana plugin for Backstage. */
export const GRAFANA_ALERT_ANNOTATION = 'grafana/alert-label-selector';

/**
 * Which alerts are an entity's: those with all labels of its binding, those that it names itself unless they say that they are
 * another service's, and those with the labels that it has for Grafana.
 */
export function alertFilter(
  { annotations }: Pick<Entity, 'annotations'>,
  binding: Binding | undefined,
): (alert: Alert) => boolean {
  const bound = binding ? parseSelector(binding.matchers) : undefined;
  const labelled = parseLabels(annotations.get(GRAFANA_ALERT_ANNOTATION));
  const names = new Set(listOf(annotations.get(ALERT_ANNOTATION)));
  const all = names.size === 0 || names.has('all');
  // Labels that were meant for alerts restrict those that are named, too.
  const meantForAlerts = binding?.saidBy === LABELS_ANNOTATION;
  return alert => {
    if (labelled && satisfies(alert.labels, labelled)) return true;
    if (bound && (all || names.has(alert.name)) && satisfies(alert.labels, bound)) return true;
    return !all && !meantForAlerts && names.has(alert.name) && !isOf(alert, binding);
  };
}

/** Whether an alert says whose it is: it has the label by which services are told apart. */
function isOf({ labels }: Alert, binding: Binding | undefined): boolean {
  return binding?.key !== undefined && Object.hasOwn(labels, binding.key.label);
}

function listOf(text: string | undefined): readonly string[] {
  return (text ?? '').split(',').flatMap(name => (name.trim() === '' ? [] : [name.trim()]));
}

function parseLabels(text: string | undefined): readonly Matcher[] | undefined {
  const pairs = listOf(text).map((pair): Matcher | undefined => {
    const [, label, value] = /^([a-zA-Z_]\w*)\s*=\s*"?([^"]+?)"?$/.exec(pair) ?? [];
    return label && value ? { label, operator: '=', value } : undefined;
  });
  const known = pairs.filter(pair => pair !== undefined);
  return known.length > 0 && known.length === pairs.length ? known : undefined;
}
