import assert from 'node:assert/strict';
import { repositoryName, sourcePlace } from '../../../../src/core/catalogue/sourcePlace.js';

describe('addresses of source code', () => {
  it('are taken apart', () => {
    assert.deepEqual(sourcePlace('https://gitlab.com/a/b/c/-/tree/main/x/y/'), {
      repository: 'gitlab.com/a/b/c',
      folder: 'x/y',
    });
    assert.deepEqual(sourcePlace('https://github.com/a/b/blob/main/catalog-info.yaml'), {
      repository: 'github.com/a/b',
      folder: 'catalog-info.yaml',
    });
    assert.deepEqual(sourcePlace('https://github.com/a/b'), { repository: 'github.com/a/b', folder: '' });
    assert.equal(sourcePlace('nonsense'), undefined);
  });

  it('have no name where there is no server', () => {
    assert.equal(repositoryName('../other'), undefined);
  });

  it('are those of Bitbucket, of the cloud and of a server', () => {
    assert.deepEqual(sourcePlace('https://bitbucket.org/a/b/src/main/x/y/'), {
      repository: 'bitbucket.org/a/b',
      folder: 'x/y',
    });
    const server = { repository: 'git.example.com/par/mono', folder: 'x/y z' };
    for (const path of ['browse/x/y%20z?at=refs%2Fheads%2Fmain', 'raw/x/y%20z'])
      assert.deepEqual(sourcePlace(`https://git.example.com/projects/PAR/repos/mono/${path}`), server);
    assert.equal(
      sourcePlace('https://git.example.com/users/ada/repos/mono/browse')?.repository,
      'git.example.com/~ada/mono',
    );
    assert.equal(repositoryName('https://git.example.com/scm/PAR/mono.git'), server.repository);
    assert.equal(repositoryName('ssh://git@git.example.com:7999/par/mono.git'), server.repository);
  });

  it('are those of Azure DevOps in all their forms', () => {
    const place = { repository: 'dev.azure.com/acme/parcels/mono', folder: 'services/api' };
    const query = '?path=/services/api&version=GBfeature%2Fx&_a=contents';
    for (const address of [
      `https://dev.azure.com/acme/parcels/_git/mono${query}`,
      `https://acme.visualstudio.com/parcels/_git/mono${query}`,
      `https://acme.visualstudio.com/DefaultCollection/parcels/_git/mono${query}`,
    ])
      assert.deepEqual(sourcePlace(address), place, address);
    for (const remote of [
      'https://acme@dev.azure.com/acme/parcels/_git/mono',
      'git@ssh.dev.azure.com:v3/acme/parcels/mono',
      'acme@vs-ssh.visualstudio.com:v3/acme/parcels/mono',
    ])
      assert.equal(repositoryName(remote), place.repository, remote);
    assert.equal(repositoryName('https://dev.azure.com/acme/_git/mono'), 'dev.azure.com/acme/mono/mono');
  });

  it('hold branches with a slash, which only who knows them can tell from folders', () => {
    const address = 'https://github.com/a/b/tree/feature/x/services/api';
    assert.equal(sourcePlace(address, ['main', 'feature/x'])?.folder, 'services/api');
    assert.equal(sourcePlace(address, ['feature', 'feature/x'])?.folder, 'services/api');
    assert.equal(sourcePlace(address, ['feature/xy'])?.folder, 'x/services/api');
    assert.equal(sourcePlace('https://github.com/a/b/tree/feature%2Fx/api', ['feature/x'])?.folder, 'api');
    assert.equal(sourcePlace('https://github.com/a/b/tree/feature%2Fx/api')?.folder, 'api');
    assert.equal(sourcePlace('https://github.com/a/b/tree/feature/x', ['feature/x'])?.folder, '');
  });
});
