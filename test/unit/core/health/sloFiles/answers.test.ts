import assert from 'node:assert/strict';
import { plainTranslate } from '../../../../../src/core/common/translate.js';
import { CANCELLED, failure, success, type Problem } from '../../../../../src/core/common/problem.js';
import type { InstantSample, Labels, SignalSource } from '../../../../../src/core/health/source.js';
import { errorRatioQuery, standingOf } from '../../../../../src/core/health/sloFiles/errorRatio.js';
import { isMadeBy, madeMetrics } from '../../../../../src/core/health/sloFiles/madeMetrics.js';
import { RuleAnswers } from '../../../../../src/core/health/sloFiles/ruleAnswers.js';
import { selectorsToAsk, seriesFindings } from '../../../../../src/core/health/sloFiles/ruleFindings.js';
import { alertHover, metricHover } from '../../../../../src/core/health/sloFiles/ruleHover.js';
import { percentText, ruleLine, sloLine } from '../../../../../src/core/health/sloFiles/ruleTexts.js';
import { readPromql } from '../../../../../src/core/health/promql/readPromql.js';
import { OPENSLO, PYRRA, ruleFileOf, RULES, SLOTH } from './samples.js';

const never = new AbortController().signal;
const NOW = 1_700_000_000;
const clock = { ms: NOW * 1000, now: () => clock.ms };

type Answer = readonly (readonly [Labels, number])[] | Problem;

/** A source that answers with what it is told, and keeps what it was asked. */
function sourceOf(answer: (query: string) => Answer, names: readonly string[] | Problem = [], warnings: string[] = []) {
  const asked: string[] = [];
  const source: SignalSource = {
    instant: query => {
      asked.push(query);
      const series = answer(query);
      return Promise.resolve(
        'kind' in series
          ? failure(series)
          : success({
              series: series.map(([labels, value]): InstantSample => ({ labels, value, at: NOW })),
              warnings,
            }),
      );
    },
    range: () => Promise.resolve(failure(CANCELLED)),
    metricNames: () => Promise.resolve('kind' in names ? failure(names) : success(names)),
    graphAddress: query => `http://prometheus.example/graph?q=${encodeURIComponent(query)}`,
  };
  return { source, asked };
}

const part = (name: number | string, value: number): readonly [Labels, number] => [
  { golden_path_part: String(name) },
  value,
];

describe('what a source says of rules', () => {
  it('is asked for with one query, and once within half a minute', async () => {
    const { source, asked } = sourceOf(() => [part(0, 3), part(2, 1)]);
    const answers = new RuleAnswers(source, clock);
    const counted = await answers.counts(['a', 'b', 'c', 'a'], never);
    assert.ok(counted.ok);
    assert.deepEqual(
      [...counted.value],
      [
        ['a', { series: 3 }],
        ['b', { series: 0 }],
        ['c', { series: 1 }],
      ],
    );
    await answers.counts(['c', 'a'], never);
    assert.equal(asked.length, 1);
    clock.ms += 31_000;
    await answers.counts(['a'], never);
    assert.equal(asked.length, 2);
    for (const query of asked) assert.deepEqual(readPromql(query).problems, [], query);
  });

  it('is asked for without what it refuses', async () => {
    const refused: Problem = { kind: 'invalid', message: 'no', said: 'many-to-many matching not allowed' };
    const { source } = sourceOf(query => (query.includes('(bad)') ? refused : [part(0, 1)]));
    const counted = await new RuleAnswers(source, clock).counts(['a', 'b', 'bad', 'd'], never);
    assert.ok(counted.ok);
    assert.deepEqual(counted.value.get('bad'), { refused });
    assert.deepEqual(counted.value.get('a'), { series: 1 });
    assert.deepEqual(counted.value.get('d'), { series: 1 });
  });

  it('is no answer where it is not complete, or there is none', async () => {
    const partly = sourceOf(() => [], [], ['a store did not answer']);
    const counted = await new RuleAnswers(partly.source, clock).counts(['a'], never);
    assert.ok(counted.ok && counted.value.size === 0);
    const down = sourceOf(() => ({ kind: 'unreachable', message: 'down' }));
    const failed = await new RuleAnswers(down.source, clock).counts(['a', 'b'], never);
    assert.ok(!failed.ok);
    assert.equal(down.asked.length, 1);
    const info = sourceOf(() => [part(0, 1)], [], ['PromQL info: metric might not be a counter']);
    const told = await new RuleAnswers(info.source, clock).counts(['a'], never);
    assert.ok(told.ok && told.value.size === 1);
  });

  it('looks over the range of a selector before it says that nothing is there', async () => {
    const { source, asked } = sourceOf(query => (query.includes('present_over_time(a[1d])') ? [part(0, 2)] : []));
    const file = ruleFileOf('groups:\n- name: a\n  rules:\n  - record: r\n    expr: increase(a[30d]) + rate(b[1m])\n');
    const found = await new RuleAnswers(source, clock).matches(selectorsToAsk(file), never);
    assert.ok(found.ok);
    assert.deepEqual([...found.value].sort(), [
      ['a', 2],
      ['b', 0],
    ]);
    assert.equal(asked.length, 2);
  });

  it('tells the states of alerts, whatever they are called', async () => {
    const { source, asked } = sourceOf(() => [
      [{ alertname: 'A', alertstate: 'firing' }, 2],
      [{ alertname: 'A', alertstate: 'pending' }, 1],
    ]);
    const states = await new RuleAnswers(source, clock).alerts(['A', 'B.*"\\'], never);
    assert.ok(states.ok);
    assert.deepEqual(states.value.get('A'), { firing: 2, pending: 1 });
    assert.deepEqual(states.value.get('B.*"\\'), { firing: 0, pending: 0 });
    assert.deepEqual(readPromql(asked[0]!).problems, []);
    assert.equal(readPromql(asked[0]!).selectors[0]?.matchers[0]?.value, 'A|B\\.\\*"\\\\');
  });
});

describe('findings about series', () => {
  const text = `groups:
  - name: a
    rules:
      - record: made:here
        expr: http_request_total{a="b"}
      - alert: A
        expr: made:here > 1 or absent(gone) or up{job="x"} == 0 or ALERTS{alertname="B"}
`;
  const file = ruleFileOf(text);
  const knowledge = {
    names: new Set(['http_requests_total', 'up']),
    isMade: (metric: string) => isMadeBy([madeMetrics(text)], metric),
    count: () => 0,
  };

  it('tell of names that the source has not, and of selectors that match nothing', () => {
    assert.deepEqual(
      seriesFindings(file, knowledge).map(({ code, severity, span, instead }) => [
        code,
        severity,
        text.slice(span.start, span.end),
        instead,
      ]),
      [
        ['promql/unknown-metric', 'warning', 'http_request_total', 'http_requests_total'],
        ['promql/no-series', 'information', 'up{job="x"}', undefined],
      ],
    );
  });

  it('say nothing of what is not known', () => {
    assert.deepEqual(seriesFindings(file, { ...knowledge, names: new Set() }), []);
    const found = seriesFindings(file, { ...knowledge, count: () => undefined });
    assert.deepEqual(
      found.map(({ code }) => code),
      ['promql/unknown-metric'],
    );
  });

  it('know what Sloth and Pyrra make', () => {
    const made = (files: readonly string[], metric: string) => isMadeBy(files.map(madeMetrics), metric);
    assert.equal(made([SLOTH], 'slo:sli_error:ratio_rate5m'), true);
    assert.equal(made([PYRRA], 'slo:sli_error:ratio_rate5m'), false);
    assert.equal(made([PYRRA], 'http_requests:burnrate5m'), true);
    assert.equal(made([RULES], 'shop:requests:rate5m'), true);
  });
});

describe('how objectives stand', () => {
  const queryOf = (text: string, index = 0) => errorRatioQuery(ruleFileOf(text).slos[index]!);

  it('is asked for over the whole period', () => {
    assert.equal(
      queryOf(SLOTH),
      '((sum(rate(http_requests_total{service="shop",code=~"5.."}[30d]))) / (sum(rate(http_requests_total{service="shop"}[30d])))) or (0 * (sum(rate(http_requests_total{service="shop"}[30d]))))',
    );
    assert.match(queryOf(SLOTH, 1)!, /satisfaction_ratio\[30d\]/);
    assert.equal(
      queryOf(PYRRA),
      '((sum(increase(http_requests_total{job="shop",code=~"5.."}[2w]))) / (sum(increase(http_requests_total{job="shop"}[2w])))) or (0 * (sum(increase(http_requests_total{job="shop"}[2w]))))',
    );
    assert.match(
      queryOf(OPENSLO)!,
      /^1 - .*sum\(increase\(http_requests_total\{service="shop",code!~"5\.\."\}\[4w\]\)\)/,
    );
    for (const query of [queryOf(SLOTH), queryOf(SLOTH, 1), queryOf(PYRRA), queryOf(OPENSLO)])
      assert.deepEqual(readPromql(query!).problems, [], query);
  });

  it('is asked for of latencies and of gauges', () => {
    const of = (indicator: string) => queryOf(`${PYRRA.slice(0, PYRRA.indexOf('    ratio:'))}${indicator}`);
    const latency = of(
      '    latency:\n      success:\n        metric: l_bucket{le="1"}\n      total:\n        metric: l_count\n',
    );
    const native = of('    latencyNative:\n      latency: 200ms\n      total:\n        metric: l{a="b"}\n');
    const gauge = of('    bool_gauge:\n      metric: probe_success{a="b"}\n');
    assert.match(latency!, /^1 - \(\(\(sum\(increase\(l_bucket/);
    assert.equal(native, '1 - histogram_fraction(0, 0.2, sum(increase(l{a="b"}[2w])))');
    assert.match(gauge!, /sum_over_time\(probe_success\{a="b"\}\[2w\]\)/);
  });

  it('is not asked for where the file does not say how', () => {
    assert.equal(queryOf(OPENSLO.replace('isRolling: true', 'isRolling: false')), undefined);
    assert.equal(queryOf(OPENSLO.replace('counter: true', 'counter: false')), undefined);
    assert.equal(queryOf(SLOTH.replace('objective: 99.9', 'objective: often')), undefined);
    const rates = OPENSLO.replace('counter: true', 'counter: false').replace(
      /sum\((http_requests_total\{[^}]*\})\)/g,
      'sum(rate($1[5m]))',
    );
    assert.match(queryOf(rates)!, /sum\(rate\(http_requests_total\{service="shop"\}\[4w\]\)\)/);
  });

  it('is read from the answer', () => {
    assert.deepEqual(standingOf(0.5, [0.25]), { achieved: 0.75, remaining: 0.5, series: 1 });
    const worst = standingOf(0.99, [0.02, NaN, 0])!;
    assert.ok(Math.abs(worst.remaining! + 1) < 1e-9 && worst.series === 2);
    assert.equal(standingOf(0.99, [NaN]), undefined);
    assert.equal(standingOf(0.99, []), undefined);
    assert.equal(standingOf(1, [0])?.remaining, undefined);
  });
});

describe('texts about rules', () => {
  it('stand over rules', () => {
    const [record, alert] = ruleFileOf(RULES).rules;
    const line = (rule: typeof record, ...rest: [Parameters<typeof ruleLine>[1], Parameters<typeof ruleLine>[2]]) =>
      ruleLine(rule!, ...rest, plainTranslate);
    assert.equal(line(alert, { firing: 2, pending: 0 }, { series: 2 }), 'firing 2 · pending 0');
    assert.equal(line(alert, { firing: 0, pending: 0 }, { series: 3 }), 'would fire for 3 series now');
    assert.equal(line(alert, { firing: 0, pending: 0 }, { series: 0 }), 'not firing');
    assert.equal(line(alert, undefined, undefined), undefined);
    assert.equal(line(record, undefined, { series: 12 }), 'gives 12 series now');
    const refused: Problem = { kind: 'invalid', message: 'x', said: 'many-to-many' };
    assert.equal(line(record, undefined, { refused }), 'Prometheus cannot evaluate this: many-to-many');
  });

  it('stand over objectives', () => {
    const [slo] = ruleFileOf(SLOTH).slos;
    assert.equal(sloLine(slo!, undefined, plainTranslate), '99.9 % over 30d');
    assert.equal(
      sloLine(slo!, standingOf(0.999, [0.0005]), plainTranslate),
      '99.9 % over 30d · achieved 99.95 % · 50 % of the error budget left',
    );
    assert.match(sloLine(slo!, standingOf(0.999, [0.002]), plainTranslate)!, /overspent by 100 %$/);
  });

  it('never say 100 % of what is less', () => {
    assert.equal(percentText(0.999999), '99.999 %');
    assert.equal(percentText(1), '100 %');
    assert.equal(percentText(0.995), '99.5 %');
  });

  it('show a metric with its values, and whatever a source says as text', async () => {
    const { source, asked } = sourceOf(() => [
      part('series', 7),
      part('youngest', NOW - 12),
      part('all', 9),
      [{ __name__: 'up', job: '<b>x</b> [a](http://evil.example)|`' }, 1.23456789],
    ]);
    const question = { source, now: NOW, translate: plainTranslate, signal: never };
    const hover = await metricHover('up', 'up{a="b`"}', question);
    assert.ok(hover.ok);
    assert.match(hover.value, /7 series/);
    assert.match(hover.value, /12 seconds ago/);
    assert.match(hover.value, /1&#46;23457/);
    assert.doesNotMatch(hover.value, /<b>|\]\(http:\/\/evil/);
    assert.match(hover.value, /Open in Prometheus\]\(http:\/\/prometheus\.example\/graph/);
    assert.deepEqual(readPromql(asked[0]!).problems, []);
  });

  it('write the labels that all series have in common once', async () => {
    const { source } = sourceOf(() => [
      part('series', 2),
      [{ __name__: 'up', job: 'services', instance: 'a' }, 1],
      [{ __name__: 'up', job: 'services', instance: 'b' }, 0],
    ]);
    const question = { source, now: NOW, translate: plainTranslate, signal: never };
    const hover = await metricHover('up', 'up', question);
    assert.ok(hover.ok);
    assert.equal(hover.value.match(/services/g)?.length, 1);
    assert.match(hover.value, /\| 1 \| instance="a" \|\n\| 0 \| instance="b" \|/);
  });

  it('say what a metric has besides where a selector matches nothing', async () => {
    const { source } = sourceOf(() => [part('all', 9)]);
    const question = { source, now: NOW, translate: plainTranslate, signal: never };
    const hover = await metricHover('up', 'up{a="b"}', question);
    assert.ok(hover.ok && hover.value.includes('the metric has 9 series'));
  });

  it('show an alert with its series', async () => {
    const { source } = sourceOf(() => [
      [{ __name__: 'ALERTS', alertname: 'A', alertstate: 'firing', service: 'shop' }, 1],
      [{ __name__: 'ALERTS_FOR_STATE', alertname: 'A', service: 'shop' }, NOW - 120],
    ]);
    const question = { source, now: NOW, translate: plainTranslate, signal: never };
    const hover = await alertHover('A', 'up == 0', question);
    assert.ok(hover.ok);
    assert.match(hover.value, /firing 1 · pending 0/);
    assert.match(hover.value, /2 minutes ago/);
  });
});
