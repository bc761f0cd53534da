// The health of 200 services from a real Prometheus, without any editor: how often it is asked, and how long the answer takes; then
// the page that shows them.
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startTelemetry } from '../platform/telemetry.mjs';
import { fleetServices } from '../platform/telemetry/services.mjs';
import { root } from '../run/root.mjs';
import { run as runPage } from './healthPage.mjs';

const SERVICES = 200;
const RUNS = 7;
const RANGE_S = 3_600;

/** Budget: at most 8 requests for the overview of 200 services; those of the page stand in `healthPage.mjs`. */
export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'golden-path-bench-'));
  const telemetry = await startTelemetry({ days: 1, fleet: SERVICES });
  try {
    await telemetry.settled(120_000);
    const outfile = join(folder, 'health.cjs');
    const contents = `export { entityFromJson } from './src/core/catalogue/entity.js';
      export { HealthModel } from './src/core/health/healthModel.js';
      export { DirectServer } from './src/adapters/prometheus/directServer.js';
      export { PrometheusSource } from './src/adapters/prometheus/prometheusSource.js';
      export { AlertmanagerSource } from './src/adapters/prometheus/alertmanagerSource.js';`;
    const stdin = { contents, resolveDir: root };
    await build({ stdin, outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'warning' });
    const overview = await measure(await import(pathToFileURL(outfile).href), telemetry);
    return { ...overview, page: await runPage() };
  } finally {
    await telemetry.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {any} product
 * @param {import('../platform/telemetry.mjs').Telemetry} telemetry
 */
async function measure({ entityFromJson, HealthModel, DirectServer, PrometheusSource, AlertmanagerSource }, telemetry) {
  const entities = fleetServices(SERVICES).map(({ name }) =>
    entityFromJson({ kind: 'Component', metadata: { name }, spec: { type: 'service', lifecycle: 'production' } }),
  );
  const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  let requests = 0;
  /** @param {string} baseUrl */
  const server = baseUrl => {
    const direct = new DirectServer({ baseUrl, log });
    return {
      name: direct.name,
      send: (/** @type {unknown} */ request) => {
        requests += 1;
        return direct.send(request);
      },
    };
  };
  const { signal } = new AbortController();
  const model = new HealthModel({ now: () => Date.now() });
  model.setPorts({
    signals: new PrometheusSource(server(telemetry.prometheusUrl)),
    alerts: new AlertmanagerSource(server(telemetry.alertmanagerUrl)),
  });
  /** @type {{ requests: number, ms: number }[]} */
  const overviews = [];
  let known = 0;
  for (let run = 0; run < RUNS; run++) {
    requests = 0;
    const started = performance.now();
    const { services } = await model.overview(entities, signal, { fresh: true });
    overviews.push({ requests, ms: performance.now() - started });
    known = services.filter((/** @type {{ status: string }} */ { status }) => status !== 'unknown').length;
  }
  requests = 0;
  const started = performance.now();
  await model.detail(entities[0], { lengthS: RANGE_S, points: 1_000 }, signal);
  const detailMs = performance.now() - started;
  model.dispose();
  const [first, ...later] = overviews;
  return {
    services: SERVICES,
    known,
    firstRequests: first?.requests,
    requests: Math.max(...later.map(overview => overview.requests)),
    firstMs: rounded(first?.ms ?? NaN),
    overviewMs: rounded(median(later.map(({ ms }) => ms))),
    detailRequests: requests,
    detailMs: rounded(detailMs),
  };
}

function ignore() {
  return undefined;
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** @param {number} value */
function rounded(value) {
  return Math.round(value * 10) / 10;
}
