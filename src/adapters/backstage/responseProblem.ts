import type { AxiosResponse } from 'axios';
import { ownProperty } from '../../core/catalogue/entity.js';
import type { Problem } from '../../core/common/problem.js';

/** A redirect to another origin is not followed: the token must not go there. */
export class RedirectRefused extends Error {
  constructor(readonly target: string) {
    super(`redirect to ${target}`);
  }
}

/**
 * What it means that no answer came.
 * @param error what the HTTP library threw
 * @param origin the server's address, for the message
 */
export function problemFromNetwork(error: unknown, origin: string): Problem {
  const refused = redirectRefusal(error);
  if (refused)
    return {
      kind: 'invalid',
      message: `${origin} sends on to ${refused.target}. If that is your Backstage, set its address instead.`,
    };
  const code = codeOf(error);
  const said = error instanceof Error ? error.message : String(error);
  if (code === 'ERR_FR_TOO_MANY_REDIRECTS')
    return { kind: 'invalid', message: `${origin} sends on and on. Is this the address of a Backstage?`, detail: said };
  if (code === 'ERR_BAD_RESPONSE')
    return { kind: 'invalid', message: `The answer of ${origin} is too large.`, detail: said };
  return { kind: 'unreachable', message: `${origin} cannot be reached: ${explain(code)}.`, detail: code || said };
}

function codeOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'ETIMEDOUT';
  const code = ownProperty(error, 'code');
  // The library has one code for an answer that is too large and for one that was cut; only the latter comes with the answer.
  if (code === 'ERR_BAD_RESPONSE' && ownProperty(error, 'response') !== undefined) return 'ECONNRESET';
  return typeof code === 'string' ? code : '';
}

function redirectRefusal(error: unknown): RedirectRefused | undefined {
  for (let cause: unknown = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++)
    if (cause instanceof RedirectRefused) return cause;
  return undefined;
}

function explain(code: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens there';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'its name is not known';
    case 'ECONNABORTED':
    case 'ETIMEDOUT':
      return 'it does not answer in time';
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ERR_STREAM_PREMATURE_CLOSE':
      return 'the connection was cut';
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'CERT_HAS_EXPIRED':
      return 'its certificate is not trusted';
    default:
      return code ? `the connection failed (${code})` : 'the connection failed';
  }
}

/**
 * What is wrong with an answer that should be data.
 * @param path the path asked for
 * @returns undefined where the answer is a good one
 */
export function problemFromResponse(
  response: AxiosResponse<string>,
  origin: string,
  path: string,
): Problem | undefined {
  const { status, data } = response;
  if (status < 200 || status >= 300) return problemFromStatus(response, origin, path);
  // Express names an empty answer a web page, too.
  const named = data !== '' && String(response.headers['content-type'] ?? '').includes('html');
  if (!named && !/^\s*</.test(data)) return undefined;
  return {
    kind: 'invalid',
    message: `${origin} answers with a web page instead of data. Is this the address of Backstage's backend?`,
    detail: detailOf(response, path),
    status,
  };
}

/**
 * What is wrong with an answer whose status is not 2xx.
 * @param path the path asked for
 */
export function problemFromStatus(response: AxiosResponse<string>, origin: string, path: string): Problem {
  const { status } = response;
  const said = serverMessage(response.data);
  const common = { detail: detailOf(response, path), status, ...(said === undefined ? {} : { said }) };
  switch (status) {
    case 401:
      return { kind: 'unauthorised', message: `${origin} wants you to sign in.`, ...common };
    case 403:
      return { kind: 'forbidden', message: `You are not allowed to do this on ${origin}.`, ...common };
    case 404:
      return { kind: 'notFound', message: `${origin} has no ${path}. Is this the address of a Backstage?`, ...common };
    case 409:
      return { kind: 'conflict', message: said ?? 'This exists already.', ...common };
    case 429: {
      const retryAfterMs = retryAfter(response);
      return {
        kind: 'rateLimited',
        message: `${origin} has had too many requests.`,
        ...common,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      };
    }
    default:
      break;
  }
  if (status >= 500) {
    const retryAfterMs = status === 503 ? retryAfter(response) : undefined;
    return {
      kind: 'internal',
      message: `${origin} has failed (HTTP ${status}).`,
      ...common,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
  }
  return { kind: 'invalid', message: said ?? `${origin} answers HTTP ${status}.`, ...common };
}

function detailOf({ status, data }: AxiosResponse<string>, path: string): string {
  return `${path}: HTTP ${status} ${serverMessage(data) ?? data.slice(0, 200)}`;
}

/** Whether a body is a problem in Backstage's form, and not the words of a server behind it. */
export function isBackstageProblem(body: string): boolean {
  try {
    return typeof ownProperty(ownProperty(JSON.parse(body) as unknown, 'error'), 'name') === 'string';
  } catch {
    return false;
  }
}

/** Backstage's own words: `{error: {name, message}}`. They are data of the server, shortened. */
function serverMessage(body: string): string | undefined {
  try {
    const message = ownProperty(ownProperty(JSON.parse(body) as unknown, 'error'), 'message');
    return typeof message === 'string' ? message.slice(0, 300) : undefined;
  } catch {
    return undefined;
  }
}

/** RFC 9110 section 10.2.3: seconds, or a date. In milliseconds. */
export function retryAfter(response: AxiosResponse<string>): number | undefined {
  const value: unknown = response.headers['retry-after'];
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(value);
  const serverNow = Date.parse(String(response.headers['date'] ?? ''));
  // Both from the server's clock: ours may differ.
  return Number.isNaN(date) || Number.isNaN(serverNow) ? undefined : Math.max(0, date - serverNow);
}
