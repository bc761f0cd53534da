import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export interface Arrived {
  /** `GET /path?query` */
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Answer = (response: ServerResponse, arrived: Arrived) => void;

/** An HTTP server on this machine. */
export interface LocalServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** All requests so far. */
  readonly requests: readonly Arrived[];
  /** Answers the requests from now on with these, one after the other; the last one goes on for ever. */
  answer(...answers: readonly Answer[]): void;
  /** Stops, and cuts what is still open. */
  close(): Promise<void>;
}

/** An answer with JSON in it. */
export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer {
  return send(JSON.stringify(body), status, { 'content-type': 'application/json', ...headers });
}

/** An answer with this very text in it. */
export function send(body: string | Buffer, status = 200, headers: Readonly<Record<string, string>> = {}): Answer {
  return response => void response.writeHead(status, headers).end(body);
}

/** An answer that sends elsewhere. */
export function redirect(location: string, status = 302): Answer {
  return send('', status, { location });
}

/** Cuts the connection instead of answering. */
export const hangUp: Answer = response => void response.destroy();

/** Neither answers nor cuts the connection. */
export const hang: Answer = () => undefined;

/** Starts a server on a free port. */
export async function localServer(): Promise<LocalServer> {
  const requests: Arrived[] = [];
  let answers: readonly Answer[] = [json({})];
  let position = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const arrived = { line: `${request.method} ${request.url}`, headers: request.headers, body };
      requests.push(arrived);
      answers[Math.min(position++, answers.length - 1)]?.(response, arrived);
    });
  });
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer: (...next) => {
      answers = next;
      position = 0;
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
