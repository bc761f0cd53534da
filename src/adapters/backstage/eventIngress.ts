import { failure, success, type Result } from '../../core/common/problem.js';
import { eventPath, type EventIngress } from '../../core/insights/eventIngress.js';
import type { BackstageClient } from './client.js';

/**
 * Backstage's ingress of events. It takes the topics of `events.http.topics` without a sign-in and hands all headers on to whoever
 * listens: that is why no token goes with them.
 */
export class BackstageEvents implements EventIngress {
  constructor(private readonly client: Pick<BackstageClient, 'request'>) {}

  async publish(topic: string, payload: unknown, signal: AbortSignal): Promise<Result<void>> {
    const path = eventPath(topic);
    const answer = await this.client.request({ method: 'POST', path, body: payload, anonymous: true, signal });
    if (answer.ok) return success(undefined);
    const { problem } = answer;
    if (problem.kind === 'notFound')
      return failure({
        ...problem,
        kind: 'unsupported',
        message: `This Backstage takes no events of “${topic}”: its platform team has to name it in events.http.topics.`,
      });
    if (problem.kind === 'unauthorised' || problem.kind === 'forbidden')
      return failure({
        ...problem,
        kind: 'unsupported',
        message:
          'This Backstage takes events only with a sign-in, which would say who you are. Export to a file instead.',
      });
    return answer;
  }
}
