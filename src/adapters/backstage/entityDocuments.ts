import type { EntityDocuments } from '../../core/catalogue/apiDefinition.js';
import { parseEntityRef } from '../../core/catalogue/entityRef.js';
import { failure } from '../../core/common/problem.js';
import type { BackstageClient } from './client.js';

/** Whole entities of an instance: `GET /api/catalog/entities/by-name/:kind/:namespace/:name`. */
export function entityDocuments(client: BackstageClient): EntityDocuments {
  return {
    read: async (ref, signal) => {
      const parts = parseEntityRef(ref);
      if (!parts) return failure({ kind: 'invalid', message: `“${ref}” is no entity reference.` });
      const path = [parts.kind, parts.namespace, parts.name].map(encodeURIComponent).join('/');
      const answer = await client.request({ path: `/api/catalog/entities/by-name/${path}`, signal });
      return answer.ok || answer.problem.kind !== 'notFound'
        ? answer
        : failure({ ...answer.problem, message: `The catalogue has no ${ref}.` });
    },
  };
}
