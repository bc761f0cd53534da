import assert from 'node:assert/strict';
import { EntityIndex } from '../../../../src/core/catalogue/entityIndex.js';
import { EntityOfFile } from '../../../../src/core/catalogue/whereAmI.js';
import { entity } from './entities.js';

const local = (ref: string, path: string) => entity(ref, { local: `file:///home/ada/${path}` });
const located = (ref: string, address: string) =>
  entity(ref, { annotations: { 'backstage.io/source-location': address } });

describe('EntityOfFile by descriptor', () => {
  const files = new EntityOfFile(
    EntityIndex.of(
      [],
      [
        local('Location:all', 'catalog-info.yaml'),
        local('System:shop', 'catalog-info.yaml'),
        local('API:cart', 'cart/catalog-info.yaml'),
        local('Component:cart', 'cart/catalog-info.yaml'),
        local('Group:web', 'teams/catalog-info.yaml'),
      ],
    ),
  );
  const found = (path: string) => files.byDescriptor(`file:///home/ada/${path}`)?.ref;

  it('takes the nearest descriptor upwards, and of several entities the component', () => {
    assert.equal(found('cart/src/main.ts'), 'component:default/cart');
    assert.equal(found('cart/catalog-info.yaml'), 'component:default/cart');
  });

  it('goes up as far as it must', () => {
    assert.equal(found('other/deep/main.ts'), 'system:default/shop');
    assert.equal(found('cartoon/main.ts'), 'system:default/shop');
  });

  it('takes neither groups nor locations for what holds code', () => {
    assert.equal(found('teams/notes.md'), 'system:default/shop');
  });

  it('knows nothing outside', () => {
    assert.equal(files.byDescriptor('file:///elsewhere/main.ts'), undefined);
    assert.equal(files.byDescriptor('untitled:Untitled-1'), undefined);
  });
});

describe('EntityOfFile by source location', () => {
  const files = new EntityOfFile(
    EntityIndex.of(
      [
        located('Component:mono', 'url:https://git.example.com/parcels/mono/'),
        located('Component:api', 'url:https://git.example.com/parcels/mono/tree/main/services/api/'),
        located('API:api', 'url:https://git.example.com/parcels/mono/tree/main/services/api/'),
        located('Component:web', 'url:https://git.example.com/parcels/mono/src/branch/main/web'),
        located('Component:odd', 'dir:/etc'),
      ],
      [],
    ),
  );
  const found = (path: string, remote = 'git@git.example.com:parcels/mono.git') =>
    files.bySourceLocation({ remote, path })?.ref;

  it('takes the innermost folder that an entity names', () => {
    assert.equal(found('services/api/main.go'), 'component:default/api');
    assert.equal(found('web/index.html'), 'component:default/web');
    assert.equal(found('webshop/index.html'), 'component:default/mono');
    assert.equal(found('README.md'), 'component:default/mono');
  });

  it('takes remotes by https, by ssh, with a password and in other letter case for the same', () => {
    for (const remote of [
      'https://git.example.com/parcels/mono.git',
      'https://me:secret@git.example.com/Parcels/mono',
      'ssh://git@git.example.com:2222/parcels/mono.git',
    ])
      assert.equal(found('README.md', remote), 'component:default/mono');
  });

  it('knows where a branch with a slash ends by the branch that is checked out', () => {
    const released = new EntityOfFile(
      EntityIndex.of([located('Component:api', 'url:https://git.example.com/parcels/mono/tree/release/1.0/api/')], []),
    );
    const remote = 'https://git.example.com/parcels/mono';
    assert.equal(
      released.bySourceLocation({ remote, path: 'api/main.go', branch: 'release/1.0' })?.ref,
      'component:default/api',
    );
    assert.equal(released.bySourceLocation({ remote, path: 'api/main.go' }), undefined);
  });

  it('knows nothing of other repositories', () => {
    assert.equal(found('README.md', 'https://git.example.com/parcels/other'), undefined);
    assert.equal(found('README.md', '/srv/git/mono.git'), undefined);
  });
});

describe('code owners of the catalogue', () => {
  const files = new EntityOfFile(
    EntityIndex.of(
      [
        entity('Group:tracking'),
        entity('Group:web', { annotations: { 'github.com/team-slug': 'parcels/frontend' } }),
        entity('User:mara'),
        entity('Group:mara'),
      ],
      [],
    ),
  );

  it('are found by name, and by the slug of the team', () => {
    assert.equal(files.codeOwner('@parcels/tracking')?.ref, 'group:default/tracking');
    assert.equal(files.codeOwner('@parcels/Frontend')?.ref, 'group:default/web');
    assert.equal(files.codeOwner('@mara')?.ref, 'user:default/mara');
    assert.equal(files.codeOwner('@nobody'), undefined);
  });
});
