// The entity of an environment as the catalogue shows it: its descriptor, and what the platform knows better by now.

/** @typedef {import('./records.mjs').Descriptor} Descriptor */
/** @typedef {import('./records.mjs').EnvironmentRecord} EnvironmentRecord */

/**
 * A time in UTC to the second, as annotations carry it.
 * @param {number} milliseconds since 1970
 */
export function utc(milliseconds) {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

/**
 * @param {EnvironmentRecord} record
 * @param {string} location address of the descriptor, as Backstage writes locations
 * @returns {Descriptor}
 */
export function liveEntity({ name, descriptor, ...record }, location) {
  const { metadata } = descriptor;
  return {
    ...descriptor,
    metadata: {
      ...metadata,
      annotations: {
        ...metadata.annotations,
        'backstage.io/managed-by-location': location,
        'backstage.io/managed-by-origin-location': location,
        'goldenpath.dev/expires-at': utc(record.expiresAt),
        'goldenpath.dev/status': record.state,
        'goldenpath.dev/status-at': utc(record.stateAt),
        ...(record.reason === undefined ? {} : { 'goldenpath.dev/status-reason': record.reason }),
        ...(record.url === undefined ? {} : { 'goldenpath.dev/url': record.url }),
        ...(record.hasMetrics ? { 'goldenpath.dev/telemetry-selector': `{service="${name}"}` } : {}),
      },
      links: [
        ...(record.url === undefined ? [] : [{ url: record.url, title: 'Open it', icon: 'web', type: 'website' }]),
        ...(metadata.links ?? []),
      ],
    },
  };
}
