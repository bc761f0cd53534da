import { entityFromJson, ownProperty } from '../../core/catalogue/entity.js';
import type { EntityVersion, Registrar, RegistrationPreview } from '../../core/catalogue/registration.js';
import { failure, success, type Problem, type Result } from '../../core/common/problem.js';
import type { BackstageClient } from './client.js';

const LONGEST_ERROR = 1000;
const MOST_ERRORS = 20;

/** Registration by the catalogue's own interface. */
export class BackstageRegistrar implements Registrar {
  constructor(private readonly client: BackstageClient) {}

  /** `POST /api/catalog/validate-entity`: 200 without a body, or 400 with the errors. */
  async validate(entity: unknown, location: string, signal: AbortSignal): Promise<Result<readonly string[]>> {
    const answer = await this.client.request({
      method: 'POST',
      path: '/api/catalog/validate-entity',
      body: { entity, location },
      repeatable: true,
      answers: [400],
      signal,
    });
    if (!answer.ok) return answer;
    if (answer.value === undefined) return success([]);
    const several = ownProperty(answer.value, 'errors');
    // A body that is no entity at all gets the error of every other call.
    const errors = Array.isArray(several) ? (several as unknown[]) : [ownProperty(answer.value, 'error')];
    const messages = errors.flatMap(error => innermost(error) ?? []);
    return messages.length > 0 ? success(messages.slice(0, MOST_ERRORS)) : failure(foreignAnswer());
  }

  /** `POST /api/catalog/locations?dryRun=true` */
  async preview(address: string, signal: AbortSignal): Promise<Result<RegistrationPreview>> {
    const answer = await this.client.request({
      method: 'POST',
      path: '/api/catalog/locations',
      params: { dryRun: 'true' },
      body: { type: 'url', target: address },
      repeatable: true,
      signal,
    });
    if (!answer.ok) return answer;
    const entities = ownProperty(answer.value, 'entities');
    if (!Array.isArray(entities)) return failure(foreignAnswer());
    const read = entities.flatMap((json: unknown) => entityFromJson(json) ?? []);
    const made = (name: string, kind: string): boolean =>
      kind.toLowerCase() === 'location' && name.startsWith('generated-');
    return success({
      exists: ownProperty(answer.value, 'exists') === true,
      refs: [...new Set(read.filter(({ name, kind }) => !made(name, kind)).map(({ ref }) => ref))],
    });
  }

  /** `POST /api/catalog/locations` */
  async register(address: string, signal: AbortSignal): Promise<Result<void>> {
    const answer = await this.client.request({
      method: 'POST',
      path: '/api/catalog/locations',
      body: { type: 'url', target: address },
      signal,
    });
    return answer.ok ? success(undefined) : answer;
  }

  /** `POST /api/catalog/refresh` */
  async refresh(ref: string, signal: AbortSignal): Promise<Result<void>> {
    const answer = await this.client.request({
      method: 'POST',
      path: '/api/catalog/refresh',
      body: { entityRef: ref },
      repeatable: true,
      signal,
    });
    return answer.ok ? success(undefined) : answer;
  }

  /** `POST /api/catalog/entities/by-refs` */
  async versions(
    refs: readonly string[],
    signal: AbortSignal,
  ): Promise<Result<readonly (EntityVersion | undefined)[]>> {
    if (refs.length === 0) return success([]);
    const answer = await this.client.request({
      method: 'POST',
      path: '/api/catalog/entities/by-refs',
      body: { entityRefs: refs, fields: ['metadata.etag', 'metadata.annotations'] },
      repeatable: true,
      signal,
    });
    if (!answer.ok) return answer;
    const items = ownProperty(answer.value, 'items');
    if (!Array.isArray(items) || items.length !== refs.length) return failure(foreignAnswer());
    return success(items.map(versionOf));
  }
}

function versionOf(json: unknown): EntityVersion | undefined {
  const metadata = ownProperty(json, 'metadata');
  const etag = ownProperty(metadata, 'etag');
  if (typeof etag !== 'string') return undefined;
  const origin = ownProperty(ownProperty(metadata, 'annotations'), 'backstage.io/managed-by-origin-location');
  return { etag, ...(typeof origin === 'string' ? { origin } : {}) };
}

/** What an error says at its root: around it the server only says in which part of it that came up. */
function innermost(error: unknown): string | undefined {
  let found: string | undefined;
  for (let cause = error, depth = 0; cause !== undefined && depth < 5; cause = ownProperty(cause, 'cause'), depth++) {
    const message = ownProperty(cause, 'message');
    if (typeof message === 'string' && message !== '') found = message;
  }
  return found?.slice(0, LONGEST_ERROR);
}

function foreignAnswer(): Problem {
  return {
    kind: 'invalid',
    message: 'The answer is not one of a Backstage catalogue. Is this the address of a Backstage?',
  };
}
