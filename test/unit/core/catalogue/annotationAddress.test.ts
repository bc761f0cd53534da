import assert from 'node:assert/strict';
import { annotationAddress, dashboardAddress } from '../../../../src/core/catalogue/annotationAddress.js';
import { entity } from './entities.js';

describe('annotationAddress', () => {
  for (const [name, value, address] of [
    ['github.com/project-slug', 'parcels/tracking', 'https://github.com/parcels/tracking'],
    ['gitlab.com/project-slug', 'parcels/back/tracking', 'https://gitlab.com/parcels/back/tracking'],
    ['circleci.com/project-slug', 'github/parcels/x', 'https://app.circleci.com/pipelines/github/parcels/x'],
    ['github.com/team-slug', 'parcels/web', 'https://github.com/orgs/parcels/teams/web'],
    ['github.com/user-login', 'mara', 'https://github.com/mara'],
    ['backstage.io/view-url', 'https://git.example.com/x', 'https://git.example.com/x'],
    ['anything', 'url:https://git.example.com/x', 'https://git.example.com/x'],
    ['github.com/project-slug', 'https://evil.example.com/x y', 'https://evil.example.com/x%20y'],
    ['github.com/project-slug', '../../x?y', undefined],
    ['github.com/team-slug', 'parcels', undefined],
    ['anything', 'javascript:alert(1)', undefined],
    ['anything', 'command:quit', undefined],
    ['__proto__', 'x', undefined],
  ] as const)
    it(`${name}: ${value}`, () => assert.equal(annotationAddress(name, value), address));
});

describe('dashboardAddress', () => {
  it('is that of an annotation', () => {
    const annotations = {
      'grafana/dashboard-selector': "tags @> 'x'",
      'datadoghq.com/dashboard-url': 'https://d.example.com/1',
    };
    assert.equal(dashboardAddress(entity('Component:x', { annotations })), 'https://d.example.com/1');
  });

  it('is that of a link that says so', () => {
    for (const link of [{ icon: 'dashboard' }, { type: 'admin-dashboard' }, { title: 'The Dashboard' }])
      assert.equal(
        dashboardAddress(
          entity('Component:x', {
            links: [{ url: 'https://a.example.com' }, { url: 'https://d.example.com', ...link }],
          }),
        ),
        'https://d.example.com/',
      );
  });

  it('is none where nothing says so, or where it is no address', () => {
    assert.equal(
      dashboardAddress(entity('Component:x', { links: [{ url: 'https://a.example.com', title: 'Wiki' }] })),
      undefined,
    );
    assert.equal(
      dashboardAddress(entity('Component:x', { links: [{ url: 'command:x', icon: 'dashboard' }] })),
      undefined,
    );
  });
});
