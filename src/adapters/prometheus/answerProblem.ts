import { ownProperty } from '../../core/catalogue/entity.js';
import type { Problem, ProblemKind } from '../../core/common/problem.js';
import type { RawAnswer } from '../backstage/client.js';
import { isBackstageProblem } from '../backstage/responseProblem.js';

// Of what a server says, in characters.
const LONGEST_SAYING = 300;

/** Which server a problem is about. */
export interface Asked {
  /** What it is: `Prometheus`. */
  readonly what: string;
  /** Where it is, as people know it. */
  readonly where: string;
  /** What was asked for, for the log. */
  readonly path: string;
}

/**
 * What is wrong with an answer that is not 2xx, by its status alone (RFC 9110 section 15; Prometheus HTTP API, "Format overview":
 * 400 for what cannot be read, 422 for what cannot be computed, 503 for what takes too long).
 * @param said the server's own words, where it has some
 */
export function problemFromAnswer(answer: RawAnswer, asked: Asked, said: string | undefined): Problem {
  const { status, retryAfterMs } = answer;
  const words = said === undefined ? undefined : shortened(said);
  const { kind, message } = treatment(answer, asked, words);
  return {
    kind,
    message,
    status,
    detail: `${asked.path}: HTTP ${status} ${words ?? shortened(answer.body)}`,
    ...(words === undefined ? {} : { said: words }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

function treatment(
  { status, body }: RawAnswer,
  { what, where }: Asked,
  said: string | undefined,
): { readonly kind: ProblemKind; readonly message: string } {
  switch (status) {
    case 401:
      return { kind: 'unauthorised', message: `${what} at ${where} accepts no one without the right token.` };
    case 403:
      return isBackstageProblem(body)
        ? { kind: 'forbidden', message: `Backstage does not let you ask ${what} at ${where}.` }
        : { kind: 'forbidden', message: `${what} at ${where} does not allow this.` };
    case 404:
    case 405:
    case 501:
      return { kind: 'notFound', message: `There is no ${what} at ${where}, or it does not let this through.` };
    case 413:
    case 414:
      return { kind: 'unsupported', message: `A query is too long for ${what} at ${where}.` };
    case 429:
      return { kind: 'rateLimited', message: `${what} at ${where} has had too many requests.` };
    case 502:
    case 504:
      return { kind: 'unreachable', message: `${what} cannot be reached behind ${where}.` };
    case 503:
      return { kind: 'internal', message: `${what} at ${where} is overloaded, or this took too long.` };
    default:
      break;
  }
  if (status >= 500)
    return { kind: 'internal', message: `${what} at ${where} has failed: ${said ?? `HTTP ${status}`}` };
  if (status >= 300 && status < 400)
    return { kind: 'invalid', message: `${where} sends on to another address, as to a sign-in page.` };
  return { kind: 'invalid', message: `${what} at ${where} refuses this: ${said ?? `HTTP ${status}`}` };
}

/**
 * What is wrong with an answer that should be JSON: a web page, half of an answer, or something else.
 * @returns the JSON; where there is none, what is there instead
 */
export function jsonOf(answer: RawAnswer, asked: Asked): { readonly json: unknown } | { readonly problem: Problem } {
  const { body, status, contentType } = answer;
  const detail = `${asked.path}: HTTP ${status} ${contentType} ${shortened(body)}`;
  try {
    return { json: JSON.parse(body) as unknown };
  } catch {
    if (/^\s*</.test(body) || contentType.includes('html'))
      return {
        problem: {
          kind: 'invalid',
          message: `${asked.where} answers with a web page instead of ${asked.what}’s data.`,
          detail,
          status,
        },
      };
    return {
      problem: {
        kind: 'unreachable',
        message: `The answer of ${asked.what} at ${asked.where} is cut off or no JSON.`,
        detail,
        status,
      },
    };
  }
}

/** The problem of an answer that is JSON, but not what the API promises. */
export function foreignAnswer(answer: RawAnswer, asked: Asked): Problem {
  return {
    kind: 'invalid',
    message: `${asked.where} answers something else than ${asked.what} does.`,
    detail: `${asked.path}: HTTP ${answer.status} ${shortened(answer.body)}`,
    status: answer.status,
  };
}

/** What a body in JSON holds under a name, as text. */
export function textIn(body: string, name: string): string | undefined {
  try {
    const value = ownProperty(JSON.parse(body) as unknown, name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  } catch {
    return undefined;
  }
}

function shortened(text: string): string {
  return text.length > LONGEST_SAYING ? `${text.slice(0, LONGEST_SAYING)}…` : text;
}
