import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { manifest } from '../src/environment.js';
import { readSettings } from '../src/settings.js';

describe('The settings', () => {
  it('come from package.json where the environment is silent', () => {
    const settings = readSettings({});
    assert.equal(settings.serviceName, manifest.name);
    assert.equal(settings.port, manifest.config.port);
    assert.deepEqual(settings.sources, manifest.config.sources);
    assert.deepEqual(settings.columns, manifest.config.columns);
    assert.deepEqual(settings.schedule, manifest.config.schedule);
    assert.equal(settings.traces, undefined);
  });

  it('let the schedule be changed for trying out', () => {
    assert.deepEqual(readSettings({ EVERY_MINUTES: '5' }).schedule, { mode: 'interval', everyMinutes: 5 });
  });

  it('refuse what cannot be meant', () => {
    for (const PORT of ['abc', '-1', '65536', '80.5']) assert.throws(() => readSettings({ PORT }), /PORT must be/);
    assert.throws(() => readSettings({ EVERY_MINUTES: '0' }), /EVERY_MINUTES must be/);
    assert.throws(() => readSettings({ RETENTION_DAYS: 'ever' }), /RETENTION_DAYS must be/);
  });
});
