// What the services say of themselves, and the cluster of them, as series with their names and labels.
import { bounds } from './traffic.mjs';

/** @typedef {import('./traffic.mjs').ServiceTraffic} ServiceTraffic */
/** @typedef {import('./traffic.mjs').InstanceCounters} InstanceCounters */
/** @typedef {Readonly<Record<string, string>>} Labels */
/** @typedef {{ name: string, labels: Labels, read: () => number }} Series */

export const requestDuration = 'http_server_request_duration_seconds';

/** @param {Readonly<Record<string, string>>} labels */
function written(labels) {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',');
}

/**
 * The labels that a scrape adds to everything that an instance says.
 * @param {ServiceTraffic} traffic
 * @param {InstanceCounters} instance
 */
export function targetLabels({ service }, { number }) {
  return {
    environment: 'production',
    instance: `${service.name}-${number}`,
    service: service.name,
    system: service.system,
  };
}

/**
 * What an instance says of its requests.
 * @param {InstanceCounters} instance
 * @returns {{ good: Series[], bad: Series[] }}
 */
export function requestSeries(instance) {
  /** @param {string} code */
  const common = code => ({ http_request_method: 'GET', http_response_status_code: code, http_route: '/' });
  /** @param {string} code @param {() => number} all @param {() => number} seconds @returns {Series[]} */
  const totals = (code, all, seconds) => [
    { name: `${requestDuration}_bucket`, labels: { ...common(code), le: '+Inf' }, read: () => Math.floor(all()) },
    { name: `${requestDuration}_count`, labels: common(code), read: () => Math.floor(all()) },
    { name: `${requestDuration}_sum`, labels: common(code), read: () => Math.round(seconds() * 1000) / 1000 },
  ];
  const good = bounds.map((bound, at) => ({
    name: `${requestDuration}_bucket`,
    labels: { ...common('200'), le: String(bound) },
    read: () => Math.floor(instance.buckets[at] ?? 0),
  }));
  return {
    good: [
      ...good,
      ...totals(
        '200',
        () => instance.good,
        () => instance.goodSeconds,
      ),
    ],
    bad: totals(
      '500',
      () => instance.bad,
      () => instance.badSeconds,
    ),
  };
}

/** Which version an instance runs. @param {ServiceTraffic} traffic @returns {Series} */
export function versionSeries({ service, running }) {
  const labels = {
    deployment_environment_name: 'production',
    service_name: service.name,
    service_namespace: service.system,
    service_version: running.version,
  };
  return { name: 'target_info', labels, read: () => 1 };
}

/**
 * What the cluster says of the container of an instance: memory in use and its limit, in bytes.
 * @param {ServiceTraffic} traffic
 * @param {InstanceCounters} instance
 * @returns {Series[]}
 */
export function containerSeries(traffic, { number }) {
  const { name } = traffic.service;
  const labels = { container: name, namespace: name, pod: podName(name, number), service: name };
  return [
    { name: 'container_memory_working_set_bytes', labels, read: () => Math.round(traffic.memory) },
    {
      name: 'kube_pod_container_resource_limits',
      labels: { ...labels, resource: 'memory', unit: 'byte' },
      read: () => traffic.memoryLimit,
    },
  ];
}

/** @param {string} service @param {number} number */
export function podName(service, number) {
  return `${service}-6f7d9c-${String.fromCharCode(97 + number)}x2`;
}

/** The page of one instance. @param {ServiceTraffic} traffic @param {InstanceCounters} instance */
export function instancePage(traffic, instance) {
  const { good, bad } = requestSeries(instance);
  return page([
    `# TYPE ${requestDuration} histogram`,
    ...lines([...good, ...(instance.bad >= 1 ? bad : [])]),
    '# TYPE target_info gauge',
    ...lines([versionSeries(traffic)]),
    '# TYPE process_resident_memory_bytes gauge',
    `process_resident_memory_bytes ${Math.round(traffic.memory * 0.93)}`,
  ]);
}

/** The page of the cluster. @param {readonly ServiceTraffic[]} all */
export function clusterPage(all) {
  const here = all.filter(({ isTarget }) => isTarget);
  const series = here.flatMap(traffic => traffic.instances.flatMap(one => containerSeries(traffic, one)));
  const deployments = here.flatMap(({ service, instances }) => {
    const labels = written({ deployment: service.name, namespace: service.name, service: service.name });
    return [
      `kube_deployment_spec_replicas{${labels}} ${instances.length}`,
      `kube_deployment_status_replicas_available{${labels}} ${instances.filter(({ isUp }) => isUp).length}`,
    ];
  });
  return page([...lines(series), ...deployments]);
}

/** The page of what was deployed. @param {readonly ServiceTraffic[]} all @param {number} now Unix time in seconds */
export function deploymentsPage(all, now) {
  return page([
    '# TYPE goldenpath_deployment_timestamp_seconds gauge',
    ...all
      .flatMap(({ deployments }) => deployments)
      .filter(({ at }) => at <= now)
      .map(({ service, version, commit, at }) => {
        const labels = written({ commit, environment: 'production', service, version });
        return `goldenpath_deployment_timestamp_seconds{${labels}} ${at}`;
      }),
  ]);
}

/** @param {readonly Series[]} series */
function lines(series) {
  return series.map(({ name, labels, read }) => `${name}{${written(labels)}} ${read()}`);
}

/** @param {readonly string[]} all */
function page(all) {
  return `${all.join('\n')}\n`;
}
