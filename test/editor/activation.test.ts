import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS } from '../../src/editor/common/commands.js';
import { activated } from './surface.js';

describe('activation', () => {
  it('happens for a folder with descriptors, and registers every command', async () => {
    await activated();
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      Object.keys(COMMANDS).filter(id => !registered.has(id)),
      [],
    );
  });

  it('gives no command that hands out what it returns', async () => {
    await activated();
    assert.equal(await vscode.commands.executeCommand('goldenPath.showLog'), undefined);
  });

  it('takes the address of Backstage from the person alone', async () => {
    await assert.rejects(
      async () =>
        vscode.workspace
          .getConfiguration('goldenPath')
          .update('backstage.url', 'https://evil.example.com', vscode.ConfigurationTarget.Workspace),
      /application|user settings/i,
    );
  });
});
