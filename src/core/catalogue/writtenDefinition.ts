import { parseDescriptorFile, textOf, valueAt } from './language/descriptorFile.js';

/** Where a descriptor has the definition of an API. */
export type WrittenDefinition =
  | { readonly type: 'inline'; readonly text: string }
  /** As written: a path from the descriptor, or an address. */
  | { readonly type: 'file'; readonly target: string };

// Source: Backstage, "Substitutions In The Descriptor Format", and the modules for OpenAPI and AsyncAPI.
const PLACEHOLDERS = ['$text', '$openapi', '$asyncapi', '$json', '$yaml'];

/**
 * The definition of an API as its descriptor has it.
 * @param descriptor text of the file
 * @param ref full reference of the API
 * @returns undefined where the file has no such API, or the API has no definition
 */
export function writtenDefinition(descriptor: string, ref: string): WrittenDefinition | undefined {
  const document = parseDescriptorFile(descriptor).documents.find(({ tree }) => tree.ref === ref);
  const value = valueAt(document?.tree.root, 'spec', 'definition');
  const text = textOf(value);
  if (text !== undefined && text.trim() !== '') return { type: 'inline', text };
  const target = PLACEHOLDERS.map(name => textOf(valueAt(value, name))).find(path => path);
  return target === undefined ? undefined : { type: 'file', target };
}

/** Whether two definitions are the same but for how lines end, and for empty lines at the end. */
export function sameDefinition(one: string, other: string): boolean {
  return comparable(one) === comparable(other);
}

function comparable(definition: string): string {
  return definition
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .trimEnd();
}
