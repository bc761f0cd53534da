import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import type { PlannedProbe } from '../../core/environments/runPlan.js';

/** The probes that can be made from here, with the number of the port. */
export type NetworkProbe = Extract<PlannedProbe, { kind: 'http' | 'tcp' }>;

const LOOPBACKS = ['127.0.0.1', '::1'];

/**
 * Asks a process of this machine whether it works: over HTTP a status from 200 to 399, as Kubernetes asks it, over TCP that it
 * accepts a connection.
 * @returns the address it has answered on; undefined where it has not
 */
export async function probeOnce(probe: NetworkProbe, port: number, timeoutMs: number): Promise<string | undefined> {
  for (const host of LOOPBACKS) if (await answers(probe, host, port, timeoutMs)) return host;
  return undefined;
}

/** Whether what listens somewhere answers a request of HTTP, with whatever status. A database does not. */
export function speaksHttp(host: string, port: number, timeoutMs: number): Promise<boolean> {
  return new Promise(done => {
    const signal = AbortSignal.timeout(timeoutMs);
    const sent = httpRequest({ host, port, path: '/', agent: false, signal });
    sent.once('response', response => {
      response.destroy();
      done(true);
    });
    sent.on('error', () => done(false));
    sent.end();
  });
}

function answers(probe: NetworkProbe, host: string, port: number, timeoutMs: number): Promise<boolean> {
  return probe.kind === 'tcp' ? connects(host, port, timeoutMs) : responds(probe, host, port, timeoutMs);
}

function connects(host: string, port: number, timeoutMs: number): Promise<boolean> {
  return new Promise(done => {
    const socket = connect({ host, port });
    const end = (answered: boolean): void => {
      socket.destroy();
      done(answered);
    };
    socket.setTimeout(timeoutMs, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

type HttpProbe = Extract<PlannedProbe, { kind: 'http' }>;

function responds(probe: HttpProbe, host: string, port: number, timeoutMs: number): Promise<boolean> {
  return new Promise(done => {
    const headers = { ...probe.headers, ...(probe.host === undefined ? {} : { host: probe.host }) };
    const options = { host, port, path: probe.path, headers, agent: false as const };
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const sent =
        probe.scheme === 'https'
          ? // A service on a laptop has a certificate of its own making; that it answers is all that is asked.
            httpsRequest({ ...options, signal, rejectUnauthorized: false })
          : httpRequest({ ...options, signal });
      sent.once('response', response => {
        const { statusCode = 0 } = response;
        response.destroy();
        done(statusCode >= 200 && statusCode < 400);
      });
      sent.on('error', () => done(false));
      sent.end();
    } catch {
      // A path or a header that HTTP does not know.
      done(false);
    }
  });
}
