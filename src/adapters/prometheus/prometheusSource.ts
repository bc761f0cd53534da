import { ownProperty } from '../../core/catalogue/entity.js';
import { failure, success, type Result } from '../../core/common/problem.js';
import type { InstantSample, RangeSeries, SignalAnswer, SignalSource, TimeRange } from '../../core/health/source.js';
import type { RawAnswer } from '../backstage/client.js';
import { foreignAnswer, jsonOf, problemFromAnswer, textIn, type Asked } from './answerProblem.js';
import { ApiWay, type ApiQuestion } from './apiWay.js';
import { graphAddress } from './graphAddress.js';
import { readInstant, readRange } from './prometheusAnswer.js';
import type { TelemetryServer } from './telemetryServer.js';
import { Turns } from './turns.js';

export interface PrometheusOptions {
  /**
   * The web page of the server on which queries can be seen, as a browser reaches it: an address to which `/graph` and the
   * query are added, or one that has `{query}` where the query belongs. undefined: there is none.
   */
  readonly page?: string;
}

// What an API of Prometheus is found below: the server's own path; a proxy's target that has it already; and that again
// with the path that the plugin of Roadie sets up.
const BASES = ['/api/v1', '', '/api'];

const IN_FLIGHT = 4;

// Prometheus: web/api/v1, `query_range`. Others have the same limit or a lower one.
const MOST_POINTS = 11_000;

/** Prometheus' HTTP API v1, as Prometheus, Mimir, Thanos and VictoriaMetrics speak it. At most four requests are under way. */
export class PrometheusSource implements SignalSource {
  private readonly turns = new Turns(IN_FLIGHT);
  private readonly way: ApiWay;

  constructor(
    private readonly server: TelemetryServer,
    private readonly options: PrometheusOptions = {},
  ) {
    this.way = new ApiWay(server, BASES, body => textIn(body, 'status') !== undefined);
  }

  instant(query: string, at: number | undefined, signal: AbortSignal): Promise<Result<SignalAnswer<InstantSample>>> {
    const params = { query, ...(at === undefined ? {} : { time: String(at) }) };
    return this.ask({ path: '/query', params, asForm: true, signal }, readInstant);
  }

  async range(query: string, range: TimeRange, signal: AbortSignal): Promise<Result<SignalAnswer<RangeSeries>>> {
    const { start, end, step } = range;
    const points = (end - start) / step;
    if (!(step > 0) || !(points >= 0))
      return failure({ kind: 'invalid', message: `From ${start} to ${end} by ${step} is no range of time.` });
    if (points > MOST_POINTS)
      return failure({
        kind: 'invalid',
        message: `That is ${Math.floor(points)} points for each series; a server gives ${MOST_POINTS} at most.`,
        detail: `from ${start} to ${end} by ${step}`,
      });
    const params = { query, start: String(start), end: String(end), step: String(step) };
    return this.ask({ path: '/query_range', params, asForm: true, signal }, readRange);
  }

  metricNames(signal: AbortSignal): Promise<Result<readonly string[]>> {
    return this.ask({ path: '/label/__name__/values', params: {}, asForm: false, signal }, answer => {
      const names = ownProperty(answer, 'data');
      return Array.isArray(names) ? names.filter(name => typeof name === 'string') : undefined;
    });
  }

  graphAddress(query: string, range?: TimeRange): string | undefined {
    return graphAddress(this.options.page, query, range);
  }

  private async ask<T>(question: ApiQuestion, read: (answer: unknown) => T | undefined): Promise<Result<T>> {
    const answer = await this.turns.take(() => this.way.ask(question), question.signal);
    return answer.ok ? this.read(answer.value, question.path, read) : answer;
  }

  private read<T>(answer: RawAnswer, path: string, read: (answer: unknown) => T | undefined): Result<T> {
    const asked: Asked = { what: 'Prometheus', where: this.server.name, path };
    if (answer.status < 200 || answer.status >= 300)
      return failure(problemFromAnswer(answer, asked, textIn(answer.body, 'error')));
    const parsed = jsonOf(answer, asked);
    if ('problem' in parsed) return failure(parsed.problem);
    if (ownProperty(parsed.json, 'status') !== 'success') return failure(foreignAnswer(answer, asked));
    const value = read(parsed.json);
    return value === undefined ? failure(foreignAnswer(answer, asked)) : success(value);
  }
}
