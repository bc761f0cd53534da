import { createHash, timingSafeEqual } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { failure, success, type Result } from '../../core/common/problem.js';
import { eventsFromHttp } from '../../core/insights/eventFormats/cloudEvents.js';

/** The largest message that is taken, in bytes. */
export const LARGEST_MESSAGE = 4 * 1024 * 1024;
const REQUEST_MS = 30_000;

// A page in a browser can send none of these to another address without being allowed to first, and nobody allows it.
const TYPES = new Set(['application/json', 'application/cloudevents+json', 'application/cloudevents-batch+json']);

/** Where events are taken in, and what becomes of them. */
export interface EventReceiverOptions {
  /** The file that each event becomes a line of. It is made where it is not there. */
  readonly file: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** What senders give as `Authorization: Bearer …`; undefined: nothing. */
  readonly token: string | undefined;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Told of each message that was written, with the number of events in it. */
  readonly onEvents: (count: number) => void;
}

/** A receiver that listens. */
export interface EventReceiver {
  /** `http://127.0.0.1:…`. */
  readonly address: string;
  /** Settles when it has ended and everything that was taken is written. */
  readonly ended: Promise<void>;
}

/** What a sender is told. */
interface Answer {
  readonly status: number;
  readonly text: string;
}

/**
 * Takes events over HTTP on this machine: CloudEvents 1.0 in the structured, the batched and the binary mode (HTTP protocol binding), bare
 * CDEvents and webhooks. What they hold is not looked at; who reads the file counts what it does not know.
 * @returns `conflict` where the port is taken, `invalid` where the file cannot be written
 */
export async function receiveEvents(options: EventReceiverOptions): Promise<Result<EventReceiver>> {
  const { file, port, signal } = options;
  try {
    await appendFile(file, '');
  } catch (thrown) {
    return failure({ kind: 'invalid', message: `Events cannot be written to ${file}.`, detail: String(thrown) });
  }
  let written: Promise<unknown> = Promise.resolve();
  const write = (lines: string): Promise<void> => {
    // One after the other: a line must not stand in the middle of another.
    const next = written.then(() => appendFile(file, lines));
    written = next.catch(() => undefined);
    return next;
  };
  const server = createServer({ requestTimeout: REQUEST_MS }, (request, response) => {
    void take(request, options, write).then(answer => give(response, answer));
  });
  const listening = await listen(server, port);
  if (!listening.ok) return listening;
  const ended = new Promise<void>(done => server.once('close', () => void written.then(() => done())));
  const end = (): void => {
    server.close();
    server.closeIdleConnections();
  };
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  return success({ address: `http://127.0.0.1:${listening.value}`, ended });
}

function listen(server: Server, port: number): Promise<Result<number>> {
  return new Promise(done => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      done(
        failure({
          kind: error.code === 'EADDRINUSE' ? 'conflict' : 'unsupported',
          message:
            error.code === 'EADDRINUSE'
              ? `Port ${port} is taken by another program. Choose another one, or 0 for any that is free.`
              : `Nothing can listen on port ${port}: ${error.message}`,
        }),
      ),
    );
    server.listen(port, '127.0.0.1', () => done(success((server.address() as AddressInfo).port)));
  });
}

async function take(
  request: IncomingMessage,
  { token, onEvents }: EventReceiverOptions,
  write: (lines: string) => Promise<void>,
): Promise<Answer> {
  const refused = refusal(request, token);
  if (refused) return refused;
  const body = await bodyOf(request);
  if (typeof body !== 'string') return body;
  const read = eventsFromHttp(headersOf(request), body);
  if ('error' in read) return { status: 400, text: read.error };
  try {
    await write(read.events.map(event => `${JSON.stringify(event)}\n`).join(''));
  } catch {
    return { status: 507, text: 'The events could not be written.' };
  }
  onEvents(read.events.length);
  return { status: 202, text: `Taken: ${read.events.length}` };
}

function refusal({ method, headers }: IncomingMessage, token: string | undefined): Answer | undefined {
  if (method !== 'POST') return { status: 405, text: 'Events are sent by POST.' };
  // Another name for this machine is what a page gives that has its own name point here.
  if (!/^(?:127\.0\.0\.1|localhost)(?::\d+)?$/i.test(headers.host ?? ''))
    return { status: 403, text: 'This receiver is for this machine alone.' };
  if (token !== undefined && !isSame(headers.authorization ?? '', `Bearer ${token}`))
    return { status: 401, text: 'The token is missing or is another one.' };
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!TYPES.has(type)) return { status: 415, text: `The content type is one of ${[...TYPES].join(', ')}.` };
  return undefined;
}

async function bodyOf(request: IncomingMessage): Promise<string | Answer> {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of request as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > LARGEST_MESSAGE) return { status: 413, text: `A message has at most ${LARGEST_MESSAGE} bytes.` };
      pieces.push(piece);
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces));
  } catch {
    return { status: 400, text: 'The body was cut off, or is not in UTF-8.' };
  }
}

function headersOf({ headers }: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}

/** Whether two texts are the same, in a time that tells nothing of them. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

function give(response: ServerResponse, { status, text }: Answer): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    ...(status === 405 ? { allow: 'POST' } : {}),
    ...(status === 202 ? {} : { connection: 'close' }),
  });
  response.end(`${text}\n`);
}
