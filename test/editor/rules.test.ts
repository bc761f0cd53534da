import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activated, eventually, set } from './surface.js';

/** Address of the real Prometheus that watches the services of the demo; undefined where it cannot be had. */
const prometheusUrl = process.env['GOLDEN_PATH_PROMETHEUS_URL'];

const REQUESTS = 'http_server_request_duration_seconds_count';
const RULES = `groups:
  - name: shop
    rules:
      - record: shop:requests:rate5m
        expr: sum by (service) (rate(${REQUESTS}[5m]))
      - record: shop:mistyped:rate5m
        expr: sum(rate(http_server_request_duration_second_count[5m]))
      - record: shop:twice
        expr: 2 * shop:requests:rate5m
      - record: shop:nobody
        expr: up{service="nobody"}
      - alert: ServiceDown
        expr: up == 0
      - alert: MustFire
        expr: |
          # Something is up.
          count by (service) (up == 1) > 0
      - alert: Wrong
        expr: "rate(up)"
`;
const SLO = `version: "prometheus/v1"
service: checkout-api
slos:
  - name: availability
    objective: 99
    sli:
      events:
        error_query: sum(rate(${REQUESTS}{service="checkout-api",http_response_status_code=~"5.."}[{{.window}}]))
        total_query: sum(rate(${REQUESTS}{service="checkout-api"}[{{.window}}]))
`;

describe('rule files in the editor, against a real Prometheus', function () {
  before(async function () {
    if (prometheusUrl === undefined) {
      console.log('Prometheus is not there: rule files are not tested in the editor.');
      this.skip();
    }
    await activated();
    await set('telemetry.source', 'direct');
    await set('telemetry.prometheusUrl', prometheusUrl);
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder(), 'rules'), { recursive: true });
  });
  after(async () => {
    await set('telemetry.source', undefined);
    await set('telemetry.prometheusUrl', undefined);
  });

  const folder = (): vscode.Uri => {
    const uri = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(uri);
    return uri;
  };
  const open = async (name: string, text: string): Promise<vscode.TextEditor> => {
    const uri = vscode.Uri.joinPath(folder(), 'rules', name);
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    return vscode.window.showTextDocument(uri);
  };
  const found = (uri: vscode.Uri): readonly (readonly [unknown, string])[] =>
    vscode.languages
      .getDiagnostics(uri)
      .filter(({ code }) => typeof code === 'string' && code.startsWith('promql/'))
      .map(({ code, range }) => [code, textAt(uri, range)]);
  const textAt = (uri: vscode.Uri, range: vscode.Range): string =>
    vscode.workspace.textDocuments.find(document => document.uri.toString() === uri.toString())?.getText(range) ?? '';
  const lenses = async (uri: vscode.Uri): Promise<Readonly<Record<string, string>>> => {
    const all = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 100);
    return Object.fromEntries(all.map(({ range, command }) => [textAt(uri, range), command?.title ?? '']));
  };
  const placeOf = ({ document }: vscode.TextEditor, word: string, from = 0): vscode.Position =>
    document.positionAt(document.getText().indexOf(word, from) + 1);

  it('says what is wrong, what is unknown, and what matches nothing', async () => {
    const { document } = await open('shop.yaml', RULES);
    const all = await eventually('findings about series', () => {
      const now = found(document.uri);
      return now.some(([code]) => code === 'promql/no-series') && now;
    });
    assert.deepEqual(all, [
      ['promql/unknown-metric', 'http_server_request_duration_second_count'],
      ['promql/no-series', 'up{service="nobody"}'],
      ['promql/type', 'up'],
    ]);
  });

  it('shows over each rule what it gives now', async () => {
    const { document } = await open('shop.yaml', RULES);
    const titles = await settled(
      'lenses',
      () => lenses(document.uri),
      now => !Object.values(now).includes('…'),
    );
    assert.match(titles['ServiceDown'] ?? '', /^firing [1-9]\d* · pending \d+$/);
    assert.match(titles['MustFire'] ?? '', /^would fire for \d+ series now$/);
    assert.match(titles['shop:requests:rate5m'] ?? '', /^gives \d+ series now$/);
    assert.equal(titles['shop:nobody'], 'gives no series now');
    assert.equal('Wrong' in titles, false);
  });

  it('shows over an objective how it stands, as Prometheus counts it', async () => {
    const { document } = await open('slo.yaml', SLO);
    const titles = await settled(
      'the standing',
      () => lenses(document.uri),
      now => now['availability']?.includes('budget') ?? false,
    );
    const title = titles['availability'] ?? '';
    assert.match(title, /^99 % over 30d · achieved [\d.]+ % · /);
    const of = (more: string) => `sum(rate(${REQUESTS}{service="checkout-api"${more}}[30d]))`;
    const query = `1 - ((${of(',http_response_status_code=~"5.."')} / ${of('')}) or 0 * ${of('')})`;
    const response = await fetch(`${prometheusUrl}/api/v1/query?${new URLSearchParams({ query }).toString()}`);
    const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } };
    const achieved = Number(/achieved ([\d.]+)/.exec(title)?.[1]);
    assert.ok(Math.abs(achieved - Number(data.result[0]?.value[1]) * 100) < 0.01, title);
    assert.deepEqual(
      found(document.uri).filter(([code]) => code !== 'promql/no-series'),
      [],
    );
  });

  it('shows the values of a metric and the state of an alert', async () => {
    const editor = await open('shop.yaml', RULES);
    const { document } = editor;
    const hover = async (word: string): Promise<string> => {
      const place = placeOf(editor, word);
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        place,
      );
      return hovers.flatMap(({ contents }) => contents.map(each => (each as vscode.MarkdownString).value)).join('\n');
    };
    const metric = await settled(
      'a hover',
      () => hover(REQUESTS),
      text => text !== '',
    );
    assert.match(metric, /\d+ series/);
    assert.match(metric, /just now|seconds? ago/);
    assert.match(metric, /Open in Prometheus/);
    assert.match(await hover('ServiceDown'), /firing [1-9]/);
  });

  it('mends a mistyped name', async () => {
    const { document } = await open('shop.yaml', RULES);
    await eventually('the finding', () => found(document.uri).some(([code]) => code === 'promql/unknown-metric'));
    const at = document.positionAt(document.getText().indexOf('http_server_request_duration_second_count') + 2);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(at, at),
      vscode.CodeActionKind.QuickFix.value,
    );
    const fix = actions.find(({ title }) => title === `Change to ${REQUESTS}`);
    assert.ok(fix?.edit, actions.map(({ title }) => title).join());
    await vscode.workspace.applyEdit(fix.edit);
    assert.ok(!document.getText().includes('duration_second_count'));
    await eventually('no finding', () => !found(document.uri).some(([code]) => code === 'promql/unknown-metric'));
  });

  it('offers metrics, labels and their values', async () => {
    const editor = await open('new.yaml', RULES.replace('up == 0', 'up{service="check"} == 0'));
    const { document } = editor;
    const offered = async (place: vscode.Position): Promise<readonly string[]> => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        place,
      );
      return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    };
    const value = placeOf(editor, 'check"').translate(0, 4);
    assert.ok(
      (
        await settled(
          'values',
          () => offered(value),
          all => all.length > 0,
        )
      ).includes('checkout-api'),
    );
    const label = placeOf(editor, 'service="check').translate(0, 2);
    assert.ok((await offered(label)).includes('instance'));
    const name = placeOf(editor, 'rate(http').translate(0, 8);
    assert.ok((await offered(name)).includes(REQUESTS));
  });

  it('asks little, and nothing more while nothing changes', async () => {
    const before = await asked();
    const { document } = await open('again.yaml', RULES.replaceAll('[5m]', '[6m]'));
    await settled(
      'lenses',
      () => lenses(document.uri),
      now => !Object.values(now).includes('…') && 'MustFire' in now,
    );
    await new Promise(resolve => setTimeout(resolve, 1_500));
    const questions = (await asked()) - before;
    assert.ok(questions > 0 && questions <= 6, `${questions} questions`);
  });

  it('takes back what it said of series when the source is gone', async () => {
    const { document } = await open('gone.yaml', RULES);
    await eventually('a finding', () => found(document.uri).some(([code]) => code === 'promql/no-series'));
    // Nobody listens there.
    await set('telemetry.prometheusUrl', 'http://127.0.0.1:9');
    try {
      await eventually('only what is wrong by itself', () => {
        const now = found(document.uri);
        return now.length === 1 && now[0]?.[0] === 'promql/type';
      });
    } finally {
      await set('telemetry.prometheusUrl', prometheusUrl);
    }
    await eventually('the finding again', () => found(document.uri).some(([code]) => code === 'promql/no-series'));
  });
});

/** How many instant queries Prometheus itself has counted. */
async function asked(): Promise<number> {
  const response = await fetch(`${prometheusUrl}/metrics`);
  const counted = /^prometheus_http_requests_total\{code="200",handler="\/api\/v1\/query"\} (\S+)$/m;
  return Number(counted.exec(await response.text())?.[1] ?? 0);
}

/** Asks again until an answer is the one that is waited for. */
async function settled<T>(what: string, ask: () => Promise<T>, isGood: (answer: T) => boolean): Promise<T> {
  const end = Date.now() + 15_000;
  for (;;) {
    const answer = await ask();
    if (isGood(answer)) return answer;
    if (Date.now() > end) throw new Error(`did not happen: ${what}: ${JSON.stringify(answer)}`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
