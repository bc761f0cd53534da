import assert from 'node:assert/strict';
import { readRepository } from '../../../../src/adapters/git/gitFolder.js';
import { temporaryFolder, type TemporaryFolder } from '../../temporaryFolder.js';

const CONFIG = '[remote "origin"]\n\turl = git@github.com:parcels/api.git\n';

describe('a repository on the disk', () => {
  let folder: TemporaryFolder;
  const filled = async (files: Readonly<Record<string, string>>) => (folder = await temporaryFolder(files));
  afterEach(() => folder.dispose());

  it('has a remote, and the branch of it that others see', async () => {
    await filled({
      'repo/.git/config': CONFIG,
      'repo/.git/HEAD': 'ref: refs/heads/feature/x\n',
      'repo/.git/refs/remotes/origin/HEAD': 'ref: refs/remotes/origin/trunk\n',
      'repo/deep/er/file': '',
    });
    const remote = 'git@github.com:parcels/api.git';
    assert.deepEqual(await readRepository(folder.at('repo')), { below: [], remote, branch: 'trunk' });
    assert.deepEqual(await readRepository(folder.at('repo/deep/er')), {
      below: ['deep', 'er'],
      remote,
      branch: 'trunk',
    });
  });

  it('has the branch that is checked out where the remote names none', async () => {
    await filled({ '.git/config': CONFIG, '.git/HEAD': 'ref: refs/heads/main\n' });
    assert.equal((await readRepository(folder.path))?.branch, 'main');
  });

  it('has the remote that the branch follows, of several', async () => {
    const fork = '[remote "fork"]\nurl = git@github.com:ada/api.git\n[branch "main"]\nremote = fork\n';
    await filled({ '.git/config': CONFIG + fork, '.git/HEAD': 'ref: refs/heads/main\n' });
    assert.equal((await readRepository(folder.path))?.remote, 'git@github.com:ada/api.git');
  });

  it('may be a work tree of another', async () => {
    await filled({
      'main/.git/config': CONFIG,
      'main/.git/HEAD': 'ref: refs/heads/main\n',
      'main/.git/worktrees/side/HEAD': 'ref: refs/heads/side\n',
      'main/.git/worktrees/side/commondir': '../..\n',
    });
    await folder.write({ 'side/.git': `gitdir: ${folder.at('main/.git/worktrees/side')}\n` });
    assert.deepEqual(await readRepository(folder.at('side')), {
      below: [],
      remote: 'git@github.com:parcels/api.git',
      branch: 'side',
    });
  });

  it('may have no remote, no branch, or nothing readable at all', async () => {
    await filled({ 'a/.git/HEAD': 'ref: refs/heads/main\n', 'b/.git': 'gitdir: /nowhere\n' });
    assert.deepEqual(await readRepository(folder.at('a')), { below: [], branch: 'main' });
    assert.deepEqual(await readRepository(folder.at('b')), { below: [] });
  });
});
