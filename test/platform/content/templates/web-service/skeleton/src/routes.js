// What the service answers. A new route is one more entry here, and one more path in openapi.yaml.
import { METRICS_CONTENT_TYPE } from './metrics.js';

/**
 * @typedef {object} Answer
 * @property {number} status HTTP status code
 * @property {unknown} body text is sent as it is, anything else as JSON
 * @property {string} [contentType] of a text body
 */

/**
 * @typedef {object} Route
 * @property {boolean} operational asked by the platform, not by a user: left out of metrics, traces and the access log,
 *   because a probe every few seconds would hide the traffic that the service level objectives are about
 * @property {(request: import('node:http').IncomingMessage) => Answer | Promise<Answer>} answer for GET and HEAD
 */

/** @typedef {Map<string, Route>} Routes by path */

/**
 * The routes of the service.
 * @param {object} parts
 * @param {import('./settings.js').Settings} parts.settings
 * @param {import('./metrics.js').Metrics} parts.metrics
 * @param {{ ready: boolean }} parts.readiness
 * @returns {Routes}
 */
export function createRoutes({ settings, metrics, readiness }) {
  return new Map([
    [
      '/',
      {
        operational: false,
        answer: () => ({ status: 200, body: { name: settings.serviceName, version: settings.serviceVersion } }),
      },
    ],
    // Liveness says nothing of dependencies: a restart does not mend a database.
    ['/healthz', { operational: true, answer: () => ({ status: 200, body: { status: 'ok' } }) }],
    [
      '/readyz',
      {
        operational: true,
        answer: () =>
          readiness.ready ? { status: 200, body: { status: 'ready' } } : { status: 503, body: { status: 'not ready' } },
      },
    ],
    [
      '/metrics',
      { operational: true, answer: () => ({ status: 200, body: metrics.render(), contentType: METRICS_CONTENT_TYPE }) },
    ],
  ]);
}
