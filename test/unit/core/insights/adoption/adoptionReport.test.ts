import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Entity } from '../../../../../src/core/catalogue/entity.js';
import type { ServiceWaiver } from '../../../../../src/core/insights/adoption/deviations.js';
import { adoptionReport, type AdoptionInputs } from '../../../../../src/core/insights/adoption/makeAdoptionReport.js';
import type { TemplateRun } from '../../../../../src/core/insights/adoption/templateUse.js';
import { entity } from '../../catalogue/entities.js';

const NOW = Date.parse('2026-11-28T12:00:00Z');
const WINDOW = { from: Date.parse('2026-09-15T00:00:00Z'), now: NOW };
const TEMPLATE = 'template:default/web-service';
const SOURCE = 'backstage.io/source-template';
const CREATED = 'backstage.io/createdAt';

interface Made {
  readonly annotations?: Record<string, string>;
  readonly owner?: string;
  readonly scaffoldedFrom?: string;
  readonly type?: string;
}

function service(name: string, { annotations = {}, owner, scaffoldedFrom, type = 'service' }: Made = {}): Entity {
  return entity(`Component:${name}`, { annotations, spec: { type, owner, scaffoldedFrom } });
}

function report(entities: readonly Entity[], more: Partial<AdoptionInputs> = {}) {
  return adoptionReport({ entities, dataAt: NOW, ...more }, WINDOW);
}

function waiver(rule: string, services: readonly string[] = [], reason = 'for a reason'): ServiceWaiver {
  return { rule, services, reason };
}

describe('adoptionReport', () => {
  it('takes both forms of provenance for the golden path', () => {
    const made = report([
      service('annotated', { annotations: { [SOURCE]: TEMPLATE } }),
      service('field', { scaffoldedFrom: TEMPLATE }),
      entity('Component:related', { spec: { type: 'service' }, relations: [`scaffoldedFrom ${TEMPLATE}`] }),
      service('by-hand'),
      service('a-library', { type: 'library', scaffoldedFrom: TEMPLATE }),
    ]);
    assert.deepEqual(made.goldenPath, { count: 3, of: 4 });
    assert.equal(made.services, 4);
  });

  it('tells a paved road by a waiver, by the rank of the template and by the descriptor', () => {
    const paved = entity('Template:classic', { annotations: { 'goldenpath.dev/path': 'paved' } });
    const made = report(
      [
        paved,
        service('waived', { scaffoldedFrom: TEMPLATE }),
        service('classic', { scaffoldedFrom: 'classic' }),
        service('says-so', { annotations: { [SOURCE]: TEMPLATE, 'goldenpath.dev/deviates-from': TEMPLATE } }),
        service('golden', { scaffoldedFrom: TEMPLATE }),
        service('off'),
      ],
      { waivers: [waiver('k8s/privileged', ['component:default/waived', 'component:default/off'])] },
    );
    assert.deepEqual(Object.fromEntries((made.beginnings ?? []).map(({ ref, path }) => [ref.split('/')[1], path])), {
      waived: 'paved',
      classic: 'paved',
      'says-so': 'paved',
      golden: 'golden',
      off: 'off',
    });
  });

  it('counts new services by the month in UTC in which they began, with months without any', () => {
    const made = report([
      service('a', { annotations: { [CREATED]: '2026-09-30T23:59:59Z', [SOURCE]: TEMPLATE } }),
      service('b', { annotations: { [CREATED]: '2026-10-01T01:00:00+02:00' } }),
      service('c', { annotations: { [CREATED]: '2026-11-01T00:00:00Z', [SOURCE]: TEMPLATE } }),
      service('before', { annotations: { [CREATED]: '2026-09-14T23:59:59Z' } }),
      service('unknown'),
    ]);
    assert.deepEqual(made.months, [
      { month: '2026-09', onGoldenPath: 1, onPavedRoad: 0, offRoad: 1 },
      { month: '2026-10', onGoldenPath: 0, onPavedRoad: 0, offRoad: 0 },
      { month: '2026-11', onGoldenPath: 1, onPavedRoad: 0, offRoad: 0 },
    ]);
    assert.deepEqual(made.newServices, { count: 2, of: 3 });
    assert.deepEqual(made.firstSeen, { annotation: 4, unknown: 1 });
  });

  it('keeps to a window that ends before now, with what is later neither lost nor in the future', () => {
    const made = adoptionReport(
      {
        entities: ['2026-09-30', '2026-10-01', '2026-10-31', '2026-11-01'].map(day =>
          service(day, { annotations: { [CREATED]: `${day}T00:00:00Z`, [SOURCE]: TEMPLATE } }),
        ),
        dataAt: NOW,
        tickets: ['2026-09-30', '2026-10-12', '2026-11-01'].map(day => ({ id: day, openedAt: Date.parse(day) })),
        runs: ['2026-10-31', '2026-11-01'].map(day => ({
          ...{ id: day, templateRef: TEMPLATE, status: 'completed' as const, createdAt: Date.parse(day) },
          ...{ entityRefs: [], values: {} },
        })),
      },
      { from: Date.parse('2026-10-01'), to: Date.parse('2026-11-01'), now: NOW },
    );
    assert.deepEqual(made.months, [{ month: '2026-10', onGoldenPath: 2, onPavedRoad: 0, offRoad: 0 }]);
    assert.deepEqual(made.newServices, { count: 2, of: 2 });
    assert.deepEqual(
      made.tickets.map(({ week, opened }) => [week, opened]),
      [
        ['2026-W42', 1],
        ['2026-W43', 0],
        ['2026-W44', 0],
      ],
    );
    assert.equal(made.templates[0]?.runs, 1);
    assert.deepEqual(made.quality, []);
    assert.deepEqual(made.window, { from: Date.parse('2026-10-01'), to: Date.parse('2026-11-01') });
  });

  it('tells of some services alone, with what the whole catalogue says of them', () => {
    const made = report(
      [
        entity('Template:classic', { annotations: { 'goldenpath.dev/path': 'paved' } }),
        service('a', { scaffoldedFrom: 'classic' }),
        service('b', { scaffoldedFrom: TEMPLATE }),
        entity('User:ada'),
      ],
      {
        services: ['component:default/a'],
        waivers: [waiver('x', ['component:default/b']), waiver('y', ['component:default/a', 'component:default/b'])],
      },
    );
    assert.deepEqual(
      made.beginnings?.map(({ ref, path }) => [ref, path]),
      [['component:default/a', 'paved']],
    );
    assert.deepEqual(
      made.deviations.map(({ rule }) => rule),
      ['y'],
    );
    assert.equal(made.engineers, 1);
  });

  it('dates a service by snapshots before runs, runs before annotations, and annotations before commits', () => {
    const annotations = { [CREATED]: '2026-10-01T00:00:00Z', [SOURCE]: TEMPLATE };
    const entities = ['all', 'no-snapshot', 'no-run', 'no-annotation', 'first-day'].map(name =>
      service(name, name === 'no-annotation' ? {} : { annotations }),
    );
    const run = (name: string): TemplateRun => ({
      ...{ id: name, templateRef: TEMPLATE, status: 'completed', createdAt: Date.parse('2026-10-05') },
      ...{ entityRefs: [], values: { name } },
    });
    const made = report(entities, {
      firstSeen: {
        since: '2026-11-01',
        last: '2026-11-28',
        days: { 'component:default/all': '2026-11-10', 'component:default/first-day': '2026-11-01' },
      },
      runs: [run('all'), run('no-snapshot')],
      commits: new Map(entities.map(({ ref }) => [ref, { at: Date.parse('2026-10-09'), isLater: false }])),
    });
    assert.deepEqual(Object.fromEntries((made.beginnings ?? []).map(({ ref, from }) => [ref.split('/')[1], from])), {
      all: 'snapshot',
      'no-snapshot': 'task',
      'no-run': 'annotation',
      'no-annotation': 'commit',
      'first-day': 'annotation',
    });
  });

  it('passes over beginnings in the future and moments that many services share, and counts them', () => {
    const restart = { [CREATED]: '2026-10-07T03:04:05.678Z' };
    const made = report([
      ...['a', 'b', 'c', 'd', 'e'].map(name => service(name, { annotations: restart })),
      service('future', { annotations: { [CREATED]: '2027-05-01T00:00:00Z' } }),
      service('odd', { annotations: { [CREATED]: 'last week' } }),
    ]);
    assert.deepEqual(made.firstSeen, { unknown: 7 });
    const counts = Object.fromEntries(made.quality.map(({ kind, count }) => [kind, count]));
    assert.deepEqual(counts, { badDate: 1, sharedMoment: 5, futureBeginning: 1, noBeginning: 7 });
  });

  it('says by owner how many of the services are from a template', () => {
    const made = report([
      service('a', { owner: 'payments', annotations: { [SOURCE]: TEMPLATE, [CREATED]: '2026-10-01T00:00:00Z' } }),
      service('b', { owner: 'payments' }),
      service('c'),
    ]);
    assert.deepEqual(made.owners, [
      { owner: 'group:default/payments', services: { count: 1, of: 2 }, newServices: { count: 1, of: 1 } },
      { owner: '', services: { count: 0, of: 1 }, newServices: { count: 0, of: 0 } },
    ]);
  });

  it('adds up: months make the new services, owners make all services, sources make all services', () => {
    const made = fc.record({
      day: fc.option(fc.integer({ min: -120, max: 20 })),
      path: fc.constantFrom('golden', 'paved', 'off'),
      owner: fc.constantFrom('a', 'b', undefined),
    });
    fc.assert(
      fc.property(fc.array(made, { maxLength: 30 }), all => {
        const entities = all.map(({ day, path, owner }, place) =>
          service(`s${place}`, {
            ...(owner === undefined ? {} : { owner }),
            annotations: {
              ...(path === 'off' ? {} : { [SOURCE]: TEMPLATE }),
              ...(path === 'paved' ? { 'goldenpath.dev/deviates-from': TEMPLATE } : {}),
              ...(day === null ? {} : { [CREATED]: new Date(NOW + day * 86_400_000 + place).toISOString() }),
            },
          }),
        );
        const { months, owners, firstSeen, newServices, goldenPath, services, funnel } = report(entities);
        const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
        assert.equal(sum(months.map(month => month.onGoldenPath + month.onPavedRoad)), newServices?.count);
        assert.equal(sum(months.map(month => month.onGoldenPath + month.onPavedRoad + month.offRoad)), newServices?.of);
        assert.equal(sum(owners.map(each => each.services.of)), services);
        assert.equal(sum(owners.map(each => each.services.count)), goldenPath.count);
        assert.equal(sum(owners.map(each => each.newServices?.of ?? 0)), newServices?.of);
        assert.equal(sum(Object.values(firstSeen)), services);
        assert.equal(goldenPath.count, all.filter(({ path }) => path !== 'off').length);
        const golden = all.filter(({ path }) => path === 'golden').length;
        assert.deepEqual(
          funnel.map(each => each.services),
          [services, goldenPath.count, golden],
        );
        assert.deepEqual(
          funnel.map(each => each.newServices),
          [newServices?.of, newServices?.count, sum(months.map(month => month.onGoldenPath))],
        );
      }),
    );
  });

  it('puts the rules that are waived most first, and reasons that are alike together', () => {
    const made = report([], {
      waivers: [
        waiver('a/one', ['component:default/x']),
        waiver('b/two', ['component:default/x'], 'The vendor image needs it.'),
        waiver('b/two', ['component:default/y'], 'the vendor  image needs it'),
        waiver('b/two', ['component:default/y'], 'another'),
      ],
    });
    assert.deepEqual(made.deviations, [
      {
        rule: 'b/two',
        waivers: 3,
        services: 2,
        reasons: [
          { text: 'The vendor image needs it.', count: 2 },
          { text: 'another', count: 1 },
        ],
      },
      { rule: 'a/one', waivers: 1, services: 1, reasons: [{ text: 'for a reason', count: 1 }] },
    ]);
  });

  it('counts runs, failures and the step that fails most; cancelled is not failed', () => {
    const run = (id: string, more: Partial<TemplateRun>): TemplateRun => ({
      ...{ id, templateRef: TEMPLATE, title: 'Web service', status: 'completed', createdAt: NOW - 1000 },
      ...{ entityRefs: [], values: {}, ...more },
    });
    const made = report([], {
      runs: [
        run('1', { endedAt: NOW + 1000 }),
        run('2', { endedAt: NOW + 3000 }),
        run('3', { endedAt: NOW - 5000 }),
        run('4', { status: 'failed', failingStep: 'Publish', starter: '1', error: 'no right' }),
        run('5', { status: 'failed', failingStep: 'Publish', starter: '1', error: 'no right' }),
        run('6', { status: 'failed', failingStep: 'Fetch', starter: '2' }),
        run('7', { status: 'cancelled' }),
        run('8', { createdAt: WINDOW.from - 1 }),
        run('9', { createdAt: NOW + 5 * 86_400_000 }),
      ],
    });
    assert.deepEqual(made.templates, [
      { template: TEMPLATE, title: 'Web service', runs: 7, failed: 3, medianMs: 3000, failingStep: 'Publish' },
    ]);
    assert.deepEqual(made.backlog, [
      {
        ...{ id: `failedRun:${TEMPLATE}/Publish`, title: 'Web service: Publish', kind: 'failedRun' },
        ...{ count: 2, reach: 1, examples: ['no right'] },
      },
      {
        id: `failedRun:${TEMPLATE}/Fetch`,
        title: 'Web service: Fetch',
        kind: 'failedRun',
        count: 1,
        reach: 1,
        examples: [],
      },
    ]);
    assert.deepEqual(
      made.quality.map(({ kind, count }) => [kind, count]),
      [
        ['futureRun', 1],
        ['negativeRun', 1],
      ],
    );
  });

  it('counts tickets by ISO week, and for 100 engineers where their number is known', () => {
    const users = Array.from({ length: 50 }, (_, number) => entity(`User:u${number}`));
    const tickets = [
      { id: '1', openedAt: Date.parse('2026-11-15T23:59:59Z'), closedAt: Date.parse('2026-11-24T00:00:00Z') },
      { id: '2', openedAt: Date.parse('2026-11-16T00:00:00Z') },
      { id: '2', openedAt: Date.parse('2026-11-16T00:00:00Z') },
      { id: '3', openedAt: Date.parse('2027-03-01') },
      { id: '4', openedAt: Date.parse('2026-11-24'), closedAt: Date.parse('2026-11-20') },
    ];
    const made = report(users, { tickets });
    assert.equal(made.engineers, 50);
    assert.deepEqual(made.tickets, [
      { week: '2026-W46', opened: 1, closed: 0, openedPer100: 2 },
      { week: '2026-W47', opened: 1, closed: 0, openedPer100: 2 },
      { week: '2026-W48', opened: 1, closed: 1, openedPer100: 2 },
    ]);
    assert.deepEqual(
      made.quality.map(({ kind, count }) => [kind, count]),
      [
        ['duplicateTicket', 1],
        ['futureTicket', 1],
        ['negativeTicket', 1],
      ],
    );
    assert.equal(report([], { tickets }).tickets[0]?.openedPer100, undefined);
  });

  it('counts environments that are there, and those that were created in the window', () => {
    const environment = (name: string, annotations: Record<string, string>): Entity =>
      entity(`Resource:${name}`, { spec: { type: 'environment' }, annotations });
    const made = report([
      environment('a', { 'goldenpath.dev/created-at': '2026-11-01T00:00:00Z', 'goldenpath.dev/status': 'ready' }),
      environment('b', { 'goldenpath.dev/created-at': '2026-11-02T00:00:00Z', 'goldenpath.dev/status': 'destroyed' }),
      environment('c', { 'goldenpath.dev/created-at': '2025-11-02T00:00:00Z' }),
      entity('Resource:db', { spec: { type: 'database' } }),
    ]);
    assert.deepEqual(made.environments, { running: 2, created: 2 });
    assert.deepEqual(report([environment('a', {})]).environments, { running: 1, created: null });
  });

  it('says of every part without a source what to do, and why a source could not be read', () => {
    const made = report([], { troubles: { tickets: { text: 'It burns.', values: [] } } });
    assert.deepEqual(
      made.missing.map(({ part }) => part),
      ['services', 'deviations', 'templates', 'onboarding', 'tickets', 'environments', 'feedback'],
    );
    assert.equal(made.missing.find(({ part }) => part === 'tickets')?.why.text, 'It burns.');
    const full = report([service('a'), entity('Resource:e', { spec: { type: 'environment' } })], {
      ...{ waivers: [], runs: [], tickets: [], newcomers: [], feedback: [] },
    });
    assert.deepEqual(full.missing, []);
  });
});
