import * as assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { guardedWrite } from '../../src/editor/common/guardedWrite.js';
import { activated, eventually } from './surface.js';

const GOOD = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: letter-opener
spec:
  type: service
  lifecycle: experimental
  owner: parcel-tracking
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata:
  name: letter-api
spec:
  type: openapi
  lifecycle: experimental
  owner: parcel-tracking
  definition:
    $text: ./letters.openapi.yaml
`;

function root(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder);
  return folder;
}

async function write(path: string, text: string): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(root(), path);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

async function remove(path: string): Promise<void> {
  await vscode.workspace.fs.delete(vscode.Uri.joinPath(root(), path), { recursive: true, useTrash: false });
}

const closeEditors = () => vscode.commands.executeCommand('workbench.action.closeAllEditors');

/** Signs a guest in for the suite around it. */
function asGuest(): void {
  before(async () => {
    assert.ok((await (await activated()).signIn.signIn({ method: 'guest' })).ok);
  });
  after(async () => {
    await (await activated()).signIn.signOut();
  });
}

describe('adding a descriptor', () => {
  asGuest();

  const made = ['package.json', 'CODEOWNERS', 'openapi.yaml', 'catalog-info.yaml'];

  before(async () => {
    await activated();
    await write('package.json', '{"name":"letter-sorter","description":"Sorts letters","private":true}');
    await write('CODEOWNERS', '* @parcelwise/parcel-tracking\n');
    await write('openapi.yaml', 'openapi: 3.1.0\ninfo: { title: Letters, version: "1" }\npaths: {}\n');
  });

  after(async () => {
    await closeEditors();
    for (const path of made) await remove(path);
  });

  const proposed = (): vscode.TabInputTextDiff | undefined => {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    return input instanceof vscode.TabInputTextDiff ? input : undefined;
  };

  it('shows what it would be, and asks for nothing that can be found out', async () => {
    await vscode.commands.executeCommand('goldenPath.descriptor.add');
    const { modified, original } = await eventually('the difference', proposed);
    const text = (await vscode.workspace.openTextDocument(modified)).getText();
    assert.match(text, /name: letter-sorter\n {2}description: Sorts letters/);
    assert.match(text, /owner: parcel-tracking\n/);
    assert.match(text, /\$text: \.\/openapi\.yaml/);
    assert.equal((await vscode.workspace.openTextDocument(original)).getText(), '');
    await assert.rejects(Promise.resolve(vscode.workspace.fs.stat(vscode.Uri.joinPath(root(), 'catalog-info.yaml'))));
  });

  it('writes it when that is wanted, and its entities are in the catalogue', async () => {
    const { model } = await activated();
    const shown = proposed();
    assert.ok(shown);
    await vscode.commands.executeCommand('goldenPath.descriptor.create', shown.modified);
    const editor = await eventually('the file is open', () => vscode.window.activeTextEditor);
    assert.equal(editor.document.uri.toString(), vscode.Uri.joinPath(root(), 'catalog-info.yaml').toString());
    assert.equal(proposed(), undefined);
    await eventually('the entities are there', () => model.state.index.get('component:default/letter-sorter')?.local);
  });

  it('adds to a file that is there what it lacks, and leaves the rest alone', async () => {
    await write('events.asyncapi.yaml', 'asyncapi: 3.0.0\n');
    made.push('events.asyncapi.yaml');
    await vscode.commands.executeCommand('goldenPath.descriptor.add');
    const { modified, original } = await eventually('the difference', proposed);
    const before = (await vscode.workspace.openTextDocument(original)).getText();
    await vscode.commands.executeCommand('goldenPath.descriptor.create', modified);
    const editor = await eventually('the file is open', () => vscode.window.activeTextEditor);
    const text = editor.document.getText();
    const lines = text.split('\n');
    let at = 0;
    for (const line of before.split('\n')) at = lines.indexOf(line, at) + 1 || assert.fail(`“${line}” has gone`);
    assert.match(text, /^ {4}- events\n/m);
    assert.ok(text.includes('name: events\n'), text);
    assert.ok(editor.document.isDirty, 'it is for the person to save');
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), before);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('writes nothing over what has changed meanwhile', async () => {
    await vscode.commands.executeCommand('goldenPath.descriptor.add');
    const { modified } = await eventually('the difference', proposed);
    await write('catalog-info.yaml', '# somebody else was here\n');
    await eventually('the editor has seen it', () =>
      vscode.workspace.textDocuments.every(
        document =>
          document.uri.path !== vscode.Uri.joinPath(root(), 'catalog-info.yaml').path ||
          document.uri.scheme !== 'file' ||
          document.getText().startsWith('# some'),
      ),
    );
    await vscode.commands.executeCommand('goldenPath.descriptor.create', modified);
    assert.equal(
      readFileSync(vscode.Uri.joinPath(root(), 'catalog-info.yaml').fsPath, 'utf8'),
      '# somebody else was here\n',
    );
  });
});

describe('the one door for writing', () => {
  const outside = join(tmpdir(), `golden-path-outside-${process.pid}`);
  before(() => mkdirSync(outside));
  after(() => rmSync(outside, { recursive: true }));

  const kindOf = async (path: readonly string[]): Promise<string> => {
    const result = await guardedWrite({ folder: root(), path, text: 'x', before: undefined });
    return result.ok ? 'written' : result.problem.kind;
  };

  it('does not lead out of the folder', async () => {
    for (const path of [[], ['..', 'x'], ['a/../../x'], ['.'], ['a', ''], ['a\0']])
      assert.equal(await kindOf(path), 'forbidden', path.join());
  });

  it('does not go through symbolic links', async () => {
    const link = vscode.Uri.joinPath(root(), 'leading-out').fsPath;
    symlinkSync(outside, link);
    try {
      assert.equal(await kindOf(['leading-out', 'x']), 'forbidden');
      assert.equal(await kindOf(['leading-out']), 'forbidden');
    } finally {
      rmSync(link);
    }
  });

  it('writes over nothing', async () => {
    assert.equal(await kindOf(['shop', 'catalog-info.yaml']), 'conflict');
  });
});

describe('validating with a real Backstage', () => {
  asGuest();

  let uri: vscode.Uri;
  const said = (): readonly vscode.Diagnostic[] =>
    vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Backstage');

  before(async () => {
    await activated();
    await write('letters/letters.openapi.yaml', 'openapi: 3.1.0\ninfo: { title: Letters, version: "1" }\npaths: {}\n');
    uri = await write('letters/catalog-info.yaml', GOOD);
  });

  after(async () => {
    await closeEditors();
    await remove('letters');
  });

  it('has nothing to say about good entities', async () => {
    await vscode.window.showTextDocument(uri);
    await vscode.commands.executeCommand('goldenPath.descriptor.validate');
    assert.deepEqual(said(), []);
  });

  it('shows what the server says, where the entity is, until the text changes', async () => {
    const editor = await vscode.window.showTextDocument(uri);
    await editor.edit(edit => edit.delete(new vscode.Range(5, 0, 6, 0)));
    await vscode.commands.executeCommand('goldenPath.descriptor.validate', uri);
    const [only, ...others] = said();
    assert.ok(only && others.length === 0);
    assert.equal(only.range.start.line, 3);
    assert.match(only.message, /type/);
    await editor.edit(edit => edit.insert(new vscode.Position(5, 0), '  type: service\n'));
    await eventually('it is gone', () => said().length === 0);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });
});

describe('refreshing an entity of a real Backstage', () => {
  asGuest();

  it('ends, also where nothing changes', async function () {
    this.timeout(30_000);
    const { model } = await activated();
    await model.refresh(new AbortController().signal);
    await vscode.commands.executeCommand('goldenPath.descriptor.refreshEntity', {
      entity: { ref: 'component:default/tracking-api' },
    });
    assert.ok(model.state.index.get('component:default/tracking-api'));
  });
});
