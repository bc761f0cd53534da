import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestSurface } from '../../src/editor/extension.js';
import { activated, eventually, platformUrl, set } from './surface.js';

describe('finding entities of a real Backstage', () => {
  let surface: TestSurface;
  const labels = (query: string): string[] => surface.look.finder.rows(query).rows.map(({ label }) => label);

  before(async () => {
    surface = await activated();
    await set('backstage.url', platformUrl);
    assert.deepEqual(await surface.signIn.signIn({ method: 'guest' }), { ok: true, value: undefined });
    await surface.view.refresh();
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await surface.signIn.signOut();
  });

  it('ranks what is called so before what only mentions it', () => {
    assert.equal(labels('tracking api')[0], 'Tracking API');
    assert.ok(labels('tracking').length > 3);
  });

  it('narrows by kind, owner and what is mine', () => {
    const apis = surface.look.finder.rows('kind:api').rows;
    assert.ok(apis.length > 0 && apis.every(({ entity }) => entity?.kind === 'API'));
    assert.ok(labels('kind:component owner:parcel-tracking').includes('Tracking API'));
    assert.ok(!labels('kind:component owner:parcel-tracking').includes('Checkout API'));
    assert.ok(labels('is:mine kind:component').includes('Gift shop'));
  });

  it('shows every row that it found, with owner, lifecycle and buttons', () => {
    const [row] = surface.look.finder.rows('tracking-api').rows;
    assert.equal(row?.alwaysShow, true);
    assert.match(row?.description ?? '', /service · Parcel tracking · production/i);
    assert.match(row?.detail ?? '', /component:tracking-api · /);
    const titles = row?.buttons?.map(({ tooltip }) => tooltip) ?? [];
    assert.ok(titles.includes('Open in Backstage') && titles.includes('Reveal in Catalogue'), titles.join());
  });

  it('says so where nothing matches', () => {
    assert.deepEqual(labels('no such entity anywhere'), ['No entity matches']);
  });

  it('begins with what was opened last', async () => {
    const open = vscode.commands.executeCommand('goldenPath.entity.find', 'checkout-api');
    await eventually('the box has its rows', () => surface.look.finder.isOpen);
    // The rows reach the box a moment after it is shown.
    await eventually('the page is open', () => {
      void vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return surface.look.finder.rows('').rows[1]?.entity?.ref === 'component:default/checkout-api';
    });
    await open;
    assert.equal(surface.look.finder.rows('').rows[0]?.kind, vscode.QuickPickItemKind.Separator);
  });

  it('reveals an entity in the tree, whatever the filter', async () => {
    await surface.view.setFilter('starred');
    await vscode.commands.executeCommand('goldenPath.entity.reveal', {
      entity: { ref: 'component:default/tracking-api' },
    });
    await eventually('it is selected', () => surface.view.selected?.ref === 'component:default/tracking-api');
    assert.equal(surface.view.filter, 'all');
  });
});

describe('where am I', () => {
  let surface: TestSurface;

  before(async () => {
    surface = await activated();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  const open = async (path: string): Promise<void> => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, path));
  };

  it('names component and owner of the file in front', async () => {
    await open('shop/catalog-info.yaml');
    await eventually('the component is shown', () => surface.look.whereAmI.text.includes('Gift shop'));
    assert.match(surface.look.whereAmI.text, /^\$\(server-process\) Gift shop · parcel.tracking$/i);
  });

  it('says nothing where no file is in front', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await eventually('nothing is shown', () => surface.look.whereAmI.text === '');
  });

  it('names the owner by CODEOWNERS where nothing else is known', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const write = (path: string, text: string) =>
      vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, path), new TextEncoder().encode(text));
    await write('CODEOWNERS', '/tools/ @parcels/toolsmiths\n');
    await write('tools/run.txt', 'run\n');
    await open('tools/run.txt');
    await eventually('the owner is shown', () => surface.look.whereAmI.text === '$(organization) @parcels/toolsmiths');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder, 'CODEOWNERS'));
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder, 'tools'), { recursive: true });
  });
});
