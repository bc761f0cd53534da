import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { DoraReport } from '../../src/core/insights/dora/doraReport.js';
import type { TestSurface } from '../../src/editor/extension.js';
import type { InsightsParts } from '../../src/editor/insights/insightsParts.js';
import { makeClone, RELEASES, removeHistory } from '../fixtures/insights/gitClone.mjs';
import { activated, eventually } from './surface.js';

describe('insights in the editor, on a clone with tags', () => {
  let surface: TestSurface;
  let insights: InsightsParts;
  let folder: string;
  const extension = vscode.extensions.getExtension('golden-path.golden-path')!.extensionPath;

  before(async () => {
    folder = vscode.workspace.workspaceFolders![0]!.uri.fsPath;
    makeClone(folder, Date.now());
    surface = await activated();
    insights = await surface.insightsParts();
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    removeHistory(folder);
    await insights?.model.reset();
  });

  const report = (): DoraReport | undefined => insights.model.delivery.value?.report;

  it('opens one page, which asks for what it shows', async () => {
    await vscode.commands.executeCommand('goldenPath.insights.open');
    await vscode.commands.executeCommand('goldenPath.insights.open', { measure: 'leadTime' });
    const tabs = (): readonly vscode.Tab[] =>
      vscode.window.tabGroups.all
        .flatMap(group => group.tabs)
        .filter(
          ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.includes('goldenPath.insights'),
        );
    await eventually('the page is there', () => tabs().length === 1);
    await eventually('its numbers are there', () => report() !== undefined, 60_000);
    assert.equal(tabs().length, 1);
    const delivery = insights.page.delivery();
    assert.ok(delivery.state === 'ready');
    assert.equal(delivery.value.isDerived, true);
    assert.equal(delivery.value.deployments, RELEASES.length);
    assert.match(delivery.value.origin, /git|tags/i);
  }).timeout(90_000);

  it('shows the numbers that the program has', () => {
    const printed = execFileSync(
      process.execPath,
      [join(extension, 'dist', 'cli.js'), 'dora', folder, '--since', '30d', '--format', 'json'],
      { encoding: 'utf8', env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } },
    );
    const program = JSON.parse(printed) as DoraReport;
    const shown = insights.page.delivery();
    assert.ok(shown.state === 'ready');
    const numbers = (measures: readonly Pick<DoraReport['measures'][number], 'key' | 'value' | 'count' | 'grade'>[]) =>
      measures.map(({ key, value, count, grade }) => ({ key, value, count, grade: grade ?? null }));
    assert.deepEqual(numbers(shown.value.measures), numbers(program.measures));
    assert.deepEqual(
      shown.value.measures.map(({ points }) => points.map(({ at, value, label }) => ({ at, value, label }))),
      program.measures.map(({ points }) => points.map(({ at, value, label }) => ({ at, value, label }))),
    );
    assert.equal(shown.value.deployments, program.deployments);
  }).timeout(60_000);

  it('has the four keys in its view, each with its value, its grade in words and what moves it', () => {
    const { view } = insights;
    const rows = view.getChildren();
    assert.deepEqual(
      rows.map(({ key }) => key),
      ['deploymentFrequency', 'leadTime', 'changeFailureRate', 'failedDeploymentRecoveryTime'],
    );
    const [frequency, leadTime, , recovery] = rows.map(row => view.getTreeItem(row));
    assert.match(String(frequency?.description), /a week · (Target met|Near the target|Target missed)/);
    assert.match(String(leadTime?.description), /5\sh · Target missed/);
    assert.equal(recovery?.description, '–', 'no failure is no recovery of 0');
    const tooltip = view.resolveTreeItem(leadTime!, rows[1]!).tooltip as vscode.MarkdownString;
    assert.match(tooltip.value, /What moves it: Shorter waits/);
    assert.match(tooltip.value, /under/);
  });

  it('asks for another window and compares it with the one before', async () => {
    assert.deepEqual(await insights.model.ask({ window: { days: 7 }, compare: 'before' }), {
      ok: true,
      value: undefined,
    });
    const delivery = insights.page.delivery();
    assert.ok(delivery.state === 'ready');
    assert.equal(delivery.value.deployments, 2);
    assert.equal(delivery.value.other?.window.to, delivery.value.window.from);
    assert.equal(delivery.value.other?.measures.find(({ key }) => key === 'leadTime')?.count, 2);
    const refused = await insights.model.ask({ window: { from: '2026-03-02', to: '2026-03-01' }, compare: 'none' });
    assert.equal(refused.ok, false);
    assert.deepEqual(insights.model.query.window, { days: 7 });
  });

  it('counts a service that the history does not know as nothing, never as good', async () => {
    await insights.model.ask({ window: { days: 30 }, compare: 'none', service: 'component:default/nobody' });
    const measures = report()?.measures ?? [];
    assert.ok(measures.every(({ grade }) => grade === undefined));
    assert.equal(measures.find(({ key }) => key === 'leadTime')?.value, null);
    await insights.model.ask({ window: { days: 30 }, compare: 'none' });
    assert.equal(report()?.deployments, RELEASES.length);
  });

  it('copies a report for a review, and has one for spreadsheets', async () => {
    await vscode.commands.executeCommand('goldenPath.insights.copyMarkdown');
    const text = await vscode.env.clipboard.readText();
    assert.match(text, /^# Delivery\n/);
    assert.match(text, /\| Lead time for changes \| 5\sh \| 7 \| Target missed \|/);
    assert.equal(insights.reports.csv('delivery')?.split('\r\n').length, 8);
  });

  it('says what to do where there is no history', async () => {
    removeHistory(folder);
    await insights.model.refresh();
    const delivery = insights.page.delivery();
    assert.ok(delivery.state === 'failed' || delivery.state === 'none', JSON.stringify(delivery));
    assert.ok(delivery.advice.actions.length > 0);
    assert.deepEqual(insights.view.getChildren(), []);
    makeClone(folder, Date.now());
    await insights.model.refresh();
    assert.equal(insights.page.delivery().state, 'ready');
  });

  it('says of adoption what is known, and of the survey where answers would be', async () => {
    await insights.model.want('adoption');
    await insights.model.want('survey');
    const adoption = insights.page.adoption();
    assert.ok(adoption.state === 'ready', JSON.stringify(adoption));
    assert.ok(adoption.value.missing.some(({ part }) => part === 'tickets'));
    assert.equal(insights.page.survey().state, 'none');
  });
});
