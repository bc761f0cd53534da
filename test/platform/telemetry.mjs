// A real Prometheus and a real Alertmanager that watch the services of the demo organisation, as a library: start them, use their
// addresses, let a service fail, stop them.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startGroupProcess } from './groupProcess.mjs';
import { platformFolder } from './install.mjs';
import { nodeForPlatform } from './node.mjs';
import { freePort } from './ports.mjs';
import { findTelemetryPrograms } from './telemetry/programs.mjs';

/** @typedef {import('./telemetry/services.mjs').Behaviour} Behaviour */
/** @typedef {import('./telemetry/configuration.mjs').TelemetryPorts} TelemetryPorts */
/**
 * @typedef {object} TelemetryOptions
 * @property {string} [data] a folder for storage and logs, emptied at the start; by default a temporary one that goes away
 * @property {number} [days] of history; 30 by default. A day takes a second or two to write, 30 about ten.
 * @property {number} [fleet] how many made-up services there are besides those of the demo, `svc-000` and on, with two hours of
 *   history; none by default. With any, services are looked at every 15 seconds instead of every 5.
 * @property {string} [targets] absolute path of a folder whose JSON files name more that is to be asked for metrics, as they come
 *   and go; made when needed
 * @property {TelemetryPorts} [ports] on 127.0.0.1; by default any free ones
 */
/**
 * @typedef {object} Telemetry
 * @property {string} prometheusUrl without a slash at the end
 * @property {string} alertmanagerUrl without a slash at the end
 * @property {string} clusterUrl of a Kubernetes API that tells of the same services
 * @property {string} dataDir absolute path; holds the logs
 * @property {number} pid
 * @property {number} startMs how long it took to be ready
 * @property {(service: string, isDown: boolean) => Promise<void>} setDown lets all instances of a service fail, or all of
 *   them answer; seen at the next scrape, and instead of what was said with `behave`
 * @property {(service: string, behaviour: Behaviour) => Promise<void>} behave what a service does from now on, instead of what it
 *   does in the demo; `{}` takes it back
 * @property {(service: string, version: string, commit: string) => Promise<void>} deploy a new version of a service runs from now on
 * @property {() => Promise<void>} stopPrometheus kills it
 * @property {() => Promise<void>} startPrometheus starts it again, with what it knew
 * @property {() => Promise<void>} stopAlertmanager kills it
 * @property {() => Promise<void>} startAlertmanager starts it again
 * @property {(timeoutMs?: number) => Promise<void>} settled resolves when every service was looked at and the alerts that are due
 *   have reached Alertmanager; rejects after the time given, a minute by default
 * @property {Promise<import('./groupProcess.mjs').ProcessExit>} exited resolves when all is gone, for whatever reason
 * @property {() => Promise<void>} stop resolves when all processes are gone; may be called more than once
 */

const pollMs = 200;
/**
 * Starts the services, writes their history, starts the servers and waits until they answer.
 * @param {TelemetryOptions} [options]
 * @returns {Promise<Telemetry>}
 * @throws when a program is missing (see `ensureTelemetryPrograms`), a port is taken or a server does not start
 */
export async function startTelemetry({ data, days = 30, fleet = 0, targets, ports } = {}) {
  const started = performance.now();
  const programs = findTelemetryPrograms();
  if (!programs) throw new Error('Prometheus or Alertmanager is not installed.');
  const folder = data === undefined ? mkdtempSync(join(tmpdir(), 'golden-path-telemetry-')) : resolve(data);
  if (data !== undefined) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const removeFolder = () => {
    if (data === undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const listen = ports ?? (await freeTelemetryPorts());
  /** @type {import('./telemetry/process.mjs').TelemetrySettings} */
  const settings = {
    ...{ folder, removesFolder: data === undefined, ports: listen, programs, days, fleet },
    ...(targets !== undefined && { targets }),
  };
  if (targets !== undefined) mkdirSync(targets, { recursive: true });
  const group = startGroupProcess({
    what: 'The telemetry',
    node: nodeForPlatform(platformFolder),
    cwd: folder,
    args: [join(platformFolder, 'telemetry', 'process.mjs')],
    variables: { NO_COLOR: '1', TELEMETRY_SETTINGS: JSON.stringify(settings) },
    logFile: join(folder, 'telemetry.log'),
    onLog: undefined,
  });
  process.once('exit', removeFolder);
  const exited = group.exited.then(exit => {
    process.off('exit', removeFolder);
    removeFolder();
    return exit;
  });
  try {
    await group.ready;
  } catch (error) {
    await group.stop();
    throw error;
  }
  /** @param {import('./telemetry/process.mjs').TelemetryOrder} order */
  const order = async order => void (await group.ask(order));
  const prometheusUrl = `http://127.0.0.1:${listen.prometheus}`;
  const alertmanagerUrl = `http://127.0.0.1:${listen.alertmanager}`;
  /** @type {Promise<void> | undefined} */
  let stopping;
  return {
    prometheusUrl,
    alertmanagerUrl,
    clusterUrl: `http://127.0.0.1:${listen.services}`,
    dataDir: folder,
    pid: group.pid,
    startMs: Math.round(performance.now() - started),
    setDown: (service, isDown) =>
      order({ do: 'behave', service, behaviour: { down: isDown ? Number.MAX_SAFE_INTEGER : 0 } }),
    behave: (service, behaviour) => order({ do: 'behave', service, behaviour }),
    deploy: (service, version, commit) => order({ do: 'deploy', service, version, commit }),
    stopPrometheus: () => order({ do: 'stopPrometheus' }),
    startPrometheus: () => order({ do: 'startPrometheus' }),
    stopAlertmanager: () => order({ do: 'stopAlertmanager' }),
    startAlertmanager: () => order({ do: 'startAlertmanager' }),
    settled: timeoutMs => settled(prometheusUrl, alertmanagerUrl, timeoutMs ?? 60_000),
    exited,
    stop: () =>
      (stopping ??= (async () => {
        await group.stop();
        await exited;
      })()),
  };
}

/** Ports for all that listens, free at this moment. @returns {Promise<TelemetryPorts>} */
export async function freeTelemetryPorts() {
  const [prometheus, alertmanager, services] = await Promise.all([freePort(), freePort(), freePort()]);
  return { prometheus, alertmanager, services };
}

/**
 * @param {string} prometheusUrl
 * @param {string} alertmanagerUrl
 * @param {number} timeoutMs
 * @returns {Promise<void>}
 */
async function settled(prometheusUrl, alertmanagerUrl, timeoutMs) {
  const end = Date.now() + timeoutMs;
  /** @type {number | undefined} */
  let scraped;
  let missing = 'its targets';
  for (; Date.now() < end; await sleep(pollMs)) {
    const { activeTargets } = await getData(`${prometheusUrl}/api/v1/targets?state=active`);
    if (activeTargets.length === 0 || !activeTargets.every(({ lastScrape }) => Date.parse(lastScrape) > 0)) continue;
    missing = 'its rules';
    const { groups } = await getData(`${prometheusUrl}/api/v1/rules`);
    scraped ??= Date.now();
    const since = scraped;
    if (!groups.every(({ lastEvaluation }) => Date.parse(lastEvaluation) > since)) continue;
    missing = 'alerts that are pending';
    const { alerts } = await getData(`${prometheusUrl}/api/v1/alerts`);
    if (alerts.some(({ state }) => state === 'pending')) continue;
    missing = 'alerts at Alertmanager';
    const arrived = await getJson(`${alertmanagerUrl}/api/v2/alerts`);
    if (Array.isArray(arrived) && arrived.length >= alerts.length) return;
  }
  throw new Error(`The telemetry has not settled in ${timeoutMs / 1000} s: it waits for ${missing}.`);
}

/** @typedef {{ activeTargets: { lastScrape: string }[], groups: { lastEvaluation: string }[], alerts: { state: string }[] }} Data */

/** @param {string} url @returns {Promise<Data>} the part that was asked for */
async function getData(url) {
  return /** @type {{ data: Data }} */ (await getJson(url)).data;
}

/** @param {string} url @returns {Promise<unknown>} */
async function getJson(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answers HTTP ${response.status}.`);
  return response.json();
}
