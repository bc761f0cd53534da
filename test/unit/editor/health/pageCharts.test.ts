import assert from 'node:assert/strict';
import { plainTranslate } from '../../../../src/core/common/translate.js';
import type { HealthChart } from '../../../../src/core/health/serviceDetail.js';
import { chartRow } from '../../../../src/editor/health/pageCharts.js';

const WORDS = { translate: plainTranslate, language: 'en' };
const CHART: HealthChart = {
  chart: 'latency',
  unit: 'seconds',
  times: [0, 60],
  lines: [
    { name: 'latencyP50', values: [0.1, null] },
    { name: 'latencyP99', values: [0.3, 0.4] },
  ],
  objective: 0.5,
  queries: ['a', 'b', 'a'],
};

describe('a chart of the page', () => {
  it('has names for people, the objective, and each query once', () =>
    assert.deepEqual(chartRow(CHART, WORDS), {
      chart: 'latency',
      unit: 'seconds',
      times: [0, 60],
      lines: [
        { name: 'p50', values: [0.1, null] },
        { name: 'p99', values: [0.3, 0.4] },
      ],
      threshold: { name: 'Objective', value: 0.5 },
      query: 'a\nb',
    }));

  it('says why it is empty, also where no value is a reason of its own', () => {
    assert.equal(chartRow({ ...CHART, missing: 'refused' }, WORDS)?.empty, 'the source refused the query');
    const lines = [{ name: 'budget' as const, values: [null, null] }];
    assert.equal(chartRow({ ...CHART, chart: 'budget', lines }, WORDS)?.empty, 'no data');
  });

  it('is left out where the page has no place for it', () =>
    assert.equal(chartRow({ ...CHART, chart: 'availability' }, WORDS), undefined));
});
