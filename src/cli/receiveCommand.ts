import { resolve } from 'node:path';
import { receiveEvents } from '../adapters/insights/eventReceiver.js';
import { presentProblem } from '../core/common/problem.js';

/** What `golden-path receive` was told. */
export interface ReceiveCommandOptions {
  readonly file: string | undefined;
  readonly port: string | undefined;
  /** Name of the environment variable with the token that senders must give. */
  readonly tokenName: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Ends it; the program itself ends with SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
}

const LARGEST_PORT = 65_535;

/**
 * `golden-path receive`: takes delivery events over HTTP on this machine and adds them to a file, until it is ended.
 * @returns the exit code: 0, or 2 where it could not run
 */
export async function receiveCommand(
  { file, port = '0', tokenName, environment, signal }: ReceiveCommandOptions,
  output: (text: string) => void,
  errors: (text: string) => void,
): Promise<number> {
  const token = tokenName === undefined ? undefined : environment[tokenName];
  const wrong =
    file === undefined
      ? 'Say into which file the events go, such as events.jsonl.'
      : !/^\d{1,5}$/.test(port) || Number(port) > LARGEST_PORT
        ? `--port is a number from 0 to ${LARGEST_PORT}, not “${port}”.`
        : tokenName !== undefined && !token
          ? `The environment variable ${tokenName} holds no token.`
          : undefined;
  if (wrong !== undefined || file === undefined) {
    errors(`${wrong ?? ''}\n`);
    return 2;
  }
  let taken = 0;
  const onEvents = (count: number): void => void (taken += count);
  const receiver = await receiveEvents({ file: resolve(file), port: Number(port), token, signal, onEvents });
  if (!receiver.ok) {
    errors(`${presentProblem(receiver.problem).text ?? receiver.problem.message}\n`);
    return 2;
  }
  output(`Taking events at ${receiver.value.address} into ${file}. Ctrl-C ends it.\n`);
  await receiver.value.ended;
  output(`Taken: ${taken}\n`);
  return 0;
}
