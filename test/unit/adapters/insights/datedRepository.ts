import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/** Where a commit or a tag of a test is made: seconds after this moment. */
export const START = Date.UTC(2026, 0, 1) / 1000;

const OWN: NodeJS.ProcessEnv = {
  PATH: process.env['PATH'],
  ...{ GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', LC_ALL: 'C', HOME: '/nonexistent' },
};

/** A real repository for one test, with dates that the test chooses. */
export class DatedRepository {
  readonly path: string;

  constructor(path: string, ...options: readonly string[]) {
    this.path = path;
    mkdirSync(path, { recursive: true });
    execFileSync('git', ['init', '--quiet', '--initial-branch=main', ...options, path], { env: OWN });
  }

  git(...words: readonly string[]): string {
    return this.at(0, ...words);
  }

  /** Runs git at a time: seconds after `START`. */
  at(seconds: number, ...words: readonly string[]): string {
    return this.#run(seconds, words).toString('utf8').trim();
  }

  /** An empty commit; returns its hash. */
  commit(seconds: number, message = `Change at ${seconds}`, author = 'Ada <ada@example.com>'): string {
    const words = ['commit', '--quiet', '--allow-empty', '--allow-empty-message', '--file=-', `--author=${author}`];
    this.#run(seconds, words, Buffer.from(message));
    return this.git('rev-parse', 'HEAD');
  }

  /** A first commit on the main branch with just these bytes behind its date: git itself would make UTF-8 of them. */
  rawCommit(seconds: number, author: string, message: Buffer): void {
    const people = ['author', 'committer'].map(role => `${role} ${author} ${START + seconds} +0000\n`).join('');
    const head = `tree ${this.#run(0, ['mktree'], Buffer.alloc(0)).toString().trim()}\n${people}\n`;
    const words = ['hash-object', '-t', 'commit', '-w', '--stdin'];
    const sha = this.#run(seconds, words, Buffer.concat([Buffer.from(head), message]));
    this.git('update-ref', 'refs/heads/main', sha.toString().trim());
  }

  /** A tag with a date of its own. */
  tag(seconds: number, name: string, target = 'HEAD'): void {
    this.at(seconds, 'tag', '--annotate', '--message=x', name, target);
  }

  #run(seconds: number, words: readonly string[], input?: Buffer): Buffer {
    const date = `${START + seconds} +0000`;
    return execFileSync('git', ['-C', this.path, ...words], {
      ...(input ? { input } : {}),
      stdio: ['pipe', 'pipe', 'ignore'],
      env: {
        ...OWN,
        ...{
          GIT_AUTHOR_DATE: date,
          GIT_COMMITTER_DATE: date,
          GIT_AUTHOR_NAME: 'Ada',
          GIT_AUTHOR_EMAIL: 'ada@example.com',
        },
        ...{ GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.com' },
      },
    });
  }
}
