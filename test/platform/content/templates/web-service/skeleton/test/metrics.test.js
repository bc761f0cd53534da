import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMetrics } from '../src/metrics.js';
import { createService } from '../src/service.js';
import { readSettings } from '../src/settings.js';

const DURATION = 'http_server_request_duration_seconds';

/** The value of the one sample whose name and labels are given. @param {string} page @param {string} sample */
function valueOf(page, sample) {
  const line = page.split('\n').find(candidate => candidate.startsWith(`${sample} `));
  assert.ok(line, `no sample ${sample} in\n${page}`);
  return Number(line.slice(sample.length + 1));
}

describe('The metrics', () => {
  it('count requests into cumulative buckets', () => {
    const metrics = createMetrics({ serviceName: 'sample', resource: {} });
    for (const seconds of [0.004, 0.2, 30]) {
      metrics.requestStarted();
      metrics.requestEnded({ method: 'GET', route: '/', status: 200, seconds });
    }
    const page = metrics.render();
    metrics.stop();
    const labels = 'service="sample",http_request_method="GET",http_response_status_code="200",http_route="/"';
    assert.equal(valueOf(page, `${DURATION}_bucket{${labels},le="0.005"}`), 1);
    assert.equal(valueOf(page, `${DURATION}_bucket{${labels},le="0.1"}`), 1);
    assert.equal(valueOf(page, `${DURATION}_bucket{${labels},le="0.25"}`), 2);
    assert.equal(valueOf(page, `${DURATION}_bucket{${labels},le="10"}`), 2);
    assert.equal(valueOf(page, `${DURATION}_bucket{${labels},le="+Inf"}`), 3);
    assert.equal(valueOf(page, `${DURATION}_count{${labels}}`), 3);
    assert.ok(Math.abs(valueOf(page, `${DURATION}_sum{${labels}}`) - 30.204) < 1e-9);
  });

  it('show an expected route at zero before its first request', () => {
    const metrics = createMetrics({ serviceName: 'sample', resource: {} });
    metrics.expectRoute('/');
    const page = metrics.render();
    metrics.stop();
    assert.match(page, /_count\{[^}]*http_route="\/"\} 0/);
  });

  it('do not let a caller make up label values', () => {
    const metrics = createMetrics({ serviceName: 'sample', resource: {} });
    metrics.requestStarted();
    metrics.requestEnded({ method: 'BREW', route: '', status: 405, seconds: 0.001 });
    const page = metrics.render();
    metrics.stop();
    assert.match(page, /http_request_method="_OTHER"/);
    assert.doesNotMatch(page, /BREW/);
  });

  it('escape label values and turn attribute names into label names', () => {
    const metrics = createMetrics({ serviceName: 'a "b"\\\n', resource: { 'service.version': '1.0.0' } });
    const page = metrics.render();
    metrics.stop();
    assert.equal(valueOf(page, 'target_info{service="a \\"b\\"\\\\\\n",service_version="1.0.0"}'), 1);
  });

  it('are served in the text format, without the requests of the platform itself', async () => {
    const service = createService(readSettings({ PORT: '0', OTEL_SERVICE_NAME: 'sample' }), () => {});
    const url = `http://127.0.0.1:${await service.start()}`;
    try {
      for (const path of ['/', '/healthz', '/readyz', '/nothing-here']) await fetch(url + path);
      const response = await fetch(`${url}/metrics`);
      assert.match(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
      const page = await response.text();
      for (const line of page.trimEnd().split('\n'))
        assert.match(line, /^(# (HELP|TYPE) [a-z_0-9]+ .+|[a-z_0-9]+\{([a-z_]+="[^"]*",?)+\} [0-9.e+-]+)$/);
      assert.match(page, /_count\{service="sample",[^}]*http_response_status_code="200",http_route="\/"\} 1/);
      assert.match(page, /_count\{service="sample",[^}]*http_response_status_code="404",http_route=""\} 1/);
      assert.doesNotMatch(page, /healthz|readyz|nothing-here/);
      assert.equal(valueOf(page, 'http_server_active_requests{service="sample"}'), 0);
    } finally {
      await service.stop();
    }
  });
});
