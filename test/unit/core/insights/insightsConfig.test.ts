import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseDuration, parseRate, parseShare } from '../../../../src/core/insights/config/amounts.js';
import { wildcard } from '../../../../src/core/insights/config/wildcard.js';
import { DEFAULT_INSIGHTS_CONFIG, readInsightsConfig } from '../../../../src/core/insights/insightsConfig.js';

const HOUR = 3_600_000;

describe('the configuration of insights', () => {
  it('has a default for everything', () => {
    for (const text of ['', '# nothing\n', '{}'])
      assert.deepEqual(readInsightsConfig(text), { config: DEFAULT_INSIGHTS_CONFIG, problems: [] });
  });

  it('says what is to be measured, and how', () => {
    const { config, problems } = readInsightsConfig(`
service: component:default/checkout
environment: live
releases: {tags: [checkout@*, 'v?.*']}
leadTime: {from: firstCommit}
incidents: {attributionHours: 2d, files: incidents.jsonl, alerts: [critical, P1]}
bots: ['*robot*']
hotfixes: []
reverts: ['undo *']
timeZone: Europe/Berlin
targets:
  deploymentFrequency: 3/day
  leadTime: 1h
  changeFailureRate: 15%
definition: devLake
events: [./events/**/*.jsonl, more.json]
`);
    assert.deepEqual(problems, []);
    assert.deepEqual(config, {
      service: 'component:default/checkout',
      environment: 'live',
      tags: ['checkout@*', 'v?.*'],
      branch: undefined,
      leadTimeFrom: 'firstCommit',
      attributionHours: 48,
      bots: ['*robot*'],
      hotfixes: [],
      reverts: ['undo *'],
      timeZone: 'Europe/Berlin',
      targets: {
        deploymentFrequency: { value: 3, better: 'higher' },
        leadTime: { value: HOUR, better: 'lower' },
        changeFailureRate: { value: 0.15, better: 'lower' },
      },
      definition: 'devLake',
      events: ['events/**/*.jsonl', 'more.json'],
      incidents: ['incidents.jsonl'],
      alerts: ['critical', 'P1'],
      proxy: [],
    });
  });

  const cases: readonly (readonly [string, number, number, RegExp])[] = [
    ['- a\n', 0, 0, /^A configuration is a mapping/],
    ['service: a\nservices: b\n', 1, 0, /^There is no setting “\{0\}”/],
    ['releases: {tag: v*}', 0, 11, /^There is no setting/],
    ['releases: v*', 0, 10, /^“\{0\}” is a mapping/],
    ['releases:\n  tags: [v*]\n  branch: main\n', 2, 2, /^Deployments are either/],
    ['leadTime: {from: start}', 0, 17, /^“\{0\}” is one of/],
    ['incidents: {attributionHours: -1}', 0, 30, /is a number of hours/],
    ['timeZone: Mars/Olympus', 0, 10, /^There is no time zone/],
    ['targets: {leadTime: soon}', 0, 20, /^This is no target/],
    ['targets: {mttr: 1h}', 0, 10, /^There is no setting/],
    ['definition: mine', 0, 12, /^“\{0\}” is one of/],
    ['incidents: {alerts: []}', 0, 20, /is true, or a list of severities/],
    ['incidents: {alerts: {page: 1}}', 0, 20, /is true, or a list of severities/],
    ['events: [../other/events.jsonl]', 0, 9, /within this folder/],
    ['events: /etc/passwd', 0, 8, /within this folder/],
    ['bots: [{a: b}]', 0, 7, /is a list of patterns/],
    ['environment: []', 0, 13, /is a word/],
    ['proxy: /api/proxy/gitlab', 0, 7, /is a list of sources/],
    ['proxy: [gitlab]', 0, 8, /is a list of sources/],
    ['proxy: [{kind: jenkins, path: /api/proxy/x}]', 0, 15, /is one of/],
    ['proxy: [{kind: devlake, path: /api/proxy/x, token: y}]', 0, 44, /There is no setting/],
    ['proxy: [{path: /api/proxy/x}]', 0, 8, /needs \{0\}/],
    ['proxy: [{kind: devlake, path: /api/proxy/../catalog}]', 0, 30, /begins with/],
    ['proxy: [{kind: devlake, path: "https://x/api/proxy/y"}]', 0, 30, /begins with/],
    ['proxy: [{kind: gitlab, path: /api/proxy/x}]', 0, 8, /needs the project/],
    ['proxy: [{kind: gitlab, path: /api/proxy/x, project: till}]', 0, 52, /needs the project/],
    ['proxy: [{kind: gitlab, path: /api/proxy/x, project: 1, metrics: 2}]', 0, 64, /is one of/],
  ];
  for (const [text, line, column, message] of cases)
    it(`says what is wrong with “${text.trim().replaceAll('\n', '⏎')}”, and where`, () => {
      const [problem, ...others] = readInsightsConfig(text).problems;
      assert.deepEqual(others, []);
      assert.match(problem?.message ?? '', message);
      assert.deepEqual([problem?.range.startLine, problem?.range.startColumn], [line, column]);
    });

  it('names sources behind a Backstage, of which those that are not understood are left out', () => {
    const { config } = readInsightsConfig(`proxy:
  - {kind: gitlab, path: /api/proxy/gitlab/api/v4, project: shop/till, environment: live, metrics: false}
  - {kind: gitlab, path: /api/catalog, project: shop/till}
  - {kind: devlake, path: /api/proxy/devlake/list, service: till}
`);
    assert.deepEqual(config.proxy, [
      {
        ...{ kind: 'gitlab', path: '/api/proxy/gitlab/api/v4', project: 'shop/till' },
        ...{ environment: 'live', service: undefined, metrics: false },
      },
      {
        ...{ kind: 'devlake', path: '/api/proxy/devlake/list', project: undefined },
        ...{ environment: undefined, service: 'till', metrics: true },
      },
    ]);
    const many = readInsightsConfig(`proxy:${'\n  - {kind: devlake, path: /api/proxy/x}'.repeat(21)}`);
    assert.deepEqual([many.config.proxy.length, many.problems.length], [20, 1]);
  });

  it('is never a reason to fail, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        readInsightsConfig(text);
        readInsightsConfig(`targets: ${text}\nevents: ${text}\ntimeZone: ${text}`);
        readInsightsConfig(`proxy: ${text}`);
      }),
    );
  });
});

describe('amounts', () => {
  it('are read as people write them', () => {
    assert.deepEqual(['90s', '45m', '1.5h', '2 d', '1w', '0h', '-1h', '5', 'h', ''].map(parseDuration), [
      90_000,
      45 * 60_000,
      1.5 * HOUR,
      48 * HOUR,
      168 * HOUR,
      ...Array<undefined>(5),
    ]);
    assert.deepEqual(['15%', '0.15', '100 %', '101%', '2', 'x'].map(parseShare), [
      0.15,
      0.15,
      1,
      ...Array<undefined>(3),
    ]);
    assert.deepEqual(['3/day', '1 per week', '2', '24 / hour', '0/day', 'often'].map(parseRate), [
      ...[3, 1 / 7, 2, 576],
      ...[undefined, undefined],
    ]);
  });
});

describe('patterns with asterisks', () => {
  it('match as a regular expression of the same meaning does', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.'), maxLength: 12 });
    const patterns = fc.string({ unit: fc.constantFrom('a', 'B', '/', '.', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(patterns, letters, (pattern, text) => {
        const source = pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
        assert.equal(wildcard(pattern)(text), new RegExp(`^${source}$`, 'i').test(text));
      }),
    );
  });

  it('take no time to speak of, however many asterisks', () => {
    assert.equal(wildcard('*a'.repeat(90))('a'.repeat(5_000) + 'b'), false);
  });
});
