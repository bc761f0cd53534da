import * as assert from 'node:assert/strict';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { valueOf, problemOf, never } from '../unit/values.js';
import type { PreviewRequest } from '../../src/editor/templates/previewFeature.js';
import { eventually, withTemplates } from './surface.js';

const TEMPLATE = `apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: { name: letters, title: Letters }
spec:
  owner: parcel-tracking
  type: service
  steps:
    - id: fetch
      action: fetch:template
      input: { url: ./skeleton, values: { name: letters } }
`;

const POD = `apiVersion: v1
kind: Pod
metadata: { name: letters, namespace: letters }
spec:
  containers:
    - name: letters
      image: registry.example.com/letters:1.0.0
      securityContext:
        privileged: true
`;

const codeOf = (code: vscode.Diagnostic['code']): unknown => (typeof code === 'object' ? code.value : code);

const request = (name: string, more: object = {}): PreviewRequest => ({
  templateRef: 'template:default/web-service',
  title: 'Web service',
  answers: {
    values: {
      name,
      description: 'Says what a parcel will cost.',
      owner: 'group:default/parcel-tracking',
      lifecycle: 'experimental',
      repoUrl: `localhost:1234?owner=parcelwise&repo=${name}`,
      ...more,
    },
    secrets: {},
  },
});

const activeTab = (): vscode.Tab | undefined => vscode.window.tabGroups.activeTabGroup.activeTab;
const run = (command: string, ...args: unknown[]) =>
  vscode.commands.executeCommand(`goldenPath.preview.${command}`, ...args);
const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1));

describe('a preview of a template of a real Backstage', function () {
  this.timeout(60_000);
  let base: string;

  before(async () => {
    assert.ok((await (await withTemplates()).signIn.signIn({ method: 'guest' })).ok);
    base = realpathSync(mkdtempSync(join(tmpdir(), 'golden-path-create-')));
  });

  after(async () => {
    await run('close');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await (await withTemplates()).signIn.signOut();
    rmSync(base, { recursive: true, force: true });
  });

  it('shows every file before anything is written', async () => {
    const { previews } = await withTemplates();
    const { root, preview } = valueOf(await previews.show(request('parcel-quotes'), never()));
    assert.ok(preview.files.size > 20);
    assert.deepEqual(preview.refused, []);
    assert.equal(root.path.split('/').at(-1), 'parcel-quotes');
    await eventually('all differences in one editor', () => activeTab()?.label.includes('parcel-quotes (preview)'));
  });

  it('says beside the files what the rules find in them, with the waivers that they bring along', async () => {
    const { previews } = await withTemplates();
    const found = await eventually('the rules to be through', () => previews.current?.findings);
    const left = found.filter(({ severity, waiver }) => severity !== 'info' && !waiver);
    assert.deepEqual(
      left.map(({ rule, path }) => `${rule} in ${path}`),
      [],
    );
    // It was made without a system, and says so.
    assert.ok(found.some(({ rule, waiver }) => rule === 'cat/system-present' && waiver));
  });

  it('can be read like any folder, and written like none', async () => {
    const { previews } = await withTemplates();
    const root = previews.current?.root;
    assert.ok(root);
    const names = (await vscode.workspace.fs.readDirectory(root)).map(([name]) => name);
    assert.ok(names.includes('package.json') && names.includes('src'), names.join());
    const manifest = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(root, 'package.json'));
    assert.equal(manifest.languageId, 'json');
    assert.match(manifest.getText(), /"name": "parcel-quotes"/);
    assert.equal(vscode.workspace.fs.isWritableFileSystem(root.scheme), false);
    await assert.rejects(Promise.resolve(vscode.workspace.fs.writeFile(manifest.uri, new Uint8Array())));
    await assert.rejects(Promise.resolve(vscode.workspace.fs.delete(manifest.uri)));
    await assert.rejects(Promise.resolve(vscode.workspace.fs.stat(vscode.Uri.joinPath(root, 'nothing'))));
  });

  it('has the log of the dry run beside it', async () => {
    await run('showLog');
    const text = await eventually('the log', () => {
      const document = vscode.window.activeTextEditor?.document;
      return document?.uri.path.endsWith('dry-run.log') ? document.getText() : undefined;
    });
    assert.match(text, /Write the files \(fetch:template\)/);
    // eslint-disable-next-line no-control-regex -- none of these may be left
    assert.doesNotMatch(text, /\u001b/);
  });

  it('is written into a new folder, programs as programs', async () => {
    const { previews } = await withTemplates();
    const folder = join(base, 'new', 'parcel-quotes');
    await run('createHere', vscode.Uri.file(folder));
    const preview = previews.current?.preview;
    assert.ok(preview);
    assert.deepEqual(filesOf(folder).sort(), [...preview.files.keys()].sort());
    for (const { path, bytes, executable } of preview.files.values()) {
      assert.deepEqual(new Uint8Array(readFileSync(join(folder, path))), bytes, path);
      if (process.platform !== 'win32')
        assert.equal((statSync(join(folder, path)).mode & 0o100) !== 0, executable, path);
    }
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('is compared with a folder', async () => {
    const folder = join(base, 'new', 'parcel-quotes');
    writeFileSync(join(folder, 'README.md'), '# Mine\n');
    await run('compareWithFolder', vscode.Uri.file(folder));
    await eventually('the difference', () => activeTab()?.label.includes('preview ↔ folder'));
    const { root } = (await withTemplates()).previews.current ?? {};
    assert.ok(root);
    await run('openDiff', { type: 'node', node: { file: { path: 'README.md', parts: ['README.md'] } } });
    await eventually('one difference', () => {
      const input = activeTab()?.input;
      return input instanceof vscode.TabInputTextDiff && input.original.fsPath === join(folder, 'README.md');
    });
  });

  it('writes nothing over what is there before the person agrees', async () => {
    const folder = join(base, 'new', 'parcel-quotes');
    void run('createHere', vscode.Uri.file(folder));
    await eventually('the differences', () => activeTab()?.label.includes('preview ↔ folder'));
    assert.equal(readFileSync(join(folder, 'README.md'), 'utf8'), '# Mine\n');
    await vscode.commands.executeCommand('notifications.clearAll');
    assert.equal(readFileSync(join(folder, 'README.md'), 'utf8'), '# Mine\n');
  });

  it('is compared with the one before of the same template', async () => {
    const { previews } = await withTemplates();
    valueOf(await previews.show(request('parcel-prices'), never()));
    await run('compareWithLast');
    await eventually('the differences', () => activeTab()?.label.includes('parcel-prices (preview ↔ last preview)'));
  });

  it('names the fields that the server does not take', async () => {
    const { previews } = await withTemplates();
    const before = previews.current;
    const problem = problemOf(await previews.show(request('parcel-quotes', { port: 80, owner: 7 }), never()));
    assert.equal(problem.kind, 'invalid');
    assert.match(problem.message, /port/);
    assert.match(problem.message, /owner/);
    assert.equal(previews.current, before);
  });

  it('says that a template is not there', async () => {
    const { previews } = await withTemplates();
    const problem = problemOf(await previews.show({ ...request('x'), templateRef: 'template:default/none' }, never()));
    assert.equal(problem.kind, 'notFound');
  });

  it('goes away with its editors', async () => {
    const { previews } = await withTemplates();
    await run('close');
    assert.equal(previews.current, undefined);
    const left = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).map(({ label }) => label);
    assert.ok(!left.some(label => label.includes('parcel-prices')), left.join());
  });

  it('shows where a template leaves the golden path before it is used', async () => {
    const { previews } = await withTemplates();
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const at = (path: string) => vscode.Uri.joinPath(folder, 'root-template', path);
    const write = (path: string, text: string) =>
      vscode.workspace.fs.writeFile(at(path), new TextEncoder().encode(text));
    await write('template.yaml', TEMPLATE);
    await write('skeleton/k8s/pod.yaml', POD);
    try {
      await vscode.window.showTextDocument(at('template.yaml'));
      await vscode.commands.executeCommand('goldenPath.template.dryRunFile');
      const findings = await eventually('the rules to be through', () => previews.current?.findings);
      const finding = findings.find(({ rule }) => rule === 'k8s/privileged');
      assert.ok(finding && !finding.waiver, findings.map(({ rule }) => rule).join());
      await run('openFile', { type: 'finding', finding });
      const { document, selection } = await eventually('the file', () => {
        const editor = vscode.window.activeTextEditor;
        return editor?.document.uri.path.endsWith('/k8s/pod.yaml') ? editor : undefined;
      });
      assert.equal(document.getText(selection), 'true');
      const shown = () => vscode.languages.getDiagnostics(document.uri).map(({ code }) => codeOf(code));
      assert.ok(shown().includes('k8s/privileged'), shown().join());
      await run('close');
      assert.deepEqual(shown(), []);
    } finally {
      await run('close');
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder, 'root-template'), { recursive: true });
    }
  });

  it('is made of a template that is being written, unsaved, with the files of its folder', async () => {
    const { previews } = await withTemplates();
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const at = (path: string) => vscode.Uri.joinPath(folder, 'letters-template', path);
    await vscode.workspace.fs.writeFile(at('template.yaml'), new TextEncoder().encode(TEMPLATE));
    await vscode.workspace.fs.writeFile(at('skeleton/a.txt'), new TextEncoder().encode('For ${{ values.name }}\n'));
    try {
      const editor = await vscode.window.showTextDocument(at('template.yaml'));
      await editor.edit(edit => {
        const start = editor.document.getText().lastIndexOf('letters }');
        edit.replace(
          new vscode.Range(editor.document.positionAt(start), editor.document.positionAt(start + 7)),
          'stamps',
        );
      });
      await vscode.commands.executeCommand('goldenPath.template.dryRunFile');
      const current = await eventually('the preview', () => previews.current);
      assert.deepEqual([...current.preview.files.keys()], ['a.txt']);
      assert.equal(new TextDecoder().decode(current.preview.files.get('a.txt')?.bytes), 'For stamps\n');
      await vscode.window.showTextDocument(at('template.yaml'));
      await vscode.commands.executeCommand('workbench.action.files.revert');
    } finally {
      await run('close');
      await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder, 'letters-template'), { recursive: true });
    }
    assert.ok(!existsSync(at('template.yaml').fsPath));
  });
});
