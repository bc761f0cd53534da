import type { ServerResponse } from 'node:http';
import type { LocalServer } from '../localServer.js';

/** An event as Backstage sends it. */
export interface SentEvent {
  readonly id: number;
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A run with so many lines of log, and its completion. Ids have gaps, as those of a database with other runs. */
export function sentEvents(lines: number, status = 'completed'): readonly SentEvent[] {
  return [
    ...Array.from({ length: lines }, (_, index) => ({
      id: 10 + index * 3,
      type: 'log',
      body: { message: `line ${index} äöü 🚚`, stepId: 'only' },
    })),
    { id: 10 + lines * 3, type: 'completion', body: { message: `Run completed with status: ${status}` } },
  ];
}

/** How one request for the stream is answered: the rest of it comes from the server. */
export type StreamAnswer = (response: ServerResponse, events: readonly SentEvent[]) => void;

export function inStream(events: readonly SentEvent[]): string {
  return events
    .map(event => `event: ${event.type}\ndata: ${JSON.stringify({ ...event, createdAt: '2026-01-02T03:04:05Z' })}\n\n`)
    .join('');
}

/** Sends what there is and goes on to hold the connection. */
export const sendAndHold: StreamAnswer = (response, events) => void response.write(inStream(events));
/** Sends what there is and ends. */
export const sendAndEnd: StreamAnswer = (response, events) => void response.end(inStream(events));
/** Ends without a word. */
export const endEmpty: StreamAnswer = response => void response.end();
/** Accepts and says nothing. */
export const holdEmpty: StreamAnswer = response => response.flushHeaders();

/**
 * Makes a local server the scaffolder of one task, with the events and habits of the real one: whoever asks for what came
 * after an event gets the completion all the same.
 * @param streams how requests for the stream are answered, one after the other; the last one goes on for ever
 * @param mostPolled how many events the answer to a poll holds at most
 */
export function serveTask(
  server: LocalServer,
  events: readonly SentEvent[],
  streams: readonly StreamAnswer[],
  mostPolled = Infinity,
) {
  const task = { id: 't', status: 'processing', createdAt: '2026-01-02T03:04:05Z', spec: { steps: [] } };
  let asked = 0;
  server.answer((response, { line }) => {
    const url = new URL(line.split(' ')[1] ?? '', server.url);
    const after = Number(url.searchParams.get('after'));
    const due = events.filter(({ id, type }) => id > after || type === 'completion');
    if (url.pathname.endsWith('/eventstream')) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      streams[Math.min(asked++, streams.length - 1)]?.(response, due);
    } else {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(url.pathname.endsWith('/events') ? due.slice(0, mostPolled) : task));
    }
  });
  return task;
}
