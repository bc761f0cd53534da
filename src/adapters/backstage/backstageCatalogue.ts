import { ENTITY_FIELDS, entityFromJson, ownProperty, type Entity } from '../../core/catalogue/entity.js';
import type { CatalogueSource, EntityMark, EntityPage, EntityPageRequest, Page } from '../../core/catalogue/source.js';
import { cancelledBy, failure, success, type Problem, type Result } from '../../core/common/problem.js';
import type { BackstageClient } from './client.js';

const MOST_REFS_PER_REQUEST = 500;
// The place of the next page stands behind the items; the cursor of an ordinary query has some 300 signs.
const LONGEST_END = 10_000;
const MARK_FIELDS = ['kind', 'metadata.name', 'metadata.namespace', 'metadata.etag'] as const;

/** The catalogue of a Backstage instance. */
export class BackstageCatalogue implements CatalogueSource {
  constructor(private readonly client: BackstageClient) {}

  /** `GET /api/catalog/entities/by-query`. Without an order, which costs the server least. */
  page(request: EntityPageRequest, signal: AbortSignal): Promise<Result<EntityPage>> {
    return this.query(request, ENTITY_FIELDS, item => entityFromJson(item), signal);
  }

  /** The same request for a tenth of the bytes. */
  marks(request: EntityPageRequest, signal: AbortSignal): Promise<Result<Page<EntityMark>>> {
    return this.query(request, MARK_FIELDS, markFromJson, signal);
  }

  private async query<T>(
    { onCursor, ...request }: EntityPageRequest,
    fields: readonly string[],
    read: (item: unknown) => T | undefined,
    signal: AbortSignal,
  ): Promise<Result<Page<T>>> {
    // The server would take an empty filter for none at all.
    if (request.kinds?.length === 0) return cancelledBy(signal) ?? success({ items: [] });
    const answer = await this.client.request({
      path: '/api/catalog/entities/by-query',
      params: {
        limit: request.limit,
        // The cursor carries the filter, but not the fields.
        fields: fields.join(','),
        totalItems: 'exclude',
        cursor: request.cursor,
        filter: request.cursor ? undefined : kindFilter(request.kinds),
      },
      ...(onCursor
        ? {
            onBody: (body: string) => {
              const early = cursorAtTheEnd(body);
              if (early !== undefined) onCursor(early);
            },
          }
        : {}),
      signal,
    });
    if (!answer.ok) return answer;
    const items = ownProperty(answer.value, 'items');
    if (!Array.isArray(items)) return failure(foreignAnswer());
    const nextCursor = ownProperty(ownProperty(answer.value, 'pageInfo'), 'nextCursor');
    return success({
      items: items.flatMap((item: unknown) => read(item) ?? []),
      ...(typeof nextCursor === 'string' && nextCursor !== '' ? { nextCursor } : {}),
    });
  }

  /** `POST /api/catalog/entities/by-refs` */
  async byRefs(refs: readonly string[], signal: AbortSignal): Promise<Result<readonly (Entity | undefined)[]>> {
    const found: (Entity | undefined)[] = [];
    for (let start = 0; start < refs.length; start += MOST_REFS_PER_REQUEST) {
      const entityRefs = refs.slice(start, start + MOST_REFS_PER_REQUEST).map(ref => ref.toLowerCase());
      const answer = await this.client.request({
        method: 'POST',
        path: '/api/catalog/entities/by-refs',
        body: { entityRefs, fields: ENTITY_FIELDS },
        repeatable: true,
        signal,
      });
      if (!answer.ok) return answer;
      const items = ownProperty(answer.value, 'items');
      if (!Array.isArray(items) || items.length !== entityRefs.length) return failure(foreignAnswer());
      found.push(...items.map((item: unknown) => entityFromJson(item)));
    }
    return success(found);
  }
}

function markFromJson(item: unknown): EntityMark | undefined {
  const entity = entityFromJson(item);
  return entity && { ref: entity.ref, ...(entity.etag === undefined ? {} : { etag: entity.etag }) };
}

/** The cursor in what stands behind the items of an answer; undefined where it is not found without reading everything. */
function cursorAtTheEnd(body: string): string | undefined {
  const end = body.slice(-LONGEST_END);
  const after = end.slice(end.lastIndexOf(']') + 1);
  return /^\s*,[^{}]*"pageInfo"\s*:\s*\{[^{}]*"nextCursor"\s*:\s*"([\w+/=-]+)"[^{}]*\}\s*\}\s*$/.exec(after)?.[1];
}

function kindFilter(kinds: readonly string[] | undefined): string | undefined {
  return kinds?.map(kind => `kind=${kind.toLowerCase()}`).join(',');
}

function foreignAnswer(): Problem {
  return {
    kind: 'invalid',
    message: 'The answer is not one of a Backstage catalogue. Is this the address of a Backstage?',
  };
}
