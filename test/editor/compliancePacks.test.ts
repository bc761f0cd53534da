import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activated, eventually } from './surface.js';

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: agent
  namespace: shop
spec:
  containers:
    - name: agent
      image: registry.example.com/agent:1.4.2
      securityContext:
        privileged: true
`;
const PACK = `apiVersion: rules.golden-path.dev/v1
kind: RulePack
metadata: { name: acme, version: 1.0.0 }
rules:
  - id: acme/team-label
    title: Pods say whose they are
    severity: warning
    explanation: Who is woken at night must be found in one step.
    target: { files: kubernetes, kinds: [Pod] }
    assert: has(object.metadata.labels) && 'team' in object.metadata.labels
    at: metadata
    message: This pod has no label team.
overrides:
  - { rule: k8s/privileged, severity: off }
  - { rule: k8s/replicas, severity: info }
`;

describe('rules of the repository that is open', () => {
  let folder: vscode.Uri;
  const at = (path: string): vscode.Uri => vscode.Uri.joinPath(folder, ...path.split('/'));
  const write = (path: string, text: string) => vscode.workspace.fs.writeFile(at(path), new TextEncoder().encode(text));
  /** Rule, severity and one-based line of what is shown in a file. */
  const shown = (path: string): readonly string[] =>
    vscode.languages.getDiagnostics(at(path)).map(({ code, severity, range }) => {
      const rule = typeof code === 'object' ? code.value : code;
      return `${String(rule)} ${vscode.DiagnosticSeverity[severity]} ${String(range.start.line + 1)}`;
    });

  before(async () => {
    const { uri } = vscode.workspace.workspaceFolders?.[0] ?? {};
    assert.ok(uri);
    folder = uri;
    await activated();
    await write('packs/pod.yaml', POD);
    await vscode.window.showTextDocument(at('packs/pod.yaml'));
    await eventually('what is built in', () => shown('packs/pod.yaml').includes('k8s/privileged Error 11'));
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(at('packs'), { recursive: true });
  });

  it('find what they are to find as soon as they are there', async () => {
    assert.ok(vscode.workspace.isTrusted);
    await write('.golden-path/rules/acme.yaml', PACK);
    await eventually('a finding of the pack', () => shown('packs/pod.yaml').includes('acme/team-label Warning 3'));
  });

  it('are explained like those that are built in', async () => {
    const { complianceParts } = await activated();
    const page = await (await complianceParts()).rulePage('acme/team-label');
    assert.match(page ?? '', /^# Pods say whose they are[^]*woken at night/);
  });

  it('loosen nothing, and say so in the pack', async () => {
    await vscode.window.showTextDocument(at('.golden-path/rules/acme.yaml'));
    await eventually('what the pack may not do', () => {
      const loosening = shown('.golden-path/rules/acme.yaml').filter(each => each.startsWith('pack/loosens'));
      return loosening.map(each => each.split(' ').at(-1)).join() === '14,15';
    });
    assert.ok(shown('packs/pod.yaml').includes('k8s/privileged Error 11'));
  });

  it('find nothing any more when they are gone', async () => {
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await vscode.workspace.fs.delete(at('.golden-path/rules'), { recursive: true });
    await eventually('the end of the pack', () => {
      const now = shown('packs/pod.yaml');
      return now.includes('k8s/privileged Error 11') && !now.some(each => each.startsWith('acme/'));
    });
  });
});
