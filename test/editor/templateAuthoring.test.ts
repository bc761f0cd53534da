import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, platformUrl, set, withTemplates, type TemplateSurface, saidByLanguages } from './surface.js';

const TEMPLATE = `apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata:
  name: small
spec:
  owner: group:default/parcel-tracking
  type: service
  parameters:
    - title: It
      required: [name]
      properties:
        name:
          title: Name
          type: string
  steps:
    - id: fetch
      name: Write the files
      action: fetch:template
      input:
        url: ./skeleton
        values:
          name: \${{ parameters.name }}
    - id: tell
      name: Tell
      action: debug:log
      input:
        message: \${{ parameters.name | upper }}
`;

describe('templates in the editor, against a real Backstage', () => {
  let surface: TemplateSurface;
  let written = 0;

  before(async () => {
    surface = await withTemplates();
    await set('backstage.url', platformUrl);
    assert.ok((await surface.signIn.signIn({ method: 'guest' })).ok);
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder(), 'templates'), { recursive: true });
  });
  after(() => surface.signIn.signOut());

  const folder = (): vscode.Uri => {
    const uri = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(uri);
    return uri;
  };
  const write = async (name: string, text: string): Promise<vscode.Uri> => {
    const uri = vscode.Uri.joinPath(folder(), 'templates', name);
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    return uri;
  };
  /** A template with the cursor at `@`. */
  const open = async (marked: string, name = 'golden.yaml') => {
    const uri = await write(`${written++}/${name}`, marked.replace('@', ''));
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    return { uri, document, position: document.positionAt(Math.max(marked.indexOf('@'), 0)) };
  };
  const ours = saidByLanguages;
  const known = async (): Promise<void> => {
    await eventually('the list of actions', () => surface.templateLanguage.known.knowledge.actions);
  };

  it('offer the actions of the server, their inputs and the names of the form', async () => {
    const complete = async (marked: string): Promise<string[]> => {
      const { uri, position } = await open(marked);
      await known();
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        uri,
        position,
      );
      return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    };
    assert.ok((await complete(TEMPLATE.replace('debug:log', '@'))).includes('publish:gitea'));
    assert.ok((await complete(TEMPLATE.replace('        message:', '        @message:'))).includes('listWorkspace'));
    assert.ok((await complete(TEMPLATE.replace('parameters.name |', 'parameters.@ |'))).includes('name'));
    assert.ok((await complete(TEMPLATE.replace('| upper', '| @'))).includes('parseRepoUrl'));
  });

  it('show what is wrong, and what does away with it', async () => {
    const { uri, document } = await open(
      TEMPLATE.replace('debug:log', 'debug:lgo').replace('parameters.name | upper', 'parameters.nme | uper'),
    );
    const found = await eventually('the findings', () => {
      const all = ours(uri);
      return all.some(({ code }) => code === 'unknown-action') ? all : undefined;
    });
    assert.deepEqual(found.map(({ code }) => code).sort(), ['unknown-action', 'unknown-filter', 'unknown-parameter']);
    for (const diagnostic of found) {
      const [fix] = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        uri,
        diagnostic.range,
        vscode.CodeActionKind.QuickFix.value,
      );
      assert.ok(fix?.edit, diagnostic.message);
      await vscode.workspace.applyEdit(fix.edit);
    }
    assert.equal(document.getText(), TEMPLATE);
    await eventually('no finding', () => ours(uri).length === 0);
  });

  it('explain actions, and know where a parameter is used', async () => {
    const { uri, document, position } = await open(TEMPLATE.replace('debug:log', 'debug:@log'));
    await known();
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, position);
    const text = hovers
      .flatMap(({ contents }) => contents.map(one => (one instanceof vscode.MarkdownString ? one.value : '')))
      .join();
    assert.match(text, /listWorkspace/);
    const use = document.positionAt(document.getText().indexOf('parameters.name') + 12);
    const places = await vscode.commands.executeCommand<vscode.Location[]>('vscode.executeReferenceProvider', uri, use);
    assert.equal(places.length, 4);
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      uri,
      use,
      'title',
    );
    assert.equal(edit.get(uri).length, 4);
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      uri,
    );
    assert.ok(symbols.some(({ name }) => name === 'Write the files'));
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 9);
    assert.ok(lenses.some(({ command }) => command?.title === '2 uses'));
  });

  it('are known without the server, by what was kept', async () => {
    await open(TEMPLATE);
    await known();
    await eventually('that the server was asked', () => surface.templateLanguage.known.knowledge.fresh);
    // Nobody listens there: what is known of an instance is kept under its address.
    await set('backstage.url', 'http://127.0.0.1:9');
    await eventually('another instance', () => surface.templateLanguage.known.knowledge.actions === undefined);
    await set('backstage.url', platformUrl);
    await known();
  });

  it('have tests, which run as dry runs', async () => {
    await write('tested/template.yaml', TEMPLATE);
    await write('tested/skeleton/README.md', '# ${{ values.name }}\n');
    const uri = await write(
      'tested/small.template-test.yaml',
      `template: ./template.yaml
tests:
  - name: has a readme
    values: { name: parcel }
    expect:
      files: [README.md]
      contains: { README.md: '# parcel' }
      snapshot: snapshots/plain
      log: Finished step Tell
  - name: another name
    values: { name: parcel }
    expect:
      contains: { README.md: '# letter' }
  - name: no name
    expect:
      fails: { field: name }
`,
    );
    const tests = surface.templateTests;
    await tests.discover();
    const item = tests.known.find(({ id }) => id === uri.toString());
    assert.ok(item);
    const token = new vscode.CancellationTokenSource().token;
    await tests.run(new vscode.TestRunRequest([item]), true, token);
    const snapshot = vscode.Uri.joinPath(uri, '..', 'snapshots', 'plain', 'README.md');
    assert.equal(new TextDecoder().decode(await vscode.workspace.fs.readFile(snapshot)), '# parcel\n');
    await tests.run(new vscode.TestRunRequest([item]), false, token);
    assert.deepEqual(
      [...tests.outcomes],
      [
        ['has a readme', 'passed'],
        ['another name', 'failed'],
        ['no name', 'passed'],
      ],
    );
    await vscode.workspace.fs.writeFile(snapshot, new TextEncoder().encode('# letter\n'));
    await tests.run(new vscode.TestRunRequest([item]), false, token);
    assert.equal(tests.outcomes.get('has a readme'), 'failed');
  });

  it('say what is wrong with a test file, where it stands', async () => {
    const { uri } = await open('template: ./a.yaml\ntests:\n  - nam: a\n', 'bad.template-test.yaml');
    const found = await eventually('the problems', () => (ours(uri).length > 0 ? ours(uri) : undefined));
    assert.ok(found.some(({ message, range }) => message.includes('“name”') && range.start.line === 2));
  });
});
