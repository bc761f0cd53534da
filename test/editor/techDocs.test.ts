import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestSurface } from '../../src/editor/extension.js';
import { activated, eventually, platformUrl, set } from './surface.js';

const api = (definition: string): string =>
  `apiVersion: backstage.io/v1alpha1
kind: API
metadata:
  name: tracking-rest-api
spec:
  type: openapi
  lifecycle: production
  owner: parcel-tracking
${definition}`;

describe('documentation and definitions of a real Backstage', () => {
  let surface: TestSurface;
  let folder: vscode.Uri;

  before(async () => {
    surface = await activated();
    await set('backstage.url', platformUrl);
    assert.deepEqual(await surface.signIn.signIn({ method: 'guest' }), { ok: true, value: undefined });
    await surface.view.refresh();
    const root = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(root);
    folder = vscode.Uri.joinPath(root, 'comparison');
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(folder, { recursive: true });
    await surface.signIn.signOut();
  });

  const tabs = (): readonly vscode.Tab[] => vscode.window.tabGroups.all.flatMap(group => group.tabs);
  const document = (path: string): Thenable<vscode.TextDocument> =>
    vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: 'golden-path', path }));
  const write = (name: string, text: string): Thenable<void> =>
    vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, name), new TextEncoder().encode(text));
  const compare = (): Thenable<unknown> =>
    vscode.commands.executeCommand('goldenPath.entity.compareDefinition', {
      entity: { ref: 'api:default/tracking-rest-api' },
    });
  const diff = (): vscode.TabInputTextDiff | undefined =>
    tabs()
      .map(tab => tab.input)
      .find(input => input instanceof vscode.TabInputTextDiff);

  it('opens the documentation of an entity in the preview, that of another where it says so', async function () {
    this.timeout(60_000);
    const docs = vscode.commands.executeCommand('goldenPath.entity.readDocs', {
      entity: { ref: 'system:default/tracking' },
    });
    await docs;
    await eventually('the page is shown', () =>
      tabs().some(tab => tab.input instanceof vscode.TabInputWebview && tab.label.includes('tracking-api.md')),
    );
    const first = await document('/docs/component/default/tracking-api.md');
    assert.equal(first.languageId, 'markdown');
    assert.match(first.getText(), /Answers one question/);
    const page = await document('/docs/component/default/tracking-api/architecture.md');
    assert.match(page.getText(), /\(data:image\/svg\+xml;base64,/);
    assert.doesNotMatch(page.getText(), /\]\(command:|<script/);
  });

  it('says why a page is not there', async () => {
    const page = await document('/docs/component/default/tracking-api/no-such-page.md');
    assert.match(page.getText(), /no page no&#45;such&#45;page/);
  });

  it('compares a file of the folder with the definition in the catalogue', async () => {
    await write('openapi.yaml', 'openapi: 3.1.0\n');
    await write('catalog-info.yaml', api('  definition:\n    $text: ./openapi.yaml\n'));
    await eventually('the folder is read', () =>
      surface.model.state.index.get('api:default/tracking-rest-api')?.local?.uri.includes('/comparison/'),
    );
    await compare();
    const shown = await eventually('the difference is shown', diff);
    assert.equal(shown.original.path, '/api/default/tracking-rest-api.yaml');
    assert.ok(shown.modified.path.endsWith('/comparison/openapi.yaml'));
  });

  it('opens no difference where there is none', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const kept = await document('/api/default/tracking-rest-api.yaml');
    await write('openapi.yaml', kept.getText());
    await compare();
    assert.equal(diff(), undefined);
  });

  it('compares a definition that stands in the descriptor itself', async () => {
    await write('catalog-info.yaml', api('  definition: |\n    openapi: 3.1.0\n    paths: {}\n'));
    await compare();
    const shown = await eventually('the difference is shown', diff);
    const right = await vscode.workspace.openTextDocument(shown.modified);
    assert.equal(right.getText(), 'openapi: 3.1.0\npaths: {}\n');
  });
});
