import assert from 'node:assert/strict';
import { configProblemLines, readDelivery, readDora } from '../../../../src/adapters/insights/doraSources.js';
import { failure, success } from '../../../../src/core/common/problem.js';
import type { SignalSource } from '../../../../src/core/health/source.js';
import { temporaryFolder, type TemporaryFolder } from '../../temporaryFolder.js';
import { DatedRepository, START } from './datedRepository.js';

const { signal } = new AbortController();
const HOUR = 3600;
const ms = (seconds: number): number => (START + seconds) * 1000;

describe('the delivery of a folder', function () {
  this.timeout(30_000);
  let folder: TemporaryFolder;
  let git: DatedRepository;
  beforeEach(async () => {
    folder = await temporaryFolder();
    git = new DatedRepository(folder.at('shop'));
    git.commit(0);
    git.tag(1, 'v1.0.0');
  });
  afterEach(() => folder.dispose());

  const window = { from: ms(0), to: ms(10 * 24 * HOUR) };
  const read = async (question = {}, sources = {}) => {
    const got = await readDora({ folder: git.path, now: window.to, signal, ...sources }, { window, ...question });
    assert.ok(got.ok, got.ok ? '' : got.problem.message);
    const { report, ...others } = got.value;
    const values = Object.fromEntries(report.measures.map(({ key, value }) => [key, value]));
    return { ...others, report, values };
  };

  it('comes from its git history, with the numbers that its releases give', async () => {
    git.commit(HOUR);
    git.commit(2 * HOUR);
    git.tag(4 * HOUR, 'v1.1.0');
    git.commit(5 * HOUR, 'hotfix: the till');
    git.tag(6 * HOUR, 'v1.1.1');
    git.tag(30 * HOUR, 'v1.0.9', 'v1.1.0');
    const { report, values, services, environments, newcomers } = await read();
    assert.deepEqual([services, environments, report.services], [['shop'], ['production'], ['shop']]);
    assert.equal(report.isDerived, true);
    assert.equal(values['deploymentFrequency'], 4 / 10);
    assert.equal(values['leadTime'], 2 * HOUR * 1000);
    assert.equal(values['changeFailureRate'], 2 / 3);
    // 1.1.0 was repaired after two hours, 1.1.1 was taken back after 24.
    assert.equal(values['failedDeploymentRecoveryTime'], 13 * HOUR * 1000);
    assert.equal(values['reworkRate'], 2 / 4);
    assert.equal(newcomers?.().length, 1);
  });

  it('is measured as its configuration says', async () => {
    await folder.write({
      'shop/.golden-path/insights.yaml': [
        'service: component:default/checkout',
        'environment: live',
        'releases: {branch: main}',
        'targets: {leadTime: 30m}',
        'definition: devLake',
        'surprise: true',
      ].join('\n'),
    });
    git.commit(HOUR);
    const { report, configProblems } = await read();
    assert.deepEqual(
      [report.services, report.environment, report.definition, report.deployments],
      [['component:default/checkout'], 'live', 'devLake', 2],
    );
    assert.deepEqual(report.measures.find(({ key }) => key === 'leadTime')?.target, {
      value: 1_800_000,
      better: 'lower',
    });
    assert.match(
      configProblemLines(configProblems)[0] ?? '',
      /^\.golden-path\/insights\.yaml:6:1 There is no setting “surprise”/,
    );
    const asked = await read({ definition: 'goldenPath', services: ['checkout'] });
    assert.deepEqual([asked.report.definition, asked.report.deployments], ['goldenPath', 2]);
  });

  it('has no number that looks good where there is nothing', async () => {
    await folder.write({ 'none/file': '' });
    const bare = new DatedRepository(folder.at('none'));
    bare.commit(0);
    const { report } = await read({}, { folder: bare.path });
    assert.equal(report.deployments, 0);
    assert.ok(report.quality.some(({ kind }) => kind === 'noTags'));
    for (const { key, value, grade, reason } of report.measures) {
      assert.ok(value === null || (key === 'deploymentFrequency' && value === 0), key);
      assert.equal(grade, undefined);
      if (value === null) assert.ok(reason);
    }
  });

  it('is not read of what is no repository', async () => {
    const got = await readDelivery({ folder: folder.path, now: 0, signal });
    assert.equal(got.ok ? '' : got.problem.kind, 'notFound');
  });

  describe('with alerts as incidents', () => {
    const firing = [30, 31, 32].map(minute => START + minute * 60);
    const source = (range: SignalSource['range']): SignalSource => ({
      instant: () => Promise.resolve(failure({ kind: 'unsupported', message: '' })),
      range,
      metricNames: () => Promise.resolve(success([])),
      graphAddress: () => undefined,
    });
    const answering = source((_query, { start, end }) => {
      const times = firing.filter(at => at >= start && at <= end);
      const labels = { alertname: 'ServiceDown', severity: 'page', service: 'shop' };
      return Promise.resolve(success({ series: [{ labels, times, values: times.map(() => 1) }], warnings: [] }));
    });
    beforeEach(() => folder.write({ 'shop/.golden-path/insights.yaml': 'incidents: {alerts: true}\n' }));

    it('has them beside its releases, and says so', async () => {
      const { report, values } = await read({}, { signals: answering });
      assert.equal(values['timeToRestore'], 3 * 60_000);
      assert.equal(values['changeFailureRate'], 1, 'the release half an hour before');
      assert.match(report.origin, /; incidents from alerts in Prometheus$/);
      assert.deepEqual(
        report.quality.map(({ kind, count }) => [kind, count]),
        [['incidentsFromAlerts', 1]],
      );
    });

    it('keeps its numbers where the source does not answer or there is none, and says why', async () => {
      const silent = source(() => Promise.resolve(failure({ kind: 'unreachable', message: 'Nobody is there.' })));
      for (const [sources, example] of [[{ signals: silent }, 'Nobody is there.'], [{}]] as const) {
        const { report, values } = await read({}, sources);
        assert.equal(values['deploymentFrequency'], 1 / 10);
        assert.equal(values['timeToRestore'], null);
        assert.equal(report.quality.find(({ kind }) => kind === 'noAlerts')?.example, example);
        assert.ok(report.quality.some(({ kind }) => kind === 'noIncidents'));
        assert.doesNotMatch(report.origin, /alerts/);
      }
    });

    it('asks for none where the configuration does not want them', async () => {
      await folder.write({ 'shop/.golden-path/insights.yaml': 'incidents: {alerts: false}\n' });
      const asked = source(() => assert.fail('nothing was to be asked for'));
      assert.ok((await read({}, { signals: asked })).report.quality.every(({ kind }) => kind !== 'noAlerts'));
    });
  });
});
