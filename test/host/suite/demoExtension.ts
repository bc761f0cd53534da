import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MANIFEST = {
  name: 'demo',
  publisher: 'acme',
  version: '0.0.1',
  engines: { vscode: '^1.101.0' },
  main: './main.js',
  activationEvents: ['onStartupFinished'],
  contributes: {
    commands: [
      { command: 'demo.hello', title: 'Say Hello', category: 'Demo' },
      { command: 'demo.ask', title: 'Ask', category: 'Demo' },
      { command: 'demo.keep', title: 'Keep Secret', category: 'Demo' },
      { command: 'demo.tell', title: 'Tell Secret', category: 'Demo' },
      { command: 'demo.refresh', title: 'Refresh', icon: '$(refresh)' },
      { command: 'demo.byKind', title: 'Kind' },
      { command: 'demo.byOwner', title: 'Owner' },
    ],
    submenus: [
      { id: 'demo.group', label: 'Group By', icon: '$(list-tree)' },
      { id: 'demo.more', label: 'More' },
    ],
    viewsContainers: { activitybar: [{ id: 'demo', title: 'Demo', icon: 'icon.svg' }] },
    views: {
      demo: [
        { id: 'demo.things', name: 'Things' },
        { id: 'demo.nothing', name: 'Nothing' },
      ],
    },
    viewsWelcome: [{ view: 'demo.nothing', contents: 'No server yet.\n[Connect](command:demo.hello)' }],
    menus: {
      'view/title': [
        { command: 'demo.refresh', when: 'view == demo.things', group: 'navigation@1' },
        { submenu: 'demo.group', when: 'view == demo.things', group: 'navigation@2' },
      ],
      'demo.group': [{ command: 'demo.byKind' }, { command: 'demo.byOwner' }],
      'demo.more': [{ command: 'demo.byKind' }, { command: 'demo.byOwner' }],
      'view/item/context': [
        { command: 'demo.refresh', when: 'view == demo.things', group: 'inline' },
        { submenu: 'demo.more', when: 'view == demo.things' },
      ],
    },
  },
};

const MAIN = `
const vscode = require('vscode');

exports.activate = context => {
  const say = text => void vscode.window.showInformationMessage(text);
  const command = (name, run) => context.subscriptions.push(vscode.commands.registerCommand('demo.' + name, run));
  command('hello', () => say('Hello from the demo'));
  command('ask', async () => {
    const validateInput = text => (text.length < 3 ? 'Too short' : undefined);
    say('Named ' + (await vscode.window.showInputBox({ title: 'Name it', validateInput })));
  });
  command('keep', async () => {
    await context.secrets.store('key', 'kept');
    say('Stored');
  });
  command('tell', async () => say('The secret is ' + (await context.secrets.get('key'))));
  command('refresh', row => say('Refreshed ' + (row ? row.label : 'all')));
  command('byKind', () => say('By kind'));
  command('byOwner', () => say('By owner'));

  const row = label => Object.assign(new vscode.TreeItem(label, 1), { description: 'about ' + label });
  const things = vscode.window.createTreeView('demo.things', {
    treeDataProvider: {
      getTreeItem: item => item,
      getChildren: parent => (parent ? [new vscode.TreeItem('Leaf of ' + parent.label)] : [row('Alpha'), row('Beta')]),
    },
  });
  things.message = 'Two things';
  things.badge = { value: 2, tooltip: 'two' };
  vscode.window.createTreeView('demo.nothing', { treeDataProvider: { getTreeItem: item => item, getChildren: () => [] } });

  const diagnostics = vscode.languages.createDiagnosticCollection('demo');
  const check = document => {
    const found = document.getText().indexOf('bad');
    const range = new vscode.Range(document.positionAt(found), document.positionAt(found + 3));
    diagnostics.set(document.uri, found < 0 ? [] : [new vscode.Diagnostic(range, 'A bad word')]);
  };
  context.subscriptions.push(vscode.workspace.onDidChangeTextDocument(event => check(event.document)));
  const fix = document => {
    const action = new vscode.CodeAction('Make it good', vscode.CodeActionKind.QuickFix);
    action.edit = new vscode.WorkspaceEdit();
    action.edit.replace(document.uri, new vscode.Range(0, 0, 0, 3), 'good');
    return [action];
  };
  vscode.languages.registerCodeActionsProvider('yaml', { provideCodeActions: fix });
  const status = vscode.window.createStatusBarItem(vscode.StatusBarAlignment.Left);
  status.text = 'Demo is ready';
  status.show();
};
`;

/**
 * Writes a small extension that has a part for each page object.
 * @param folder made when missing
 */
export function writeDemoExtension(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(MANIFEST));
  writeFileSync(join(folder, 'main.js'), MAIN);
  writeFileSync(
    join(folder, 'icon.svg'),
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="8"/></svg>',
  );
}
