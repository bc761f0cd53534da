import type { Clock } from '../../core/common/clock.js';
import { Emitter, type Disposable, type Event } from '../../core/common/event.js';
import { failure, success, type Problem, type Result } from '../../core/common/problem.js';
import type { AdoptionReport } from '../../core/insights/adoption/adoptionReport.js';
import { askedSpan, comparedSpan, type TimeSpan } from '../../core/insights/askedWindow.js';
import type { DoraReport } from '../../core/insights/dora/doraReport.js';
import type { SurveyResults } from '../../core/insights/survey/surveyResults.js';
import type { Query } from '../../../webview/insights/protocol.js';

/** The numbers of delivery, and the same of the time that they are compared with. */
export interface DeliveryAnswer {
  readonly report: DoraReport;
  /** All services that the source knows, by the names that it has for them. */
  readonly services: readonly string[];
  /** What is not understood in the configuration, in words. */
  readonly problems: readonly string[];
  readonly other?: DoraReport;
}

export interface SurveyAnswers {
  readonly results: SurveyResults;
  /** Lines of the files that are not what they should be, in words. */
  readonly problems: readonly string[];
  readonly readAt: number;
}

/** What each part is made of; undefined where there is nothing to ask. */
export interface InsightsReaders {
  /** @param spans the window, and the one that it is compared with @param onProgress told how much has been read */
  delivery(
    query: Query,
    spans: readonly TimeSpan[],
    signal: AbortSignal,
    onProgress: (count: number) => void,
  ): Promise<Result<DeliveryAnswer>>;
  adoption(query: Query, span: TimeSpan, signal: AbortSignal): Promise<Result<AdoptionReport>>;
  /** Problem `notFound` where no place for answers is set. */
  survey(signal: AbortSignal): Promise<Result<SurveyAnswers>>;
}

export interface PartValues {
  readonly delivery: DeliveryAnswer;
  readonly adoption: AdoptionReport;
  readonly survey: SurveyAnswers;
}

export type PartName = keyof PartValues;

/** How far a part is known. What was known stays while it is read again. */
export interface PartKnown<T> {
  readonly value?: T;
  readonly problem?: Problem;
  readonly isReading: boolean;
  /** How much has been read so far, such as commits. */
  readonly progress?: number;
}

const NOTHING = { isReading: false } as const;
const DAYS_BY_DEFAULT = 30;
const YEAR_MS = 365 * 86_400_000;

export const FIRST_QUERY: Query = { window: { days: DAYS_BY_DEFAULT }, compare: 'none' };

/** The numbers that are shown, read for what is asked: each part when somebody first wants it, the last request wins. */
export class InsightsModel implements Disposable {
  private readonly changed = new Emitter<PartName>();
  private readonly askedAnew = new Emitter<Query>();
  private readonly parts: { [Name in PartName]: PartKnown<PartValues[Name]> } = {
    delivery: NOTHING,
    adoption: NOTHING,
    survey: NOTHING,
  };
  private readonly running = new Map<PartName, AbortController>();
  private readonly wanted = new Set<PartName>();

  /** Told when something else is asked for. */
  readonly onDidAsk: Event<Query> = this.askedAnew.event;
  /** Told of each part that has changed. */
  readonly onDidChange: Event<PartName> = this.changed.event;

  /** @param asked what is asked for until somebody asks for something else */
  constructor(
    private readonly readers: InsightsReaders,
    private readonly clock: Clock,
    private asked: Query = FIRST_QUERY,
  ) {}

  get query(): Query {
    return this.asked;
  }

  get delivery(): PartKnown<DeliveryAnswer> {
    return this.parts.delivery;
  }

  get adoption(): PartKnown<AdoptionReport> {
    return this.parts.adoption;
  }

  get survey(): PartKnown<SurveyAnswers> {
    return this.parts.survey;
  }

  get isReading(): boolean {
    return this.running.size > 0;
  }

  /** Asks for something else: what was wanted before is read for it. A window that there is not is a problem, and changes nothing. */
  async ask(query: Query): Promise<Result<undefined>> {
    if (!askedSpan(query.window, this.clock.now()))
      return failure({ kind: 'invalid', message: 'The first day of the window must be a day before its last.' });
    this.asked = query;
    this.askedAnew.fire(query);
    // Answers to surveys have no window.
    await Promise.all(
      (['delivery', 'adoption'] as const).filter(name => this.wanted.has(name)).map(name => this.read(name)),
    );
    return success(undefined);
  }

  /** Reads a part unless it is known, or being read. */
  async want(name: PartName): Promise<void> {
    const part = this.parts[name];
    if (this.wanted.has(name) && (part.isReading || part.value !== undefined || part.problem !== undefined)) return;
    await this.read(name);
  }

  /** Reads again what is wanted. @returns the first problem */
  async refresh(): Promise<Result<undefined>> {
    await Promise.all([...this.wanted].map(name => this.read(name)));
    const problem = [...this.wanted].map(name => this.parts[name].problem).find(one => one && one.kind !== 'notFound');
    return problem ? failure(problem) : success(undefined);
  }

  /** Reads a part again if somebody has wanted it. */
  async again(name: PartName): Promise<void> {
    if (this.wanted.has(name)) await this.read(name);
  }

  /** Forgets everything: it is of another folder or instance. */
  async reset(): Promise<void> {
    for (const name of ['delivery', 'adoption', 'survey'] as const) this.set(name, NOTHING);
    await this.refresh();
  }

  dispose(): void {
    for (const run of this.running.values()) run.abort();
    this.changed.dispose();
    this.askedAnew.dispose();
  }

  private async read(name: PartName): Promise<void> {
    this.wanted.add(name);
    this.running.get(name)?.abort();
    const run = new AbortController();
    this.running.set(name, run);
    const { value } = this.parts[name];
    this.set(name, { ...(value === undefined ? {} : { value }), isReading: true } as PartKnown<never>);
    const result = await this.readPart(name, run.signal);
    if (this.running.get(name) !== run) return;
    this.running.delete(name);
    this.set(
      name,
      (result.ok
        ? { value: result.value, isReading: false }
        : { problem: result.problem, isReading: false }) as PartKnown<never>,
    );
  }

  private async readPart(name: PartName, signal: AbortSignal): Promise<Result<PartValues[PartName]>> {
    const { readers, asked } = this;
    const span = askedSpan(asked.window, this.clock.now());
    if (name === 'survey') return readers.survey(signal);
    if (!span) return failure({ kind: 'invalid', message: 'The window has no days.' });
    // By month there is little to see in a short window.
    const months = { from: Math.min(span.from, span.to - YEAR_MS), to: span.to };
    if (name === 'adoption') return readers.adoption(asked, 'days' in asked.window ? months : span, signal);
    const other = comparedSpan(span, asked.compare);
    return readers.delivery(asked, other ? [span, other] : [span], signal, progress => {
      if (!signal.aborted) this.set(name, { ...this.parts[name], progress } as PartKnown<never>);
    });
  }

  private set(name: PartName, part: PartKnown<never>): void {
    this.parts[name] = part;
    this.changed.fire(name);
  }
}
