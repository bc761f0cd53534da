import assert from 'node:assert/strict';
import { runWizard } from '../../../../src/core/common/wizard.js';
import { plainTranslate } from '../../../../src/core/common/translate.js';
import { silenceRequest, silenceWizard } from '../../../../src/core/health/silence.js';
import type { Binding } from '../../../../src/core/health/serviceHealth.js';
import type { Alert } from '../../../../src/core/health/source.js';
import { never, valueOf } from '../../values.js';
import { scriptedPerson } from '../common/wizardScript.js';

const NOW = 1_700_000_000_500;
const ALERT: Alert = {
  fingerprint: 'f1',
  name: 'HighErrors',
  severity: 'page',
  state: 'firing',
  labels: { alertname: 'HighErrors', service: 'checkout', severity: 'page', empty: '' },
  silences: [],
};
const BINDING: Binding = {
  matchers: 'service="checkout"',
  key: { label: 'service', value: 'checkout' },
  by: 'convention',
  saidBy: 'goldenPath.telemetry.selector',
};
const OPTIONS = { alert: ALERT, binding: BINDING, now: NOW, language: 'en', translate: plainTranslate };

const equal = (name: string, value: string) => ({ name, value, isRegex: false, isEqual: true });

describe('silencing an alert', () => {
  it('asks what, until when and why, and takes no silence without a reason', async () => {
    const person = scriptedPerson([
      { at: 'Silence HighErrors', say: 'name' },
      { at: 'Silence HighErrors', say: 4 * 3600 },
      { at: 'Silence HighErrors', refused: 'x', because: /5 characters/ },
      { at: 'Silence HighErrors', say: ' The supplier is down. ' },
    ]);
    const answers = valueOf(await runWizard(silenceWizard(OPTIONS), person.asker, never()));
    person.finish();
    assert.deepEqual(answers, { scope: 'name', lengthS: 14_400, reason: 'The supplier is down.' });
  });

  it('does not ask what where nothing tells the alerts of the service from others', async () => {
    const person = scriptedPerson([
      { at: 'Silence HighErrors', say: 3600 },
      { at: 'Silence HighErrors', say: 'A known failure' },
    ]);
    const wizard = silenceWizard({ ...OPTIONS, binding: undefined });
    assert.equal(valueOf(await runWizard(wizard, person.asker, never())).scope, 'alert');
    person.finish();
  });

  it('names every label for one alert', () =>
    assert.deepEqual(silenceRequest(OPTIONS, { scope: 'alert', lengthS: 3600, reason: 'Known' }, 'user:default/ada'), {
      matchers: [equal('alertname', 'HighErrors'), equal('service', 'checkout'), equal('severity', 'page')],
      startsAt: 1_700_000_000,
      endsAt: 1_700_003_600,
      createdBy: 'user:default/ada',
      comment: 'Known',
    }));

  it('names the alert and the service for all of that name', () =>
    assert.deepEqual(silenceRequest(OPTIONS, { scope: 'name', lengthS: 3600, reason: 'Known' }, 'ada').matchers, [
      equal('alertname', 'HighErrors'),
      equal('service', 'checkout'),
    ]));

  it('never silences all alerts, whatever labels there are', () => {
    const bare = { ...OPTIONS, alert: { ...ALERT, labels: {} } };
    for (const scope of ['alert', 'name'] as const)
      assert.deepEqual(silenceRequest(bare, { scope, lengthS: 3600, reason: 'Known' }, 'ada').matchers, [
        equal('alertname', 'HighErrors'),
      ]);
  });
});
