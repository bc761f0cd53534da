import type { FindingSubject, RelatedPlace } from '../finding.js';
import { placeOf } from '../kubernetes/place.js';
import { resourcesOf, type KubernetesResource } from '../kubernetes/resource.js';
import type { YamlDocument } from '../yaml/node.js';
import type { PlacedResource } from './factIndex.js';

/** The object of a document from which facts came: for fixes. Undefined where it is not there any more. */
export function resourceAt(document: YamlDocument, { facts }: PlacedResource): KubernetesResource | undefined {
  return resourcesOf(document).find(
    resource => resource.kind === facts.kind && placeOf(resource).start === facts.at.start,
  );
}

/** The object that a finding is about. */
export function subjectOf({ facts: { kind, name, namespace } }: PlacedResource): FindingSubject {
  return { kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** The name of another object as a further place. */
export function relatedTo(
  { place, facts }: Pick<PlacedResource, 'place'> & { facts: Pick<PlacedResource['facts'], 'at' | 'line' | 'column'> },
  message: string,
  values: readonly string[],
): RelatedPlace {
  const { at, line, column } = facts;
  const range = {
    startLine: place.line + line,
    startColumn: column,
    endLine: place.line + line,
    endColumn: column + at.end - at.start,
  };
  return { message, values, span: at, elsewhere: { path: place.path, range } };
}

/** What an object is called in messages: where its name is not known, what it is. */
export function calledAs({ facts: { name, kind } }: PlacedResource): string {
  return name || kind;
}
