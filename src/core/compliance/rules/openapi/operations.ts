import { entriesOf, entryOf, mapOf, scalarOf, valueAt } from '../../yaml/navigate.js';
import { scalarValue } from '../../yaml/scalars.js';
import type { MapEntry, MapNode, YamlNode } from '../../yaml/node.js';

const METHODS = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query']);

/** An operation of an OpenAPI definition: a method of a path. */
export interface Operation {
  /** `GET /orders` */
  readonly title: string;
  readonly key: YamlNode;
  readonly node: MapNode;
}

/** The operations of a definition, in the order of the text; those of webhooks are called by the API and are not among them. */
export function operationsOf(root: MapNode): readonly Operation[] {
  return entriesOf(valueAt(root, 'paths')).flatMap(({ name: path, value }) =>
    entriesOf(value).flatMap(({ name: method, key, value: operation }) => {
      const node = METHODS.has(method.toLowerCase()) ? mapOf(operation) : undefined;
      return node ? [{ title: `${method.toUpperCase()} ${path}`, key, node }] : [];
    }),
  );
}

/** Whether a definition is of the format that was called Swagger: 2.0 and older. */
export function isSwagger(root: MapNode): boolean {
  return entryOf(root, 'swagger') !== undefined;
}

/** The ways to log in that a definition has, by their names. */
export function securitySchemesOf(root: MapNode): readonly MapEntry[] {
  return entriesOf(
    isSwagger(root) ? valueAt(root, 'securityDefinitions') : valueAt(root, 'components', 'securitySchemes'),
  );
}

/** A text of a definition; undefined where there is none or it is not known. */
export function apiText(node: YamlNode | undefined): string | undefined {
  const scalar = scalarOf(node);
  const value = scalar && scalarValue(scalar, 'core');
  return typeof value === 'string' ? value : undefined;
}
