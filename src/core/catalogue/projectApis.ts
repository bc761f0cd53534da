import { entityName } from './entityName.js';

/** A file that describes an API. */
export interface ApiFact {
  readonly name: string;
  /** `spec.type` of the API entity. */
  readonly type: 'openapi' | 'asyncapi' | 'graphql' | 'grpc';
  /** Path below the folder, with `/`. */
  readonly path: string;
}

const NAMED = /(?:^|[/._-])(?:openapi|swagger|asyncapi)(?:[._-][^/]*)?\.(?:ya?ml|json)$/i;
const IN_API_FOLDER = /(?:^|\/)(?:apis?|specs?|openapi|asyncapi|contracts)\/[^/]+\.(?:ya?ml|json)$/i;
const SCHEMA = /(?:^|\/)[^/]*\.(?:graphqls|proto)$|(?:^|\/)(?:[^/]*[._-])?schema\.graphql$/i;
// Tests and examples describe what is not offered.
const NOT_OFFERED = /(?:^|\/)(?:tests?|__tests__|examples?|fixtures?|testdata|third[_-]party|google)\//i;
// Names that say what the file is, and nothing about the API.
const GENERIC: ReadonlySet<string> = new Set('openapi swagger asyncapi schema api spec index service'.split(' '));

const SUFFIX: Readonly<Record<ApiFact['type'], string>> = {
  openapi: 'api',
  asyncapi: 'events',
  graphql: 'graphql',
  grpc: 'grpc',
};

/** Whether a file may describe an API, by its path below the folder. */
export function isApiCandidate(path: string): boolean {
  return !NOT_OFFERED.test(path) && (NAMED.test(path) || IN_API_FOLDER.test(path) || SCHEMA.test(path));
}

/**
 * The API that a file describes.
 * @param component name of the component that offers it, for files that have no name of their own
 * @returns undefined where the file describes none
 */
export function readApi(path: string, text: string, component: string): ApiFact | undefined {
  if (!isApiCandidate(path)) return undefined;
  const type = typeOf(path, text);
  if (!type) return undefined;
  const file = (path.split('/').pop() ?? '').replace(/\.[^.]+$/, '');
  const own = file
    .split(/[._-]/)
    .filter(word => !GENERIC.has(word.toLowerCase()) && !/^v?\d+$/.test(word))
    .join('-')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2');
  return { name: entityName(own) ?? nameAfter(component, SUFFIX[type]), type, path };
}

function nameAfter(component: string, suffix: string): string {
  return component.endsWith(`-${suffix}`) || component === suffix
    ? component
    : (entityName(`${component.slice(0, 62 - suffix.length)}-${suffix}`) ?? component);
}

function typeOf(path: string, text: string): ApiFact['type'] | undefined {
  if (/\.proto$/i.test(path)) return /^[ \t]*service[ \t]+\w/m.test(text) ? 'grpc' : undefined;
  if (/\.graphqls?$/i.test(path))
    return /^[ \t]*(?:extend[ \t]+)?type[ \t]+(?:Query|Mutation|Subscription)\b/m.test(text) ? 'graphql' : undefined;
  // At the top level: at the margin in YAML, in the first level of braces in JSON.
  if (/^["']?asyncapi["']?\s*:/m.test(text) || /^\s*\{\s*"asyncapi"\s*:/.test(text)) return 'asyncapi';
  if (/^["']?(?:openapi|swagger)["']?\s*:/m.test(text) || /^\s*\{\s*"(?:openapi|swagger)"\s*:/.test(text))
    return 'openapi';
  return undefined;
}
