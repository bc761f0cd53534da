import type { Readable } from 'node:stream';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import type { Log } from '../../core/common/log.js';
import { cancelledBy, failure, success, type Problem, type Result } from '../../core/common/problem.js';
import { waitFor } from '../waitFor.js';
import { problemFromNetwork, problemFromResponse, RedirectRefused } from './responseProblem.js';

/** Gives the token for requests to one instance. It never leaves that instance's origin. */
export interface TokenSource {
  /** A valid token; undefined where nobody is signed in. Never asks the person. */
  token(signal: AbortSignal): Promise<string | undefined>;
  /** Told that the server did not accept a token. */
  refused(token: string): void;
}

export interface BackstageClientOptions {
  /** Address of the instance without a trailing slash: `https://backstage.example.com`. */
  readonly baseUrl: string;
  readonly tokens: TokenSource;
  readonly log: Log;
  /** How long one answer may take, in milliseconds. */
  readonly timeoutMs?: number;
  /** Waits, in milliseconds. Handed in so that tests need not. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** A number from 0 to 1, for the jitter. */
  readonly random?: () => number;
}

export interface BackstageRequest {
  readonly method?: 'GET' | 'POST';
  /** Path below the address: `/api/catalog/entities/by-query`. */
  readonly path: string;
  /** Query parameters; an array repeats the parameter, undefined leaves it out. */
  readonly params?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly body?: unknown;
  /** That sending it twice does no more than sending it once, although it is a POST. */
  readonly repeatable?: boolean;
  /** Without a token, as for signing in. */
  readonly anonymous?: boolean;
  /** Statuses besides 2xx whose body is an answer and no problem. */
  readonly answers?: readonly number[];
  /** How long the answer may take, in milliseconds, where that is not the usual time. */
  readonly timeoutMs?: number;
  readonly signal: AbortSignal;
}

const DEFAULT_TIMEOUT_MS = 15_000;
// No answer of a catalogue page comes near this; a server that sends more is stopped.
const LARGEST_ANSWER = 64 * 1024 * 1024;
const LONGEST_BEGINNING = 64 * 1024;
const ATTEMPTS = 3;
const FIRST_WAIT_MS = 300;
// A server that asks for more than this is reported instead of waited for.
const LONGEST_WAIT_MS = 20_000;

/** Speaks HTTP to one Backstage instance. Answers are JSON; everything else is a problem with a clear message. */
export class BackstageClient {
  private readonly http: AxiosInstance;
  private readonly origin: string;

  constructor(private readonly options: BackstageClientOptions) {
    this.origin = new URL(options.baseUrl).origin;
    this.http = axios.create({
      baseURL: options.baseUrl,
      maxContentLength: LARGEST_ANSWER,
      maxRedirects: 5,
      // Bodies are parsed here, so that a cut or foreign one gets a message of its own.
      responseType: 'text',
      transformResponse: (body: unknown) => body,
      validateStatus: () => true,
      paramsSerializer: { indexes: null },
      headers: { accept: 'application/json' },
      beforeRedirect: redirected => {
        const target = new URL(String(redirected['href']));
        if (target.origin !== this.origin) throw new RedirectRefused(target.origin);
      },
    });
  }

  /**
   * Sends a request. Answers 429 and 5xx (but 501), and cut connections, are tried again up to two times, with growing
   * pauses and as `Retry-After` asks (RFC 9110 section 10.2.3).
   * @returns the parsed JSON body, whose shape the caller must check
   */
  request(request: BackstageRequest): Promise<Result<unknown>> {
    return this.withToken(request, token => this.persist(request, token));
  }

  /**
   * Reads an event stream (`text/event-stream`), for as long as it lasts. Nothing is tried again but a token that is refused.
   * @param onBytes told of the bytes as they come; the next ones come when it is done. `true` ends the reading.
   * @returns success where the server, or `onBytes`, has ended the stream; `unreachable` where it was cut; `unsupported`
   *   where the answer is no event stream
   */
  stream(
    request: Omit<BackstageRequest, 'body' | 'timeoutMs' | 'answers'>,
    onBytes: (bytes: Uint8Array) => Promise<boolean>,
  ): Promise<Result<void>> {
    return this.withToken(request, token => this.read(request, token, onBytes));
  }

  private async withToken<T>(
    request: Pick<BackstageRequest, 'anonymous' | 'signal'>,
    send: (token: string | undefined) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const token = request.anonymous ? undefined : await this.options.tokens.token(request.signal);
    const result = await send(token);
    if (result.ok || result.problem.kind !== 'unauthorised' || token === undefined) return result;
    // The token may have ended early, as after a restart of the server: once more with a new one, if there is one.
    this.options.tokens.refused(token);
    const renewed = await this.options.tokens.token(request.signal);
    return renewed !== undefined && renewed !== token ? send(renewed) : result;
  }

  private async read(
    request: BackstageRequest,
    token: string | undefined,
    onBytes: (bytes: Uint8Array) => Promise<boolean>,
  ): Promise<Result<void>> {
    const { signal } = request;
    const opened = await this.open(request, token);
    if (!opened.ok) return opened;
    const stream = opened.value;
    const reader = stream[Symbol.asyncIterator]();
    try {
      for (;;) {
        let next: IteratorResult<unknown>;
        try {
          next = await reader.next();
        } catch (error) {
          return cancelledBy(signal) ?? failure(problemFromNetwork(error, this.origin));
        }
        if (next.done || (await onBytes(next.value as Uint8Array))) return cancelledBy(signal) ?? success(undefined);
      }
    } finally {
      stream.destroy();
    }
  }

  private async open(request: BackstageRequest, token: string | undefined): Promise<Result<Readable>> {
    const { path, params, signal } = request;
    const cancelled = cancelledBy(signal);
    if (cancelled) return cancelled;
    try {
      const response = await this.http.request<Readable>({
        url: path,
        params,
        signal,
        responseType: 'stream',
        // It has no end of its own: the reader of it limits what it keeps.
        maxContentLength: -1,
        headers: { accept: 'text/event-stream', ...authorization(token) },
      });
      this.options.log.debug(`GET ${path}: ${response.status}`);
      const type = String(response.headers['content-type'] ?? '');
      const isGood = response.status >= 200 && response.status < 300;
      if (isGood && type.includes('text/event-stream')) return success(response.data);
      const data = await beginning(response.data);
      const problem = isGood ? undefined : problemFromResponse({ ...response, data }, this.origin, path);
      return failure(problem ?? noEventStream(this.origin, `${path}: ${type}`));
    } catch (error) {
      return cancelledBy(signal) ?? failure(problemFromNetwork(error, this.origin));
    }
  }

  private async persist(request: BackstageRequest, token: string | undefined): Promise<Result<unknown>> {
    for (let attempt = 1; ; attempt++) {
      const result = await this.once(request, token);
      if (result.ok || attempt === ATTEMPTS || !isWorthAnotherTry(result.problem, request)) return result;
      const pause = this.pause(result.problem, attempt);
      if (pause === undefined) return result;
      this.options.log.debug(`${request.path}: ${result.problem.message} Trying again in ${pause} ms.`);
      await (this.options.wait ?? waitFor)(pause, request.signal);
      const cancelled = cancelledBy(request.signal);
      if (cancelled) return cancelled;
    }
  }

  private async once(request: BackstageRequest, token: string | undefined): Promise<Result<unknown>> {
    const cancelled = cancelledBy(request.signal);
    if (cancelled) return cancelled;
    const started = performance.now();
    // The library's own limit is one of silence: a server that sends a byte now and then could go on for ever.
    const timeLimit = AbortSignal.timeout(request.timeoutMs ?? this.options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    let response: AxiosResponse<string>;
    try {
      response = await this.http.request<string>({
        method: request.method ?? 'GET',
        url: request.path,
        params: request.params,
        data: request.body,
        signal: AbortSignal.any([request.signal, timeLimit]),
        headers: authorization(token),
      });
    } catch (error) {
      const cause: unknown = timeLimit.aborted ? timeLimit.reason : error;
      return cancelledBy(request.signal) ?? failure(problemFromNetwork(cause, this.origin));
    }
    const took = Math.round(performance.now() - started);
    this.options.log.debug(`${request.method ?? 'GET'} ${request.path}: ${response.status} in ${took} ms`);
    const asked = request.answers?.includes(response.status) ? { ...response, status: 200 } : response;
    const problem = problemFromResponse(asked, this.origin, request.path);
    if (problem) return failure(problem);
    if (response.data === '') return success(undefined);
    try {
      return success(JSON.parse(response.data) as unknown);
    } catch {
      return failure({
        kind: 'unreachable',
        message: `The answer of ${this.origin} is cut off or no JSON.`,
        detail: `${request.path}: ${response.data.slice(0, 200)}`,
        status: response.status,
      });
    }
  }

  private pause(problem: Problem, attempt: number): number | undefined {
    if (problem.retryAfterMs !== undefined)
      return problem.retryAfterMs <= LONGEST_WAIT_MS ? problem.retryAfterMs : undefined;
    const jitter = 0.5 + (this.options.random ?? Math.random)();
    return Math.round(FIRST_WAIT_MS * 2 ** (attempt - 1) * jitter);
  }
}

function authorization(token: string | undefined): Readonly<Record<string, string>> {
  return token ? { authorization: `Bearer ${token}` } : {};
}

/** As much of an answer as a message can use. */
async function beginning(stream: Readable): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const bytes of stream) {
    chunks.push(bytes as Uint8Array);
    length += (bytes as Uint8Array).length;
    if (length >= LONGEST_BEGINNING) break;
  }
  return Buffer.concat(chunks).toString('utf8').slice(0, LONGEST_BEGINNING);
}

function noEventStream(origin: string, detail: string): Problem {
  return { kind: 'unsupported', message: `${origin} does not send events as a stream.`, detail };
}

function isWorthAnotherTry(problem: Problem, request: BackstageRequest): boolean {
  if (problem.kind === 'rateLimited') return true;
  // It may have been carried out although its answer was lost.
  if (request.method === 'POST' && !request.repeatable) return false;
  if (problem.kind === 'internal') return problem.status !== undefined && problem.status !== 501;
  return problem.kind === 'unreachable' && problem.detail !== 'ECONNREFUSED' && problem.detail !== 'ENOTFOUND';
}
