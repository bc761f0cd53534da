import type { Deployment, InstantSample, Labels, RangeSeries } from './source.js';

/** The deployments that `goldenpath_deployment_timestamp_seconds` tells of, ascending: its values are the times. */
export function deploymentsFromSeries(
  entityRef: string,
  series: readonly (Pick<InstantSample, 'labels' | 'value'> | RangeSeries)[],
): readonly Deployment[] {
  const found = new Map<string, Deployment>();
  for (const one of series)
    for (const at of 'values' in one ? one.values : [one.value]) {
      if (!Number.isFinite(at) || at <= 0) continue;
      const { version, commit, environment } = one.labels;
      const deployment = { entityRef, at, ...named({ version, commit, environment }) };
      found.set(JSON.stringify([at, version, commit, environment]), deployment);
    }
  return [...found.values()].sort((a, b) => a.at - b.at);
}

/**
 * Deployments as seen in the version that a service says it runs (`target_info`, OpenTelemetry's resource), ascending: whenever a
 * version is there that was not at the time before. The one that was there from the start tells of none.
 */
export function deploymentsFromVersions(entityRef: string, series: readonly RangeSeries[]): readonly Deployment[] {
  const first = Math.min(...series.map(({ times }) => times[0] ?? Infinity));
  const starts = series.flatMap(({ labels, times }): readonly Deployment[] => {
    const version = versionOf(labels);
    const [at] = times;
    return at === undefined || at === first || version === undefined ? [] : [{ entityRef, at, version }];
  });
  return starts.sort((a, b) => a.at - b.at);
}

function versionOf(labels: Labels): string | undefined {
  const version = labels['service_version'];
  return version === '' ? undefined : version;
}

function named<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const some = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(some) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
