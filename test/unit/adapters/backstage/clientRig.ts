import {
  BackstageClient,
  type BackstageClientOptions,
  type BackstageRequest,
} from '../../../../src/adapters/backstage/client.js';
import type { Result } from '../../../../src/core/common/problem.js';
import { recordingLog } from '../../recordingLog.js';
import { never } from '../../values.js';
import type { LocalServer } from '../localServer.js';

/** A client of a local server that never really waits, and all that it did besides asking. */
export function clientRig(server: LocalServer, options: Partial<BackstageClientOptions> & { token?: string } = {}) {
  const log = recordingLog();
  const waits: number[] = [];
  const refused: string[] = [];
  const { token, ...rest } = options;
  const client = new BackstageClient({
    baseUrl: server.url,
    tokens: { token: async () => token, refused: old => void refused.push(old) },
    log,
    timeoutMs: 5000,
    wait: async ms => void waits.push(ms),
    random: () => 0.5,
    ...rest,
  });
  const get = (more: Partial<BackstageRequest> = {}): Promise<Result<unknown>> =>
    client.request({ path: '/api/thing', signal: never(), ...more });
  return { client, get, log, waits, refused };
}
