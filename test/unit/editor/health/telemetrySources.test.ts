import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TelemetrySettings } from '../../../../src/editor/common/settings.js';
import {
  directAddress,
  telemetryOf,
  tokenOrigin,
  type NoTelemetry,
  type Telemetry,
} from '../../../../src/editor/health/telemetrySources.js';
import { recordingLog } from '../../recordingLog.js';
import { never, problemOf, valueOf } from '../../values.js';

const SETTINGS: TelemetrySettings = {
  source: 'backstage',
  prometheusPath: '/api/proxy/prometheus',
  alertmanagerPath: '/api/proxy/alertmanager',
  prometheusUrl: undefined,
  alertmanagerUrl: undefined,
  tenant: undefined,
  instances: new Map(),
  selector: '{service="${metadata.name}"}',
  queries: {},
  mistakes: [],
  objective: { target: 0.999, windowS: 2_592_000 },
  webAddress: undefined,
};

describe('the sources that the settings name', () => {
  const log = recordingLog();
  const asked: string[] = [];
  const backstage = {
    telemetry: (prefix: string) => ({
      name: prefix,
      send: async ({ path }: { path: string }) => {
        asked.push(prefix + path);
        return { ok: true as const, value: { status: 404, contentType: '', body: '' } };
      },
    }),
    workloads: { workload: async () => ({ ok: true as const, value: undefined }) },
  };
  const of = (changes: Partial<TelemetrySettings>, connected = true) =>
    telemetryOf(
      { ...SETTINGS, ...changes },
      { backstage: connected ? backstage : undefined, token: async () => undefined, log },
    );
  const sources = (found: Telemetry | NoTelemetry): Telemetry => {
    assert.ok(typeof found === 'object', 'there is no source');
    return found;
  };

  it('have names that components choose by', async () => {
    const { instances } = sources(valueOf(of({ instances: new Map([['eu', '/api/proxy/prometheus-eu']]) })));
    asked.length = 0;
    await instances.get('eu')?.instant('up', undefined, never());
    assert.ok(asked.length > 0 && asked.every(path => path.startsWith('/api/proxy/prometheus-eu/')));
    const direct = { source: 'direct', prometheusUrl: 'https://prometheus.example.com' } as const;
    assert.match(problemOf(of({ ...direct, instances: new Map([['eu', 'no address']]) })).message, /^no address: /);
    asked.length = 0;
  });

  it('are behind the proxy of Backstage', async () => {
    const { signals, alerts, workloads, name } = sources(valueOf(of({})));
    assert.equal(name, '/api/proxy/prometheus');
    assert.ok(alerts && workloads);
    await signals.instant('up', undefined, never());
    assert.ok(asked.length > 0 && asked.every(path => path.startsWith('/api/proxy/prometheus/')));
    assert.equal(signals.graphAddress('up'), undefined, 'a proxy has no page for a browser');
  });

  it('have no alerts where the path for them is empty', () =>
    assert.equal(sources(valueOf(of({ alertmanagerPath: undefined }))).alerts, undefined));

  it('are none where they are switched off, where nothing is connected, or where an address is missing', () => {
    assert.equal(valueOf(of({ source: 'off' })), 'off');
    assert.equal(valueOf(of({}, false)), 'notConnected');
    assert.equal(valueOf(of({ prometheusPath: undefined })), 'noAddress');
    assert.equal(valueOf(of({ source: 'direct' })), 'noAddress');
  });

  it('are wrong where an address is none', () => {
    assert.equal(problemOf(of({ source: 'direct', prometheusUrl: 'prometheus' })).kind, 'invalid');
    assert.equal(problemOf(of({ source: 'direct', prometheusUrl: 'file:///etc/passwd' })).kind, 'invalid');
    const half = of({ source: 'direct', prometheusUrl: 'https://a.example.com', alertmanagerUrl: 'b' });
    assert.match(problemOf(half).message, /^b: /);
  });

  it('show queries on the page that is set, else on that of the server', () => {
    const direct = sources(valueOf(of({ source: 'direct', prometheusUrl: 'https://prometheus.example.com' })));
    assert.match(direct.signals.graphAddress('up') ?? '', /^https:\/\/prometheus\.example\.com\/graph\?/);
    const page = 'https://grafana.example.com/explore?q={query}';
    assert.equal(
      sources(valueOf(of({ webAddress: page }))).signals.graphAddress('a b'),
      'https://grafana.example.com/explore?q=a%20b',
    );
  });

  describe('that are asked directly', () => {
    let server: Server;
    let heard: (string | undefined)[] = [];

    before(async () => {
      server = createServer((request, response) => {
        heard.push(request.headers.authorization, request.headers['x-scope-orgid'] as string | undefined);
        response.setHeader('content-type', 'application/json');
        response.end('{"status":"success","data":{"resultType":"vector","result":[]}}');
      });
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    });
    beforeEach(() => (heard = []));
    after(() => server.close());

    it('get the token of their origin, and the tenant', async () => {
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const token = async (of: string) => (of === origin ? 'secret' : 'another');
      const found = telemetryOf(
        { ...SETTINGS, source: 'direct', prometheusUrl: `${origin}/`, tenant: 'shop' },
        { backstage: undefined, token, log },
      );
      const { signals } = sources(valueOf(found));
      valueOf(await signals.instant('up', undefined, never()));
      assert.deepEqual(heard.slice(0, 2), ['Bearer secret', 'shop']);
    });
  });
});

describe('an address that is asked directly', () => {
  it('keeps its path, and has no slash, query or fragment at its end', () => {
    assert.equal(
      valueOf(directAddress('https://mimir.example.com/prometheus/')),
      'https://mimir.example.com/prometheus',
    );
    assert.equal(valueOf(directAddress(' https://x.example.com/api/prom?a=b#c ')), 'https://x.example.com/api/prom');
    assert.equal(valueOf(directAddress('http://localhost:9090')), 'http://localhost:9090');
  });

  it('has no name and password in it', () =>
    assert.equal(problemOf(directAddress('https://me:secret@x.example.com')).kind, 'invalid'));
});

describe('a token', () => {
  it('goes only where nobody can read it on the way', () => {
    assert.equal(tokenOrigin('https://mimir.example.com/prometheus'), 'https://mimir.example.com');
    assert.equal(tokenOrigin('http://127.0.0.1:9090'), 'http://127.0.0.1:9090');
    assert.equal(tokenOrigin('http://prometheus.example.com'), undefined);
    assert.equal(tokenOrigin('nothing'), undefined);
  });
});
