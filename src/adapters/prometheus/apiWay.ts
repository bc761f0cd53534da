import { cancelledBy, failure, success, type Result } from '../../core/common/problem.js';
import type { RawAnswer } from '../backstage/client.js';
import type { TelemetryRequest, TelemetryServer } from './telemetryServer.js';

/** A question to an API of which it is not known yet below which path it answers. */
export interface ApiQuestion {
  /** Below the path of the API: `/query`. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  /** Whether the API takes it as a form, too. That is preferred: an address has a largest length. */
  readonly asForm: boolean;
  readonly signal: AbortSignal;
}

type Method = 'GET' | 'POST';

interface Found {
  readonly base: string;
  readonly answer: RawAnswer;
}

// Servers and what stands before them take addresses of 8,000 characters (RFC 9110 section 4.1), some with the headers in it.
const LONGEST_ADDRESS = 7000;

const NOTHING_THERE = [404, 405, 501];

// VictoriaMetrics takes a path that it does not know for a mistake in the request.
const NO_SUCH_PATH = [...NOTHING_THERE, 400];

/**
 * Asks an API and finds out how: what a proxy is set up for may or may not include the path of the API, and it may let no POST
 * through. What has worked is remembered, and looked for anew when it works no more.
 */
export class ApiWay {
  private base: string | undefined;
  private method: Method | undefined;
  private searching: Promise<Result<Found>> | undefined;

  /**
   * @param bases paths below which the API may be, the likeliest first; none with a trailing slash
   * @param isOwn whether a body is one that the API writes, as opposed to something before it
   */
  constructor(
    private readonly server: TelemetryServer,
    private readonly bases: readonly string[],
    private readonly isOwn: (body: string) => boolean,
  ) {}

  /** Asks. @returns the answer of the API, or of what stands before it when no way leads to the API */
  async ask(question: ApiQuestion): Promise<Result<RawAnswer>> {
    for (;;) {
      const cancelled = cancelledBy(question.signal);
      if (cancelled) return cancelled;
      const { base } = this;
      const method = question.asForm ? this.method : 'GET';
      if (base !== undefined && method !== undefined) {
        const answer = await this.send(question, base, method);
        if (!answer.ok || !this.isWrongWay(answer.value, NOTHING_THERE)) return answer;
        if (this.base === base) this.forget();
      } else if (this.searching) {
        const found = await this.searching;
        // One that was cancelled while it searched for all says nothing about the others.
        if (!found.ok && found.problem.kind !== 'cancelled') return found;
        if (found.ok && this.base === undefined) return success(found.value.answer);
      } else return await this.search(question);
    }
  }

  /** The path below which the API answers, where that is known: for requests that must not be sent on trial. */
  get knownBase(): string | undefined {
    return this.base;
  }

  private async search(question: ApiQuestion): Promise<Result<RawAnswer>> {
    const searching = this.tryAll(question);
    this.searching = searching;
    try {
      const found = await searching;
      return found.ok ? success(found.value.answer) : found;
    } finally {
      this.searching = undefined;
    }
  }

  private async tryAll(question: ApiQuestion): Promise<Result<Found>> {
    const methods: readonly Method[] = question.asForm ? ['POST', 'GET'] : ['GET'];
    let last: Found | undefined;
    for (const base of this.base === undefined ? this.bases : [this.base])
      for (const method of methods) {
        const answer = await this.send(question, base, method);
        if (!answer.ok) return answer;
        last = { base, answer: answer.value };
        if (this.isWrongWay(answer.value, NO_SUCH_PATH)) continue;
        if (this.isOwn(answer.value.body)) {
          this.base = base;
          if (question.asForm) this.method = method;
        }
        return success(last);
      }
    this.forget();
    return last ? success(last) : failure({ kind: 'internal', message: `There is no way to ${this.server.name}.` });
  }

  private forget(): void {
    this.base = undefined;
    this.method = undefined;
  }

  private isWrongWay({ status, body }: RawAnswer, statuses: readonly number[]): boolean {
    return statuses.includes(status) && !this.isOwn(body);
  }

  private async send(question: ApiQuestion, base: string, method: Method): Promise<Result<RawAnswer>> {
    const { params, signal } = question;
    const path = base + question.path;
    const request: TelemetryRequest = { method, path, signal };
    if (method === 'POST') return this.server.send({ ...request, form: params });
    if (path.length + new URLSearchParams(params).toString().length > LONGEST_ADDRESS)
      return failure({
        kind: 'unsupported',
        message: `A query is too long to ask ${this.server.name} for it by GET, and nothing else is let through.`,
        detail: `${path}: the proxy would have to allow POST`,
        status: 414,
      });
    return this.server.send({ ...request, params });
  }
}
