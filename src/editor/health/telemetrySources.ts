import { AlertmanagerSource } from '../../adapters/prometheus/alertmanagerSource.js';
import { DirectServer } from '../../adapters/prometheus/directServer.js';
import { PrometheusSource } from '../../adapters/prometheus/prometheusSource.js';
import type { TelemetryServer } from '../../adapters/prometheus/telemetryServer.js';
import { parseInstance } from '../../core/catalogue/instance.js';
import type { Log } from '../../core/common/log.js';
import { failure, success, type Problem, type Result } from '../../core/common/problem.js';
import type { AlertSource, SignalSource, WorkloadSource } from '../../core/health/source.js';
import type { TelemetrySettings } from '../common/settings.js';

/** The sources of health, as the settings say them. */
export interface Telemetry {
  readonly signals: SignalSource;
  /** Other sources by their name, which an entity chooses with `prometheus.io/service-name`. */
  readonly instances: ReadonlyMap<string, SignalSource>;
  readonly alerts?: AlertSource;
  readonly workloads?: WorkloadSource;
  /** How people know the source of the numbers: an address, or a path on Backstage. */
  readonly name: string;
}

/** Why there is no source: nothing was asked for, or something is missing that the person can add. */
export type NoTelemetry = 'off' | 'notConnected' | 'noAddress';

/** What Backstage leads to. */
export interface TelemetryThroughBackstage {
  /** A server behind the proxy. @param prefix path of its endpoint */
  telemetry(prefix: string): TelemetryServer;
  readonly workloads: WorkloadSource;
}

export interface TelemetryOptions {
  /** The instance that is set; undefined where none is. */
  readonly backstage: TelemetryThroughBackstage | undefined;
  readonly token: (origin: string) => Promise<string | undefined>;
  readonly log: Log;
}

/** The sources that the settings name. Nothing is sent yet. @returns `invalid` for an address that is none */
export function telemetryOf(
  settings: TelemetrySettings,
  { backstage, token, log }: TelemetryOptions,
): Result<Telemetry | NoTelemetry> {
  const { source, webAddress, tenant } = settings;
  if (source === 'off') return success('off');
  const page = webAddress ?? (source === 'direct' ? settings.prometheusUrl : undefined);
  const options = page === undefined ? {} : { page };
  if (source === 'backstage') {
    if (!backstage) return success('notConnected');
    if (settings.prometheusPath === undefined) return success('noAddress');
    const server = backstage.telemetry(settings.prometheusPath);
    const others = [...settings.instances].map(
      ([name, path]) => [name, new PrometheusSource(backstage.telemetry(path))] as const,
    );
    return success({
      signals: new PrometheusSource(server, options),
      instances: new Map(others),
      ...(settings.alertmanagerPath === undefined
        ? {}
        : { alerts: new AlertmanagerSource(backstage.telemetry(settings.alertmanagerPath)) }),
      workloads: backstage.workloads,
      name: server.name,
    });
  }
  if (settings.prometheusUrl === undefined) return success('noAddress');
  const direct = (address: string): Result<TelemetryServer> => {
    const url = directAddress(address);
    if (!url.ok) return url;
    const { origin } = new URL(url.value);
    return success(
      new DirectServer({
        baseUrl: url.value,
        log,
        token: () => token(origin),
        ...(tenant === undefined ? {} : { tenant }),
      }),
    );
  };
  const prometheus = direct(settings.prometheusUrl);
  if (!prometheus.ok) return prometheus;
  const alertmanager = settings.alertmanagerUrl === undefined ? undefined : direct(settings.alertmanagerUrl);
  if (alertmanager?.ok === false) return alertmanager;
  const instances = new Map<string, SignalSource>();
  for (const [name, address] of settings.instances) {
    const server = direct(address);
    if (!server.ok) return server;
    instances.set(name, new PrometheusSource(server.value, { page: address }));
  }
  return success({
    signals: new PrometheusSource(prometheus.value, options),
    instances,
    ...(alertmanager ? { alerts: new AlertmanagerSource(alertmanager.value) } : {}),
    name: settings.prometheusUrl,
  });
}

/**
 * The address of a server that is asked directly, without a trailing slash.
 * @returns `invalid` where it is none, or has a name and a password in it
 */
export function directAddress(text: string): Result<string> {
  // The rules for addresses are those of an instance; what stands behind the host is the server's own.
  const instance = parseInstance(text);
  if (!instance.ok) return failure(addressProblem(text, instance.problem));
  return success(new URL(text.trim()).href.replace(/[?#].*$/, '').replace(/\/+$/, ''));
}

/** The origin that a token for an address is bound to; undefined where none may be sent, since others could read it on the way. */
export function tokenOrigin(address: string): string | undefined {
  const instance = parseInstance(address);
  return instance.ok && instance.value.secure ? instance.value.origin : undefined;
}

function addressProblem(text: string, { message }: Problem): Problem {
  return { kind: 'invalid', message: `${text}: ${message}` };
}
