import type { SignalName } from './serviceHealth.js';

/** An organisation's own query for a signal. */
export interface CustomQuery {
  /**
   * PromQL that gives one series for each value of the label `$by`. `$selector` stands for matchers without braces, `$by` for the
   * label by which services are told apart, `$window` for the window of time.
   */
  readonly query: string;
  /** What the query gives, where it is not the signal's own unit. */
  readonly unit?: 'milliseconds' | 'percent';
}

/** Queries by signal; `requests` and `badRequests` are rates, from which the error budget is computed. */
export type CustomQueries = Readonly<Partial<Record<SignalName | 'requests' | 'badRequests', CustomQuery>>>;
