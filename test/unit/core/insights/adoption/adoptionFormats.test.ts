import assert from 'node:assert/strict';
import { ADOPTION_FORMATS, formatAdoption } from '../../../../../src/core/insights/adoption/adoptionFormats.js';
import { adoptionReport } from '../../../../../src/core/insights/adoption/makeAdoptionReport.js';
import { parseCsv } from '../../../../../src/core/insights/csv.js';
import { entity } from '../../catalogue/entities.js';

const NOW = Date.parse('2026-11-28T12:00:00Z');
const WINDOW = { from: Date.parse('2026-11-01'), now: NOW };

const REPORT = adoptionReport(
  {
    entities: [
      entity('Component:a', {
        annotations: {
          'backstage.io/source-template': 'web-service',
          'backstage.io/createdAt': '2026-11-02T00:00:00Z',
        },
        spec: { type: 'service', owner: 'payments' },
      }),
      entity('Component:b', { spec: { type: 'service', owner: 'payments' } }),
    ],
    dataAt: NOW,
    waivers: [
      {
        rule: 'k8s/x',
        services: [],
        reason: '=HYPERLINK("https://evil.example") | [x](https://evil.example) <b>\u001b[31m',
      },
    ],
    runs: [
      ...[7200_000, 60_000].map((length, at) => ({
        ...{ id: String(at), templateRef: 'template:default/web-service', status: 'completed' as const },
        ...{ createdAt: WINDOW.from, endedAt: WINDOW.from + length, entityRefs: [], values: {} },
      })),
    ],
    notes: [{ part: 'services', text: { text: 'Only {0} counts.', values: ['this'] } }],
  },
  WINDOW,
);

describe('formatAdoption', () => {
  it('gives the report itself as JSON', () => {
    assert.deepEqual(JSON.parse(formatAdoption(REPORT, 'json')), JSON.parse(JSON.stringify(REPORT)));
  });

  it('gives text in columns, with what it means above them and no control characters', () => {
    const text = formatAdoption(REPORT, 'text');
    assert.match(text, /^Services made from a template of the platform: 1 of 2 \(50 %\)\n/);
    assert.match(text, /Of those that began from 2026-11-01 to 2026-11-28: 1 of 1 \(100 %\)\n/);
    assert.match(text, /\n {2}Month {4}Golden path {2}Paved road {2}Off-road\n {2}2026-11 {2}1 {12}0 {11}0\n/);
    assert.match(text, /\n {2}made from a template of the platform {2}1 +1\n/);
    assert.match(text, /Only this counts\./);
    assert.match(text, /web-service +2 +0 +61 min/);
    assert.ok(!text.includes('\u001b'));
    assert.ok(text.endsWith('\n'));
  });

  it('gives Markdown in which nothing of a file is markup', () => {
    const text = formatAdoption(REPORT, 'markdown');
    assert.match(text, /^# Adoption of the platform\n/);
    assert.match(text, /\n\| 2026-11 \| 1 \| 0 \| 0 \|\n/);
    const row = text.split('\n').find(line => line.startsWith('| k8s')) ?? '';
    assert.ok(row.includes('\\[x\\]') && row.includes('\\<b\\>') && row.includes('\\|'), row);
    assert.ok(!/(?<!\\)<|https?:\/\//.test(text), text);
  });

  it('gives one table as CSV, in which nothing is a formula', () => {
    const { rows, odd } = parseCsv(formatAdoption(REPORT, 'csv'));
    assert.deepEqual(odd, []);
    assert.deepEqual(rows.find(({ cells }) => cells[0] === 'months')?.cells, ['months', '2026-11', '1', '0', '0']);
    assert.match(rows.find(({ cells }) => cells[0] === 'deviations')?.cells[4] ?? '', /^'=HYPERLINK/);
  });

  it('writes a report of nothing in every format', () => {
    const nothing = adoptionReport({ entities: [], dataAt: NOW }, WINDOW);
    for (const format of ADOPTION_FORMATS) assert.ok(formatAdoption(nothing, format).length > 100);
    assert.match(formatAdoption(nothing, 'text'), /platform: none\n/);
  });
});
