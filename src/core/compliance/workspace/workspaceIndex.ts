import type { DocumentKind } from '../kinds.js';
import type { DocumentFacts, LabelFacts, ResourceFacts, SelectorFacts } from './facts.js';
import type {
  FactIndex,
  FactPlace,
  Found,
  PlacedChart,
  PlacedEntity,
  PlacedKustomization,
  PlacedResource,
  PlacedWorkload,
  PodSelecting,
} from './factIndex.js';
import { UNREAD_FACTS } from './documentFacts.js';
import { LabelIndex, SelectorIndex } from './labelIndex.js';
import { selects } from './labels.js';
import { keptOr, Lookups } from './lookups.js';
import { Realms } from './realms.js';

/** What is known of a document, and where it begins in its file. */
export interface FactsInFile {
  readonly offset: number;
  /** Zero-based line. */
  readonly line: number;
  readonly facts: DocumentFacts;
}

/** An object whose revision can be raised. */
type Revised = PlacedResource & { revision: number };

interface Entry {
  readonly place: { path: string; offset: number; line: number };
  readonly facts: DocumentFacts;
  readonly resources: readonly Revised[];
  readonly entity?: PlacedEntity;
  readonly chart?: PlacedChart;
  /** Whether its objects were left out, because they are laid over others. */
  readonly isPatch: boolean;
}

const POD_SELECTING: Readonly<Record<PodSelecting, string>> = {
  Service: '/Service',
  PodDisruptionBudget: 'policy/PodDisruptionBudget',
  NetworkPolicy: 'networking.k8s.io/NetworkPolicy',
  PodMonitor: 'monitoring.coreos.com/PodMonitor',
};
const SERVICE_MONITOR = 'monitoring.coreos.com/ServiceMonitor';

/**
 * The facts of everything that was scanned, kept up to date file by file: a document whose facts are the same object as before
 * costs nothing.
 */
export class WorkspaceIndex implements FactIndex {
  /** Set by who scans, once everything in the folder was read. */
  complete = false;
  private entityChanges = 0;
  private changes = 0;

  private readonly files = new Map<string, readonly Entry[]>();
  private readonly byKind = new Map<string, Set<PlacedResource>>();
  private readonly byName = new Map<string, Set<PlacedResource>>();
  private readonly byKindAndName = new Map<string, Set<PlacedResource>>();
  private readonly byReference = new Map<string, Set<PlacedResource>>();
  private readonly byDocumentKind = new Map<DocumentKind, Set<FactPlace>>();
  private readonly pods = new Set<PlacedWorkload>();
  private readonly podLabels = new LabelIndex<PlacedWorkload>();
  private readonly serviceLabels = new LabelIndex<PlacedResource>();
  private readonly selectors = new Map<string, SelectorIndex<PlacedResource>>();
  private readonly catalogue = new Set<PlacedEntity>();
  private readonly helmCharts = new Set<PlacedChart>();
  private readonly realms = new Realms();
  private readonly kept = new Lookups();
  /** The version of the realms that the lookups were made with. */
  private keptFor = 0;
  private readonly entitiesOfProject = new Map<string, readonly PlacedEntity[]>();

  /**
   * Takes over what is known of a file.
   * @param path from the scanned folder, with forward slashes
   */
  replaceFile(path: string, documents: readonly FactsInFile[]): void {
    const before = this.files.get(path) ?? [];
    const left = new Map(before.map(entry => [entry.facts, entry]));
    const isPatch = this.realms.isPatchFile(path);
    const entries = documents.map(({ offset, line, facts }): Entry => {
      const same = left.get(facts);
      // Facts of documents about which nothing is known are one object for many of them.
      if (same?.isPatch === isPatch && left.delete(facts)) {
        same.place.offset = offset;
        if (same.place.line !== line) this.move(same, line);
        return same;
      }
      return this.addEntry({ path, offset, line }, facts, isPatch);
    });
    const changesEntities = [...before, ...entries].some(({ entity }) => entity);
    const kept = new Set(entries);
    for (const entry of before) if (!kept.has(entry)) this.removeEntry(entry);
    if (entries.length > 0) this.files.set(path, entries);
    else this.files.delete(path);
    if (before.length === 0) this.realms.addFile(path);
    for (const patch of this.realms.takeChangedPatches()) this.reread(patch);
    if (!changesEntities) return;
    this.entitiesOfProject.clear();
    this.entityChanges++;
  }

  /** A file that is there and was not read: anything may be in it. */
  markUnread(path: string): void {
    this.replaceFile(path, [{ offset: 0, line: 0, facts: UNREAD_FACTS }]);
  }

  removeFile(path: string): void {
    this.replaceFile(path, []);
    this.realms.removeFile(path);
  }

  get revision(): number {
    return 2 * (this.realms.judgements + this.entityChanges) + (this.complete ? 1 : 0);
  }

  ofKind(group: string, kind: string): Iterable<PlacedResource> {
    return this.byKind.get(`${group}/${kind}`) ?? [];
  }

  workloads(): Iterable<PlacedWorkload> {
    return this.pods;
  }

  entities(): Iterable<PlacedEntity> {
    return this.catalogue;
  }

  documents(kind: DocumentKind): Iterable<FactPlace> {
    return this.byDocumentKind.get(kind) ?? [];
  }

  isUnderstood(path: string): boolean {
    return this.complete && !this.realms.isOpaque(path);
  }

  isProjectUnderstood(path: string): boolean {
    return this.complete && !this.realms.isProjectOpaque(path);
  }

  mayRename(path: string): boolean {
    return this.realms.mayRename(path);
  }

  kustomizations(): readonly PlacedKustomization[] {
    const found: PlacedKustomization[] = [];
    for (const place of this.byDocumentKind.get('kustomization') ?? [])
      for (const entry of this.files.get(place.path) ?? [])
        if (entry.place === place && entry.facts.kustomization) found.push({ place, facts: entry.facts.kustomization });
    return found;
  }

  objectsIn(path: string): readonly PlacedResource[] {
    return (this.files.get(path) ?? []).flatMap(({ resources }) => resources);
  }

  hasObject(kind: string, name: string): boolean {
    return this.byKindAndName.has(`${kind}/${name}`);
  }

  mayMakePods(path: string): boolean {
    return this.realms.mayMakePods(path);
  }

  mayAddLabels(path: string): boolean {
    return this.realms.mayAddLabels(path);
  }

  isPatched({ place, facts }: PlacedResource): boolean {
    return this.realms.isPatched(place.path, facts);
  }

  selectedPods(selecting: PlacedResource): Found<PlacedWorkload> {
    return keptOr(this.lookups().selectedPods, selecting, () => {
      const { selector } = selecting.facts;
      if (!selector) return NOTHING;
      return matching(this.podLabels.candidates(selector), workload =>
        both(this.reaches(selecting, workload), selects(selector, workload.facts.workload.labels)),
      );
    });
  }

  selectedServices(monitor: PlacedResource): Found<PlacedResource> {
    return keptOr(this.lookups().selectedServices, monitor, () => {
      const { selector } = monitor.facts;
      if (!selector) return NOTHING;
      return matching(this.serviceLabels.candidates(selector), service =>
        both(this.reaches(monitor, service), selects(selector, service.facts.labels)),
      );
    });
  }

  selecting(kind: PodSelecting, workload: PlacedWorkload): Found<PlacedResource> {
    return keptOr(this.lookups().selecting[kind], workload, () => {
      const { labels } = workload.facts.workload;
      return this.selectedBy(POD_SELECTING[kind], workload, labels);
    });
  }

  monitoring(service: PlacedResource): Found<PlacedResource> {
    return keptOr(this.lookups().monitoring, service, () =>
      this.selectedBy(SERVICE_MONITOR, service, service.facts.labels),
    );
  }

  named(group: string, kind: string, name: string, from: PlacedResource): Found<PlacedResource> {
    const unnamed = this.byName.get(`${group}/${kind}/`);
    const found = matching([this.byName.get(`${group}/${kind}/${name}`) ?? []], other =>
      this.sameNamespace(from, other),
    );
    return unnamed && [...unnamed].some(other => this.realms.sameProject(from.place.path, other.place.path))
      ? { found: found.found, maybe: true }
      : found;
  }

  referringTo(resource: PlacedResource): Found<PlacedResource> {
    return keptOr(this.lookups().referringTo, resource, () => {
      const { kind, name } = resource.facts;
      return matching([this.byReference.get(`${kind}/${name}`) ?? []], other => this.sameNamespace(resource, other));
    });
  }

  charts(): Iterable<PlacedChart> {
    return this.helmCharts;
  }

  hasFile(path: string): boolean {
    return this.files.has(path);
  }

  entitiesAround(path: string): readonly PlacedEntity[] {
    return keptOr(this.entitiesOfProject, this.realms.project(path), () => {
      const found: PlacedEntity[] = [];
      for (const file of this.realms.descriptorsIn(this.realms.project(path)))
        for (const { entity } of this.files.get(file) ?? []) if (entity) found.push(entity);
      return found.sort(byPlace);
    });
  }

  /** Objects of a kind whose selectors select something with these labels. */
  private selectedBy(kind: string, selected: PlacedResource, labels: LabelFacts): Found<PlacedResource> {
    const index = this.selectors.get(kind);
    if (!index) return NOTHING;
    return matching(index.candidates(labels), selecting => {
      const { selector } = selecting.facts;
      return selector && both(this.reaches(selecting, selected), selects(selector, labels));
    });
  }

  /** What was looked up before: nothing where what belongs together has changed since. */
  private lookups(): Lookups {
    const { version } = this.realms;
    if (this.keptFor !== version) {
      this.keptFor = version;
      this.kept.clear();
    }
    return this.kept;
  }

  /** A document stands in another line of its file: what leads to its objects says where they are. */
  private move({ place, resources }: Entry, line: number): void {
    place.line = line;
    for (const resource of resources) this.touch(resource);
  }

  /** Drops what was looked up and hangs on an object that comes, goes or moves, and has rules look again at what it leads to. */
  private touch(resource: PlacedResource): void {
    const { kept } = this;
    kept.forget(resource);
    this.raise(resource);
    const { facts } = resource;
    const { selector, workload } = facts;
    const kind = kindOf(facts);
    if (workload) this.touchSelecting(resource, workload.labels);
    if (isService(facts))
      for (const monitor of this.near(this.selectors.get(SERVICE_MONITOR)?.candidates(facts.labels) ?? [], resource)) {
        kept.selectedServices.delete(monitor);
        this.raise(monitor);
      }
    if (selector && kind === SERVICE_MONITOR)
      for (const service of this.near(this.serviceLabels.candidates(selector), resource)) {
        kept.monitoring.delete(service);
        this.raise(service);
        if (service.facts.selector) this.raisePods(service, service.facts.selector);
      }
    else if (selector) this.raisePods(resource, selector);
    for (const reference of facts.references ?? [])
      for (const target of this.byKindAndName.get(`${reference.kind}/${reference.name}`) ?? []) {
        kept.referringTo.delete(target);
        this.raise(target);
        // Budgets hang on what scales the pods that they select.
        if (target.facts.workload) this.touchSelecting(target, target.facts.workload.labels);
      }
    for (const referring of this.byReference.get(`${facts.kind}/${facts.name}`) ?? []) this.raise(referring);
  }

  /** What selects pods has to be looked at again. */
  private touchSelecting(pods: PlacedResource, labels: LabelFacts): void {
    for (const index of this.selectors.values())
      for (const selecting of this.near(index.candidates(labels), pods)) {
        this.kept.selectedPods.delete(selecting);
        this.raise(selecting);
      }
  }

  /** Pods that are selected have to be looked at again. */
  private raisePods(selecting: PlacedResource, selector: SelectorFacts): void {
    for (const workload of this.near(this.podLabels.candidates(selector), selecting)) {
      for (const kept of Object.values(this.kept.selecting)) kept.delete(workload);
      this.raise(workload);
    }
  }

  /** Those that an object may have to do with, by their namespaces. */
  private *near<Item extends PlacedResource>(items: readonly Iterable<Item>[], from: PlacedResource): Iterable<Item> {
    for (const each of items)
      for (const item of each) if (this.reaches(from, item) !== false || this.reaches(item, from) !== false) yield item;
  }

  private raise(resource: PlacedResource): void {
    (resource as Revised).revision = ++this.changes;
  }

  /** Whether an object looks into the namespace of another one. */
  private reaches(from: PlacedResource, to: PlacedResource): boolean | undefined {
    const { namespaces } = from.facts;
    if (namespaces === undefined) return this.sameNamespace(from, to);
    if (namespaces === 'any') return true;
    const { namespace } = to.facts;
    return namespace === undefined ? undefined : namespaces.includes(namespace);
  }

  /** Objects that name no namespace land in the one that is current: those of one project in the same one. */
  private sameNamespace(one: PlacedResource, other: PlacedResource): boolean | undefined {
    const { namespace } = one.facts;
    const { namespace: another } = other.facts;
    if (namespace !== undefined && another !== undefined) return namespace === another;
    if (!this.realms.sameProject(one.place.path, other.place.path)) return false;
    return namespace === another ? true : undefined;
  }

  private addEntry(place: Entry['place'], facts: DocumentFacts, isPatch: boolean): Entry {
    const resources = facts.resources.map(resource => ({ place, facts: resource, revision: 0 }));
    const entity = facts.entity && { place, facts: facts.entity };
    const chart = facts.chart && { place, facts: facts.chart };
    const entry: Entry = {
      ...{ place, facts, resources, isPatch },
      ...(entity ? { entity } : {}),
      ...(chart ? { chart } : {}),
    };
    this.realms.addDocument(place.path, facts, isPatch);
    addTo(this.byDocumentKind, facts.kind, place);
    if (entity) this.catalogue.add(entity);
    if (chart) this.helmCharts.add(chart);
    for (const resource of resources) if (!isPatch && !resource.facts.isPiece) this.addResource(resource);
    return entry;
  }

  private removeEntry({ place, facts, resources, entity, chart, isPatch }: Entry): void {
    this.realms.removeDocument(place.path, facts);
    this.byDocumentKind.get(facts.kind)?.delete(place);
    if (entity) this.catalogue.delete(entity);
    if (chart) this.helmCharts.delete(chart);
    for (const resource of resources) if (!isPatch && !resource.facts.isPiece) this.removeResource(resource);
  }

  private addResource(resource: PlacedResource): void {
    const { facts } = resource;
    this.touch(resource);
    const kind = kindOf(facts);
    addTo(this.byKind, kind, resource);
    addTo(this.byName, `${kind}/${facts.name}`, resource);
    addTo(this.byKindAndName, `${facts.kind}/${facts.name}`, resource);
    for (const reference of facts.references ?? [])
      addTo(this.byReference, `${reference.kind}/${reference.name}`, resource);
    if (isWorkload(resource)) {
      this.pods.add(resource);
      this.podLabels.add(resource, resource.facts.workload.labels);
    }
    if (isService(facts)) this.serviceLabels.add(resource, facts.labels);
    if (facts.selector) this.selectorsOf(kind).add(resource, facts.selector);
  }

  private removeResource(resource: PlacedResource): void {
    const { facts } = resource;
    this.touch(resource);
    const kind = kindOf(facts);
    this.byKind.get(kind)?.delete(resource);
    removeFrom(this.byName, `${kind}/${facts.name}`, resource);
    removeFrom(this.byKindAndName, `${facts.kind}/${facts.name}`, resource);
    for (const reference of facts.references ?? [])
      removeFrom(this.byReference, `${reference.kind}/${reference.name}`, resource);
    if (isWorkload(resource)) {
      this.pods.delete(resource);
      this.podLabels.remove(resource, resource.facts.workload.labels);
    }
    if (isService(facts)) this.serviceLabels.remove(resource, facts.labels);
    if (facts.selector) this.selectorsOf(kind).remove(resource, facts.selector);
  }

  private selectorsOf(kind: string): SelectorIndex<PlacedResource> {
    let index = this.selectors.get(kind);
    if (!index) this.selectors.set(kind, (index = new SelectorIndex()));
    return index;
  }

  /** A file has become a piece that is laid over others, or is one no more. */
  private reread(path: string): void {
    const entries = this.files.get(path);
    if (!entries) return;
    const isPatch = this.realms.isPatchFile(path);
    if (entries.every(entry => entry.isPatch === isPatch)) return;
    for (const entry of entries) this.removeEntry(entry);
    this.files.set(
      path,
      entries.map(({ place, facts }) => this.addEntry(place, facts, isPatch)),
    );
  }
}

const NOTHING: Found<never> = { found: [], maybe: false };

/** The same order, whichever file came first. */
function byPlace({ place: a }: { readonly place: FactPlace }, { place: b }: { readonly place: FactPlace }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : a.offset - b.offset;
}

/** Those that surely match, and whether others may. */
function matching<Item extends PlacedResource>(
  candidates: readonly Iterable<Item>[],
  matches: (item: Item) => boolean | undefined,
): Found<Item> {
  const found = new Set<Item>();
  let maybe = false;
  for (const items of candidates)
    for (const item of items) {
      const answer = matches(item);
      if (answer === true) found.add(item);
      else if (answer === undefined) maybe = true;
    }
  return { found: found.size > 1 ? [...found].sort(byPlace) : [...found], maybe };
}

function kindOf({ group, kind }: ResourceFacts): string {
  return `${group}/${kind}`;
}

function isService({ group, kind }: ResourceFacts): boolean {
  return group === '' && kind === 'Service';
}

function isWorkload(resource: PlacedResource): resource is PlacedWorkload {
  return resource.facts.workload !== undefined;
}

function both(one: boolean | undefined, other: boolean | undefined): boolean | undefined {
  if (one === false || other === false) return false;
  return one === true && other === true ? true : undefined;
}

function addTo<Key, Item>(sets: Map<Key, Set<Item>>, key: Key, item: Item): void {
  const set = sets.get(key);
  if (set) set.add(item);
  else sets.set(key, new Set([item]));
}

function removeFrom<Key, Item>(sets: Map<Key, Set<Item>>, key: Key, item: Item): void {
  const set = sets.get(key);
  set?.delete(item);
  if (set?.size === 0) sets.delete(key);
}
