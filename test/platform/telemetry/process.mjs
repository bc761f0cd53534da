// The process of one telemetry: the services of the demo as a Prometheus sees them, their history, and the servers that keep it.
// Started by telemetry.mjs, which waits for `ready`.
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { answerCluster } from './cluster.mjs';
import { writeConfiguration } from './configuration.mjs';
import { clusterPage, deploymentsPage, instancePage } from './exposition.mjs';
import { writeHistory } from './history.mjs';
import { ServerProcess } from './servers.mjs';
import { demoServices, deploymentsOf, fleetServices } from './services.mjs';
import { ServiceTraffic } from './traffic.mjs';

/**
 * @typedef {object} TelemetrySettings
 * @property {string} folder absolute path; emptied
 * @property {boolean} removesFolder whether the folder goes when the starter vanishes
 * @property {import('./configuration.mjs').TelemetryPorts} ports
 * @property {import('./programs.mjs').TelemetryPrograms} programs
 * @property {number} days of history
 * @property {string} [targets] absolute path of a folder with files of more targets
 * @property {number} fleet how many made-up services there are besides those of the demo
 */
/**
 * What can be asked of the process.
 * @typedef {{ do: 'behave', service: string, behaviour: import('./services.mjs').Behaviour } | { do: 'deploy', service: string, version: string, commit: string } | { do: 'stopPrometheus' } | { do: 'startPrometheus' } | { do: 'stopAlertmanager' } | { do: 'startAlertmanager' }} TelemetryOrder
 */

const tickMs = 1000;
const fleetHistoryS = 2 * 3600;
const day = 86_400;

/** @type {TelemetrySettings} */
const settings = JSON.parse(process.env['TELEMETRY_SETTINGS'] ?? '');
const { folder, ports, programs } = settings;

const killGroup = () => process.kill(process.platform === 'win32' ? process.pid : -process.pid, 'SIGKILL');
// The channel closes when the starter is gone, however it went: then nobody is left to stop these processes.
process.on('disconnect', () => {
  if (settings.removesFolder) rmSync(folder, { recursive: true, force: true });
  killGroup();
});
process.on('SIGTERM', killGroup);

const now = () => Date.now() / 1000;
const startedAt = Math.floor(now());
const demo = trafficOf(demoServices);
const fleet = trafficOf(fleetServices(settings.fleet));
const all = [...demo, ...fleet];
const byName = new Map(all.map(traffic => [traffic.service.name, traffic]));

/** @param {readonly import('./services.mjs').Service[]} services */
function trafficOf(services) {
  const deployments = deploymentsOf(services, startedAt);
  return services.map(service => new ServiceTraffic(service, startedAt, deployments.get(service.name) ?? []));
}

const storage = join(folder, 'prometheus');
const files = writeConfiguration({
  folder: join(folder, 'configuration'),
  ports,
  services: all,
  scrapeS: settings.fleet > 0 ? 15 : 5,
  targets: settings.targets,
});
const prometheus = new ServerProcess({
  name: 'Prometheus',
  command: programs.prometheus,
  args: [
    `--config.file=${files.prometheus}`,
    `--storage.tsdb.path=${storage}`,
    '--storage.tsdb.retention.time=60d',
    // Whatever is there lives for hours: merging its blocks would be work for nothing.
    '--storage.tsdb.min-block-duration=2h',
    '--storage.tsdb.max-block-duration=2h',
    // What fires before the other server is found would otherwise be told a minute later.
    '--rules.alert.resend-delay=10s',
    `--web.listen-address=127.0.0.1:${ports.prometheus}`,
    '--log.level=warn',
  ],
  port: ports.prometheus,
  logFile: join(folder, 'prometheus.log'),
});
const alertmanager = new ServerProcess({
  name: 'Alertmanager',
  command: programs.alertmanager,
  args: [
    `--config.file=${files.alertmanager}`,
    `--storage.path=${join(folder, 'alertmanager')}`,
    `--web.listen-address=127.0.0.1:${ports.alertmanager}`,
    // Alone: no other Alertmanager is looked for.
    '--cluster.listen-address=',
    '--log.level=warn',
  ],
  port: ports.alertmanager,
  logFile: join(folder, 'alertmanager.log'),
});

/** @param {import('node:http').ServerResponse} response @param {string | undefined} text undefined: as a service that is down */
function answer(response, text) {
  response.writeHead(text === undefined ? 503 : 200, { 'content-type': 'text/plain; version=0.0.4' });
  response.end(text);
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const [root, page, name = '', number = ''] = url.pathname.split('/').filter(Boolean);
  if (root !== 'metrics') answerCluster(url, all, response);
  else if (page === 'cluster') answer(response, clusterPage(all));
  else if (page === 'deployments') answer(response, deploymentsPage(all, now()));
  else {
    const traffic = byName.get(name);
    const instance = traffic?.instances[Number(number)];
    answer(response, traffic && instance?.isUp ? instancePage(traffic, instance) : undefined);
  }
});

/** @param {TelemetryOrder} order */
async function carryOut(order) {
  switch (order.do) {
    case 'behave':
      serviceNamed(order.service).told = order.behaviour;
      return advance();
    case 'deploy': {
      const { service, version, commit } = order;
      serviceNamed(service).deployments.push({ service, version, commit, at: Math.floor(now()) });
      return advance();
    }
    case 'stopPrometheus':
      return prometheus.stop();
    case 'startPrometheus':
      return prometheus.start();
    case 'stopAlertmanager':
      return alertmanager.stop();
    case 'startAlertmanager':
      return alertmanager.start();
  }
}

/** @param {string} name */
function serviceNamed(name) {
  const traffic = byName.get(name);
  if (!traffic) throw new Error(`There is no service “${name}” with telemetry.`);
  return traffic;
}

/** Somebody of the demo has silenced an alert before we came. */
async function silenceWhatIsKnown() {
  const silence = {
    matchers: [
      { name: 'alertname', value: 'HighLatency', isRegex: false, isEqual: true },
      { name: 'service', value: 'merchant-portal-web', isRegex: false, isEqual: true },
    ],
    startsAt: new Date((startedAt - 4 * 3600) * 1000).toISOString(),
    endsAt: new Date((startedAt + 20 * 3600) * 1000).toISOString(),
    createdBy: 'elif.aydin',
    comment: 'The new charts load too much at once. Mended with the next release.',
  };
  const response = await fetch(`http://127.0.0.1:${ports.alertmanager}/api/v2/silences`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(silence),
  });
  if (!response.ok) throw new Error(`Alertmanager takes no silence (HTTP ${response.status}).`);
}

let last = startedAt;
function advance() {
  const at = now();
  for (const traffic of all) traffic.advance(at, at - last);
  last = at;
}

process.on('message', async (/** @type {{ id: number, question: TelemetryOrder }} */ { id, question }) => {
  try {
    await carryOut(question);
    process.send?.({ id, answer: true });
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? error.message : String(error) });
  }
});

await new Promise((resolve, reject) => {
  server.once('error', reject);
  server.listen(ports.services, '127.0.0.1', () => resolve(undefined));
});
const ready = alertmanager.start().then(silenceWhatIsKnown);
writeHistory({
  services: [
    ...demo.map(traffic => ({ traffic, from: startedAt - settings.days * day })),
    ...fleet.map(traffic => ({ traffic, from: startedAt - Math.min(fleetHistoryS, settings.days * day) })),
  ],
  until: startedAt,
  storage,
});
advance();
setInterval(advance, tickMs);
await Promise.all([ready, prometheus.start()]);
process.send?.({ ready: true });
