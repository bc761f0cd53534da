import assert from 'node:assert/strict';
import { serviceLinks } from '../../../../src/editor/health/serviceLinks.js';
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
