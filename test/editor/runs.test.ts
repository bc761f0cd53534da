import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RunNode } from '../../src/editor/templates/runRows.js';
import { eventually, platformUrl, set, withTemplates, type TemplateSurface } from './surface.js';

const never = (): AbortSignal => new AbortController().signal;

describe('runs of templates on a real Backstage', () => {
  let surface: TemplateSurface;
  let id: string;

  const runs = () => surface.templateRuns.runs;
  const rows = (node?: RunNode): Promise<RunNode[]> => surface.templateRuns.runsView.getChildren(node);
  const item = (node: RunNode): vscode.TreeItem => surface.templateRuns.runsView.getTreeItem(node);
  const rowOf = async (runId: string): Promise<RunNode> => {
    const row = (await rows()).find(node => node.type === 'run' && node.runId === runId);
    assert.ok(row, 'the run has no row');
    return row;
  };
  const logs = (): readonly vscode.TextDocument[] =>
    vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === 'golden-path-run' && uri.path.includes(id));

  before(async () => {
    surface = await withTemplates();
    await set('backstage.url', platformUrl);
    assert.ok((await surface.signIn.signIn({ method: 'guest' })).ok);
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('notifications.clearAll');
    await surface.signIn.signOut();
  });

  it('hands back which values the server does not take', async () => {
    const result = await runs().start(
      { templateRef: 'template:default/web-service', title: 'Web service', values: { name: 'NO' }, secrets: {} },
      never(),
    );
    assert.ok(!result.ok && result.problem.fields?.some(({ path }) => path.join() === 'name'));
    assert.ok(result.problem.message.includes('name'));
  });

  it('starts the web service, and sees it complete', async function () {
    this.timeout(60_000);
    const form = await fetch(
      `${platformUrl}/api/scaffolder/v2/templates/default/template/web-service/parameter-schema`,
      { headers: { authorization: `Bearer ${process.env['GOLDEN_PATH_PLATFORM_TOKEN']}` } },
    );
    const host = /"allowedHosts":\["([^"]+)"/.exec(await form.text())?.[1];
    assert.ok(host);
    const name = `parcel-runs-${process.pid}`;
    const values = {
      name,
      description: 'Made by a test.',
      owner: 'group:default/parcel-tracking',
      lifecycle: 'experimental',
      repoUrl: `${host}?owner=parcelwise&repo=${name}`,
    };
    const request = { templateRef: 'template:default/web-service', title: 'Web service', values, secrets: {} };
    const started = await runs().start(request, never());
    assert.ok(started.ok, JSON.stringify(started));
    id = started.value;
    assert.equal(runs().open.length, 1);
    await eventually('it is complete', () => runs().get(id)?.state === 'completed', 45_000);
    await eventually('it is not followed any more', () => runs().open.length === 0);
  });

  it('has rows with its steps, which say how they went', async () => {
    const row = await rowOf(id);
    const shown = item(row);
    assert.equal(shown.label, 'Web service');
    assert.match(String(shown.description), /^parcel-runs-\d+ · completed · /);
    assert.match(shown.accessibilityInformation?.label ?? '', /^Web service, parcel-runs-\d+, completed, started /);
    for (const flag of ['run', 'ended', 'completed', 'repository', 'entity', 'output', 'repeatable'])
      assert.ok(shown.contextValue?.split(' ').includes(flag), `${flag} in ${shown.contextValue}`);
    const steps = (await rows(row)).map(step => item(step).accessibilityInformation?.label ?? '');
    assert.ok(steps.length >= 4);
    assert.ok(
      steps.every(label => label.includes(', completed')),
      steps.join('; '),
    );
    assert.equal(surface.templateRuns.runsView.getParent((await rows(row))[0]!), row);
  });

  it('opens its log as a document, at the step that is asked for', async () => {
    const row = await rowOf(id);
    const [first, second] = await rows(row);
    assert.ok(first?.type === 'step' && second?.type === 'step');
    await vscode.commands.executeCommand('goldenPath.run.openLog', { runId: id, stepId: second.stepId });
    const [log] = logs();
    assert.ok(log);
    assert.match(log.getText(), /^Web service \(template:default\/web-service\)\nRun /);
    assert.match(log.getText(), /\n\d\d:\d\d:\d\d {3}info: .*Writing file/);
    assert.match(log.getText(), /The run is complete\.\n$/);
    assert.ok(!log.getText().includes('\u001b'));
    const line = vscode.window.activeTextEditor?.selection.active.line ?? -1;
    assert.match(log.lineAt(line).text, /Beginning step/);
    assert.ok(log.lineAt(line).text.endsWith(item(second).label as string));
  });

  it('shows what it has made when the catalogue has it', async function () {
    this.timeout(60_000);
    await vscode.commands.executeCommand('goldenPath.run.showInCatalogue', { runId: id });
    const ref = `component:default/parcel-runs-${process.pid}`;
    await eventually('it is in the catalogue', () => surface.model.state.index.get(ref), 40_000);
  });

  it('follows after a reload what was going on before it', async function () {
    this.timeout(60_000);
    const values = { ...runs().get(id)?.values, name: 'parcel-again', description: 'Again.' };
    const request = { templateRef: 'template:default/web-service', title: 'Web service', values, secrets: {} };
    // The repository exists already: it fails at that step.
    const started = await runs().start(request, never());
    assert.ok(started.ok);
    // As closing the window does, before anything of it has come.
    runs().setServer(undefined);
    await set('backstage.url', undefined);
    await eventually('it is turned off', () => !runs().isConnected);
    assert.deepEqual(runs().runs, []);
    await set('backstage.url', platformUrl);
    const again = await eventually('it is there again', () => runs().get(started.value));
    assert.equal(again.title, 'Web service');
    assert.ok(runs().hasRemembered);
    await eventually('its end is known, and it is forgotten', () => !runs().hasRemembered, 40_000);
    assert.equal(runs().get(started.value)?.state, 'failed');
    const failed = runs()
      .get(started.value)
      ?.steps.find(({ state }) => state === 'failed');
    assert.equal(failed?.action, 'publish:gitea');
    id = started.value;
    await vscode.commands.executeCommand('goldenPath.run.openLog', { runId: id });
    const editor = vscode.window.activeTextEditor;
    assert.match(editor?.document.lineAt(editor.selection.active.line).text ?? '', /Error/);
    const labels = (await rows(await rowOf(id))).map(step => item(step).accessibilityInformation?.label ?? '');
    assert.ok(
      labels.some(label => label.endsWith(', not reached')),
      labels.join('; '),
    );
  });

  it('lists the runs of earlier', async () => {
    await vscode.commands.executeCommand('goldenPath.run.refresh');
    assert.equal(runs().history.phase, 'ready');
    assert.ok(runs().runs.length >= 2);
    assert.ok(runs().runs.every(({ createdBy }) => createdBy === 'user:default/guest'));
  });

  it('copies the id of a run', async () => {
    await vscode.commands.executeCommand('goldenPath.run.copyId', { runId: id });
    assert.equal(await vscode.env.clipboard.readText(), id);
  });
});
