// What the services of the demo organisation do, as far as telemetry shows it: most are well, and each kind of trouble has one.

/**
 * How a service behaves for a while. What is not said is as always.
 * @typedef {object} Behaviour
 * @property {number} [errorRatio] share of requests that fail, from 0 to 1
 * @property {number} [slower] how many times as long requests take
 * @property {number} [traffic] how many times as many requests there are
 * @property {number} [memory] share of the memory limit in use, from 0 to 1
 * @property {number} [down] how many instances do not answer
 * @property {boolean} [gone] that nobody looks for it any more: it is no target
 */
/** @typedef {Behaviour & { fromS: number, toS?: number }} Episode a behaviour with its time in seconds from the start; without `toS` it lasts */
/**
 * @typedef {object} Service
 * @property {string} name as in the catalogue
 * @property {string} system
 * @property {number} requestsPerSecond on average, for all instances
 * @property {number} errorRatio
 * @property {number} medianS how long half of the requests take at most, in seconds
 * @property {number} instances
 * @property {number} [objective] share of good requests that its recording rules hold it to
 * @property {number} [firstDeployedS] when its newest version came, in seconds from the start
 * @property {readonly Episode[]} episodes
 */

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * @param {string} system
 * @param {string} name
 * @param {number} requestsPerSecond
 * @param {number} medianS
 * @param {Partial<Service>} [more]
 * @returns {Service}
 */
const service = (system, name, requestsPerSecond, medianS, more = {}) => ({
  ...{ system, name, requestsPerSecond, medianS, errorRatio: 0.0002, instances: 1, episodes: [] },
  ...more,
});

/**
 * The services of the demo that have telemetry. `payout-batch` has none and never had any.
 * @type {readonly Service[]}
 */
export const demoServices = [
  service('tracking', 'tracking-api', 45, 0.028, { instances: 3, objective: 0.999 }),
  service('tracking', 'tracking-web', 30, 0.04, { instances: 2 }),
  service('tracking', 'tracking-events', 60, 0.012, { instances: 2, objective: 0.999 }),
  // Well again, after an incident that has used up the error budget of the month.
  service('tracking', 'notification-sender', 18, 0.05, {
    objective: 0.999,
    episodes: [{ fromS: -8 * day, toS: -8 * day + 5 * hour, errorRatio: 0.25, slower: 4 }],
  }),
  // Freshly deployed, and worse since.
  service('shipment-checkout', 'checkout-api', 22, 0.045, {
    objective: 0.999,
    instances: 2,
    firstDeployedS: -25 * minute,
    episodes: [{ fromS: -25 * minute, errorRatio: 0.006, slower: 5 }],
  }),
  service('shipment-checkout', 'pricing-engine', 25, 0.018, { objective: 0.999 }),
  service('shipment-checkout', 'legacy-quote-service', 1.5, 0.06),
  // Burns its error budget, for the second time this month.
  service('billing', 'payment-gateway', 14, 0.06, {
    objective: 0.999,
    instances: 2,
    errorRatio: 0.0004,
    episodes: [
      { fromS: -12 * day, toS: -12 * day + 2 * hour, errorRatio: 0.03, slower: 5 },
      { fromS: -6 * hour, errorRatio: 0.02, slower: 2.5 },
    ],
  }),
  // Has something to do on some hours of the day only, and now is none of them.
  service('billing', 'invoice-generator', 2, 0.3, { episodes: [{ fromS: -3 * hour, traffic: 0 }] }),
  // Down; what needs it is at risk.
  service('depot-floor', 'label-printer', 11, 0.035, {
    objective: 0.999,
    instances: 2,
    episodes: [
      { fromS: -55 * minute, toS: -40 * minute, errorRatio: 0.09, slower: 7 },
      { fromS: -40 * minute, down: 2 },
    ],
  }),
  service('depot-floor', 'label-preview', 0.05, 0.09),
  // Its telemetry was there until some hours ago.
  service('depot-floor', 'scan-gateway', 26, 0.008, { episodes: [{ fromS: -3 * hour, gone: true }] }),
  service('depot-floor', 'sorting-controller', 8, 0.015, { episodes: [{ fromS: -2 * hour, memory: 0.95 }] }),
  // Runs, but not all of it.
  service('courier', 'courier-gateway', 35, 0.03, { instances: 3, episodes: [{ fromS: -20 * minute, down: 1 }] }),
  service('merchant-portal', 'merchant-api', 16, 0.055, { objective: 0.999, instances: 2 }),
  // Slow, which its team knows of: the alert is silenced.
  service('merchant-portal', 'merchant-portal-web', 9, 0.07, { episodes: [{ fromS: -5 * hour, slower: 3 }] }),
  service('route-planning', 'route-planner', 12, 0.07, { objective: 0.995 }),
  // Has never failed: there is no series of failures.
  service('route-planning', 'address-lookup', 40, 0.006, { errorRatio: 0 }),
  service('route-planning', 'eta-predictor', 6, 0.08),
  service('paved-road', 'developer-portal', 3, 0.08),
  service('delivery-insights', 'delivery-facts', 0.6, 0.07),
  service('delivery-insights', 'volume-forecast', 0.03, 0.08, { errorRatio: 0.02 }),
  service('delivery-insights', 'fleet-reports', 0.4, 0.07),
];

/**
 * Made-up services for benchmarks: `svc-000` and on. One in twenty fails too often.
 * @param {number} count
 * @returns {readonly Service[]}
 */
export function fleetServices(count) {
  return Array.from({ length: count }, (_, at) =>
    service(`system-${at % 12}`, `svc-${String(at).padStart(3, '0')}`, 1 + (at % 17), 0.015 + 0.004 * (at % 11), {
      errorRatio: at % 20 === 7 ? 0.02 : 0.0004,
    }),
  );
}

/**
 * @typedef {object} DemoDeployment
 * @property {string} service
 * @property {string} version
 * @property {string} commit
 * @property {number} at Unix time in seconds
 */

/**
 * When each service was deployed, ascending: some every day, some once a fortnight.
 * @param {readonly Service[]} services
 * @param {number} startedAt Unix time in seconds
 * @returns {Map<string, DemoDeployment[]>} by the name of the service
 */
export function deploymentsOf(services, startedAt) {
  return new Map(
    services.map(({ name, firstDeployedS = -(numberOf(name) % 60) * hour - 5 * hour }) => {
      const everyS = (1 + (numberOf(`${name} pace`) % 13)) * day;
      const count = Math.floor((30 * day + firstDeployedS) / everyS) + 1;
      const deployments = Array.from({ length: Math.max(1, count) }, (_, age) => ({
        service: name,
        version: `2.${40 - age}.0`,
        commit: commitOf(`${name} ${age}`),
        at: Math.floor(startedAt + firstDeployedS - age * everyS),
      }));
      return [name, deployments.reverse()];
    }),
  );
}

/** The same number for the same text, of 32 bits (FNV-1a). @param {string} text */
export function numberOf(text) {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash;
}

/** @param {string} text */
function commitOf(text) {
  return Array.from({ length: 5 }, (_, part) => numberOf(`${text} ${part}`).toString(16).padStart(8, '0')).join('');
}
