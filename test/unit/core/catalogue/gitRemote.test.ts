import assert from 'node:assert/strict';
import {
  fileAddress,
  headBranch,
  hostKindByAddress,
  hostKindByName,
  parseGitConfig,
  parseRemote,
  type GitHostKind,
} from '../../../../src/core/catalogue/gitRemote.js';

describe('a git remote', () => {
  const cases: readonly (readonly [remote: string, kind: GitHostKind, address: string])[] = [
    ['https://github.com/parcels/api.git', 'github', 'https://github.com/parcels/api/blob/main/catalog-info.yaml'],
    ['git@github.com:parcels/api.git', 'github', 'https://github.com/parcels/api/blob/main/catalog-info.yaml'],
    [
      'ssh://git@github.parcels.example:2222/parcels/api',
      'github',
      'https://github.parcels.example/parcels/api/blob/main/catalog-info.yaml',
    ],
    [
      'git@gitlab.com:parcels/back/end/api.git',
      'gitlab',
      'https://gitlab.com/parcels/back/end/api/-/blob/main/catalog-info.yaml',
    ],
    [
      'https://person@bitbucket.org/parcels/api.git',
      'bitbucketCloud',
      'https://bitbucket.org/parcels/api/src/main/catalog-info.yaml',
    ],
    [
      'https://bitbucket.parcels.example/scm/PAR/api.git',
      'bitbucketServer',
      'https://bitbucket.parcels.example/projects/PAR/repos/api/browse/catalog-info.yaml?at=main',
    ],
    [
      'ssh://git@bitbucket.parcels.example:7999/~ada/api.git',
      'bitbucketServer',
      'https://bitbucket.parcels.example/users/ada/repos/api/browse/catalog-info.yaml?at=main',
    ],
    [
      'https://parcels@dev.azure.com/parcels/Back%20End/_git/api',
      'azure',
      'https://dev.azure.com/parcels/Back%20End/_git/api?path=/catalog-info.yaml&version=GBmain',
    ],
    [
      'git@ssh.dev.azure.com:v3/parcels/Back%20End/api',
      'azure',
      'https://dev.azure.com/parcels/Back%20End/_git/api?path=/catalog-info.yaml&version=GBmain',
    ],
    ['https://codeberg.org/parcels/api', 'gitea', 'https://codeberg.org/parcels/api/src/branch/main/catalog-info.yaml'],
  ];
  for (const [remote, kind, address] of cases)
    it(`has an address for Backstage: ${remote}`, () => {
      const repository = parseRemote(remote);
      assert.ok(repository);
      assert.equal(hostKindByName(repository), kind);
      assert.equal(fileAddress(repository, kind, 'main', ['catalog-info.yaml']), address);
    });

  it('keeps its secrets', () => {
    const repository = parseRemote('https://ada:hunter2@git.parcels.example:8443/parcels/api.git');
    assert.deepEqual(repository, { origin: 'https://git.parcels.example:8443', path: ['parcels', 'api'] });
  });

  for (const remote of ['/srv/git/api.git', 'file:///srv/git/api.git', '../api', 'C:\\git\\api', 'https://host/', ''])
    it(`has no address where only this machine knows it: “${remote}”`, () => {
      assert.equal(parseRemote(remote), undefined);
    });

  it('escapes what a path and a branch may hold', () => {
    const repository = parseRemote('git@github.com:parcels/api.git');
    assert.ok(repository);
    assert.equal(
      fileAddress(repository, 'github', 'feature/a b#1', ['my docs', 'catalog-info.yaml']),
      'https://github.com/parcels/api/blob/feature/a%20b%231/my%20docs/catalog-info.yaml',
    );
  });

  it('is of a kind that other addresses of its host show', () => {
    const repository = { origin: 'https://code.parcels.example', path: ['parcels', 'api'] };
    const kinds: readonly (readonly [string, GitHostKind | undefined])[] = [
      ['url:https://code.parcels.example/a/b/src/branch/main/', 'gitea'],
      ['https://code.parcels.example/a/b/-/tree/main/', 'gitlab'],
      ['https://code.parcels.example/a/b/tree/main/', 'github'],
      ['https://code.parcels.example/projects/A/repos/b/browse/', 'bitbucketServer'],
      ['https://code.parcels.example/a/p/_git/b?path=/x', 'azure'],
      ['https://elsewhere.example/a/b/tree/main/', undefined],
      ['https://code.parcels.example/', undefined],
      ['javascript:alert(1)', undefined],
    ];
    assert.equal(hostKindByName(repository), undefined);
    for (const [address, kind] of kinds) assert.equal(hostKindByAddress(repository, address), kind, address);
  });
});

describe('the files of git', () => {
  it('name the remotes and what branches follow', () => {
    const { remotes, upstreams } = parseGitConfig(
      '# mine\n[core]\n\tbare = false\n[remote "origin"]\n\turl = git@github.com:parcels/api.git\n\tfetch = +refs/heads/*\n' +
        '[branch "main"]\n  remote = origin\n  merge = refs/heads/main\n[remote "fo\\"rk"]\nURL = "https://x.example/a/b"\r\n',
    );
    assert.deepEqual(
      [...remotes],
      [
        ['origin', 'git@github.com:parcels/api.git'],
        ['fo"rk', 'https://x.example/a/b'],
      ],
    );
    assert.deepEqual([...upstreams], [['main', 'origin']]);
  });

  it('name the branch', () => {
    assert.equal(headBranch('ref: refs/heads/feature/x\n'), 'feature/x');
    assert.equal(headBranch('ref: refs/remotes/origin/main\n'), 'main');
    assert.equal(headBranch('0123456789abcdef0123456789abcdef01234567\n'), undefined);
  });
});
