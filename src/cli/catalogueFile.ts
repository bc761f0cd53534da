import { entityFromJson, isRecord, ownProperty, type Entity } from '../core/catalogue/entity.js';
import { failure, success, type Result } from '../core/common/problem.js';
import { textOf } from './planFiles.js';

/**
 * Reads all entities of a catalogue from a file: the JSON that Backstage answers to `GET /api/catalog/entities`, an array of
 * entities, or `{"items": […]}` as `GET /api/catalog/entities/by-query` has it.
 * @returns `invalid` where it is anything less than a whole catalogue: what is not in it would be called missing
 */
export async function readCatalogueFile(path: string): Promise<Result<readonly Entity[]>> {
  const text = await textOf(path);
  if (!text.ok) return failure({ ...text.problem, message: `--catalogue: ${text.problem.message}` });
  let json: unknown;
  try {
    json = JSON.parse(text.value.replace(/^\ufeff/, ''));
  } catch (error) {
    return invalid(`is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const items = isRecord(json) ? ownProperty(json, 'items') : json;
  if (!Array.isArray(items)) return invalid('is no list of entities, as Backstage answers to /api/catalog/entities');
  if (ownProperty(ownProperty(json, 'pageInfo'), 'nextCursor') !== undefined)
    return invalid('is only one page of the catalogue: put the items of all pages together');
  if (items.length === 0) return invalid('has no entity in it');
  const entities: Entity[] = [];
  for (const [at, item] of items.entries()) {
    const entity = entityFromJson(item);
    if (!entity) return invalid(`has an item that is no entity: number ${at + 1} has no kind or no name`);
    entities.push(entity);
  }
  return success(entities);

  function invalid(what: string): Result<never> {
    return failure({ kind: 'invalid', message: `--catalogue: ${path} ${what}.` });
  }
}
