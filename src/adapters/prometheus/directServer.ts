import axios, { type AxiosInstance } from 'axios';
import { isLoopback } from '../../core/catalogue/instance.js';
import type { Log } from '../../core/common/log.js';
import { cancelledBy, failure, success, type Result } from '../../core/common/problem.js';
import type { RawAnswer } from '../backstage/client.js';
import { problemFromNetwork, retryAfter } from '../backstage/responseProblem.js';
import { LARGEST_ANSWER, LONGEST_QUERY_MS, type TelemetryRequest, type TelemetryServer } from './telemetryServer.js';

export interface DirectServerOptions {
  /** Address of the server with the path before its API, without a trailing slash: `https://mimir.example.com/prometheus`. */
  readonly baseUrl: string;
  readonly log: Log;
  /** A token for the `Authorization: Bearer` header; undefined for none. It is sent to no other origin. */
  readonly token?: (signal: AbortSignal) => Promise<string | undefined>;
  /** The tenant, for servers that keep several apart (`X-Scope-OrgID` of Mimir, Cortex and Loki). */
  readonly tenant?: string;
  /** How long one answer may take, in milliseconds. */
  readonly timeoutMs?: number;
}

/** A server of telemetry that is asked without Backstage. Nothing is sent twice: who asks regularly asks again. */
export class DirectServer implements TelemetryServer {
  private readonly http: AxiosInstance;
  private readonly origin: string;

  constructor(private readonly options: DirectServerOptions) {
    const { origin, hostname } = new URL(options.baseUrl);
    this.origin = origin;
    this.http = axios.create({
      baseURL: options.baseUrl.replace(/\/+$/, ''),
      maxContentLength: LARGEST_ANSWER,
      // No API of these servers redirects; what does is a sign-in page, or a proxy that would make a GET of a POST.
      maxRedirects: 0,
      responseType: 'text',
      transformResponse: (body: unknown) => body,
      validateStatus: () => true,
      headers: {
        accept: 'application/json',
        ...(isLoopback(hostname) ? { 'accept-encoding': 'identity' } : {}),
        ...(options.tenant ? { 'x-scope-orgid': options.tenant } : {}),
      },
    });
  }

  get name(): string {
    return this.origin;
  }

  async send({ method, path, params, form, json, signal }: TelemetryRequest): Promise<Result<RawAnswer>> {
    const token = await this.options.token?.(signal);
    const cancelled = cancelledBy(signal);
    if (cancelled) return cancelled;
    const started = performance.now();
    // The library's own limit is one of silence: a server that sends a byte now and then could go on for ever.
    const timeLimit = AbortSignal.timeout(this.options.timeoutMs ?? LONGEST_QUERY_MS);
    try {
      const response = await this.http.request<string>({
        method,
        url: path,
        signal: AbortSignal.any([signal, timeLimit]),
        headers: token ? { authorization: `Bearer ${token}` } : {},
        ...(params ? { params } : {}),
        ...(form ? { data: new URLSearchParams(form) } : json === undefined ? {} : { data: json }),
      });
      const { status, headers, data } = response;
      this.options.log.debug(`${method} ${path}: ${status} in ${Math.round(performance.now() - started)} ms`);
      const retryAfterMs = retryAfter(response);
      return success({
        status,
        contentType: String(headers['content-type'] ?? ''),
        body: data,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      });
    } catch (error) {
      const cause: unknown = timeLimit.aborted ? timeLimit.reason : error;
      return cancelledBy(signal) ?? failure(problemFromNetwork(cause, this.origin));
    }
  }
}
