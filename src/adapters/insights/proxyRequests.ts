import { ownProperty } from '../../core/catalogue/entity.js';
import { CANCELLED } from '../../core/common/problem.js';
import type { BackstageClient, RawAnswer } from '../backstage/client.js';
import { isBackstageProblem } from '../backstage/responseProblem.js';
import { waitFor } from '../waitFor.js';

/** How sources behind the proxy of a Backstage are reached. */
export interface ProxyAccess {
  readonly client: Pick<BackstageClient, 'raw'>;
  /** Waits, in milliseconds. Handed in so that tests need not. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Why there is no answer that can be used. */
export type ProxyTrouble = 'cancelled' | 'signIn' | 'refused' | 'missing' | 'unreadable' | 'unreachable';

export type ProxyAnswer =
  | { readonly value: unknown }
  /** @property detail for a person who looks after it: a status with the server's own words, shortened. It is data. */
  | { readonly trouble: ProxyTrouble; readonly detail: string };

const LARGEST_ANSWER = 16 * 1024 * 1024;
const LONGEST_ANSWER_MS = 30_000;
const ATTEMPTS = 3;
const FIRST_WAIT_MS = 500;
// A server that asks for more than this is reported instead of waited for.
const LONGEST_WAIT_MS = 20_000;

/**
 * Asks a server behind the proxy for JSON. Whoever is signed in to Backstage is so; a refusal by the server behind it does not end that.
 * Answers 429 and 5xx (but 501) are asked for again up to two times.
 * @param path below the address of the Backstage
 */
export async function askProxy(
  { client, wait = waitFor }: ProxyAccess,
  path: string,
  params: Readonly<Record<string, string | number | undefined>>,
  signal: AbortSignal,
): Promise<ProxyAnswer> {
  for (let attempt = 1; ; attempt++) {
    const answer = await client.raw({ path, params, signal, most: LARGEST_ANSWER, timeoutMs: LONGEST_ANSWER_MS });
    if (signal.aborted) return { trouble: 'cancelled', detail: CANCELLED.message };
    if (!answer.ok) {
      const { kind, message } = answer.problem;
      if (kind === 'cancelled' || kind === 'unreachable') return { trouble: kind, detail: message };
      return { trouble: kind === 'unauthorised' ? 'signIn' : 'unreadable', detail: message };
    }
    const { status, retryAfterMs } = answer.value;
    const isBusy = status === 429 || (status >= 500 && status !== 501);
    const pause = retryAfterMs ?? FIRST_WAIT_MS * 2 ** (attempt - 1);
    if (!isBusy || attempt === ATTEMPTS || pause > LONGEST_WAIT_MS) return meaningOf(answer.value);
    await wait(pause, signal);
  }
}

function meaningOf({ status, contentType, body }: RawAnswer): ProxyAnswer {
  const detail = `HTTP ${status} ${wordsOf(body)}`.trim();
  if (status === 401 || status === 403) return { trouble: 'refused', detail };
  if (status === 404) return { trouble: 'missing', detail: isBackstageProblem(body) ? `Backstage: ${detail}` : detail };
  if (status === 429 || status >= 500) return { trouble: 'unreachable', detail };
  if (status < 200 || status >= 300 || contentType.includes('html')) return { trouble: 'unreadable', detail };
  try {
    return { value: JSON.parse(body) as unknown };
  } catch {
    return { trouble: 'unreadable', detail };
  }
}

/** What a server says with a problem, in the forms of GitLab and Backstage; of anything else nothing, for it may be a whole page. */
function wordsOf(body: string): string {
  try {
    const answer = JSON.parse(body) as unknown;
    const said = [
      ownProperty(answer, 'message'),
      ownProperty(answer, 'error'),
      ownProperty(ownProperty(answer, 'error'), 'message'),
    ];
    return said.find(word => typeof word === 'string')?.slice(0, 80) ?? '';
  } catch {
    return /^\s*</.test(body) ? '(a web page)' : '(no JSON)';
  }
}
