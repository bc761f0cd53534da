import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activated, eventually, saidByLanguages } from './surface.js';

describe('problems of descriptors', () => {
  const inFile = (path: string): readonly vscode.Diagnostic[] => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    return saidByLanguages(vscode.Uri.joinPath(folder, path, 'catalog-info.yaml'));
  };

  before(async () => {
    const { model } = await activated();
    await model.readWorkspace();
  });

  for (const [path, code, line] of [
    ['broken/syntax', 'descriptor-syntax', undefined],
    ['broken/empty', 'descriptor-empty', 0],
    ['broken/large', 'descriptor-too-large', 0],
    ['broken/unknown-kind', 'descriptor-unknown-kind', 1],
  ] as const)
    it(`says ${code} once, where it is`, async () => {
      const diagnostics = await eventually('diagnostics', () => inFile(path).length > 0 && inFile(path));
      assert.ok(diagnostics.every(diagnostic => diagnostic.code === code));
      if (line !== undefined)
        assert.deepEqual(
          diagnostics.map(({ range }) => range.start.line),
          [line],
        );
    });

  it('points at each target of a Location that is missing or outside', () => {
    assert.deepEqual(
      inFile('broken/location').map(({ code, range }) => [code, range.start.line]),
      [
        ['location-target-missing', 7],
        ['location-target-outside', 8],
      ],
    );
  });

  it('still knows everything that is right', async () => {
    const { model } = await activated();
    for (const name of ['next-document', 'found-by-location', 'gift-shop'])
      assert.ok(model.state.index.get(`component:default/${name}`), name);
    assert.ok(model.state.index.get('spaceship:default/rocinante'));
  });

  it('has nothing to say about a good file', () => {
    assert.deepEqual(inFile('shop'), []);
  });

  it('follows what is typed before it is saved', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, 'shop', 'catalog-info.yaml'));
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit(edit => edit.insert(new vscode.Position(0, 0), 'kind: "\n'));
    await eventually('the mistake is shown', () => inFile('shop').length > 0);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await eventually('it is gone', () => inFile('shop').length === 0);
  });
});
