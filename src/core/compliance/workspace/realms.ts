import type { DocumentFacts, KustomizationFacts, ResourceFacts } from './facts.js';
import { folderOf, joinedPath, realmOf } from './paths.js';
import { makesNoPods } from './podMakers.js';

/** Files from which other programs make manifests. */
const SOURCES = /(?:^|\/)(?:Chart\.ya?ml|helmfile\.ya?ml|cdk8s\.ya?ml|Pulumi\.ya?ml|jsonnetfile\.json)$/i;
const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
/** Kinds whose templates make objects of Kubernetes. */
const TEMPLATED_KINDS: readonly string[] = ['kubernetes', 'kustomization'];

interface PlacedKustomization {
  readonly folder: string;
  readonly path: string;
  readonly facts: KustomizationFacts;
}

/** What is worked out anew when a file that decides it has changed. */
interface Judgement {
  readonly opaque: ReadonlySet<string>;
  /** Projects that are charts as a whole. */
  readonly opaqueProjects: ReadonlySet<string>;
  /** Projects in which something is not understood, wherever it is. */
  readonly unclearProjects: ReadonlySet<string>;
  readonly makers: ReadonlySet<string>;
  /** Realms with pods. */
  readonly workloads: ReadonlySet<string>;
  /** Realms in which kustomizations give labels to objects. */
  readonly labelled: ReadonlySet<string>;
  /** `project:kind/name` of what is patched, `realm:kind/` where any of a kind is. */
  readonly patched: ReadonlySet<string>;
}

/**
 * What belongs together. A project is what a descriptor of the catalogue stands above, or the whole scanned folder; a realm is one
 * folder of it, such as `k8s/` with everything below, so that a chart beside plain manifests does not make these unknown.
 */
export class Realms {
  private readonly files = new Set<string>();
  private readonly descriptors = new Map<string, Map<string, number>>();
  private readonly kustomizations = new Map<DocumentFacts, PlacedKustomization>();
  private readonly unclear = new Map<string, number>();
  private readonly podMakers = new Map<string, number>();
  private readonly workloads = new Map<string, number>();
  private readonly patchFiles = new Map<string, number>();
  private readonly patchDocuments = new Map<
    DocumentFacts,
    { readonly path: string; readonly pieces: readonly ResourceFacts[] }
  >();
  /** Changes whenever other files than before belong together. */
  version = 0;
  /** Changes whenever something may be understood in another way. */
  judgements = 0;
  private readonly projects = new Map<string, string>();
  private readonly realmsOfPaths = new Map<string, string>();
  private changedPatches = new Set<string>();
  private judgement: Judgement | undefined;

  addFile(path: string): void {
    this.files.add(path);
    if (SOURCES.test(path)) this.unclearBy(path, 1);
    // What a kustomization names may be there now.
    if (this.kustomizations.size > 0) this.judgeAgain();
  }

  removeFile(path: string): void {
    if (!this.files.delete(path)) return;
    if (SOURCES.test(path)) this.unclearBy(path, -1);
    if (this.kustomizations.size > 0) this.judgeAgain();
  }

  addDocument(path: string, facts: DocumentFacts, isPatch: boolean): void {
    this.countDocument(path, facts, 1);
    if (facts.kustomization) {
      const placed = { folder: folderOf(path), path, facts: facts.kustomization };
      this.kustomizations.set(facts, placed);
      this.countPatches(placed, 1);
    }
    const pieces = isPatch ? facts.resources : facts.resources.filter(({ isPiece }) => isPiece);
    if (pieces.length > 0) this.patchDocuments.set(facts, { path, pieces });
    if (pieces.length > 0 || facts.kustomization) this.judgeAgain();
  }

  removeDocument(path: string, facts: DocumentFacts): void {
    this.countDocument(path, facts, -1);
    const placed = this.kustomizations.get(facts);
    if (placed) {
      this.kustomizations.delete(facts);
      this.countPatches(placed, -1);
      this.judgeAgain();
    }
    if (this.patchDocuments.delete(facts)) this.judgeAgain();
  }

  /** Whether a kustomization lays the objects of a file over others. */
  isPatchFile(path: string): boolean {
    return this.patchFiles.has(path);
  }

  /** Files that have become such pieces, or are ones no more, since this was asked last. */
  takeChangedPatches(): Iterable<string> {
    if (this.changedPatches.size === 0) return [];
    const changed = this.changedPatches;
    this.changedPatches = new Set();
    return changed;
  }

  /** The folder of the nearest descriptor above a path; empty where none is: the scanned folder. */
  project(path: string): string {
    let project = this.projects.get(path);
    if (project === undefined) {
      project = folderOf(path);
      while (project !== '' && !this.descriptors.has(project)) project = folderOf(project);
      this.projects.set(path, project);
    }
    return project;
  }

  sameProject(path: string, other: string): boolean {
    return path === other || this.project(path) === this.project(other);
  }

  /** The files with entities that stand in the folder of a project itself. */
  descriptorsIn(project: string): Iterable<string> {
    return this.descriptors.get(project)?.keys() ?? [];
  }

  /** Whether something around a file is not understood. */
  isOpaque(path: string): boolean {
    const { opaque, opaqueProjects } = this.judge();
    const project = this.project(path);
    return opaqueProjects.has(project) || opaque.has(this.realm(path));
  }

  /** Whether something is not understood in the whole project of a file. */
  isProjectOpaque(path: string): boolean {
    return this.judge().unclearProjects.has(this.project(path));
  }

  /** Whether a kustomization of the project gives new names to objects. */
  mayRename(path: string): boolean {
    const project = this.project(path);
    return [...this.kustomizations.values()].some(each => each.facts.renames && this.project(each.path) === project);
  }

  /** Whether pods may be made around a file that are written nowhere; where none are written at all, they are made elsewhere. */
  mayMakePods(path: string): boolean {
    const realm = this.realm(path);
    const { makers, workloads } = this.judge();
    return makers.has(realm) || !workloads.has(realm);
  }

  /** Whether a kustomization gives labels or annotations to what a file holds, or may do so. */
  mayAddLabels(path: string): boolean {
    return this.judge().labelled.has(this.realm(path));
  }

  isPatched(path: string, { kind, name }: ResourceFacts): boolean {
    const { patched } = this.judge();
    if (patched.size === 0) return false;
    const project = this.project(path);
    const realm = this.realm(path);
    return (
      patched.has(`${project}:${kind}/${name}`) ||
      patched.has(`${project}:/${name}`) ||
      patched.has(`${realm}:${kind}/`) ||
      patched.has(`${realm}:/`)
    );
  }

  private realm(path: string): string {
    let realm = this.realmsOfPaths.get(path);
    if (realm === undefined) this.realmsOfPaths.set(path, (realm = realmOf(path, this.project(path))));
    return realm;
  }

  private countDocument(path: string, facts: DocumentFacts, by: 1 | -1): void {
    if (facts.unreadable || (facts.templated && TEMPLATED_KINDS.includes(facts.kind))) this.unclearBy(path, by);
    if (facts.resources.some(resource => !makesNoPods(resource))) {
      count(this.podMakers, path, by);
      this.judgeAgain();
    }
    if (facts.resources.some(({ workload, isPiece }) => workload && !isPiece)) {
      const were = this.workloads.size;
      count(this.workloads, path, by);
      if (this.workloads.size !== were) this.judgeAgain();
    }
    if (!facts.entity) return;
    const folder = folderOf(path);
    let inFolder = this.descriptors.get(folder);
    if (!inFolder) {
      this.descriptors.set(folder, (inFolder = new Map<string, number>()));
      this.forgetProjects();
    }
    count(inFolder, path, by);
    if (inFolder.size === 0) {
      this.descriptors.delete(folder);
      this.forgetProjects();
    }
  }

  private forgetProjects(): void {
    this.projects.clear();
    this.realmsOfPaths.clear();
    this.version++;
    this.judgeAgain();
  }

  private unclearBy(path: string, by: 1 | -1): void {
    count(this.unclear, path, by);
    this.judgeAgain();
  }

  private countPatches({ folder, facts }: PlacedKustomization, by: 1 | -1): void {
    for (const written of facts.patchFiles) {
      const path = joinedPath(folder, written.path);
      if (path === undefined) continue;
      const was = this.patchFiles.has(path);
      count(this.patchFiles, path, by);
      if (was !== this.patchFiles.has(path)) this.changedPatches.add(path);
    }
  }

  private judgeAgain(): void {
    this.judgement = undefined;
    this.judgements++;
  }

  private judge(): Judgement {
    return (this.judgement ??= this.judgeAnew());
  }

  private judgeAnew(): Judgement {
    const opaque = new Set<string>();
    const opaqueProjects = new Set<string>();
    for (const path of this.unclear.keys()) {
      const project = this.project(path);
      opaque.add(realmOf(path, project));
      if (SOURCES.test(path) && folderOf(path) === project) opaqueProjects.add(project);
    }
    const labelled = new Set<string>();
    const unclearProjects = new Set([...this.unclear.keys()].map(path => this.project(path)));
    for (const kustomization of this.kustomizations.values()) {
      if (kustomization.facts.labels) for (const realm of this.realmsOf(kustomization)) labelled.add(realm);
      const sources = kustomization.facts.sources.map(written => joinedPath(kustomization.folder, written));
      if (!kustomization.facts.rendersMore && sources.every(path => path !== undefined && this.isThere(path))) continue;
      for (const realm of this.realmsOf(kustomization)) opaque.add(realm);
      unclearProjects.add(this.project(kustomization.path));
    }
    return {
      opaque,
      opaqueProjects,
      unclearProjects,
      labelled,
      workloads: new Set([...this.workloads.keys()].map(path => this.realm(path))),
      makers: new Set([...this.podMakers.keys()].map(path => this.realm(path))),
      patched: this.patchedObjects(),
    };
  }

  /** The realm of a kustomization, and those of what it names. */
  private realmsOf({ path, folder, facts }: PlacedKustomization): readonly string[] {
    const sources = facts.sources.map(written => joinedPath(folder, written)).filter(source => source !== undefined);
    return [this.realm(path), ...sources.map(source => this.realm(`${source}/kustomization.yaml`))];
  }

  private patchedObjects(): ReadonlySet<string> {
    const patched = new Set<string>();
    for (const { path, facts } of this.kustomizations.values())
      for (const { kind, name } of facts.patched)
        patched.add(`${name === '' ? this.realm(path) : this.project(path)}:${kind}/${name}`);
    for (const { path, pieces } of this.patchDocuments.values())
      for (const { kind, name } of pieces)
        patched.add(`${name === '' ? this.realm(path) : this.project(path)}:${kind}/${name}`);
    return patched;
  }

  /** Whether a file, or a folder with a kustomization, was scanned. */
  private isThere(path: string): boolean {
    return this.files.has(path) || KUSTOMIZATIONS.some(name => this.files.has(path === '' ? name : `${path}/${name}`));
  }
}

function count(counts: Map<string, number>, key: string, by: 1 | -1): void {
  const left = (counts.get(key) ?? 0) + by;
  if (left > 0) counts.set(key, left);
  else counts.delete(key);
}
