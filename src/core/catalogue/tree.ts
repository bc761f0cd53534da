import { displayName, type Entity } from './entity.js';
import type { EntityIndex } from './entityIndex.js';
import { shortEntityRef } from './entityRef.js';
import { compareNames } from './nameOrder.js';

export type CatalogueGrouping = 'kind' | 'owner' | 'system';
export type CatalogueFilter = 'all' | 'mine' | 'starred';

/** How many siblings a tree shows before “Show more”. */
export const PAGE_SIZE = 200;

/** What the view is asked to show. */
export interface TreeOptions {
  readonly groupBy: CatalogueGrouping;
  readonly filter: CatalogueFilter;
  /** Full references that “mine” stands for. */
  readonly mine: ReadonlySet<string>;
  /** Full references of starred entities. */
  readonly starred: ReadonlySet<string>;
}

interface NodeBase {
  /** Stable over refreshes, and unique in the tree: the path of the node. */
  readonly id: string;
  readonly parent?: TreeNode;
}

/** A heading: a kind, an owner or a system. */
export interface GroupNode extends NodeBase {
  readonly type: 'group';
  readonly grouping: CatalogueGrouping;
  /** The kind as written, or the full reference; undefined for the entities that have none. */
  readonly key?: string;
  /** The entity that the heading stands for, where the catalogue has it. */
  readonly entity?: Entity;
  readonly count: number;
}

export interface EntityNode extends NodeBase {
  readonly type: 'entity';
  readonly entity: Entity;
}

/** “Depends on”, “Provides” … of one entity. */
export interface RelationNode extends NodeBase {
  readonly type: 'relation';
  readonly relation: string;
  readonly of: Entity;
  readonly count: number;
}

/** The other end of a relation that the catalogue does not have. */
export interface MissingNode extends NodeBase {
  readonly type: 'missing';
  readonly ref: string;
}

/** Stands for the siblings that are not shown yet. */
export interface MoreNode extends NodeBase {
  readonly type: 'more';
  readonly parent: TreeNode;
  readonly remaining: number;
}

/** Stands above everything else where what is shown can only be read again after a sign-in. */
export interface SignInNode extends NodeBase {
  readonly type: 'signIn';
}

export type TreeNode = GroupNode | EntityNode | RelationNode | MissingNode | MoreNode | SignInNode;

export const SIGN_IN_NODE: SignInNode = { type: 'signIn', id: 'signIn' };

// From the widest to the narrowest, then people, then what the catalogue needs for itself. Other kinds follow by name.
const KIND_ORDER = [
  'domain',
  'system',
  'component',
  'api',
  'resource',
  'airesource',
  'template',
  'group',
  'user',
  'location',
];

const RELATION_ORDER = [
  'dependsOn',
  'providesApi',
  'consumesApi',
  'partOf',
  'hasPart',
  'ownedBy',
  'apiProvidedBy',
  'apiConsumedBy',
  'dependencyOf',
  'childOf',
  'parentOf',
  'memberOf',
  'hasMember',
  'ownerOf',
  'scaffoldedFrom',
  'scaffolderOf',
];

// Kinds that are expected to have an owner or a system: without one they are listed under “none”.
const OWNED_KINDS = new Set(['component', 'api', 'resource', 'airesource', 'system', 'domain', 'template']);
const SYSTEM_KINDS = new Set(['component', 'api', 'resource', 'airesource']);

/** The catalogue as a tree of plain nodes, computed on demand, one level at a time. */
export class CatalogueTree {
  private readonly matching: readonly Entity[];
  private readonly groups: readonly GroupNode[];
  private readonly members = new Map<string, readonly Entity[]>();

  /**
   * @param limits how many children each node shows, by its id; handed on from tree to tree, so that a refresh closes nothing
   */
  constructor(
    private readonly index: EntityIndex,
    private readonly options: TreeOptions,
    private readonly limits: Map<string, number> = new Map<string, number>(),
  ) {
    this.matching = index.entities.filter(entity => this.matches(entity));
    this.groups = this.makeGroups();
  }

  /** How many entities pass the filter. */
  get shown(): number {
    return this.matching.length;
  }

  roots(): readonly GroupNode[] {
    return this.groups;
  }

  /** The nodes under a node: at most a page of them, and then one that stands for the rest. */
  children(node: TreeNode): readonly TreeNode[] {
    switch (node.type) {
      case 'group':
        return this.page(node, this.members.get(node.id) ?? [], entity => entityNode(node, entity));
      case 'entity':
        return this.relationNodes(node);
      case 'relation':
        return this.page(node, this.index.related(node.of.ref, node.relation), ref => this.targetNode(node, ref));
      default:
        return [];
    }
  }

  /** Shows another page of a node's children. */
  showMore(node: TreeNode): void {
    this.limits.set(node.id, this.limit(node) + PAGE_SIZE);
  }

  /**
   * The node of an entity in the tree, for revealing it.
   * @param ref full reference
   * @returns undefined where neither a heading nor a row under one shows the entity
   */
  find(ref: string): GroupNode | EntityNode | undefined {
    const heading = this.groups.find(group => group.entity?.ref === ref);
    if (heading) return heading;
    for (const group of this.groups) {
      const members = this.members.get(group.id) ?? [];
      const position = members.findIndex(entity => entity.ref === ref);
      const entity = members[position];
      if (!entity) continue;
      return entityNode(group, entity);
    }
    return undefined;
  }

  /**
   * Shows so many pages that a node found by `find` is among the children of its parent.
   * @returns whether more is shown now than before
   */
  uncover(node: TreeNode): boolean {
    const { parent } = node;
    if (parent?.type !== 'group' || node.type !== 'entity') return false;
    const position = (this.members.get(parent.id) ?? []).indexOf(node.entity);
    const covered = position >= this.limit(parent);
    while (position >= this.limit(parent)) this.showMore(parent);
    return covered;
  }

  private matches(entity: Entity): boolean {
    const { filter, mine, starred } = this.options;
    if (filter === 'starred') return starred.has(entity.ref);
    if (filter === 'mine') return mine.has(entity.ref) || (entity.owner !== undefined && mine.has(entity.owner));
    return true;
  }

  private makeGroups(): readonly GroupNode[] {
    const { groupBy } = this.options;
    const byKey = new Map<string, Entity[]>();
    for (const entity of this.matching) {
      const key = this.groupKey(entity);
      if (key === undefined) continue;
      const members = byKey.get(key);
      if (members) members.push(entity);
      else byKey.set(key, [entity]);
    }
    const nodes = [...byKey].map(([key, members]): GroupNode => {
      const id = `${groupBy}/${key}`;
      this.members.set(id, members);
      const entity = groupBy === 'kind' ? undefined : this.index.get(key);
      const shownKey = groupBy === 'kind' ? members[0]?.kind : key || undefined;
      return {
        type: 'group',
        id,
        grouping: groupBy,
        count: members.length,
        ...(shownKey ? { key: shownKey } : {}),
        ...(entity ? { entity } : {}),
      };
    });
    return groupBy === 'kind' ? nodes.sort(compareKinds) : nodes.sort(compareHeadings);
  }

  /** Empty: belongs nowhere though it should; undefined: is not listed in this grouping. */
  private groupKey(entity: Entity): string | undefined {
    const kind = entity.kind.toLowerCase();
    if (this.options.groupBy === 'kind') return kind;
    if (this.options.groupBy === 'owner') return entity.owner ?? (OWNED_KINDS.has(kind) ? '' : undefined);
    return entity.system ?? (SYSTEM_KINDS.has(kind) ? '' : undefined);
  }

  private relationNodes(node: EntityNode): readonly TreeNode[] {
    return this.index
      .relationTypes(node.entity.ref)
      .map(({ type, count }): RelationNode => ({
        type: 'relation',
        id: `${node.id}/${type}`,
        parent: node,
        relation: type,
        of: node.entity,
        count,
      }))
      .sort((a, b) => rank(RELATION_ORDER, a.relation) - rank(RELATION_ORDER, b.relation));
  }

  private targetNode(parent: RelationNode, ref: string): TreeNode {
    const entity = this.index.get(ref);
    return entity ? entityNode(parent, entity) : { type: 'missing', id: `${parent.id}/${ref}`, parent, ref };
  }

  private page<T>(parent: TreeNode, items: readonly T[], node: (item: T) => TreeNode): readonly TreeNode[] {
    const nodes = items.slice(0, this.limit(parent)).map(node);
    const remaining = items.length - nodes.length;
    return remaining > 0 ? [...nodes, { type: 'more', id: `${parent.id}/…`, parent, remaining }] : nodes;
  }

  private limit(node: TreeNode): number {
    return this.limits.get(node.id) ?? PAGE_SIZE;
  }
}

/** What to call a heading of owners or systems: the title of its entity, else its reference. */
export function headingName(node: GroupNode): string | undefined {
  return node.entity ? displayName(node.entity) : node.key && shortEntityRef(node.key);
}

function entityNode(parent: TreeNode, entity: Entity): EntityNode {
  return { type: 'entity', id: `${parent.id}/${entity.ref}`, parent, entity };
}

function rank(order: readonly string[], item: string): number {
  const position = order.indexOf(item);
  return position < 0 ? order.length : position;
}

function compareKinds(a: GroupNode, b: GroupNode): number {
  const left = a.key?.toLowerCase() ?? '';
  const right = b.key?.toLowerCase() ?? '';
  return rank(KIND_ORDER, left) - rank(KIND_ORDER, right) || left.localeCompare(right, 'en');
}

function compareHeadings(a: GroupNode, b: GroupNode): number {
  if (!a.key || !b.key) return a.key ? -1 : b.key ? 1 : 0;
  return compareNames(headingName(a) ?? '', headingName(b) ?? '');
}
