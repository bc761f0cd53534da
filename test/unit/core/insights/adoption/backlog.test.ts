import assert from 'node:assert/strict';
import { backlogOf, sortBacklog } from '../../../../../src/core/insights/adoption/backlog.js';
import { readEfforts } from '../../../../../src/core/insights/adoption/backlogFile.js';
import { QualityNotes } from '../../../../../src/core/insights/ledger/qualityNotes.js';
import type { Feedback } from '../../../../../src/core/insights/feedback.js';

const said = (id: string, theme: string, week = '2026-W48'): Feedback => ({
  id,
  theme,
  week,
  text: `text ${id}`,
  context: {},
});

const BACKLOG = backlogOf({
  feedback: [said('1', 'platform', '2026-W01'), said('2', 'platform'), said('3', 'rule:k8s/privileged')],
  deviations: [{ rule: 'k8s/host-ports', waivers: 2, services: 9, reasons: [{ text: 'It  must\nbe so', count: 2 }] }],
  runs: [],
  efforts: new Map([['feedback:rule:k8s/privileged', 'small']]),
});

describe('the backlog', () => {
  it('groups what people say by theme, the newest words first', () => {
    assert.deepEqual(BACKLOG[1], {
      ...{ id: 'feedback:platform', title: 'platform', kind: 'feedback', count: 2, reach: 2 },
      examples: ['text 2', 'text 1'],
    });
    assert.deepEqual(BACKLOG[0]?.examples, ['It must be so']);
  });

  it('can be read by count, by reach and by effort, what has no estimate last', () => {
    const ids = (order: 'count' | 'reach' | 'effort') => sortBacklog(BACKLOG, order).map(({ id }) => id);
    const [deviation, platform, rule] = [
      'deviation:k8s/host-ports',
      'feedback:platform',
      'feedback:rule:k8s/privileged',
    ];
    assert.deepEqual(ids('count'), [deviation, platform, rule]);
    assert.deepEqual(ids('reach'), [deviation, platform, rule]);
    assert.deepEqual(ids('effort'), [rule, deviation, platform]);
  });
});

describe('the file of the backlog', () => {
  const read = (text: string) => {
    const quality = new QualityNotes();
    return [Object.fromEntries(readEfforts(text, quality)), quality.list().map(({ kind }) => kind)];
  };

  it('is read, what is wrong with it counted', () => {
    assert.deepEqual(read('effort:\n  deviation:k8s/x: small\n  "feedback:a b": large\n'), [
      { 'deviation:k8s/x': 'small', 'feedback:a b': 'large' },
      [],
    ]);
    assert.deepEqual(read('effort:\n  a: huge\n  b: medium\n'), [{ b: 'medium' }, ['badEffort']]);
    assert.deepEqual(read(''), [{}, []]);
    assert.deepEqual(read('# nothing yet\n'), [{}, []]);
    for (const text of ['- a\n', 'effort: 3\n', 'effort: [', 'x']) assert.deepEqual(read(text), [{}, ['badBacklog']]);
  });
});
