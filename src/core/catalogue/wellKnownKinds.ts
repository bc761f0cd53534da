/** Kinds that Backstage knows by itself (catalog-model 1.10), in lower case. */
export const WELL_KNOWN_KINDS: ReadonlySet<string> = new Set([
  'component',
  'api',
  'resource',
  'system',
  'domain',
  'group',
  'user',
  'location',
  'template',
  'airesource',
]);
