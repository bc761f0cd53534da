import type { Readable } from 'node:stream';
import axios, { type AxiosInstance, type AxiosResponse, type ResponseType } from 'axios';
import { createParser } from 'eventsource-parser';
import { isLoopback } from '../../core/catalogue/instance.js';
import type { Log } from '../../core/common/log.js';
import { cancelledBy, failure, success, type Problem, type Result } from '../../core/common/problem.js';
import { waitFor } from '../waitFor.js';
import {
  isBackstageProblem,
  problemFromNetwork,
  problemFromResponse,
  problemFromStatus,
  RedirectRefused,
  retryAfter,
} from './responseProblem.js';

/** Gives the token for requests to one instance. It never leaves that instance's origin. */
export interface TokenSource {
  /** A valid token; undefined where nobody is signed in. Never asks the person. */
  token(signal: AbortSignal): Promise<string | undefined>;
  /** Told that the server did not accept a token. */
  refused(token: string): void;
  /** Whether there is no token because the server has ended the sign-in. */
  ended?(): Promise<boolean>;
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
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** Path below the address: `/api/catalog/entities/by-query`. */
  readonly path: string;
  /** Query parameters; an array repeats the parameter, undefined leaves it out. */
  readonly params?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  /** Sent as JSON; `URLSearchParams` as a form. */
  readonly body?: unknown;
  /** That sending it twice does no more than sending it once, although it is a POST. */
  readonly repeatable?: boolean;
  /** Without a token, as for signing in. */
  readonly anonymous?: boolean;
  /**
   * Told of the body of a good answer before it is read as JSON: what follows from it alone can be asked for meanwhile. The body
   * may turn out to be no JSON.
   */
  readonly onBody?: (body: string) => void;
  /** Statuses besides 2xx whose body is an answer and no problem. */
  readonly answers?: readonly number[];
  /** That a redirect is not followed: the address it leads to is the answer. */
  readonly redirectIsAnswer?: boolean;
  readonly signal: AbortSignal;
  /** How many bytes of an answer are taken at most. */
  readonly most?: number;
  /** How long the answer may take, in milliseconds, where that is another time than for most. */
  readonly timeoutMs?: number;
}

/** One event of an event stream (HTML Living Standard, "Server-sent events"). */
export interface ServerEvent {
  readonly name: string;
  readonly data: string;
}

/** An answer of any status, as it came. */
export interface RawAnswer {
  readonly status: number;
  /** Empty where the server does not say. */
  readonly contentType: string;
  readonly body: string;
  /** How long the server asks to wait, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** How an answer is taken in. */
interface AnswerForm<T> {
  readonly responseType: ResponseType;
  /** The body as text, to say what is wrong with an answer. */
  readonly text: (body: never) => string | Promise<string>;
  /** What a good answer holds. @param body as the HTTP library gives it for this type */
  readonly value: (body: never, response: AxiosResponse<string>) => Result<T> | Promise<Result<T>>;
  /** Whether an answer that is not 2xx is one all the same. */
  readonly isAnswer?: (response: AxiosResponse<string>) => boolean;
  /** What a redirect is that is not followed. @param address where it leads to */
  readonly redirect?: (address: string) => Result<T>;
}

const DEFAULT_TIMEOUT_MS = 15_000;
// No answer of a catalogue page comes near this; a server that sends more is stopped.
const LARGEST_ANSWER = 64 * 1024 * 1024;
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
      headers: {
        accept: 'application/json',
        // Within one machine, packing and unpacking takes longer than the way.
        ...(isLoopback(new URL(options.baseUrl).hostname) ? { 'accept-encoding': 'identity' } : {}),
      },
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
    return this.send(request, this.json(request));
  }

  /**
   * Sends a request to a server behind Backstage, whose answers mean something whatever their status. Only where Backstage
   * itself refuses the token, or nothing comes, is there a problem; only the latter is tried again.
   */
  raw(request: BackstageRequest): Promise<Result<RawAnswer>> {
    const form: AnswerForm<RawAnswer> = {
      responseType: 'text',
      text: (body: string) => body,
      isAnswer: ({ status, data }) => status !== 401 || !isBackstageProblem(data),
      value: (body: string, response) => {
        const retryAfterMs = retryAfter(response);
        return success({
          status: response.status,
          contentType: String(response.headers['content-type'] ?? ''),
          body,
          ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
        });
      },
    };
    return this.send(request, form);
  }

  /** Sends a request whose answer is a file of any kind. Tries again as `request` does. */
  file(request: BackstageRequest): Promise<Result<Uint8Array>> {
    const form: AnswerForm<Uint8Array> = {
      responseType: 'arraybuffer',
      text: (body: Buffer) => body.toString(),
      value: (body: Buffer) => success(body),
    };
    return this.send(request, form);
  }

  /**
   * Sends a request whose answer is a stream of events. A stream that was cut begins again, up to two times.
   * @param onEvent told of each event as it comes
   */
  events(request: BackstageRequest, onEvent: (event: ServerEvent) => void): Promise<Result<void>> {
    const form: AnswerForm<void> = {
      responseType: 'stream',
      text: textOf,
      value: async (body: Readable) => {
        const parser = createParser({ onEvent: ({ event, data }) => onEvent({ name: event ?? 'message', data }) });
        const decoder = new TextDecoder();
        for await (const piece of body) parser.feed(decoder.decode(piece as Buffer, { stream: true }));
        return success(undefined);
      },
    };
    return this.send(request, form);
  }

  /**
   * Reads an event stream (`text/event-stream`), for as long as it lasts. Nothing is tried again but a token that is refused.
   * @param onBytes told of the bytes as they come; the next ones come when it is done. `true` ends the reading.
   * @returns success where the server, or `onBytes`, has ended the stream; `unreachable` where it was cut; `unsupported`
   *   where the answer is no event stream
   */
  stream(
    request: Pick<BackstageRequest, 'path' | 'params' | 'signal'>,
    onBytes: (bytes: Uint8Array) => Promise<boolean>,
  ): Promise<Result<void>> {
    return this.withToken(request, token => this.read(request, token, onBytes));
  }

  private json(request: BackstageRequest): AnswerForm<unknown> {
    return {
      responseType: 'text',
      text: (body: string) => body,
      ...(request.redirectIsAnswer ? { redirect: success } : {}),
      value: async (body: string, response) => {
        const problem = problemFromResponse(response, this.origin, request.path);
        if (problem) return failure(problem);
        if (body === '') return success(undefined);
        if (request.onBody) {
          request.onBody(body);
          // Lets go out what was asked for: reading some megabytes of JSON takes as long as the server needs for them.
          await new Promise(resolve => setTimeout(resolve, 0));
          const late = cancelledBy(request.signal);
          if (late) return late;
        }
        try {
          return success(JSON.parse(body) as unknown);
        } catch {
          return failure({
            kind: 'unreachable',
            message: `The answer of ${this.origin} is cut off or no JSON.`,
            detail: `${request.path}: ${body.slice(0, 200)}`,
            status: response.status,
          });
        }
      },
    };
  }

  private send<T>(request: BackstageRequest, form: AnswerForm<T>): Promise<Result<T>> {
    return this.withToken(request, token => this.persist(request, form, token));
  }

  private async withToken<T>(
    request: Pick<BackstageRequest, 'anonymous' | 'signal'>,
    send: (token: string | undefined) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const token = request.anonymous ? undefined : await this.options.tokens.token(request.signal);
    const result = await send(token);
    if (result.ok || result.problem.kind !== 'unauthorised' || request.anonymous) return result;
    if (token === undefined) return this.explained(result.problem);
    // The token may have ended early, as after a restart of the server: once more with a new one, if there is one.
    this.options.tokens.refused(token);
    const renewed = await this.options.tokens.token(request.signal);
    if (renewed === undefined) return this.explained(result.problem);
    return renewed === token ? result : send(renewed);
  }

  private async read(
    request: Pick<BackstageRequest, 'path' | 'params' | 'signal'>,
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

  private async open(
    request: Pick<BackstageRequest, 'path' | 'params' | 'signal'>,
    token: string | undefined,
  ): Promise<Result<Readable>> {
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
      const data = await textOf(response.data);
      return failure(
        isGood
          ? noEventStream(this.origin, `${path}: ${type}`)
          : problemFromStatus({ ...response, data }, this.origin, path),
      );
    } catch (error) {
      return cancelledBy(signal) ?? failure(problemFromNetwork(error, this.origin));
    }
  }

  /** Tells a person who was signed in until now from one who has not signed in yet. */
  private async explained(problem: Problem): Promise<Result<never>> {
    const ended = (await this.options.tokens.ended?.()) ?? false;
    return failure(ended ? { ...problem, message: 'You were signed out by the server.' } : problem);
  }

  private async persist<T>(
    request: BackstageRequest,
    form: AnswerForm<T>,
    token: string | undefined,
  ): Promise<Result<T>> {
    for (let attempt = 1; ; attempt++) {
      const result = await this.once(request, form, token);
      if (result.ok || attempt === ATTEMPTS || !isWorthAnotherTry(result.problem, request)) return result;
      const pause = this.pause(result.problem, attempt);
      if (pause === undefined) return result;
      this.options.log.debug(`${request.path}: ${result.problem.message} Trying again in ${pause} ms.`);
      await (this.options.wait ?? waitFor)(pause, request.signal);
      const cancelled = cancelledBy(request.signal);
      if (cancelled) return cancelled;
    }
  }

  private async once<T>(request: BackstageRequest, form: AnswerForm<T>, token: string | undefined): Promise<Result<T>> {
    const cancelled = cancelledBy(request.signal);
    if (cancelled) return cancelled;
    const started = performance.now();
    // The library's own limit is one of silence: a server that sends a byte now and then could go on for ever.
    const timeLimit = AbortSignal.timeout(request.timeoutMs ?? this.options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    try {
      const response = await this.http.request<never>({
        method: request.method ?? 'GET',
        url: request.path,
        params: request.params,
        data: request.body,
        signal: AbortSignal.any([request.signal, timeLimit]),
        headers: authorization(token),
        ...(request.redirectIsAnswer ? { maxRedirects: 0 } : {}),
        responseType: form.responseType,
        ...(request.most === undefined ? {} : { maxContentLength: request.most }),
      });
      const took = Math.round(performance.now() - started);
      this.options.log.debug(`${request.method ?? 'GET'} ${request.path}: ${response.status} in ${took} ms`);
      const status = request.answers?.includes(response.status) ? 200 : response.status;
      const target: unknown = response.headers['location'];
      if (form.redirect && status >= 300 && status < 400 && typeof target === 'string') return form.redirect(target);
      if ((status >= 200 && status < 300) || form.isAnswer?.(response))
        return await form.value(response.data, { ...response, status });
      const answer = { ...response, status, data: await form.text(response.data) };
      return failure(problemFromStatus(answer, this.origin, request.path));
    } catch (error) {
      const cause: unknown = timeLimit.aborted ? timeLimit.reason : error;
      return cancelledBy(request.signal) ?? failure(problemFromNetwork(cause, this.origin));
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

// Of what a server says with a problem, in characters.
const LONGEST_REASON = 100_000;

async function textOf(body: Readable): Promise<string> {
  let text = '';
  for await (const piece of body) {
    text += String(piece);
    if (text.length > LONGEST_REASON) break;
  }
  return text;
}
