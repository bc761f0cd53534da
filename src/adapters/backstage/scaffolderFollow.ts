import { cancelledBy, failure, success, type Problem, type Result } from '../../core/common/problem.js';
import type { TaskEvent, TaskRecord, TaskStatus } from '../../core/templates/scaffolder.js';
import { waitFor } from '../waitFor.js';
import type { BackstageClient } from './client.js';
import { EventStreamReader } from './eventStream.js';
import { eventFromJson } from './scaffolderJson.js';
import { asScaffolderProblem, foreignAnswer } from './scaffolderProblems.js';

/** How patiently a run is followed. Times are milliseconds; each has a default. */
export interface FollowOptions {
  /** A stream in which nothing comes for this long is doubted, and the events are asked for without it. */
  readonly silenceMs?: number;
  /** For how long a server that has gone away is waited for. */
  readonly patienceMs?: number;
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** A number from 0 to 1, for the jitter. */
  readonly random?: () => number;
}

/** What to follow. */
export interface FollowTarget {
  /** Path of the task. */
  readonly path: string;
  /** The last event that is known. */
  readonly after: number;
  /** Reads the task, whose status is the truth about its end. */
  readonly status: (signal: AbortSignal) => Promise<Result<TaskRecord>>;
  /** What it means that there is no such task. */
  readonly gone: Problem;
}

const SILENCE_MS = 20_000;
const PATIENCE_MS = 15 * 60_000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 20_000;
// The server holds a request for events for 30 seconds.
const LONG_POLL_MS = 50_000;
// A server that does not hold it is not asked more often than this.
const POLL_PAUSE_MS = 1_000;
// After so many streams without an event, each when there were some, something in between does not let them through.
const MOST_EMPTY_STREAMS = 2;
// Reading goes on in pieces that nobody notices.
const LONGEST_WORK_MS = 8;
const PIECE = 1000;
const ENDED: readonly TaskStatus[] = ['completed', 'failed', 'cancelled', 'skipped'];

/** How one way of asking for events ended; `ended` without a completion. */
type Leg = 'completed' | 'ended' | Problem;

/**
 * Follows the events of a task to its completion. The event stream is the first way; whenever it ends too early, is cut or
 * falls silent, `/events` is asked once, which says at once what has been missed; where streams are not allowed or bring
 * nothing, that becomes the only way. Each event is passed on once, in order.
 */
export async function followTask(
  client: BackstageClient,
  target: FollowTarget,
  onEvents: (events: readonly TaskEvent[]) => void,
  signal: AbortSignal,
  { wait = waitFor, random = Math.random, patienceMs = PATIENCE_MS, silenceMs = SILENCE_MS }: FollowOptions,
): Promise<Result<void>> {
  const events = new FreshEvents(target.after, onEvents);
  let streams = true;
  let next: 'stream' | 'poll' = 'stream';
  let emptyStreams = 0;
  let failures = 0;
  let lostMs = 0;
  for (;;) {
    const way = next;
    const before = events.last;
    const leg: Leg =
      way === 'stream'
        ? await stream(client, target, events, signal, silenceMs)
        : await poll(client, target, events, signal);
    const cancelled = cancelledBy(signal);
    if (cancelled) return cancelled;
    if (leg === 'completed') return success(undefined);
    const moved = events.last !== before;
    if (moved || leg === 'ended') failures = lostMs = 0;
    if (way === 'stream') {
      next = 'poll';
      emptyStreams = moved ? 0 : emptyStreams + 1;
      if (leg !== 'ended' && isAboutStreams(leg)) {
        streams = false;
        continue;
      }
    } else {
      // A task that says nothing is no fault of the stream.
      if (!moved) emptyStreams = 0;
      streams &&= emptyStreams < MOST_EMPTY_STREAMS;
      next = streams ? 'stream' : 'poll';
    }
    if (leg !== 'ended') {
      if (!isPassing(leg) || lostMs >= patienceMs) return failure(asScaffolderProblem(leg, target.path, target.gone));
      const ms = Math.max(pause(failures++, random), Math.min(leg.retryAfterMs ?? 0, LONGEST_WAIT_MS));
      lostMs += ms;
      await wait(ms, signal);
    } else if (way === 'poll' && !moved) {
      if (await hasEnded(target, signal)) {
        // What came between the two questions.
        await poll(client, target, events, signal);
        return cancelledBy(signal) ?? success(undefined);
      }
      await wait(POLL_PAUSE_MS, signal);
    }
  }
}

/** Lets every event through once. */
class FreshEvents {
  constructor(
    public last: number,
    private readonly pass: (events: readonly TaskEvent[]) => void,
  ) {}

  /** @returns whether the task has ended */
  take(events: readonly TaskEvent[]): boolean {
    // The server sends the completion again with every answer, and some send all from the beginning.
    const fresh = events.filter(({ id }) => id > this.last);
    const inOrder = fresh.every(({ id }, position) => position === 0 || id > (fresh[position - 1]?.id ?? 0));
    const once = inOrder
      ? fresh
      : [...new Map(fresh.map(event => [event.id, event])).values()].sort((a, b) => a.id - b.id);
    this.last = once.at(-1)?.id ?? this.last;
    if (once.length > 0) this.pass(once);
    return isCompleted(events);
  }
}

async function stream(
  client: BackstageClient,
  { path }: FollowTarget,
  events: FreshEvents,
  signal: AbortSignal,
  silenceMs: number,
): Promise<Leg> {
  const reader = new EventStreamReader();
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), silenceMs);
  let completed = false as boolean;
  const result = await client.stream(
    {
      path: `${path}/eventstream`,
      params: { after: events.last },
      signal: AbortSignal.any([signal, silence.signal]),
    },
    async bytes => {
      clearTimeout(timer);
      const data = reader.read(bytes);
      for (let next = 0; next < data.length && !completed && !signal.aborted;) {
        const started = performance.now();
        const batch: TaskEvent[] = [];
        while (next < data.length && performance.now() - started < LONGEST_WORK_MS)
          batch.push(...parsed(data[next++] ?? ''));
        completed = events.take(batch);
        await new Promise(resolve => setImmediate(resolve));
      }
      timer = setTimeout(() => silence.abort(), silenceMs);
      return completed || reader.isBroken;
    },
  );
  clearTimeout(timer);
  if (completed) return 'completed';
  if (reader.isBroken) return { kind: 'invalid', message: 'The server sends an event that is too large.' };
  return result.ok || silence.signal.aborted ? 'ended' : result.problem;
}

/** Asks once for events; the server holds the request until there are some, up to 30 seconds. */
async function poll(
  client: BackstageClient,
  { path }: FollowTarget,
  events: FreshEvents,
  signal: AbortSignal,
): Promise<Leg> {
  const answer = await client.request({
    path: `${path}/events`,
    params: { after: events.last },
    timeoutMs: LONG_POLL_MS,
    signal,
  });
  if (!answer.ok) return answer.problem;
  if (!Array.isArray(answer.value)) return foreignAnswer();
  const all: TaskEvent[] = [];
  for await (const piece of inPieces(answer.value as readonly unknown[], signal))
    all.push(...piece.flatMap(json => eventFromJson(json) ?? []));
  const completed = isCompleted(all);
  // A whole log can come at once: in order, so that each piece can be passed on by itself.
  for await (const piece of inPieces(
    [...all].sort((a, b) => a.id - b.id),
    signal,
  ))
    events.take(piece);
  return completed ? 'completed' : 'ended';
}

/** A list piece by piece, with time for others in between. */
async function* inPieces<T>(list: readonly T[], signal: AbortSignal): AsyncIterable<readonly T[]> {
  for (let start = 0; start < list.length && !signal.aborted; start += PIECE) {
    if (start > 0) await new Promise(resolve => setImmediate(resolve));
    yield list.slice(start, start + PIECE);
  }
}

/** Whether the last that is said of the end of a task is that it has come. */
function isCompleted(events: readonly TaskEvent[]): boolean {
  return events.findLast(({ type }) => type === 'completion' || type === 'recovered')?.type === 'completion';
}

async function hasEnded({ status }: FollowTarget, signal: AbortSignal): Promise<boolean> {
  const task = await status(signal);
  return task.ok && ENDED.includes(task.value.status);
}

function parsed(data: string): readonly TaskEvent[] {
  try {
    const event = eventFromJson(JSON.parse(data) as unknown);
    return event ? [event] : [];
  } catch {
    // A line of something in between, such as a proxy's own message.
    return [];
  }
}

/** Whether a problem says that streams are not let through here. */
function isAboutStreams({ kind, status, said }: Problem): boolean {
  return kind === 'unsupported' || status === 405 || status === 501 || (status === 404 && said === undefined);
}

/** Whether a problem may pass by itself. */
function isPassing({ kind }: Problem): boolean {
  return kind === 'unreachable' || kind === 'internal' || kind === 'rateLimited';
}

function pause(failures: number, random: () => number): number {
  return Math.round(Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS) * (0.5 + random() / 2));
}
