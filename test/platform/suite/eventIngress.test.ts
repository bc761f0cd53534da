import assert from 'node:assert/strict';
import { BackstageClient } from '../../../src/adapters/backstage/client';
import { BackstageEvents } from '../../../src/adapters/backstage/eventIngress';
import { FEEDBACK_TOPIC } from '../../../src/core/insights/feedback';
import { SURVEY_TOPIC } from '../../../src/core/insights/survey/surveyAnswer';
import { recordingLog } from '../../unit/recordingLog';
import { never, problemOf, valueOf } from '../../unit/values';
import type { Platform } from '../platform.mjs';
import { sharedPlatform } from './sharedPlatform';

describe('what people hand in to a real Backstage', () => {
  let platform: Platform;
  before(async () => ({ platform } = await sharedPlatform()));

  const publish = (topic: string) => {
    const asked = { token: () => Promise.reject(new Error('a token was asked for')), refused: () => undefined };
    const client = new BackstageClient({ baseUrl: platform.url, tokens: asked, log: recordingLog() });
    return new BackstageEvents(client).publish(topic, { id: 'a' }, never());
  };

  for (const topic of [SURVEY_TOPIC, FEEDBACK_TOPIC])
    it(`is taken without a sign-in: ${topic}`, async () => {
      valueOf(await publish(topic));
    });

  it('is refused with a clear word where the platform team has not named the topic', async () => {
    const problem = problemOf(await publish('goldenpath.unknown'));
    assert.equal(problem.kind, 'unsupported');
    assert.match(problem.message, /“goldenpath\.unknown”/);
  });
});
