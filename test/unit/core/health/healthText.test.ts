import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plainTranslate } from '../../../../src/core/common/translate.js';
import {
  budgetText,
  healthLine,
  healthMarkdown,
  measuredText,
  reasonSentences,
  rolledUpLine,
  rolledUpMarkdown,
} from '../../../../src/core/health/healthText.js';
import type { Measured, ServiceHealth } from '../../../../src/core/health/serviceHealth.js';
import { measured, serviceHealth } from './healthSamples.js';

const WORDS = { translate: plainTranslate, language: 'en' };
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
const text = (unit: Measured['unit'], value: number): string => plain(measuredText(measured(unit, value), WORDS));

describe('a number of health', () => {
  it('is as short as it can be read', () => {
    assert.equal(text('requestsPerSecond', 12.345), '12.3 req/s');
    assert.equal(text('ratio', 0.00021), '0.021 %');
    assert.equal(text('ratio', 0.5), '50 %');
    assert.equal(text('ratio', 0.9987), '99.9 %');
    assert.equal(text('seconds', 0.2345), '235 ms');
    assert.equal(text('seconds', 1.25), '1.25 s');
    assert.equal(text('burnRate', 14.4), '14.4×');
    assert.equal(text('count', 3), '3');
    assert.equal(text('ratio', 0), '0 %');
    assert.equal(text('burnRate', Infinity), '∞');
  });

  it('is in the language of the person', () =>
    assert.equal(plain(measuredText(measured('seconds', 1.25), { ...WORDS, language: 'de' })), '1,25 s'));

  it('says why there is none, and is never nought in its place', () => {
    const missing = (why: Measured['missing']): string =>
      measuredText({ ...measured('ratio', undefined), ...(why ? { missing: why } : {}) }, WORDS);
    assert.equal(missing('no-series'), 'no data');
    assert.equal(missing('refused'), 'the source refused the query');
    assert.equal(missing('not-asked'), 'not asked for');
    assert.equal(missing('not-a-number'), 'not a number');
    assert.equal(text('ratio', NaN), 'no data');
  });
});

describe('what is left of a budget', () => {
  const left = (value: number): string =>
    plain(budgetText({ ...serviceHealth().budget!, remaining: measured('ratio', value) }, WORDS));

  it('is not rounded to nothing or to all', () => {
    assert.equal(left(0.74), '74 %');
    assert.equal(left(0.001), '0.1 %');
    assert.equal(left(0.9996), '100 %');
    assert.equal(left(0.994), '99.4 %');
    assert.equal(left(-1.5), '-150 %');
  });
});

describe('the line on a service', () => {
  it('has status, traffic, errors and budget', () =>
    assert.equal(plain(healthLine(serviceHealth(), WORDS)), 'Healthy · 12 req/s · 0.02 % errors · budget 74 %'));

  it('leaves out what is not known, and says why where that is everything', () => {
    const { signals } = serviceHealth();
    const none = measured('ratio', undefined);
    const silent: ServiceHealth = {
      ...serviceHealth(),
      status: 'unknown',
      reasons: ['no-telemetry'],
      signals: { ...signals, traffic: none, errors: none },
      budget: undefined,
    };
    assert.equal(healthLine(silent, WORDS), 'Unknown · The source has never had a series of it.');
  });
});

describe('the reasons of a status', () => {
  it('name the alerts that fire, each once', () => {
    const alert = { name: 'HighErrors', severity: 'page', state: 'firing' as const, labels: {}, silences: [] };
    const health: ServiceHealth = {
      ...serviceHealth(),
      reasons: ['alert', 'silenced', 'fast-burn'],
      alerts: [alert, alert, { ...alert, name: 'SlowDisk', state: 'silenced' }],
    };
    assert.deepEqual(reasonSentences(health, WORDS), [
      'Fires: HighErrors.',
      'Fires and is silenced: SlowDisk.',
      'The error budget burns fast enough to page somebody.',
    ]);
  });
});

describe('the section on health in a card', () => {
  it('has the four signals, the budget, the time and the binding', () => {
    const section = plain(healthMarkdown(serviceHealth(), WORDS)).replace(/&#(\d+);/g, (_, code: string) =>
      String.fromCharCode(Number(code)),
    );
    for (const part of [
      '✓ **Healthy**',
      'Traffic: 12 req/s',
      'Errors: 0.02 %',
      'Latency: p50 21 ms, p95 140 ms, p99 310 ms',
      'Saturation: 41 %',
      'Error budget: 74 % left of an objective of 99.9 % over 30 days',
      'Its series: {service="checkout"}, by goldenPath.telemetry.selector',
    ])
      assert.ok(section.includes(part), `${part} is not in ${section}`);
  });

  it('shows the words of a server as text only', () =>
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), word => {
        const health: ServiceHealth = {
          ...serviceHealth(),
          reasons: ['alert'],
          alerts: [{ name: `<b>[x](command:y)${word}`, severity: '', state: 'firing', labels: {}, silences: [] }],
          binding: { matchers: `a="<img>${word}"`, by: 'annotation', saidBy: `[z](http://x)${word}` },
        };
        assert.doesNotMatch(healthMarkdown(health, WORDS), /[<>[\]]/);
      }),
    ));
});

describe('what is said of a system', () => {
  const health = {
    entityRef: 'system:default/shop',
    status: 'critical' as const,
    known: 7,
    of: 9,
    because: ['component:default/a_b', 'component:default/c'],
  };

  it('is the status and how many are known', () =>
    assert.equal(rolledUpLine(health, WORDS), 'Critical · 7 of 9 known'));

  it('names the components that decide', () =>
    assert.match(
      rolledUpMarkdown(health, ref => ref.replace('component:default/', ''), WORDS),
      /Because of: a&#95;b, c$/,
    ));
});
