import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { readSettings } from '../src/settings.js';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

describe('The settings', () => {
  it('come from package.json where the environment is silent', () => {
    const settings = readSettings({});
    assert.equal(settings.serviceName, manifest.name);
    assert.equal(settings.serviceVersion, manifest.version);
    assert.equal(settings.port, manifest.config.port);
    assert.equal(settings.host, '127.0.0.1');
    assert.equal(settings.traces, undefined);
  });

  it('take name, version and resource from the OpenTelemetry variables', () => {
    const settings = readSettings({
      OTEL_SERVICE_NAME: 'sample',
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=ignored,service.version=2.0.0,team=a%20b,nonsense',
    });
    assert.equal(settings.serviceName, 'sample');
    assert.deepEqual(settings.resource, { 'service.name': 'sample', 'service.version': '2.0.0', team: 'a b' });
  });

  it('find the collector, and leave it alone when telemetry is switched off', () => {
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' };
    assert.deepEqual(readSettings({ ...endpoint, OTEL_EXPORTER_OTLP_HEADERS: 'x-team=a' }).traces, {
      url: 'http://collector:4318/v1/traces',
      headers: { 'x-team': 'a' },
    });
    assert.equal(readSettings({ ...endpoint, OTEL_SDK_DISABLED: 'true' }).traces, undefined);
    assert.equal(readSettings({ ...endpoint, OTEL_TRACES_EXPORTER: 'none' }).traces, undefined);
  });

  it('refuse what cannot be meant', () => {
    for (const PORT of ['abc', '-1', '65536', '80.5']) assert.throws(() => readSettings({ PORT }), /PORT must be/);
    assert.throws(() => readSettings({ LOG_LEVEL: 'loud' }), /LOG_LEVEL must be/);
    assert.throws(() => readSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' }), /no address/);
  });
});
