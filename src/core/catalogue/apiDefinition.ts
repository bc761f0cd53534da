import { failure, success, type Result } from '../common/problem.js';
import { ownProperty, type Entity } from './entity.js';
import { formatEntityRef } from './entityRef.js';

/** Reads a whole entity, with everything that lists and cards leave out. */
export interface EntityDocuments {
  /**
   * @param ref full reference, in any letter case
   * @param signal stops the request
   * @returns the entity in Backstage's JSON form, whose shape the caller must check; `notFound` where there is none
   */
  read(ref: string, signal: AbortSignal): Promise<Result<unknown>>;
}

// Source: Backstage, "Descriptor Format of Catalog Entities", `spec.type` of kind API. JSON is read as YAML as well.
const EXTENSION_OF_TYPE: ReadonlyMap<string, string> = new Map([
  ['openapi', 'yaml'],
  ['asyncapi', 'yaml'],
  ['graphql', 'graphql'],
  ['grpc', 'proto'],
  ['trpc', 'ts'],
]);

/** The name of the document with an API's definition: `tracking-rest-api.yaml`. */
export function definitionFileName({ name, type }: Entity): string {
  return `${name.toLowerCase()}.${EXTENSION_OF_TYPE.get(type?.toLowerCase() ?? '') ?? 'txt'}`;
}

/** The path of the document with an API's definition, next to its page. */
export function definitionPath(entity: Entity): string {
  return `/api/${entity.namespace.toLowerCase()}/${definitionFileName(entity)}`;
}

/** The full reference of the API whose definition a path is; undefined where it is none. */
export function apiOfDefinitionPath(path: string): string | undefined {
  const match = /^\/api\/([^/]+)\/(.+)\.(yaml|graphql|proto|ts|txt)$/.exec(path);
  return match?.[1] && match[2] ? formatEntityRef({ kind: 'api', namespace: match[1], name: match[2] }) : undefined;
}

/** Whether a definition is written in JSON. */
export function isJson(definition: string): boolean {
  return /^\uFEFF?\s*[{[]/.test(definition);
}

/**
 * The definition in a whole entity.
 * @param json the entity in Backstage's JSON form
 * @param ref for the message
 */
export function apiDefinition(json: unknown, ref: string): Result<string> {
  const definition = ownProperty(ownProperty(json, 'spec'), 'definition');
  return typeof definition === 'string' && definition.trim() !== ''
    ? success(definition)
    : failure({ kind: 'notFound', message: `The catalogue holds no definition for ${ref}.` });
}
