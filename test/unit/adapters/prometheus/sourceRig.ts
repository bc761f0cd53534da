import { AlertmanagerSource } from '../../../../src/adapters/prometheus/alertmanagerSource.js';
import { DirectServer, type DirectServerOptions } from '../../../../src/adapters/prometheus/directServer.js';
import { PrometheusSource } from '../../../../src/adapters/prometheus/prometheusSource.js';
import { throughBackstage } from '../../../../src/adapters/prometheus/telemetryServer.js';
import { recordingLog } from '../../recordingLog.js';
import { never } from '../../values.js';
import { clientRig } from '../backstage/clientRig.js';
import { json, type Answer, type LocalServer } from '../localServer.js';

/** Sources that ask a local server directly. */
export function directRig(server: LocalServer, options: Partial<DirectServerOptions> = {}) {
  const telemetry = new DirectServer({ baseUrl: server.url, log: recordingLog(), ...options });
  const source = new PrometheusSource(telemetry);
  return { source, alerts: new AlertmanagerSource(telemetry), instant: () => source.instant('up', 1000, never()) };
}

/** Sources that ask a local server as they ask Backstage. */
export function proxyRig(server: LocalServer, prefix = '/api/proxy/prometheus', token = 'a-token') {
  const rig = clientRig(server, { token });
  const telemetry = throughBackstage(rig.client, prefix);
  const source = new PrometheusSource(telemetry);
  return {
    ...rig,
    source,
    alerts: new AlertmanagerSource(telemetry),
    instant: () => source.instant('up', 1000, never()),
  };
}

/** An answer of Prometheus with these series at one instant. */
export function vector(...result: readonly unknown[]): Answer {
  return json({ status: 'success', data: { resultType: 'vector', result } });
}

/** A series at one instant. */
export function sample(labels: Readonly<Record<string, string>>, value: unknown, at: unknown = 1000) {
  return { metric: labels, value: [at, value] };
}

/** A refusal of Prometheus. */
export function refusal(status: number, errorType: string, error: string, headers = {}): Answer {
  return json({ status: 'error', errorType, error }, status, headers);
}
