import { isRecord } from '../catalogue/entity.js';
import type { Environment, EnvironmentComponent } from './environment.js';

/** One side of a comparison: an environment, or what it would be from the default branch. */
export interface ComparedSide {
  /** What stands above it. */
  readonly title: string;
  readonly class?: string;
  readonly owner?: string;
  readonly definition?: string;
  readonly components: readonly EnvironmentComponent[];
  /** What it is set up with, by name: answers of a form, annotations. Values are JSON. */
  readonly configuration: Readonly<Record<string, unknown>>;
}

// What differs between any two environments, and what the catalogue itself writes.
const VOLATILE =
  /^(?:goldenpath\.dev\/(?:created-at|expires-at|status|status-at|url|requested-by|requested-from|environment-of|version|commit|branch|definition|environment-class)|backstage\.io\/(?:managed-by-location|managed-by-origin-location|view-url|edit-url|source-location|source-template|orphan|techdocs-ref)|janitor\/.*|k8s-ttl-controller\..*)$/;
const SECRET_NAME =
  /secret|token|passw|passphrase|credential|api[-_]?key|private[-_]?key|connection[-_]?string|\bdsn\b/i;
// User information in an address (RFC 3986, section 3.2.1), and JSON Web Tokens (RFC 7519).
const SECRET_VALUE = /:\/\/[^/\s@]+:[^/\s@]+@|\beyJ[\w-]{5,}\.[\w-]{5,}\./;

/** The annotations of an entity that are its set-up, and not its times and places. */
export function configurationOf(annotations: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  return Object.fromEntries([...annotations].filter(([name]) => !VOLATILE.test(name)));
}

/** An environment as a side of a comparison. */
export function sideOf(environment: Environment, configuration: Readonly<Record<string, unknown>>): ComparedSide {
  const { name, owner, definition, components } = environment;
  return {
    title: name,
    class: environment.class,
    ...(owner === undefined ? {} : { owner }),
    ...(definition === undefined ? {} : { definition }),
    components,
    configuration,
  };
}

/**
 * A side as lines in an order that does not depend on how it was written, so that the lines of two sides can be compared. The value
 * of what is named like a secret, or looks like one, is only there as a hash: whether two are the same can be seen.
 * @param hash a one-way hash of a text, as a short text
 */
export function comparisonText(side: ComparedSide, hash: (text: string) => string): string {
  const lines = [`# ${oneLine(side.title)}`];
  const line = (depth: number, name: string, value: unknown): void => {
    if (value !== undefined) lines.push(`${'  '.repeat(depth)}${oneLine(name)}: ${written(value)}`);
  };
  line(0, 'class', side.class === '' ? undefined : side.class);
  line(0, 'owner', side.owner);
  line(0, 'definition', side.definition);
  lines.push('components:');
  for (const { entityRef, version, branch, commit } of [...side.components].sort((a, b) =>
    a.entityRef < b.entityRef ? -1 : 1,
  )) {
    lines.push(`  ${oneLine(entityRef)}:`);
    line(2, 'version', version);
    line(2, 'branch', branch);
    line(2, 'commit', commit);
  }
  const entries = flattened(side.configuration, '').sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  if (entries.length > 0) lines.push('configuration:');
  for (const [name, value] of entries) line(1, name, isSecret(name, value) ? `(secret) ${hash(String(value))}` : value);
  return `${lines.join('\n')}\n`;
}

/** The names and values of everything within, by path: `size.replicas`. */
function flattened(value: unknown, path: string): [string, unknown][] {
  if (Array.isArray(value)) return value.flatMap((each, at) => flattened(each, `${path}[${named(each) ?? at}]`));
  if (!isRecord(value)) return [[path, value]];
  // A list of names and values is as good as an object of them.
  if (typeof value['name'] === 'string' && 'value' in value && Object.keys(value).length === 2)
    return flattened(value['value'], path);
  return Object.entries(value).flatMap(([name, each]) => flattened(each, path === '' ? name : `${path}.${name}`));
}

function named(value: unknown): string | undefined {
  const name = isRecord(value) ? value['name'] : undefined;
  return typeof name === 'string' ? name : undefined;
}

function isSecret(name: string, value: unknown): boolean {
  return SECRET_NAME.test(name) || SECRET_VALUE.test(String(value));
}

function written(value: unknown): string {
  return typeof value === 'string' ? oneLine(value) : JSON.stringify(value);
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ⏎ ');
}
