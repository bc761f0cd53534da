import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  BatchReadings,
  isPartial,
  planBatch,
  readBatch,
  splitRequest,
  type BatchAsk,
  type BoundService,
} from '../../../../src/core/health/batch.js';
import { inTurns, runRequest } from '../../../../src/core/health/batchRun.js';
import { bindingOf } from '../../../../src/core/health/binding.js';
import type { InstantSample } from '../../../../src/core/health/source.js';
import { entity } from '../catalogue/entities.js';
import { hostileText } from '../hostileText.js';
import { never, valueOf } from '../../values.js';
import { FakeSignals } from './fakeSignals.js';

const TRAFFIC: BatchAsk = { name: 'traffic', id: 'traffic', template: 'sum by ($by) (rate(m{$selector}[$window]))' };
const UP: BatchAsk = { name: 'availability', id: 'availability', template: 'avg by ($by) (up{$selector})' };

function bound(name: string, selector?: string, annotations: Readonly<Record<string, string>> = {}): BoundService {
  const one = entity(`Component:${name}`, { annotations });
  const { binding } = bindingOf(one, { selector });
  assert.ok(binding);
  return { entityRef: one.ref, binding };
}

type Row = readonly [labels: string, value: number];

function answer(...series: readonly Row[]): InstantSample[] {
  return series.map(([text, value]) => ({
    labels: Object.fromEntries(text.split(',').map(pair => pair.split('=') as [string, string])),
    value,
    at: 1000,
  }));
}

function read(services: readonly BoundService[], asks: readonly BatchAsk[], ...series: readonly Row[]) {
  const [request] = planBatch(services, asks);
  assert.ok(request);
  const readings = new BatchReadings();
  const strange = readBatch(request, { series: answer(...series), warnings: [] }, readings);
  return { readings, strange };
}

describe('questions about many services', () => {
  it('are one query, with a part for each', () => {
    const [request, ...others] = planBatch(
      [bound('a'), bound('b.c')],
      [TRAFFIC, { ...TRAFFIC, id: 'x', window: '1h' }, UP],
    );
    assert.deepEqual(others, []);
    assert.equal(
      request?.query,
      [
        'label_replace(sum by (service) (rate(m{service=~"a|b\\\\.c"}[5m])), "gp_part", "0", "", "")',
        'label_replace(sum by (service) (rate(m{service=~"a|b\\\\.c"}[1h])), "gp_part", "1", "", "")',
        'label_replace(avg by (service) (up{service=~"a|b\\\\.c"}), "gp_part", "2", "", "")',
      ].join(' or '),
    );
  });

  it('keep apart services with other labels, and those without a key', () => {
    const requests = planBatch(
      [
        bound('a'),
        bound('b', undefined, { 'prometheus.io/labels': 'service=b,env=x' }),
        bound('c', 'pod=~"${metadata.name}-.*"'),
      ],
      [UP],
    );
    assert.equal(requests.length, 1);
    for (const part of ['(service) (up{service="a"})', '(service) (up{service="b",env="x"})', '() (up{pod=~"c-.*"})'])
      assert.ok(requests[0]?.query.includes(part), part);
  });

  it('are two hundred services in one query of reasonable length', () => {
    const services = Array.from({ length: 200 }, (_, at) => bound(`service-with-a-long-name-${at}`));
    const requests = planBatch(services, [TRAFFIC, UP]);
    assert.equal(requests.length, 1);
  });

  it('are put into pieces that are not too long, each service once for each question', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,30}$/), { minLength: 1, maxLength: 60 }), names => {
        const services = names.map(name => bound(name));
        const requests = planBatch(services, [TRAFFIC, UP], 400);
        const asked = requests.flatMap(({ parts }) =>
          parts.flatMap(({ ask, group }) => [...group.members.values()].flat().map(ref => `${ask.id} ${ref}`)),
        );
        const all = services.flatMap(({ entityRef }) => [`traffic ${entityRef}`, `availability ${entityRef}`]);
        assert.deepEqual(asked.sort(), all.sort());
        for (const { parts } of requests) assert.ok(parts.reduce((sum, { query }) => sum + query.length, 0) <= 400);
      }),
    );
  });

  it('cannot be changed by what services are called', () => {
    fc.assert(
      fc.property(fc.uniqueArray(hostileText(12), { minLength: 2, maxLength: 4 }), values => {
        fc.pre(values.every(value => value !== ''));
        const services = values.map((value, at) => ({
          entityRef: `component:default/${at}`,
          binding: bindingOf({ ...entity('Component:x'), name: value }).binding!,
        }));
        const query = planBatch(services, [UP])[0]?.query ?? '';
        const outside = query.replace(/"(?:[^"\\]|\\.)*"/g, '""');
        assert.equal(outside, 'label_replace(avg by (service) (up{service=~""}), "", "", "", "")');
      }),
    );
  });
});

describe('the answer about many services', () => {
  const services = [bound('a'), bound('b')];
  const reading = ({ readings }: ReturnType<typeof read>, name: string, id = 'traffic') =>
    readings.reading(`component:default/${name}`, id);

  it('is sorted by service and question', () => {
    const it = read(
      services,
      [TRAFFIC, UP],
      ['service=a,gp_part=0', 5],
      ['service=a,gp_part=1', 1],
      ['service=b,gp_part=0', 0],
    );
    assert.deepEqual(reading(it, 'a'), { value: 5, at: 1000 });
    assert.deepEqual(reading(it, 'a', 'availability'), { value: 1, at: 1000 });
    assert.deepEqual(reading(it, 'b'), { value: 0, at: 1000 }, 'a true 0 is one');
    assert.deepEqual(reading(it, 'b', 'availability'), { value: undefined, missing: 'no-series' });
    assert.deepEqual(reading(it, 'b', 'errors'), { value: undefined, missing: 'not-asked' });
    assert.equal(it.strange, 0);
  });

  it('has no number where it is NaN, infinite or there are two', () => {
    const it = read(services, [TRAFFIC, UP], ['service=a,gp_part=0', NaN], ['service=b,gp_part=0', Infinity]);
    assert.deepEqual(reading(it, 'a'), { value: undefined, missing: 'not-a-number', at: 1000 });
    assert.deepEqual(reading(it, 'b'), { value: undefined, missing: 'not-a-number', at: 1000 });
    const twice = read(services, [TRAFFIC], ['service=a,gp_part=0,x=1', 1], ['service=a,gp_part=0,x=2', 2]);
    assert.deepEqual(reading(twice, 'a'), { value: undefined, missing: 'ambiguous', at: 1000 });
  });

  it('gives nobody a series without the label, of a stranger, or of no question', () => {
    const it = read(
      services,
      [TRAFFIC],
      ['gp_part=0', 1],
      ['service=z,gp_part=0', 2],
      ['service=a,gp_part=7', 3],
      ['service=a', 4],
    );
    assert.equal(it.strange, 4);
    assert.deepEqual(reading(it, 'a'), { value: undefined, missing: 'no-series' });
  });

  it('says that it is not whole', () => {
    const [request] = planBatch(services, [TRAFFIC]);
    assert.ok(request);
    for (const [warnings, leftOut, missing] of [
      [['a store did not answer'], undefined, 'partial'],
      [[], 3, 'partial'],
      [['PromQL info: metric might not be a counter'], undefined, 'no-series'],
    ] as const) {
      const readings = new BatchReadings();
      const whole = { series: [], warnings, ...(leftOut === undefined ? {} : { leftOut }) };
      readBatch(request, whole, readings);
      assert.equal(readings.reading('component:default/a', 'traffic').missing, missing);
      assert.equal(isPartial(whole), missing === 'partial');
    }
  });

  it('is for all entities that are bound to the same series', () => {
    const both = [bound('a'), bound('other', undefined, { 'prometheus.io/labels': 'service=a' })];
    const it = read(both, [TRAFFIC], ['service=a,gp_part=0', 5]);
    assert.equal(reading(it, 'a').value, 5);
    assert.equal(reading(it, 'other').value, 5);
  });

  it('is told apart where the label is the same and the other matchers are not', () => {
    const env = (name: string) => bound(name, undefined, { 'prometheus.io/labels': `service=a,env=${name}` });
    const it = read([env('x'), env('y')], [TRAFFIC], ['service=a,gp_part=0', 1], ['service=a,gp_part=1', 2]);
    assert.deepEqual([reading(it, 'x').value, reading(it, 'y').value], [1, 2]);
  });
});

describe('a query that a source refuses', () => {
  const signals = () =>
    new FakeSignals(
      new Map([
        ['a', { rps: 5, up: 1 }],
        ['b', { rps: 6, up: 1 }],
      ]),
      () => 1000,
    );
  const refusal = { kind: 'invalid', message: 'No.', status: 422 } as const;
  const run = async (source: FakeSignals) => {
    const [request] = planBatch([bound('a'), bound('b')], [TRAFFIC, UP]);
    return valueOf(await runRequest(source, request!, undefined, never()));
  };

  it('is asked part by part, and only what is wrong is missing', async () => {
    const source = signals();
    source.refuse = query => (query.includes('rate(') ? refusal : undefined);
    const { readings, problems, refused, answered } = await run(source);
    assert.deepEqual(readings.reading('component:default/a', 'traffic'), { value: undefined, missing: 'refused' });
    assert.equal(readings.reading('component:default/b', 'availability').value, 1);
    assert.deepEqual([problems.length, refused, answered, source.requests], [1, ['traffic'], 1, 3]);
  });

  it('is asked in halves where it is too long', async () => {
    const source = signals();
    source.refuse = query =>
      query.length > 100 ? { kind: 'unsupported', message: 'Too long.', status: 413 } : undefined;
    const { readings, problems } = await run(source);
    assert.equal(readings.reading('component:default/a', 'traffic').value, 5);
    assert.equal(readings.reading('component:default/b', 'traffic').value, 6);
    assert.deepEqual(problems, []);
  });

  it('is not asked again where the source is overloaded or a web page answers', async () => {
    for (const problem of [
      { kind: 'internal', message: 'Overloaded.', status: 503 },
      { kind: 'invalid', message: 'A web page.', status: 200 },
      { kind: 'unreachable', message: 'Gone.' },
    ] as const) {
      const source = signals();
      source.problem = problem;
      const { problems, refused } = await run(source);
      assert.deepEqual([problems, refused, source.requests], [[problem], [], 1]);
    }
  });

  it('cannot be smaller than one question about one service', () => {
    const [request] = planBatch([bound('a')], [UP]);
    assert.deepEqual(splitRequest(request!), []);
  });
});

describe('things in turns', () => {
  it('are no more than a number at the same time, and their results in order', async () => {
    let underWay = 0;
    let most = 0;
    const results = await inTurns(
      Array.from({ length: 9 }, (_, at) => async () => {
        most = Math.max(most, ++underWay);
        await new Promise(resolve => setTimeout(resolve, at % 3));
        underWay--;
        return at;
      }),
      4,
    );
    assert.equal(most, 4);
    assert.deepEqual(results, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });
});
