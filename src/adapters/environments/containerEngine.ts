import { execFile } from 'node:child_process';
import { CANCELLED, failure, success, type Result } from '../../core/common/problem.js';
import { processEnvironment } from './processEnvironment.js';

const PROGRAMS = ['podman', 'docker'];
const ANSWER_MS = 10_000;
const LONGEST_MS = 10 * 60_000;

/** A program that runs containers, and has answered. */
export interface ContainerEngine {
  readonly program: string;
  /** Runs it with these words, which are handed over as they are. @returns what it writes, logs of containers with both streams */
  run(words: readonly string[], signal?: AbortSignal): Promise<Result<string>>;
}

/**
 * Finds what runs containers on this machine: `podman`, else `docker`. That a program is installed says little: it is asked whether
 * its engine answers.
 * @returns `unsupported` with what each of them said
 */
export async function containerEngine(signal: AbortSignal): Promise<Result<ContainerEngine>> {
  const said: string[] = [];
  for (const program of PROGRAMS) {
    const answer = await call(program, ['info'], ANSWER_MS, signal);
    if (signal.aborted) return failure(CANCELLED);
    if (answer.ok) return success({ program, run: (words, stop) => call(program, words, LONGEST_MS, stop) });
    said.push(`${program}: ${answer.problem.message}`);
  }
  return failure({
    kind: 'unsupported',
    message: `Containers need podman or docker, and neither answers here. ${said.join(' ')}`,
  });
}

function call(
  program: string,
  words: readonly string[],
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<Result<string>> {
  // Which engine docker speaks to is said by the environment.
  const engine = ['DOCKER_HOST', 'DOCKER_CONTEXT', 'CONTAINER_HOST', 'XDG_RUNTIME_DIR'].flatMap(name => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const env = processEnvironment(Object.fromEntries(engine));
  const options = { env, timeout, maxBuffer: 64 * 1024 * 1024, ...(signal ? { signal } : {}) };
  return new Promise(done => {
    execFile(program, words, options, (error, output, errors) => {
      if (!error) done(success(words[0] === 'logs' ? output + errors : output));
      else if (signal?.aborted) done(failure(CANCELLED));
      else if (error.code === 'ENOENT') done(failure({ kind: 'unsupported', message: 'not installed.' }));
      else {
        const last = errors.trim().split('\n').at(-1) ?? '';
        done(failure({ kind: 'invalid', message: last === '' ? error.message : last, detail: errors.slice(-4_000) }));
      }
    });
  });
}
