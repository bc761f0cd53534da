import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { manifest } from '../src/environment.js';
import { readSettings } from '../src/settings.js';

describe('The settings', () => {
  it('come from package.json where the environment is silent', () => {
    const settings = readSettings({});
    assert.equal(settings.serviceName, manifest.name);
    assert.equal(settings.port, manifest.config.port);
    assert.equal(settings.concurrency, manifest.config.concurrency);
    assert.deepEqual(settings.eventTypes, manifest.config.eventTypes);
    assert.equal(settings.host, '127.0.0.1');
    assert.equal(settings.secret, undefined);
    assert.equal(settings.traces, undefined);
  });

  it('refuse what cannot be meant', () => {
    for (const PORT of ['abc', '-1', '65536', '80.5']) assert.throws(() => readSettings({ PORT }), /PORT must be/);
    assert.throws(() => readSettings({ LOG_LEVEL: 'loud' }), /LOG_LEVEL must be/);
    assert.throws(() => readSettings({ EVENT_SOURCE: 'pigeon' }), /EVENT_SOURCE must be/);
    assert.throws(() => readSettings({ CONCURRENCY: '0' }), /CONCURRENCY must be/);
    assert.throws(() => readSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' }), /no address/);
  });
});
