import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CatalogueProgress, Platform } from '../platform.mjs';
import { entityByName, eventually, getJson, postJson } from './requests';
import type { Entity } from './requests';
import { sharedPlatform } from './sharedPlatform';

const refOf = ({ kind, metadata }: Entity) =>
  `${kind}:${metadata.namespace ?? 'default'}/${metadata.name}`.toLowerCase();

describe('the demo organisation', function () {
  this.timeout(90_000);
  let platform: Platform;
  let settled: CatalogueProgress;
  let entities: readonly Entity[];

  before(async () => {
    ({ platform, settled } = await sharedPlatform());
    entities = await getJson<Entity[]>(platform, '/catalog/entities');
  });

  const ofKind = (kind: string) => entities.filter(entity => entity.kind === kind);

  it('is read without an error', async () => {
    assert.deepEqual(settled.errors, []);
    const failed = await getJson<{ entities: unknown[] }>(platform, '/catalog/entities/unprocessed/failed');
    assert.deepEqual(failed.entities, []);
  });

  it('links only what exists', () => {
    const known = new Set(entities.map(refOf));
    const dangling = entities.flatMap(entity =>
      (entity.relations ?? [])
        .filter(({ targetRef }) => !known.has(targetRef.toLowerCase()))
        .map(({ type, targetRef }) => `${refOf(entity)} ${type} ${targetRef}`),
    );
    assert.deepEqual(dangling, []);
  });

  it('is large and varied enough to show everything', () => {
    const described = entities.filter(({ kind }) => kind !== 'Location');
    assert.ok(described.length >= 80, `${described.length} entities`);
    assert.ok(ofKind('Component').length >= 25, `${ofKind('Component').length} components`);
    for (const kind of ['Domain', 'System', 'Resource', 'Group', 'User', 'Template', 'API'])
      assert.ok(ofKind(kind).length > 0, kind);
    const types = new Set(ofKind('API').map(({ spec }) => spec?.['type']));
    for (const type of ['openapi', 'asyncapi', 'graphql', 'grpc']) assert.ok(types.has(type), type);
    assert.ok(ofKind('API').every(({ spec }) => spec?.['definition'] ?? spec?.['remotes']));
  });

  it('says who owns everything', () => {
    for (const kind of ['Component', 'API', 'System', 'Domain', 'Resource', 'Template'])
      for (const entity of ofKind(kind))
        assert.ok(
          entity.relations?.some(({ type }) => type === 'ownedBy'),
          refOf(entity),
        );
  });

  it('knows no address but its own, once staged', () => {
    assert.doesNotMatch(JSON.stringify(entities), /@(GIT_HOST|GIT_URL|BACKSTAGE_URL)@/);
  });

  it('shows a changed file after a refresh', async () => {
    const file = join(platform.contentDir, 'catalogue', 'groups.yaml');
    const before = await entityByName(platform, 'group', 'parcel-tracking');
    assert.ok(before);
    const text = readFileSync(file, 'utf8');
    const changed = text.replace(/(name: parcel-tracking\n(?:.*\n)*? {2}description: ).*/, '$1Changed by the suite.');
    assert.notEqual(changed, text);
    writeFileSync(file, changed);
    try {
      const refresh = { entityRef: refOf(before) };
      assert.equal((await postJson(platform, '/catalog/refresh', refresh, platform.tokens.admin)).status, 200);
      await eventually('the new description', async () => {
        const now = await entityByName(platform, 'group', 'parcel-tracking');
        return now?.metadata.description === 'Changed by the suite.' ? true : undefined;
      });
    } finally {
      writeFileSync(file, text);
    }
  });
});
