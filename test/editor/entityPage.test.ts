import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestSurface } from '../../src/editor/extension.js';
import { activated, eventually, platformUrl, row, set } from './surface.js';

describe('entity pages of a real Backstage', () => {
  let surface: TestSurface;

  before(async () => {
    surface = await activated();
    await set('backstage.url', platformUrl);
    await set('catalogue.groupBy', 'kind');
    assert.deepEqual(await surface.signIn.signIn({ method: 'guest' }), { ok: true, value: undefined });
    await surface.view.refresh();
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await set('catalogue.groupBy', undefined);
    await surface.signIn.signOut();
  });

  const page = async (path: string): Promise<string> => {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: 'golden-path', path }));
    assert.equal(document.languageId, 'markdown');
    return document.getText();
  };

  it('hold facts, relations and places', async () => {
    const text = await page('/component/default/tracking-api.md');
    assert.match(text, /^# Tracking API\n/);
    assert.match(text, /\| Owner \| \[Parcel tracking\]\(\.\.\/\.\.\/group\/default\/parcel-tracking\.md\)/i);
    assert.match(text, /## Relations\n/);
    assert.ok(text.includes(`[Backstage](${platformUrl}/catalog/default/component/tracking-api)`));
    assert.doesNotMatch(text, /\]\(command:/);
  });

  it('say what the catalogue does not have', async () => {
    assert.match(await page('/component/default/no-such-thing.md'), /The catalogue has no such entity/);
  });

  it('open in the preview from a row of the tree, where they replace one another', async () => {
    const api = await row(surface, 'Tracking API', await row(surface, 'Components'));
    const { command } = surface.view.getTreeItem(api);
    assert.ok(command);
    await vscode.commands.executeCommand(command.command, ...(command.arguments as unknown[]));
    const shown = (label: string): boolean =>
      vscode.window.tabGroups.all.some(({ tabs }) =>
        tabs.some(tab => tab.input instanceof vscode.TabInputWebview && tab.label.includes(label)),
      );
    await eventually('the page is shown', () => shown('tracking-api.md'));
    await vscode.commands.executeCommand('goldenPath.entity.openPage', {
      entity: { ref: 'group:default/parcel-tracking' },
    });
    await eventually('the next page is shown', () => shown('parcel-tracking.md'));
    assert.ok(!shown('tracking-api.md') || shown('parcel-tracking.md'));
  });

  it('show the definition of an API with its language', async () => {
    const ofType = (type: string) =>
      surface.model.state.index.entities.find(({ kind, type: its }) => kind === 'API' && its === type);
    for (const [type, pattern] of [
      ['openapi', /openapi/],
      ['graphql', /type |schema/],
      ['grpc', /syntax/],
      ['asyncapi', /asyncapi/],
    ] as const) {
      const entity = ofType(type);
      if (!entity) continue;
      await vscode.commands.executeCommand('goldenPath.entity.openDefinition', { entity });
      const editor = vscode.window.activeTextEditor;
      assert.equal(editor?.document.uri.scheme, 'golden-path', type);
      assert.match(editor.document.getText(), pattern);
      if (type === 'openapi' || type === 'asyncapi')
        await eventually('the language is right', () =>
          ['yaml', 'json'].includes(vscode.window.activeTextEditor?.document.languageId ?? ''),
        );
    }
    assert.ok(ofType('openapi'), 'the organisation has an OpenAPI definition');
  });

  it('are drawn again when the catalogue changes', async () => {
    const uri = vscode.Uri.from({ scheme: 'golden-path', path: '/component/default/brand-new-page.md' });
    const document = await vscode.workspace.openTextDocument(uri);
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder, 'page', 'catalog-info.yaml');
    const text = 'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: brand-new-page\nspec: {}\n';
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    await eventually('the page follows', () => document.getText().includes('in a file of this folder'));
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder, 'page'), { recursive: true });
  });
});
