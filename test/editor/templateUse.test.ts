import * as assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { success } from '../../src/core/common/problem.js';
import type { RankedTemplate } from '../../src/core/templates/templateRank.js';
import {
  createFromTemplate,
  type CreateOptions,
  type TemplateUse,
} from '../../src/editor/templates/createFromTemplate.js';
import { BackstageProxy } from '../platform/suite/backstageProxy.js';
import { sampleAnswers } from '../platform/suite/templateAnswers.js';
import { platformUrl, set, withTemplates, type TemplateSurface } from './surface.js';

describe('using a template of a Backstage that does not allow everything', function () {
  this.timeout(60_000);
  let surface: TemplateSurface;
  let proxy: BackstageProxy;
  const base = mkdtempSync(join(tmpdir(), 'golden-path-use-'));
  const signal = new AbortController().signal;

  before(async () => {
    surface = await withTemplates();
    proxy = await BackstageProxy.start(platformUrl);
    await set('backstage.url', proxy.url);
    assert.deepEqual(await surface.signIn.signIn({ method: 'guest' }), { ok: true, value: undefined });
    await surface.view.refresh();
  });

  after(async () => {
    await vscode.commands.executeCommand('goldenPath.preview.close');
    await vscode.commands.executeCommand('notifications.clearAll');
    await surface.signIn.signOut();
    await set('backstage.url', platformUrl);
    await proxy.stop();
    rmSync(base, { recursive: true });
  });

  const library = (): RankedTemplate => {
    const found = surface.templates.view.templates.find(({ entity }) => entity.name === 'library');
    assert.ok(found);
    return found;
  };
  /** Answers the form with the sample, and notes what is previewed. */
  const scripted = async (uses: TemplateUse[]): Promise<CreateOptions> => {
    const options = surface.templates.createOptions();
    assert.ok(options);
    const form = await options.scaffolder.form('template:default/web-service', signal);
    const host = /"allowedHosts":\["([^"]+)"\]/.exec(JSON.stringify(form))?.[1] ?? '';
    const sample = sampleAnswers(name => `${host}?owner=parcelwise&repo=${name}`)['library'];
    assert.ok(sample);
    const answers = { values: sample.full.values, secrets: sample.full.secrets ?? {} };
    return {
      ...options,
      filler: { fill: () => Promise.resolve(success(answers)) },
      remembered: () => undefined,
      preview: async (use, stop) => {
        uses.push(use);
        const shown = await surface.previews.show(
          { templateRef: use.template.entity.ref, title: 'Library', answers },
          stop,
        );
        return shown.ok ? success('done') : shown;
      },
    };
  };
  const pause = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 400));
  const accept = (): Thenable<unknown> =>
    vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');

  it('goes no further on a paved road without a reason', async () => {
    const uses: TemplateUse[] = [];
    const run = createFromTemplate({ ...library(), path: 'paved' }, await scripted(uses), signal);
    for (let round = 0; round < 4; round++) {
      await pause();
      await accept();
    }
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    const done = await run;
    assert.equal(!done.ok && done.problem.kind, 'cancelled');
    assert.deepEqual(uses, []);
  });

  it('shows and keeps the files for who may not run the template', async () => {
    proxy.refusesRuns = true;
    const uses: TemplateUse[] = [];
    let isDone = false;
    const run = createFromTemplate(library(), await scripted(uses), signal);
    void run.finally(() => {
      isDone = true;
    });
    await pause();
    await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
    await accept();
    while (!isDone) {
      await vscode.commands.executeCommand('notification.acceptPrimaryAction');
      await pause();
    }
    const done = await run;
    assert.ok(done.ok, JSON.stringify(done));
    assert.equal(uses.length, 1);
    const folder = join(base, 'library');
    await vscode.commands.executeCommand('goldenPath.preview.createHere', vscode.Uri.file(folder));
    assert.ok(existsSync(join(folder, 'catalog-info.yaml')));
  });
});
