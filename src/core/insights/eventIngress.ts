import type { Result } from '../common/problem.js';

/** Takes events for a platform. */
export interface EventIngress {
  /**
   * Hands in one event, without saying who does.
   * @param topic such as `goldenpath.survey`
   * @param payload sent as it is, and nothing else
   * @returns `unsupported` where the platform does not take this topic, or only from who signs in
   */
  publish(topic: string, payload: unknown, signal: AbortSignal): Promise<Result<void>>;
}

/** The path on which Backstage takes events of a topic. Source: `@backstage/plugin-events-backend`, HTTP Post Ingress. */
export function eventPath(topic: string): string {
  return `/api/events/http/${encodeURIComponent(topic)}`;
}
