import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestSurface } from '../../src/editor/extension.js';
import { activated, eventually, labels, platformToken, platformUrl, row, set } from './surface.js';

describe('catalogue view against a real Backstage', () => {
  let surface: TestSurface;

  before(async () => {
    surface = await activated();
    await set('backstage.url', platformUrl);
    await set('catalogue.groupBy', 'kind');
  });

  afterEach(async () => {
    await surface.view.setFilter('all');
    await set('catalogue.groupBy', undefined);
  });

  after(() => surface.signIn.signOut());

  it('shows the open folder while nobody is signed in, and says what is missing', async () => {
    await surface.view.refresh();
    assert.equal(surface.model.state.server.problem?.kind, 'unauthorised');
    assert.ok((await labels(surface)).includes('Components'));
    const components = await row(surface, 'Components');
    assert.ok((await labels(surface, components)).includes('Gift shop'));
  });

  it('shows the whole organisation to a guest', async () => {
    assert.deepEqual(await surface.signIn.signIn({ method: 'guest' }), { ok: true, value: undefined });
    await surface.view.refresh();
    assert.equal(surface.model.state.server.phase, 'ready');
    const kinds = await labels(surface);
    assert.deepEqual(kinds.slice(0, 8), [
      'Domains',
      'Systems',
      'Components',
      'APIs',
      'Resources',
      'AI resources',
      'Templates',
      'Groups',
    ]);
    const components = await row(surface, 'Components');
    const shown = await labels(surface, components);
    assert.ok(shown.length >= 25, `${shown.length} components`);
    assert.ok(shown.includes('Tracking API') && shown.includes('Gift shop'));
  });

  it('lays the folder over the server and marks what is local', async () => {
    const shop = await row(surface, 'Gift shop', await row(surface, 'Components'));
    const item = surface.view.getTreeItem(shop);
    assert.match(String(item.contextValue), /\blocal\b/);
    assert.match(String(item.description), /Parcel tracking/i);
    assert.match(item.accessibilityInformation?.label ?? '', /from a file of this folder/);
    const api = await row(surface, 'Tracking API', await row(surface, 'Components'));
    assert.doesNotMatch(String(surface.view.getTreeItem(api).contextValue), /\blocal\b/);
  });

  it('shows relations in both directions, across folder and server', async () => {
    const shop = await row(surface, 'Gift shop', await row(surface, 'Components'));
    assert.deepEqual(await labels(surface, shop), ['Depends on', 'Consumes', 'Part of', 'Owned by']);
    assert.deepEqual(await labels(surface, await row(surface, 'Depends on', shop)), ['Gift database']);
    const index = surface.model.state.index;
    assert.ok(index.related('api:default/tracking-rest-api', 'apiConsumedBy').includes('component:default/gift-shop'));
    assert.ok(index.related('resource:default/gift-db', 'dependencyOf').includes('component:default/gift-shop'));
  });

  it('groups by owner and by system', async () => {
    await vscode.commands.executeCommand('goldenPath.catalogue.groupByOwner');
    const owners = await labels(surface);
    assert.ok(owners.includes('Parcel tracking') || owners.includes('Parcel Tracking'), owners.join());
    await vscode.commands.executeCommand('goldenPath.catalogue.groupBySystem');
    const systems = await labels(surface);
    assert.ok(
      systems.some(label => /tracking/i.test(label)),
      systems.join(),
    );
    assert.equal(systems.at(-1), 'No system');
  });

  it('filters to what I and my groups own', async () => {
    await surface.view.setFilter('mine');
    const components = await labels(surface, await row(surface, 'Components'));
    assert.ok(components.includes('Tracking API') && components.includes('Gift shop'));
    assert.ok(!components.includes('Checkout API'));
  });

  it('stars and unstars', async () => {
    const entity = surface.model.state.index.get('component:default/checkout-api');
    await vscode.commands.executeCommand('goldenPath.catalogue.star', { entity });
    await surface.view.setFilter('starred');
    assert.deepEqual(await labels(surface, await row(surface, 'Components')), ['Checkout API']);
    await vscode.commands.executeCommand('goldenPath.catalogue.unstar', { entity });
    assert.deepEqual(await labels(surface), []);
  });

  it('copies the reference', async () => {
    const entity = surface.model.state.index.get('component:default/tracking-api');
    await vscode.commands.executeCommand('goldenPath.catalogue.copyReference', { entity });
    assert.equal(await vscode.env.clipboard.readText(), 'component:default/tracking-api');
  });

  it('opens the descriptor of a local entity at its line', async () => {
    const entity = surface.model.state.index.get('resource:default/gift-db');
    await vscode.commands.executeCommand('goldenPath.catalogue.openDescriptor', { entity });
    const editor = vscode.window.activeTextEditor;
    assert.match(editor?.document.uri.path ?? '', /shop\/catalog-info\.yaml$/);
    assert.match(editor?.document.lineAt(editor.selection.active.line + 1).text ?? '', /Resource/);
  });

  it('reveals the owner', async () => {
    const entity = surface.model.state.index.get('component:default/tracking-api');
    await vscode.commands.executeCommand('goldenPath.catalogue.revealOwner', { entity });
    await eventually('the owner is selected', () => surface.view.selected?.ref === 'group:default/parcel-tracking');
  });

  it('sees a change in the folder without being asked', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder, 'new', 'catalog-info.yaml');
    const text =
      'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: brand-new\nspec:\n  owner: parcel-tracking\n';
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    await eventually('the entity appears', () => surface.model.state.index.get('component:default/brand-new'));
    await vscode.workspace.fs.delete(file);
    await eventually('the entity goes', () => !surface.model.state.index.get('component:default/brand-new'));
  });

  it('answers a cancelled refresh with silence and keeps what it had', async () => {
    const stop = new AbortController();
    const reading = surface.model.refresh(stop.signal);
    stop.abort();
    const result = await reading;
    assert.equal(!result.ok && result.problem.kind, 'cancelled');
    assert.ok(surface.model.state.index.size > 80);
    assert.equal(surface.model.state.server.phase, 'ready');
  });

  it('keeps the last known entities when the server goes away, with their age', async () => {
    const before = surface.model.state.index.size;
    const closed = await closedPort();
    await set('backstage.url', `http://127.0.0.1:${closed}`);
    await eventually('it fails', () => surface.model.state.server.phase === 'failed');
    assert.equal(surface.model.state.server.problem?.kind, 'unreachable');
    assert.ok(surface.model.state.index.size < before, 'another instance’s entities are not shown');
    await set('backstage.url', platformUrl);
    await eventually('it is back', () => surface.model.state.server.phase === 'ready');
    assert.equal(surface.model.state.index.size, before);
  });

  it('forgets everything of the server on signing out', async () => {
    await surface.signIn.signOut();
    await eventually('signed out', () => surface.model.state.server.problem?.kind === 'unauthorised');
    assert.equal(surface.model.state.index.get('component:default/tracking-api'), undefined);
    assert.ok(surface.model.state.index.get('component:default/gift-shop'));
  });

  it('signs in with a static token, which “mine” cannot be known for', async () => {
    assert.ok((await surface.signIn.signIn({ method: 'token', token: platformToken })).ok);
    await surface.view.refresh();
    assert.equal(surface.model.state.server.phase, 'ready');
    assert.equal(surface.model.state.mine, undefined);
    const [session] = await surface.signIn.getSessions();
    assert.equal(session?.account.label, `Token (${new URL(platformUrl).host})`);
  });

  it('says so when a token is not accepted', async () => {
    assert.ok((await surface.signIn.signIn({ method: 'token', token: 'not-a-token-of-this-server' })).ok);
    await surface.view.refresh();
    assert.equal(surface.model.state.server.problem?.kind, 'unauthorised');
  });
});

async function closedPort(): Promise<number> {
  const { createServer } = await import('node:net');
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
