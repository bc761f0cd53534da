import { execFileSync } from 'node:child_process';
import { temporaryFolder, type TemporaryFolder } from '../../temporaryFolder.js';

/** A git repository for one test. */
export interface GitRepository extends TemporaryFolder {
  /** Commits everything that there is. @param day `2026-11-02`, or a moment */
  commit(day: string, author?: string): void;
  git(...words: readonly string[]): string;
}

/** Makes an empty repository that knows nothing of the settings of this machine. */
export async function gitRepository(files: Readonly<Record<string, string>> = {}): Promise<GitRepository> {
  const folder = await temporaryFolder(files);
  const run = (words: readonly string[], more: Readonly<Record<string, string>> = {}): string =>
    execFileSync('git', ['-C', folder.path, ...words], {
      encoding: 'utf8',
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', ...more },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  run(['init', '--quiet', '--initial-branch=main']);
  return {
    ...folder,
    git: (...words) => run(words),
    commit: (day, author = 'ada') => {
      const at = day.includes('T') ? day : `${day}T12:00:00Z`;
      run(['add', '--all']);
      run(['commit', '--quiet', '--allow-empty', '-m', 'change'], {
        ...{ GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at, GIT_AUTHOR_NAME: author, GIT_COMMITTER_NAME: author },
        ...{ GIT_AUTHOR_EMAIL: `${author}@example.com`, GIT_COMMITTER_EMAIL: `${author}@example.com` },
      });
    },
  };
}
