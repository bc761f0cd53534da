import assert from 'node:assert/strict';
import { serviceLinks, watchingLinks } from '../../../../src/editor/health/serviceLinks.js';
import { entity } from '../../core/catalogue/entities.js';

describe('the pages on which a service is watched', () => {
  it('are its dashboard and the links that say so, and none that is no web address', () => {
    const shop = entity('Component:shop', {
      annotations: { 'grafana/overview-dashboard': 'https://grafana.example.com/d/shop' },
      links: [
        { url: 'https://grafana.example.com/d/shop', title: 'Dashboard' },
        { url: 'https://runbooks.example.com/shop', title: 'Runbook' },
        { url: 'https://example.com/jobs', title: 'Jobs' },
        { url: 'command:workbench.action.quit', title: 'Logs' },
        { url: 'https://logs.example.com/shop', title: 'What it says', type: 'logs' },
      ],
    });
    assert.deepEqual(serviceLinks(shop), [
      { id: 'dashboard', title: 'Dashboard', address: 'https://grafana.example.com/d/shop' },
      { id: 'link1', title: 'Runbook', address: 'https://runbooks.example.com/shop' },
      { id: 'link4', title: 'What it says', address: 'https://logs.example.com/shop' },
    ]);
  });

  it('are none where nothing says so', () => assert.deepEqual(serviceLinks(entity('Component:shop')), []));
});

describe('the pages to which the annotations of a service lead', () => {
  const shop = entity('Component:shop', {
    annotations: {
      'datadoghq.com/dashboard-url': 'https://app.datadoghq.com/dashboard/abc',
      'datadoghq.com/monitors-url': 'https://app.datadoghq.com/monitors?q=shop',
      'datadoghq.com/site': 'datadoghq.eu',
      'pagerduty.com/service-id': 'P123',
      'newrelic.com/url': 'javascript:alert(1)',
      'prometheus.io/rule': 'shop:rps|code,shop:errors',
      'opsgenie.com/team-url': 'https://runbooks.example.com/shop',
    },
    links: [{ url: 'https://runbooks.example.com/shop', title: 'Runbook' }],
  });
  const graph = (query: string): string => `https://prometheus.example.com/graph?g0.expr=${encodeURIComponent(query)}`;

  it('come after those that it links to, each address once, with the graphs of its own queries', () => {
    assert.deepEqual(
      watchingLinks(shop, graph).map(({ id, title, address }) => [id, title, address]),
      [
        ['dashboard', 'Dashboard', 'https://app.datadoghq.com/dashboard/abc'],
        ['link0', 'Runbook', 'https://runbooks.example.com/shop'],
        ['datadoghq.com/monitors-url', 'Datadog (monitors-url)', 'https://app.datadoghq.com/monitors?q=shop'],
        ['pagerduty.com/service-id', 'PagerDuty', 'https://app.pagerduty.com/service-directory/P123'],
        ['rule0', 'shop:rps (code)', 'https://prometheus.example.com/graph?g0.expr=shop%3Arps'],
        ['rule1', 'shop:errors', 'https://prometheus.example.com/graph?g0.expr=shop%3Aerrors'],
      ],
    );
  });

  it('have no graphs where nothing draws them, and only addresses of the web', () => {
    assert.deepEqual(
      watchingLinks(shop, () => undefined).filter(({ id }) => id.startsWith('rule')),
      [],
    );
    assert.ok(!watchingLinks(shop, () => 'command:x').some(({ address }) => !address.startsWith('https:')));
  });

  it('have ids by which one is found again', () => {
    const ids = watchingLinks(shop, graph).map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });
});
