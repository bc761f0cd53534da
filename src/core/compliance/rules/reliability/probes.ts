import { fixOf, setAt } from '../../fixes/edits.js';
import type { Fix } from '../../finding.js';
import { k8sText, k8sValue } from '../../kubernetes/resource.js';
import { entryOf, itemsOf, valueAt } from '../../yaml/navigate.js';
import type { MapNode, YamlDocument } from '../../yaml/node.js';

export const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;
export type ProbeName = (typeof PROBES)[number];

/** Paths that many programs answer on: a beginning, to be filled in. */
const PATHS: Readonly<Record<ProbeName, string>> = {
  livenessProbe: '/healthz',
  readinessProbe: '/ready',
  startupProbe: '/healthz',
};

/**
 * Adds a probe that asks the first port of a container.
 * @returns undefined where the container declares no port
 */
export function insertProbe(document: YamlDocument, container: MapNode, probe: ProbeName): Fix | undefined {
  const [first] = itemsOf(entryOf(container, 'ports')?.value);
  const number = k8sValue(valueAt(first, 'containerPort'));
  const port = k8sText(valueAt(first, 'name')) ?? (typeof number === 'number' ? String(number) : undefined);
  if (port === undefined) return undefined;
  const value = { httpGet: { path: PATHS[probe], port } };
  return fixOf('placeholder', 'Add a “{0}” to be filled in', [probe], setAt(document, container, [probe], value));
}
