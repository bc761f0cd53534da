import assert from 'node:assert/strict';
import { readCustomQueries } from '../../../../src/core/health/customQueries.js';
import { knownMetrics } from '../../../../src/core/health/metricNames.js';
import {
  queryTemplates,
  renderQuery,
  type SeriesName,
  type ValueName,
} from '../../../../src/core/health/queryTemplates.js';

const SCOPE = { selector: 'service="a"', by: 'service' };

function rendered(
  names: readonly string[],
  of: ValueName | SeriesName,
  scope = SCOPE,
  window?: string,
): string | undefined {
  const template = queryTemplates(knownMetrics(names)).get(of);
  return template === undefined ? undefined : renderQuery(template, scope, window);
}

const CONVENTIONS: readonly (readonly [base: string, bad: string, unit: 's' | 'ms'])[] = [
  ['http_server_request_duration_seconds', 'http_response_status_code=~"5.."', 's'],
  ['http_server_request_duration', 'http_response_status_code=~"5.."', 's'],
  ['http_server_duration_milliseconds', 'http_status_code=~"5.."', 'ms'],
  ['http_request_duration_seconds', 'code=~"5.."', 's'],
  ['http_server_requests_seconds', 'status=~"5.."', 's'],
  ['rpc_server_duration_milliseconds', 'rpc_grpc_status_code=~"2|4|12|13|14|15"', 'ms'],
];

describe('the queries for what a source has', () => {
  for (const [base, bad, unit] of CONVENTIONS)
    it(`understand ${base}`, () => {
      const names = [`${base}_count`, `${base}_sum`, `${base}_bucket`];
      assert.equal(rendered(names, 'traffic'), `sum by (service) (rate(${base}_count{service="a"}[5m]))`);
      assert.ok(rendered(names, 'badRequests', SCOPE, '1h')?.includes(`rate(${base}_count{service="a",${bad}}[1h])`));
      const latency = rendered(names, 'latencyP99') ?? '';
      assert.ok(latency.startsWith(`histogram_quantile(0.99, sum by (service, le) (rate(${base}_bucket{service="a",`));
      assert.equal(latency.endsWith(' / 1000'), unit === 'ms', 'milliseconds become seconds');
    });

  it('are those of §1.4 for OpenTelemetry, with no failures where there never was one', () => {
    const count = 'http_server_request_duration_seconds_count';
    const all = `sum by (service) (rate(${count}{service="a"}[5m]))`;
    const bad = `sum by (service) (rate(${count}{service="a",http_response_status_code=~"5.."}[5m]))`;
    assert.equal(rendered([count], 'errors'), `(${bad} or 0 * ${all}) / ${all}`);
    assert.equal(rendered([count], 'latencyP99'), undefined, 'without buckets there are no latencies');
  });

  it('look for several names of the label with the status', () => {
    const bad = rendered(['http_request_duration_seconds_count'], 'badRequests') ?? '';
    for (const label of ['code', 'status_code', 'status']) assert.ok(bad.includes(`,${label}=~"5.."}`), label);
  });

  it('take the first convention that has a service, and four at most', () => {
    const names = [
      ...['http_request_duration_seconds_count', 'http_server_request_duration_seconds_count', 'istio_requests_total'],
      ...['grpc_server_handled_total', 'http_requests_total', 'traefik_service_requests_total'],
    ];
    const parts = rendered(names, 'traffic')?.split(' or ') ?? [];
    assert.deepEqual(
      parts.map(part => /rate\((\w+)/.exec(part)?.[1]),
      [
        'http_server_request_duration_seconds_count',
        'http_request_duration_seconds_count',
        'http_requests_total',
        'istio_requests_total',
      ],
    );
    assert.ok(parts[3]?.includes('{service="a",reporter="destination"}'));
  });

  it('ask nothing that the source cannot have', () => {
    const templates = queryTemplates(knownMetrics(['up', 'go_goroutines']));
    assert.deepEqual([...templates.keys()].sort(), ['availability', 'sampledAt']);
    assert.deepEqual([...queryTemplates(knownMetrics([])).keys()], []);
  });

  it('do without a label to tell services apart', () => {
    const scope = { selector: 'pod=~"a-.*"', by: '' };
    const names = ['http_requests_total', 'http_server_requests_seconds_count', 'http_server_requests_seconds_bucket'];
    assert.ok(rendered(names, 'traffic', scope)?.startsWith('sum by () (rate('));
    assert.ok(rendered(names, 'latencyP50', scope)?.includes('sum by (le) (rate('));
  });

  it('put values in as they are', () => {
    const scope = { selector: 'service="$by $& $1"', by: 'service' };
    assert.equal(rendered(['up'], 'availability', scope), 'avg by (service) (up{service="$by $& $1"})');
  });

  it('read saturation from limits, and from the runtime where there are none', () => {
    const names = [
      ...[
        'container_memory_working_set_bytes',
        'container_cpu_usage_seconds_total',
        'kube_pod_container_resource_limits',
      ],
      ...['jvm_memory_used_bytes', 'jvm_memory_max_bytes', 'nodejs_eventloop_utilization'],
    ];
    const query = rendered(names, 'saturation') ?? '';
    for (const part of ['resource="memory"', 'resource="cpu"', 'jvm_memory_max_bytes', 'nodejs_eventloop_utilization'])
      assert.ok(query.includes(part), part);
    assert.equal(rendered(names, 'lowestSaturation'), `min_over_time((${query})[10m:1m])`);
    assert.equal(rendered(names.slice(0, 2), 'saturation'), undefined);
  });

  it('find the records of Sloth and Pyrra', () => {
    const sloth = rendered(
      ['slo:objective:ratio', 'slo:sli_error:ratio_rate5m', 'slo:sli_error:ratio_rate1h', 'slo:sli_error:ratio_rateX)'],
      'sloth',
    );
    assert.equal(
      sloth,
      'max by (service, sloth_slo, __name__) ({__name__=~"slo:(objective:ratio|time_period:days|sli_error:ratio_rate(5m|1h))",service="a"})',
    );
    assert.ok(
      rendered(['pyrra_objective', 'pyrra_availability'], 'pyrra')?.includes('pyrra_(objective|window|availability)'),
    );
  });
});

describe('an organisation’s own queries', () => {
  it('take the place of ours', () => {
    const { queries, mistakes } = readCustomQueries({
      traffic: 'sum by ($by) (rate(hits{$selector}[$window]))',
      latencyP99: { query: 'max by ($by) (p99{$selector})', unit: 'milliseconds' },
      requests: 'sum by ($by) (rate(hits{$selector}[$window]))',
      badRequests: 'sum by ($by) (rate(misses{$selector}[$window]))',
    });
    assert.deepEqual(mistakes, []);
    const templates = queryTemplates(knownMetrics(['http_requests_total']), queries);
    const query = (name: ValueName) => renderQuery(templates.get(name) ?? '', SCOPE);
    assert.equal(query('traffic'), 'sum by (service) (rate(hits{service="a"}[5m]))');
    assert.equal(query('latencyP99'), '(max by (service) (p99{service="a"})) / 1000');
    assert.equal(
      query('errors'),
      '(sum by (service) (rate(misses{service="a"}[5m]))) / (sum by (service) (rate(hits{service="a"}[5m])))',
    );
  });

  const good = 'sum by ($by) (x{$selector})';
  const wrong: readonly (readonly [value: unknown, kind: string, signal: string, text?: string])[] = [
    ['text', 'not-an-object', ''],
    [[], 'not-an-object', ''],
    [{ traffic: 5 }, 'not-an-object', 'traffic'],
    [{ traffic: { query: ' ' } }, 'not-an-object', 'traffic'],
    [{ speed: good }, 'unknown-signal', 'speed'],
    [{ constructor: good }, 'unknown-signal', 'constructor'],
    [{ traffic: 'sum by ($by) (x)' }, 'missing-placeholder', 'traffic', '$selector'],
    [{ traffic: 'sum(x{$selector})' }, 'missing-placeholder', 'traffic', '$by'],
    [{ requests: good, badRequests: good }, 'missing-placeholder', 'requests', '$window'],
    [{ traffic: `${good} + $__interval` }, 'unknown-placeholder', 'traffic', '$__interval'],
    [{ traffic: `${good})` }, 'unbalanced', 'traffic'],
    [{ traffic: `${good} # ` }, 'unbalanced', 'traffic'],
    [{ traffic: `${good} + "` }, 'unbalanced', 'traffic'],
    [{ traffic: { query: good, unit: 'percent' } }, 'unknown-unit', 'traffic', 'percent'],
    [{ errors: { query: good, unit: 'milliseconds' } }, 'unknown-unit', 'errors', 'milliseconds'],
    [{ requests: 'sum by ($by) (x{$selector}[$window])' }, 'alone', 'requests'],
  ];
  for (const [value, kind, signal, text] of wrong)
    it(`are checked: ${JSON.stringify(value)}`, () => {
      const { queries, mistakes } = readCustomQueries(value);
      assert.deepEqual(mistakes[0], { kind, signal, ...(text === undefined ? {} : { text }) });
      assert.equal(Object.hasOwn(queries, signal), false);
    });

  it('may be absent, and one that is wrong takes nothing from the others', () => {
    assert.deepEqual(readCustomQueries(undefined), { queries: {}, mistakes: [] });
    const { queries, mistakes } = readCustomQueries({
      traffic: good,
      errors: { query: good, unit: 'percent' },
      x: good,
    });
    assert.deepEqual(Object.keys(queries), ['traffic', 'errors']);
    assert.equal(mistakes.length, 1);
  });
});
