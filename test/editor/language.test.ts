import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestSurface } from '../../src/editor/extension.js';
import { activated, eventually, platformUrl, set, saidByLanguages } from './surface.js';

const HEAD = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: wrapping
spec:
  type: service
  lifecycle: production
`;

describe('entity references as a language, against a real Backstage', () => {
  let surface: TestSurface;
  let written = 0;

  before(async () => {
    surface = await activated();
    await set('backstage.url', platformUrl);
    assert.ok((await surface.signIn.signIn({ method: 'guest' })).ok);
    await surface.view.refresh();
    await eventually('the catalogue is read', () => surface.model.state.server.phase === 'ready');
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder(), 'language'), { recursive: true });
  });

  after(() => surface.signIn.signOut());

  const folder = (): vscode.Uri => {
    const uri = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(uri);
    return uri;
  };
  /** A descriptor with the cursor at `|`. */
  const open = async (marked: string, name = 'catalog-info.yaml') => {
    const uri = vscode.Uri.joinPath(folder(), 'language', String(written++), name);
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(marked.replace('|', '')));
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    return { uri, document, position: document.positionAt(Math.max(marked.indexOf('|'), 0)) };
  };
  const complete = async (marked: string, name?: string): Promise<string[]> => {
    const { uri, position } = await open(marked, name);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      position,
    );
    return list.items.map(({ insertText, label }) =>
      typeof insertText === 'string' ? insertText : typeof label === 'string' ? label : label.label,
    );
  };
  const ours = saidByLanguages;

  it('completes groups, APIs and values of the organisation', async () => {
    assert.ok((await complete(`${HEAD}  owner: |\n`)).includes('parcel-tracking'));
    const apis = await complete(`${HEAD}  owner: parcel-tracking\n  providesApis:\n    - |\n`);
    assert.ok(apis.includes('tracking-rest-api') && !apis.includes('parcel-tracking'));
    assert.ok((await complete(`${HEAD}  |\n`)).includes('owner'));
  });

  it('looks into YAML of any name that is a descriptor, and into no other', async () => {
    assert.ok((await complete(`${HEAD}  owner: |\n`, 'other.yaml')).includes('parcel-tracking'));
    assert.ok(
      !(await complete('kind: Deployment\nspec:\n  owner: |\n', 'deployment.yaml')).includes('parcel-tracking'),
    );
  });

  it('shows the card of an entity, and goes to its page or to its descriptor', async () => {
    const remote = await open(`${HEAD}  owner: parcel-|tracking\n`);
    const [hover] = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      remote.uri,
      remote.position,
    );
    assert.match((hover?.contents[0] as vscode.MarkdownString).value, /Parcel tracking/i);
    const definition = async ({ uri, position }: Awaited<ReturnType<typeof open>>): Promise<string | undefined> => {
      const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
        'vscode.executeDefinitionProvider',
        uri,
        position,
      );
      const [first] = found;
      return first && ('targetUri' in first ? first.targetUri : first.uri).toString();
    };
    assert.match((await definition(remote)) ?? '', /^golden-path:\/group\/default\/parcel-tracking/);
    const local = await open(`${HEAD}  owner: parcel-tracking\n  dependsOn: ["component:gift-|shop"]\n`);
    assert.match((await definition(local)) ?? '', /\/shop\/catalog-info\.yaml$/);
  });

  it('says what does not resolve and mends it', async () => {
    const { uri, document } = await open(`${HEAD}  owner: parcel-trackin\n`);
    const [problem] = await eventually('the problem is shown', () => ours(uri).length > 0 && ours(uri));
    assert.ok(typeof problem?.code === 'object');
    assert.equal(problem.code.value, 'entity-reference-unresolved');
    const help = await vscode.workspace.openTextDocument(problem.code.target);
    assert.match(help.getText(), /^# A reference that leads nowhere/);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      problem.range,
    );
    const fix = actions.find(({ title }) => title.includes('parcel-tracking'));
    assert.ok(fix?.edit);
    await vscode.workspace.applyEdit(fix.edit);
    assert.match(document.getText(), /owner: parcel-tracking\n/);
    await eventually('the problem is gone', () => ours(uri).length === 0);
  });

  it('finds references and renames across files', async () => {
    const { uri, document, position } = await open(
      `${HEAD}  owner: parcel-tracking\n  dependsOn: ["resource:gift-|db"]\n`,
    );
    await surface.model.readWorkspace();
    const places = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeReferenceProvider',
      uri,
      position,
    );
    assert.equal(places.length, 3);
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      uri,
      position,
      'present-db',
    );
    assert.equal(edit.entries().length, 2);
    assert.deepEqual(
      edit.get(uri).map(change => [document.getText(change.range), change.newText]),
      [['gift-db', 'present-db']],
    );
  });

  it('has symbols, links and a line over each entity', async () => {
    const { uri } = await open(
      `${HEAD.replace('spec:', '  links:\n    - url: https://a.example/b\nspec:')}  owner: parcel-tracking\n`,
    );
    await surface.model.readWorkspace();
    // A reading that began before the file was there is no help.
    await eventually('the catalogue has it', () => surface.model.state.index.get('component:default/wrapping')?.owner);
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      uri,
    );
    assert.ok(symbols.some(({ name }) => name === 'wrapping'));
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', uri);
    assert.ok(links.some(({ target }) => target?.toString() === 'https://a.example/b'));
    const found = await vscode.commands.executeCommand<vscode.SymbolInformation[]>(
      'vscode.executeWorkspaceSymbolProvider',
      'gift',
    );
    assert.ok(found.some(({ name }) => name === 'gift-shop'));
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 5);
    // What is said of its health stands there, too.
    const ofRelations = lenses.filter(({ command }) => !command?.command.startsWith('goldenPath.health.'));
    assert.deepEqual(
      ofRelations.map(({ command }) => command?.title),
      ['0 dependents', 'Owner: Parcel Tracking'],
    );
  });

  it('reads the file of a definition, and reads it again when it is written', async () => {
    const { uri } = await open(
      `${HEAD.replace('Component', 'API').replace('service', 'grpc')}  owner: parcel-tracking\n  definition:\n    $text: ./a.proto\n`,
    );
    const file = vscode.Uri.joinPath(uri, '..', 'a.proto');
    const [missing] = await eventually('the file is missed', () => ours(uri).length > 0 && ours(uri));
    assert.match(missing?.message ?? '', /no file “\.\/a\.proto”/);
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('syntax = "proto3";\nmessage {\n'));
    const place = await eventually('the mistake is found', () => ours(uri)[0]?.relatedInformation?.[0]?.location);
    assert.equal(place.uri.toString(), file.toString());
    assert.equal(place.range.start.line, 1);
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('syntax = "proto3";\nmessage A {}\n'));
    await eventually('nothing is wrong any more', () => ours(uri).length === 0);
  });

  it('offers whole entities in an untitled YAML document, and in an empty descriptor', async () => {
    const untitled = await vscode.workspace.openTextDocument({ language: 'yaml', content: '' });
    const at = async (uri: vscode.Uri): Promise<readonly string[]> => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        uri,
        new vscode.Position(0, 0),
      );
      return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    };
    const offered = await at(untitled.uri);
    assert.ok(offered.includes('New Component') && !offered.includes('apiVersion'));
    const { uri } = await open('');
    assert.ok((await at(uri)).includes('New Component'));
    const other = await vscode.workspace.openTextDocument({ language: 'yaml', content: 'kind: Deployment\n' });
    assert.ok(!(await at(other.uri)).includes('New Component'));
  });
});
