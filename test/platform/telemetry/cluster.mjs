// The part of the Kubernetes API that Backstage reads of a component, as the cluster of the demo would answer: its objects by
// label, made of what the services do. Read only.
import { podName } from './exposition.mjs';

/** @typedef {import('./traffic.mjs').ServiceTraffic} ServiceTraffic */

const idLabel = 'backstage.io/kubernetes-id';

/**
 * @param {URL} url
 * @param {readonly ServiceTraffic[]} services
 * @param {import('node:http').ServerResponse} response
 */
export function answerCluster(url, services, response) {
  const selector = new URLSearchParams((url.searchParams.get('labelSelector') ?? '').replaceAll(',', '&'));
  const id = selector.get(idLabel) ?? undefined;
  const here = services.filter(({ isTarget, service }) => isTarget && (id === undefined || service.name === id));
  const list = listAt(url.pathname, here);
  response.writeHead(list ? 200 : 404, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify(list ?? { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: 404, message: 'not found' }),
  );
}

/**
 * @param {string} path
 * @param {readonly ServiceTraffic[]} services
 */
function listAt(path, services) {
  const [, resource] = /^\/(?:api\/v1|apis\/[^/]+\/v\d[a-z0-9]*)\/(?:namespaces\/[^/]+\/)?([a-z]+)$/.exec(path) ?? [];
  if (resource === undefined) return undefined;
  if (resource === 'deployments')
    return { apiVersion: 'apps/v1', kind: 'DeploymentList', metadata: {}, items: services.map(deployment) };
  if (resource === 'pods') return { apiVersion: 'v1', kind: 'PodList', metadata: {}, items: services.flatMap(pods) };
  return { apiVersion: 'v1', kind: 'List', metadata: {}, items: [] };
}

/** @param {ServiceTraffic} traffic */
function image({ service, running }) {
  return `registry.parcelwise.example/${service.name}:${running.version}`;
}

/** @param {ServiceTraffic} traffic */
function deployment(traffic) {
  const { name } = traffic.service;
  const available = traffic.instances.filter(({ isUp }) => isUp).length;
  const labels = { app: name, [idLabel]: name };
  return {
    metadata: { name, namespace: name, labels },
    spec: {
      replicas: traffic.instances.length,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name, image: image(traffic) }] } },
    },
    status: { replicas: traffic.instances.length, readyReplicas: available, availableReplicas: available },
  };
}

/** @param {ServiceTraffic} traffic */
function pods(traffic) {
  const { name } = traffic.service;
  return traffic.instances.map(({ number, isUp }) => ({
    metadata: { name: podName(name, number), namespace: name, labels: { app: name, [idLabel]: name } },
    spec: { containers: [{ name, image: image(traffic) }] },
    status: {
      phase: 'Running',
      containerStatuses: [
        {
          ...{ name, image: image(traffic), ready: isUp, restartCount: isUp ? 0 : 7 },
          state: isUp ? { running: {} } : { waiting: { reason: 'CrashLoopBackOff' } },
        },
      ],
    },
  }));
}
