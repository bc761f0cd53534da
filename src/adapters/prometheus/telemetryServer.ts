import type { Result } from '../../core/common/problem.js';
import type { BackstageClient, RawAnswer } from '../backstage/client.js';

/** A request to a server of telemetry. */
export interface TelemetryRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path below the server's address, with a leading slash: `/api/v1/query`. */
  readonly path: string;
  readonly params?: Readonly<Record<string, string>>;
  /** Parameters in the body, as a form. */
  readonly form?: Readonly<Record<string, string>>;
  /** A body as JSON. */
  readonly json?: unknown;
  readonly signal: AbortSignal;
}

/** A server of telemetry and the way to it. */
export interface TelemetryServer {
  /** How people know it, for messages: an address, or a path on Backstage. */
  readonly name: string;
  /** @returns an answer of any status; a problem where none came, or where Backstage refused */
  send(request: TelemetryRequest): Promise<Result<RawAnswer>>;
}

/** How large an answer may be, in bytes. One of 20,000 series at one instant is far smaller. */
export const LARGEST_ANSWER = 32 * 1024 * 1024;

/** How long an answer may take, in milliseconds. Servers give up on a query after two minutes; people do so earlier. */
export const LONGEST_QUERY_MS = 30_000;

/**
 * A server behind Backstage's proxy: people sign in to Backstage, and Backstage keeps what the server wants to see.
 * @param prefix path of the proxy's endpoint on Backstage, such as `/api/proxy/prometheus`
 */
export function throughBackstage(client: BackstageClient, prefix: string): TelemetryServer {
  const base = `/${prefix.replace(/^\/+|\/+$/g, '')}`;
  return {
    name: base,
    send: ({ method, path, params, form, json, signal }) =>
      client.raw({
        method,
        path: base + path,
        signal,
        most: LARGEST_ANSWER,
        timeoutMs: LONGEST_QUERY_MS,
        // What is sent as a form is a question that was too long for an address.
        repeatable: form !== undefined,
        ...(params ? { params } : {}),
        ...(form ? { body: new URLSearchParams(form) } : json === undefined ? {} : { body: json }),
      }),
  };
}
