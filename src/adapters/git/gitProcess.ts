import { spawn } from 'node:child_process';
import { cancelledBy, failure, success, type Problem, type Result } from '../../core/common/problem.js';

/**
 * Nothing that a repository or a person has configured may run a program, ask a question, write or go to the network: the clone may
 * be anybody's.
 */
const SAFE = [
  ...['--no-optional-locks', '--no-pager', '--no-replace-objects'],
  ...['-c', 'core.fsmonitor=', '-c', 'core.hooksPath=/dev/null', '-c', 'log.showSignature=false'],
  ...['-c', 'protocol.allow=never', '-c', 'core.quotePath=true', '-c', 'color.ui=false'],
];
/** Where these are set, as within a hook, git would read another repository than that of the folder. */
const FOREIGN =
  /^GIT_(?:DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|CONFIG.*|TRACE.*|EXTERNAL_DIFF|REFLOG_ACTION|SHALLOW_FILE|GRAFT_FILE|PREFIX)$/;
const MOST_WORDS_OF_ERROR = 4_000;

/**
 * Runs git on a folder without a shell, and hands on what it writes as it comes.
 * @param folder absolute path
 * @param words the sub-command and its options
 * @param input what it gets on its standard input
 * @returns the code that it ended with; a problem where it could not run or was cancelled, and where it ended with more than 1
 */
export function runGit(
  folder: string,
  words: readonly string[],
  signal: AbortSignal,
  take: (piece: Uint8Array) => void,
  input = '',
): Promise<Result<number>> {
  const cancelled = cancelledBy(signal);
  if (cancelled) return Promise.resolve(cancelled);
  return new Promise(done => {
    const child = spawn('git', [...SAFE, '-C', folder, ...words], {
      env: environment(),
      signal,
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    let errors = '';
    child.stdout.on('data', take);
    child.stderr.on('data', (piece: Buffer) => {
      if (errors.length < MOST_WORDS_OF_ERROR) errors += piece.toString('utf8');
    });
    // Git may have ended before it has read everything: its code says why.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.on('error', error => done(cancelledBy(signal) ?? failure(startProblem(error))));
    child.on('close', code => {
      if (code === 0 || code === 1) done(success(code));
      else done(cancelledBy(signal) ?? failure(endProblem(folder, errors)));
    });
  });
}

/** As `runGit`, with everything that it writes as text. */
export async function textOfGit(
  folder: string,
  words: readonly string[],
  signal: AbortSignal,
): Promise<Result<{ readonly code: number; readonly text: string }>> {
  const pieces: Uint8Array[] = [];
  const ran = await runGit(folder, words, signal, piece => pieces.push(piece));
  return ran.ok ? success({ code: ran.value, text: Buffer.concat(pieces).toString('utf8') }) : ran;
}

function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
  return {
    ...Object.fromEntries(kept),
    ...{ LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1' },
  };
}

function startProblem(error: NodeJS.ErrnoException): Problem {
  return error.code === 'ENOENT'
    ? { kind: 'unsupported', message: 'git is needed for this, and it is not installed.' }
    : { kind: 'internal', message: `git could not be started: ${error.message}` };
}

function endProblem(folder: string, errors: string): Problem {
  const [said = ''] = errors.trim().split('\n');
  if (/not a git repository/i.test(said))
    return { kind: 'notFound', message: `“${folder}” is not within a git repository.` };
  if (/cannot change to/i.test(said)) return { kind: 'notFound', message: `There is no folder “${folder}”.` };
  return { kind: 'invalid', message: `git says: ${said || 'nothing, but it failed.'}` };
}
