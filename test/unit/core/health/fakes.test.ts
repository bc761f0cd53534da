import { alertSourceContract } from './alertSourceContract.js';
import { MemoryAlerts } from './memoryAlerts.js';
import { ScriptedSignals } from './scriptedSignals.js';
import { signalSourceContract } from './signalSourceContract.js';

const NOW = 1_795_000_000;

signalSourceContract('the source for tests', async () => {
  const labels = (service: string) => ({ labels: { service }, valueAt: (at: number) => at % 7 });
  const script = new Map([
    ['sum by (service) (rate(requests_total[5m]))', [labels('a'), labels('b')]],
    ['absent_metric', []],
  ]);
  return {
    source: new ScriptedSignals(script, () => NOW, ['requests_total', 'up']),
    several: 'sum by (service) (rate(requests_total[5m]))',
    nothing: 'absent_metric',
    broken: 'sum by (',
    metric: 'up',
    now: NOW,
    dispose: () => Promise.resolve(),
  };
});

alertSourceContract('the source for tests', async () => ({
  source: new MemoryAlerts([
    {
      name: 'ServiceDown',
      severity: 'page',
      state: 'firing',
      labels: { alertname: 'ServiceDown', service: 'checkout' },
      summary: 'No instance answers',
      runbook: 'https://runbooks.example/checkout',
      since: NOW - 60,
      silences: [],
    },
  ]),
  firing: { name: 'ServiceDown', service: 'checkout' },
  now: NOW,
  dispose: () => Promise.resolve(),
}));
