import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { success } from '../../src/core/common/problem.js';
import type { FillRequest, FormFiller } from '../../src/core/templates/formFill.js';
import type { Values } from '../../src/core/templates/scaffolder.js';
import type { RankedTemplate } from '../../src/core/templates/templateRank.js';
import {
  createFromTemplate,
  type CreateOptions,
  type TemplateUse,
} from '../../src/editor/templates/createFromTemplate.js';
import { askReplay } from '../../src/editor/templates/replayAnswers.js';
import { sampleAnswers } from '../platform/suite/templateAnswers.js';
import { eventually, platformUrl, set, withTemplates, type TemplateSurface } from './surface.js';

const TEMPLATES = ['web-service', 'event-worker', 'library', 'data-pipeline', 'environment', 'node-service-classic'];

/** Answers without a person. */
class ScriptedFiller implements FormFiller {
  readonly requests: FillRequest[] = [];

  constructor(private readonly answers: readonly Values[]) {}

  fill(request: FillRequest): ReturnType<FormFiller['fill']> {
    this.requests.push(request);
    const values = this.answers[this.requests.length - 1];
    assert.ok(values, 'the form is asked for once too often');
    return Promise.resolve(success({ values, secrets: {} }));
  }
}

describe('creating from the templates of a real Backstage', function () {
  this.timeout(60_000);
  let surface: TemplateSurface;
  const signal = new AbortController().signal;

  before(async () => {
    surface = await withTemplates();
    await set('backstage.url', platformUrl);
    assert.deepEqual(await surface.signIn.signIn({ method: 'guest' }), { ok: true, value: undefined });
    await surface.view.refresh();
  });

  after(async () => {
    await vscode.commands.executeCommand('goldenPath.preview.close');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await surface.signIn.signOut();
  });

  const named = (name: string): RankedTemplate => {
    const found = surface.templates.view.templates.find(({ entity }) => entity.name === name);
    assert.ok(found, name);
    return found;
  };
  const options = (): CreateOptions => {
    const found = surface.templates.createOptions();
    assert.ok(found);
    return found;
  };
  /** The host of the platform's repositories, as the forms name it. */
  const repositoryUrl = async (): Promise<(name: string) => string> => {
    const form = await options().scaffolder.form('template:default/web-service', signal);
    assert.ok(form.ok);
    const host = /"allowedHosts":\["([^"]+)"\]/.exec(JSON.stringify(form.value))?.[1];
    assert.ok(host, JSON.stringify(form.value));
    const owner = /"allowedOwners":\["([^"]+)"/.exec(JSON.stringify(form.value))?.[1] ?? 'parcelwise';
    return name => `${host}?owner=${owner}&repo=${name}`;
  };
  /** Takes the row in front of the list that asks what to do, as many rows down as are named. */
  const answerList = async (run: Promise<unknown>, down: number): Promise<void> => {
    let done = false;
    void run.finally(() => (done = true));
    while (!done) {
      await new Promise(resolve => setTimeout(resolve, 400));
      if (done) break;
      for (let step = 0; step < down; step++)
        await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    }
  };

  it('groups them as the platform team ranks them', () => {
    const { view } = surface.templates;
    const groups = view.getChildren();
    const labels = groups.map(group => view.getTreeItem(group).label);
    assert.deepEqual(labels, ['Golden paths', 'Paved roads', 'Deprecated']);
    const first = view.getChildren(groups[0])[0];
    assert.ok(first);
    const item = view.getTreeItem(first);
    assert.equal(item.label, 'Web service');
    assert.match(item.contextValue ?? '', /^template remote golden$/);
    assert.match(item.accessibilityInformation?.label ?? '', /^Web service, owned by /);
    assert.equal(named('node-service-classic').path, 'deprecated');
    assert.equal(named('data-pipeline').deviatesFrom, 'template:default/web-service');
  });

  for (const name of TEMPLATES)
    it(`goes from the form to the preview with ${name}`, async () => {
      const template = named(name);
      const sample = sampleAnswers(await repositoryUrl())[name];
      assert.ok(sample, 'there are no answers for it');
      const filler = new ScriptedFiller([sample.full.values]);
      const uses: TemplateUse[] = [];
      const { previews } = surface;
      const run = createFromTemplate(
        // What is deprecated asks first, which the test does not answer.
        { ...template, path: template.path === 'deprecated' ? 'other' : template.path },
        {
          ...options(),
          filler,
          remembered: () => undefined,
          preview: async (use, stop) => {
            uses.push(use);
            const secrets = sample.full.secrets ?? {};
            const answers = { values: use.answers.values, secrets };
            const shown = await previews.show({ templateRef: template.entity.ref, title: name, answers }, stop);
            return shown.ok ? success('done') : shown;
          },
        },
        signal,
      );
      await answerList(run, 0);
      const done = await run;
      assert.ok(done.ok, JSON.stringify(done));
      assert.equal(filler.requests[0]?.templateRef, template.entity.ref);
      assert.equal(uses.length, 1);
      const files = previews.current?.preview.files;
      assert.ok(files && files.size > 0, 'nothing was made');
      assert.deepEqual(previews.current?.preview.refused, []);
    });

  it('comes back to the form with everything in it where the server refuses the values', async () => {
    const template = named('web-service');
    const sample = sampleAnswers(await repositoryUrl())['web-service'];
    assert.ok(sample);
    const wrong = { ...sample.full.values, lifecycle: 'eternal' };
    const started = await options().start({ template, answers: { values: wrong, secrets: {} } }, signal);
    assert.ok(!started.ok);
    assert.equal(started.problem.kind, 'invalid');
    assert.deepEqual(started.problem.fields?.[0]?.path, ['lifecycle']);
  });

  it('says so where the template is gone', async () => {
    const template = named('web-service');
    const gone = { ...template, entity: { ...template.entity, ref: 'template:default/gone' } };
    const done = await createFromTemplate(gone, { ...options(), remembered: () => undefined }, signal);
    assert.ok(!done.ok);
    assert.equal(done.problem.kind, 'notFound');
    assert.match(done.problem.message, /Web service.*no longer there/);
  });

  it('remembers the answers of the last time, without secrets', () => {
    assert.equal(options().remembered('template:default/web-service')?.['name'], 'sample-quotes');
  });

  it('says what is in a template', async () => {
    await vscode.commands.executeCommand('goldenPath.template.showContents', named('web-service'));
    const uri = vscode.Uri.parse('golden-path-template:/template/default/web-service.md');
    const text = (await vscode.workspace.openTextDocument(uri)).getText();
    assert.match(text, /^# Web service/);
    assert.match(text, /## What it asks[^]*## What it does/);
  });

  it('finds template and answers of a file, and says where a file is wrong', async () => {
    const root = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(root);
    const uri = vscode.Uri.joinPath(root, 'quotes.golden-path-answers.yaml');
    const write = (text: string): Thenable<void> => vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    try {
      await write('template: template:default/web-service\nvalues:\n  name: quotes\n');
      const replay = await askReplay(uri, surface.model, signal);
      assert.ok(replay.ok);
      assert.equal(replay.value.template?.entity.ref, 'template:default/web-service');
      assert.deepEqual(replay.value.values, { name: 'quotes' });
    } finally {
      await vscode.workspace.fs.delete(uri);
    }
    const broken = vscode.Uri.joinPath(root, 'broken.golden-path-answers.yaml');
    await vscode.workspace.fs.writeFile(broken, new TextEncoder().encode('template: web-service\nvalue: {}\n'));
    try {
      const refused = await askReplay(broken, surface.model, signal);
      assert.ok(!refused.ok);
      assert.match(refused.problem.message, /broken\.golden-path-answers\.yaml: Line 2/);
    } finally {
      await vscode.workspace.fs.delete(broken);
    }
  });

  it('runs a template to its end', async () => {
    const sample = sampleAnswers(await repositoryUrl())['library'];
    assert.ok(sample);
    const { runs } = surface.templateRuns;
    const answers = { values: sample.full.values, secrets: sample.full.secrets ?? {} };
    const started = await options().start({ template: named('library'), answers }, signal);
    assert.ok(started.ok, JSON.stringify(started));
    const run = await eventually(
      'the run has ended',
      () => runs.runs.find(({ id, state }) => id === started.value && state !== 'waiting' && state !== 'running'),
      50_000,
    );
    assert.equal(run.state, 'completed', run.error);
    assert.ok((run.output?.links.length ?? 0) > 0);
  });

  it('compares a folder with what its template makes of the same answers today', async () => {
    const root = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(root);
    const folder = vscode.Uri.joinPath(root, 'made');
    const write = (path: string, bytes: Uint8Array): Thenable<void> =>
      vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, path), bytes);
    const template = named('web-service');
    const sample = sampleAnswers(await repositoryUrl())['web-service'];
    assert.ok(sample);
    const answers = { values: sample.full.values, secrets: {} };
    const made = await surface.previews.show({ templateRef: template.entity.ref, title: 'x', answers }, signal);
    assert.ok(made.ok, JSON.stringify(made));
    try {
      for (const file of made.value.preview.files.values()) await write(file.path, file.bytes);
      await write('README.md', new TextEncoder().encode('# Changed here\n'));
      await vscode.commands.executeCommand('goldenPath.preview.close');
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await vscode.commands.executeCommand('goldenPath.template.compareWithToday', folder);
      const tab = await eventually('the differences are shown', () =>
        vscode.window.tabGroups.all.flatMap(group => group.tabs).find(({ label }) => label.includes('of today')),
      );
      assert.match(tab.label, /This folder ↔ Web service of today \(1 file\)|This folder ↔ Web service of today/);
      const diffs = (tab.input as { textDiffs?: readonly { modified: vscode.Uri }[] } | undefined)?.textDiffs;
      assert.deepEqual(
        // What is made today stands under the path of the file here: else the editor would say that it was renamed.
        diffs?.map(({ modified }) => modified.path),
        [vscode.Uri.joinPath(folder, 'README.md').path],
      );
    } finally {
      await vscode.workspace.fs.delete(folder, { recursive: true });
    }
  });
});
