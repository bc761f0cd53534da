import { basename, dirname, isAbsolute, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { readCheckout, type Checkout } from '../../adapters/git/checkout.js';
import type { Entity } from '../../core/catalogue/entity.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import { DisposableStore } from '../../core/common/disposables.js';
import { Emitter, type Disposable, type Event } from '../../core/common/event.js';
import type { WhereAmI } from '../catalogue/whereAmI.js';

/** What is checked out where the person works, and what it belongs to. */
export interface BranchInFront {
  readonly checkout: Checkout;
  /** The component that the file in front belongs to, or the only one of the repository. */
  readonly component?: Entity;
  /** All components that the repository describes. */
  readonly components: readonly Entity[];
}

export interface BranchWatchOptions {
  readonly catalogue: CatalogueModel;
  readonly whereAmI: WhereAmI;
}

/** Knows which branch the person works on, and tells when that changes. Looks only when it is asked, and when something moves. */
export class BranchWatch implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<void>());
  private readonly closing = new AbortController();
  private known: BranchInFront | undefined;
  private newest = 0;
  private folder: string | undefined;
  private head: { readonly gitFolder: string; readonly watch: Disposable } | undefined;

  readonly onDidChange: Event<void> = this.changed.event;

  constructor(private readonly options: BranchWatchOptions) {
    const look = (): void => void this.look();
    this.store.add(vscode.window.onDidChangeActiveTextEditor(look));
    this.store.add(vscode.workspace.onDidChangeWorkspaceFolders(look));
    this.store.add(vscode.workspace.onDidGrantWorkspaceTrust(look));
    this.store.add(vscode.window.onDidChangeWindowState(({ focused }) => focused && look()));
    this.store.add(options.whereAmI.onDidChange(look));
    let { index } = options.catalogue.state;
    this.store.add(
      options.catalogue.onDidChange(state => {
        if (state.index === index) return;
        index = state.index;
        look();
      }),
    );
    look();
  }

  /** What was found at the last look. */
  get current(): BranchInFront | undefined {
    return this.known;
  }

  /** Looks again. @returns undefined where the person works in no repository of this disk */
  async look(): Promise<BranchInFront | undefined> {
    const look = ++this.newest;
    // A log or a page in front is about what was in front before.
    const folder = (this.folder = folderInFront(this.folder));
    // The settings of a repository can make git run programs.
    const isSafe = folder !== undefined && vscode.workspace.isTrusted;
    const checkout = isSafe ? await readCheckout(folder, this.closing.signal) : undefined;
    // A newer look has the say.
    if (look !== this.newest || this.closing.signal.aborted) return this.known;
    const found = checkout?.ok ? this.describe(checkout.value) : undefined;
    const isSame = sameBranch(found, this.known);
    this.known = found;
    this.follow(found?.checkout.gitFolder);
    if (!isSame) this.changed.fire();
    return found;
  }

  dispose(): void {
    this.closing.abort();
    this.head?.watch.dispose();
    this.store.dispose();
  }

  private describe(checkout: Checkout): BranchInFront {
    const { place } = this.options.whereAmI;
    const inFront = place && 'entity' in place && isComponent(place.entity) ? place.entity : undefined;
    const components = this.options.catalogue.state.index.entities.filter(
      entity => isComponent(entity) && belowRoot(entity, checkout.root) !== undefined,
    );
    const component = inFront ?? (components.length === 1 ? components[0] : undefined);
    return { checkout, components, ...(component ? { component } : {}) };
  }

  /** Watches the file that says which branch is checked out. */
  private follow(gitFolder: string | undefined): void {
    if (gitFolder === this.head?.gitFolder) return;
    this.head?.watch.dispose();
    this.head = undefined;
    if (gitFolder === undefined) return;
    const pattern = new vscode.RelativePattern(vscode.Uri.file(gitFolder), 'HEAD');
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    watcher.onDidChange(() => void this.look());
    watcher.onDidCreate(() => void this.look());
    this.head = { gitFolder, watch: watcher };
  }
}

/** Where a component's descriptor stands below the root of a work tree, with forward slashes; undefined where it is elsewhere. */
export function belowRoot({ local }: Entity, root: string): string | undefined {
  if (!local) return undefined;
  const uri = vscode.Uri.parse(local.uri, true);
  if (uri.scheme !== 'file') return undefined;
  const below = relative(root, dirname(uri.fsPath));
  const isOutside = below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below);
  return isOutside ? undefined : below.split(sep).join('/');
}

/** The name of what a repository holds, where no descriptor says it. */
export function nameOfCheckout({ root, below }: Checkout): string {
  return basename(below === '' ? root : below);
}

function isComponent({ kind }: Entity): boolean {
  return kind.toLowerCase() === 'component';
}

/** @param before what was in front before */
function folderInFront(before: string | undefined): string | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  if (uri?.scheme === 'file' && vscode.workspace.getWorkspaceFolder(uri)) return dirname(uri.fsPath);
  if (before !== undefined && vscode.workspace.getWorkspaceFolder(vscode.Uri.file(before))) return before;
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  return folder?.uri.scheme === 'file' ? folder.uri.fsPath : undefined;
}

function sameBranch(a: BranchInFront | undefined, b: BranchInFront | undefined): boolean {
  const key = (branch: BranchInFront | undefined): string =>
    [branch?.checkout.root, branch?.checkout.branch, branch?.checkout.commit, branch?.component?.ref].join('\n');
  return key(a) === key(b);
}
