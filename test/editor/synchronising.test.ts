import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestSurface } from '../../src/editor/extension.js';
import { activated, eventually, platformUrl, set } from './surface.js';

describe('synchronising with a real Backstage', () => {
  let surface: TestSurface;

  before(async () => {
    surface = await activated();
    await set('backstage.url', platformUrl);
    // How services are changes by itself; here it is the catalogue alone that counts.
    await set('telemetry.source', 'off');
    assert.deepEqual(await surface.signIn.signIn({ method: 'guest' }), { ok: true, value: undefined });
    await surface.view.refresh();
    assert.equal(surface.model.state.server.phase, 'ready');
  });

  after(async () => {
    await set('telemetry.source', undefined);
    await set('catalogue.refreshMinutes', undefined);
    await surface.signIn.signOut();
  });

  it('moves nothing in the tree where nothing has changed', async () => {
    const { index, mine } = surface.model.state;
    let redrawn = 0;
    const listener = surface.view.onDidChangeTreeData(() => redrawn++);
    await surface.view.refresh();
    await surface.view.refreshQuietly();
    listener.dispose();
    assert.equal(redrawn, 0);
    assert.equal(surface.model.state.index, index);
    assert.equal(surface.model.state.mine, mine);
  });

  it('knows the etag of each entity of the platform', () => {
    const { entities } = surface.model.state.index;
    assert.ok(entities.every(({ etag, local }) => etag !== undefined || local !== undefined));
  });

  it('reads again by itself while it can be seen', async function () {
    await vscode.commands.executeCommand('goldenPath.catalogue.focus');
    await eventually('the view is in sight', () => surface.view.isVisible);
    // A window that is driven from outside need not have the focus.
    if (!vscode.window.state.focused) this.skip();
    const before = surface.model.state.server.readAt ?? 0;
    await set('catalogue.refreshMinutes', 0.01);
    await eventually('it was read again', () => (surface.model.state.server.readAt ?? 0) > before);
  });
});
