import assert from 'node:assert/strict';
import { BackstageCatalogue } from '../../../src/adapters/backstage/backstageCatalogue';
import { BackstageClient } from '../../../src/adapters/backstage/client';
import { ownershipRefs } from '../../../src/adapters/backstage/identity';
import { readAll } from '../../../src/core/catalogue/source';
import { catalogueSourceContract } from '../../unit/core/catalogue/catalogueSourceContract';
import { recordingLog } from '../../unit/recordingLog';
import { never, problemOf, valueOf } from '../../unit/values';
import { sharedPlatform } from './sharedPlatform';

const KNOWN = ['component:default/tracking-api', 'component:default/checkout-api', 'group:default/parcel-tracking'];

async function clientWith(choose: (tokens: { admin: string; catalogueReader: string }) => string) {
  const { platform } = await sharedPlatform();
  const token = choose(platform.tokens);
  return new BackstageClient({
    baseUrl: platform.url,
    tokens: { token: async () => token, refused: () => undefined },
    log: recordingLog(),
  });
}

describe('the adapter of Backstage’s catalogue, against a real Backstage', function () {
  this.timeout(90_000);

  for (const holder of ['admin', 'catalogueReader'] as const)
    catalogueSourceContract(`a real Backstage for the token of ${holder}`, async () => ({
      source: new BackstageCatalogue(await clientWith(tokens => tokens[holder])),
      knows: KNOWN,
      dispose: () => Promise.resolve(),
    }));

  it('reads entities with all that lists and cards need', async () => {
    const client = await clientWith(({ admin }) => admin);
    const [entity] = valueOf(await new BackstageCatalogue(client).byRefs(KNOWN.slice(0, 1), never()));
    assert.ok(entity);
    assert.equal(entity.kind, 'Component');
    for (const field of ['description', 'type', 'lifecycle', 'owner', 'system'] as const)
      assert.ok(entity[field], field);
    assert.ok(entity.tags.length > 0);
    assert.ok(entity.annotations.get('backstage.io/managed-by-location'));
    assert.ok(entity.relations.some(({ type }) => type === 'ownedBy'));
  });

  it('reads as much as Backstage says that there is', async () => {
    const client = await clientWith(({ admin }) => admin);
    const all = valueOf(await readAll(new BackstageCatalogue(client), never()));
    const counted = await client.request({
      path: '/api/catalog/entities/by-query',
      params: { limit: 0 },
      signal: never(),
    });
    assert.equal(all.length, (valueOf(counted) as { totalItems: number }).totalItems);
  });

  it('is refused with a token that Backstage does not know', async () => {
    const client = await clientWith(() => 'no-token-of-this-platform');
    assert.equal(problemOf(await new BackstageCatalogue(client).page({ limit: 1 }, never())).kind, 'unauthorised');
  });

  it('owns nothing by a token that stands for no person', async () => {
    const client = await clientWith(({ admin }) => admin);
    const refs = await ownershipRefs(client, never());
    assert.ok(!refs.ok || !refs.value.some(ref => ref.startsWith('group:')));
  });
});
