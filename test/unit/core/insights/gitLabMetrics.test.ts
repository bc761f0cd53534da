import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isGitLabProject, isProxyPath } from '../../../../src/core/insights/config/proxySources.js';
import { GITLAB_METRICS, gitLabDays, gitLabValue } from '../../../../src/core/insights/gitLabMetrics.js';

describe('what GitLab says of delivery', () => {
  const [frequency, leadTime, , failures] = GITLAB_METRICS;
  assert.ok(frequency && leadTime && failures);

  it('is read in the units of our keys, in each form in which it may come', () => {
    const days = [
      { date: '2026-11-01', value: 3 },
      { date: '2026-11-02', value: null },
    ];
    assert.equal(gitLabValue(frequency, days, 2), 1.5);
    assert.equal(gitLabValue(frequency, [], 2), 0);
    assert.deepEqual(
      [90, { value: 90 }, [{ value: 90 }], [{ date: null, value: 90 }]].map(answer => gitLabValue(leadTime, answer, 2)),
      [90_000, 90_000, 90_000, 90_000],
    );
    assert.equal(gitLabValue(failures, 0.2, 2), 0.2);
    assert.deepEqual(
      [null, { value: null }, []].map(answer => gitLabValue(leadTime, answer, 2)),
      [null, null, null],
    );
  });

  it('is no number where it is none', () => {
    for (const answer of [-1, 'many', {}, [{ value: '3' }], [1, 2], { message: '403 Forbidden' }])
      assert.equal(gitLabValue(leadTime, answer, 2), undefined);
    for (const answer of [3, [{ value: 3 }], [{ date: 'once', value: 3 }]])
      assert.equal(gitLabValue(frequency, answer, 2), undefined);
    fc.assert(
      fc.property(fc.jsonValue(), answer => {
        for (const metric of GITLAB_METRICS) assert.ok((gitLabValue(metric, answer, 30) ?? 0) >= 0);
      }),
    );
  });

  it('is of the days that a window touches', () => {
    const at = (text: string): number => Date.parse(text);
    assert.deepEqual(gitLabDays({ from: at('2026-11-01'), to: at('2026-12-01') }), {
      ...{ start: '2026-11-01', end: '2026-11-30', count: 30 },
    });
    assert.equal(gitLabDays({ from: at('2026-11-01T10:00Z'), to: at('2026-11-02T10:00Z') }).count, 2);
  });
});

describe('where sources behind a Backstage are', () => {
  it('is within its proxy', () => {
    for (const path of ['/api/proxy/gitlab', '/api/proxy/gitlab/api/v4/', '/api/proxy/a_b-c.d~e'])
      assert.ok(isProxyPath(path), path);
    const outside = [
      '',
      '/',
      '/api/proxy',
      '/api/proxy/',
      'api/proxy/x',
      '/api/catalog/entities',
      '/api/proxy/../catalog',
    ];
    const strange = [
      '/api/proxy/x/..',
      '/api/proxy/./x',
      '/api/proxy//evil.example.com',
      '/api/proxy/x?y=1',
      '/api/proxy/x#y',
    ];
    const written = [
      '/api/proxy/%2e%2e/catalog',
      '/api/proxy/x\\..',
      'https://evil.example.com/api/proxy/x',
      '/api/proxy/x y',
    ];
    for (const path of [...outside, ...strange, ...written]) assert.ok(!isProxyPath(path), path);
  });

  it('is a project by its number or its whole path', () => {
    assert.deepEqual(
      ['42', 'shop/till', 'a/b/c-d.e_f', 'till', '../till', 'shop/..', '/shop', 'shop/', 'a b/c', ''].map(
        isGitLabProject,
      ),
      [true, true, true, ...Array<boolean>(7).fill(false)],
    );
  });
});
