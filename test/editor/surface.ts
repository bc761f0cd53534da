import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestSurface } from '../../src/editor/extension.js';
import type { TemplateParts } from '../../src/editor/templates/templateParts.js';
import type { TreeNode } from '../../src/core/catalogue/tree.js';

/** Address of the real Backstage that these tests run against. */
export const platformUrl = fromEnvironment('GOLDEN_PATH_PLATFORM_URL');
/** A static token that it accepts. */
export const platformToken = fromEnvironment('GOLDEN_PATH_PLATFORM_TOKEN');

/** The extension, activated as the editor does it. */
export async function activated(): Promise<TestSurface> {
  const extension = vscode.extensions.getExtension<TestSurface>('golden-path.golden-path');
  assert.ok(extension, 'the extension is not installed');
  return extension.activate();
}

/** The extension with everything around templates loaded. */
export type TemplateSurface = TestSurface & TemplateParts;

/** Activates the extension and loads what is around templates, as the first look at it does. */
export async function withTemplates(): Promise<TemplateSurface> {
  const surface = await activated();
  return { ...surface, ...(await surface.templateParts()) };
}

/** Sets a setting of the product for all windows; undefined takes it away. */
export async function set(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration('goldenPath').update(name, value, vscode.ConfigurationTarget.Global);
}

/** Waits for a state, by looking again every 20 ms. */
export async function eventually<T>(what: string, look: () => T | undefined | false, timeoutMs = 15_000): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const seen = look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > end) throw new Error(`did not happen in ${timeoutMs} ms: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

/** What the languages of descriptors and templates find in a file. Names of compliance rules have a family: `k8s/privileged`. */
export function saidByLanguages(uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source, code }) => source === 'Golden Path' && !ruleName(code).includes('/'));
}

function ruleName(code: vscode.Diagnostic['code']): string {
  return String(typeof code === 'object' ? code.value : code);
}

/** The labels of the rows under a node, as the tree shows them. */
export async function labels({ view }: TestSurface, node?: TreeNode): Promise<string[]> {
  return (await view.getChildren(node)).map(child => labelOf(view.getTreeItem(child)));
}

/** The text of a row's label. */
function labelOf({ label }: vscode.TreeItem): string {
  return typeof label === 'string' ? label : (label?.label ?? '');
}

/** The row under a node with this label. */
export async function row({ view }: TestSurface, label: string, parent?: TreeNode): Promise<TreeNode> {
  const found = (await view.getChildren(parent)).find(child => view.getTreeItem(child).label === label);
  assert.ok(found, `there is no row “${label}”`);
  return found;
}

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the suite by npm run test:editor`);
  return value;
}
