import { failure, success, type Problem, type Result } from '../../../../src/core/common/problem.js';
import type {
  InstantSample,
  RangeSeries,
  SignalAnswer,
  SignalSource,
  TimeRange,
} from '../../../../src/core/health/source.js';
import { gridTimes } from '../../../../src/core/health/timeGrid.js';

/** How a made-up service does. Absent: there is no series. */
export interface FakeService {
  readonly rps?: number;
  /** Share of failed requests; undefined: there never was a failure. */
  readonly errors?: number;
  readonly p99?: number;
  readonly up?: number;
  readonly saturation?: number;
  /** Requests a second on average over a day, for one whose series are gone. */
  readonly before?: number;
  readonly lastSampledAt?: number;
}

/** Names of the metrics of a source that speaks OpenTelemetry. */
export const OTEL_NAMES = [
  'http_server_request_duration_seconds_count',
  'http_server_request_duration_seconds_bucket',
  'up',
];

/** One question that was asked. */
export interface FakeQuestion {
  readonly query: string;
  readonly at?: number;
  readonly range?: TimeRange;
}

const PART = /label_replace\((.*?), "gp_part", "(\d+)", "", ""\)(?: or (?=label_replace)|$)/gs;

/** A source that answers the batched queries for made-up services, by label `service`, as a server would. */
export class FakeSignals implements SignalSource {
  readonly asked: FakeQuestion[] = [];
  names: readonly string[] = OTEL_NAMES;
  /** Answers nothing else while it is set. */
  problem: Problem | undefined;
  /** Answers a query with a problem. */
  refuse: (query: string) => Problem | undefined = () => undefined;
  /** Changes the answer to an instant query. */
  change: (answer: SignalAnswer<InstantSample>, query: string) => SignalAnswer<InstantSample> = answer => answer;
  /** Waited for before each answer. */
  gate: Promise<void> | undefined;
  /** The most that were under way at the same time. */
  mostAtOnce = 0;
  private underWay = 0;

  constructor(
    readonly services: Map<string, FakeService>,
    private readonly seconds: () => number,
  ) {}

  get requests(): number {
    return this.asked.length;
  }

  async instant(query: string, at: number | undefined, signal: AbortSignal) {
    return this.answer({ query, ...(at === undefined ? {} : { at }) }, signal, () => {
      const when = at ?? this.seconds();
      if (query === 'time()') return { series: [{ labels: {}, value: this.seconds(), at: when }], warnings: [] };
      return this.change({ series: this.parts(query, when), warnings: [] }, query);
    });
  }

  async range(query: string, range: TimeRange, signal: AbortSignal): Promise<Result<SignalAnswer<RangeSeries>>> {
    return this.answer({ query, range }, signal, () => ({
      series: this.parts(query, range.end).map(({ labels, value }) => {
        const times = gridTimes(range);
        return { labels, times, values: times.map(() => value) };
      }),
      warnings: [],
    }));
  }

  async metricNames(signal: AbortSignal) {
    return this.answer({ query: 'names' }, signal, () => this.names);
  }

  graphAddress(): undefined {
    return undefined;
  }

  private async answer<T>(question: FakeQuestion, signal: AbortSignal, give: () => T): Promise<Result<T>> {
    this.asked.push(question);
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.underWay);
    await (this.gate ?? Promise.resolve());
    this.underWay--;
    if (signal.aborted) return failure({ kind: 'cancelled', message: 'Cancelled.' });
    const problem = this.problem ?? this.refuse(question.query);
    return problem ? failure(problem) : success(give());
  }

  private parts(query: string, at: number): readonly InstantSample[] {
    return [...query.matchAll(PART)].flatMap(([, inner = '', token = '']) =>
      namesIn(inner).flatMap(service => {
        const value = valueOf(inner, this.services.get(service) ?? {}, at);
        return value === undefined ? [] : [{ labels: { service, gp_part: token }, value, at }];
      }),
    );
  }
}

function namesIn(query: string): readonly string[] {
  const [, one, many] = /service(?:="([^"]*)"|=~"([^"]*)")/.exec(query) ?? [];
  return one === undefined ? (many ?? '').split('|').map(name => name.replaceAll('\\', '')) : [one];
}

function valueOf(query: string, service: FakeService, at: number): number | undefined {
  const { rps, errors = 0, p99, up, saturation, before, lastSampledAt } = service;
  if (query.startsWith('avg by')) return up;
  if (query.startsWith('min_over_time') || query.startsWith('max by (service) (nodejs')) return saturation;
  if (query.includes('max_over_time')) return lastSampledAt;
  if (query.includes('timestamp(')) return rps === undefined && up === undefined ? undefined : at - 2;
  if (query.startsWith('histogram_quantile')) return p99;
  const isLong = /\[(?:1d|3d|30d)\]/.test(query);
  const rate = rps ?? (isLong ? before : undefined);
  if (rate === undefined) return undefined;
  if (query.startsWith('(')) return rate === 0 ? NaN : errors;
  return query.includes('=~"5.."') ? rate * errors : rate;
}
