import type { EntityIndex } from '../catalogue/entityIndex.js';
import { displayNameOf } from '../catalogue/card.js';
import { compareNames } from '../catalogue/nameOrder.js';
import { ENVIRONMENT_STATES, type Environment, type EnvironmentState } from './environment.js';

export type EnvironmentGrouping = 'component' | 'owner' | 'state';
export const ENVIRONMENT_GROUPINGS: readonly EnvironmentGrouping[] = ['component', 'owner', 'state'];

/** How many environments a heading shows before “Show more”. */
export const ENVIRONMENTS_PER_PAGE = 50;

/** A heading: a component, an owner or a state. */
export interface EnvironmentGroupNode {
  readonly type: 'group';
  /** Stable over refreshes, and unique in the tree. */
  readonly id: string;
  readonly grouping: EnvironmentGrouping;
  /** A full reference or a state; empty for environments of which nothing says it. */
  readonly key: string;
  readonly count: number;
  readonly hasMine: boolean;
}

export interface EnvironmentNode {
  readonly type: 'environment';
  readonly id: string;
  readonly environment: Environment;
  readonly isMine: boolean;
  readonly parent: EnvironmentGroupNode;
}

/** Stands for what is not shown yet. */
export interface MoreEnvironmentsNode {
  readonly type: 'more';
  readonly id: string;
  readonly parent: EnvironmentGroupNode;
  readonly remaining: number;
}

export type EnvironmentTreeNode = EnvironmentGroupNode | EnvironmentNode | MoreEnvironmentsNode;

export interface EnvironmentTreeOptions {
  readonly groupBy: EnvironmentGrouping;
  /** Full references that “mine” stands for. */
  readonly mine: ReadonlySet<string>;
  /** Names of components and owners. */
  readonly index: EntityIndex;
  /** How many each heading shows, by its id; handed on from tree to tree, so that a refresh closes nothing. */
  readonly limits?: Map<string, number>;
}

/** Whether an environment is the person's own: what runs on this machine, and what the person or a team of theirs owns. */
export function isMine({ provider, owner }: Environment, mine: ReadonlySet<string>): boolean {
  return provider === 'local' || (owner !== undefined && mine.has(owner));
}

/** Environments under headings, those of the person first. An environment of several components stands under each of them. */
export class EnvironmentTree {
  private readonly groups: readonly EnvironmentGroupNode[];
  private readonly members = new Map<string, readonly Environment[]>();
  private readonly limits: Map<string, number>;

  constructor(
    environments: readonly Environment[],
    private readonly options: EnvironmentTreeOptions,
  ) {
    this.limits = options.limits ?? new Map<string, number>();
    const { groupBy, mine, index } = options;
    const byKey = new Map<string, Environment[]>();
    for (const environment of environments)
      for (const key of keysOf(environment, groupBy)) {
        const members = byKey.get(key);
        if (members) members.push(environment);
        else byKey.set(key, [environment]);
      }
    this.groups = [...byKey]
      .map(([key, members]): EnvironmentGroupNode => {
        const id = `${groupBy}/${key}`;
        this.members.set(
          id,
          members.sort((a, b) => compareEnvironments(a, b, mine)),
        );
        const hasMine = members.some(each => isMine(each, mine));
        return { type: 'group', id, grouping: groupBy, key, count: members.length, hasMine };
      })
      .sort((a, b) => compareGroups(a, b, index));
  }

  roots(): readonly EnvironmentGroupNode[] {
    return this.groups;
  }

  /** What stands under a node: at most a page, and then one that stands for the rest. */
  children(node: EnvironmentTreeNode): readonly EnvironmentTreeNode[] {
    if (node.type !== 'group') return [];
    const members = this.members.get(node.id) ?? [];
    const limit = this.limit(node);
    const shown = members.slice(0, limit).map(each => this.node(node, each));
    const remaining = members.length - limit;
    return remaining > 0 ? [...shown, { type: 'more', id: `${node.id}/more`, parent: node, remaining }] : shown;
  }

  /** Shows another page under a heading. */
  showMore(node: EnvironmentGroupNode): void {
    this.limits.set(node.id, this.limit(node) + ENVIRONMENTS_PER_PAGE);
  }

  /** The first row of an environment, and as many pages shown as it needs; undefined where it has none. */
  find(id: string): EnvironmentNode | undefined {
    for (const group of this.groups) {
      const members = this.members.get(group.id) ?? [];
      const at = members.findIndex(each => each.id === id);
      const environment = members[at];
      if (!environment) continue;
      while (at >= this.limit(group)) this.showMore(group);
      return this.node(group, environment);
    }
    return undefined;
  }

  private node(parent: EnvironmentGroupNode, environment: Environment): EnvironmentNode {
    const mine = isMine(environment, this.options.mine);
    return { type: 'environment', id: `${parent.id}/${environment.id}`, environment, isMine: mine, parent };
  }

  private limit({ id }: EnvironmentGroupNode): number {
    return this.limits.get(id) ?? ENVIRONMENTS_PER_PAGE;
  }
}

function keysOf(environment: Environment, groupBy: EnvironmentGrouping): readonly string[] {
  const { components, owner, state, isStateUnknown } = environment;
  if (groupBy === 'state') return [isStateUnknown && state !== 'expired' ? '' : state];
  if (groupBy === 'owner') return [owner ?? ''];
  return components.length > 0 ? [...new Set(components.map(({ entityRef }) => entityRef))] : [''];
}

// What wants something of a person comes first.
const STATE_ORDER: readonly EnvironmentState[] = [
  'failed',
  'degraded',
  'expiring',
  'expired',
  ...ENVIRONMENT_STATES.filter(state => !['failed', 'degraded', 'expiring', 'expired'].includes(state)),
];

function compareGroups(a: EnvironmentGroupNode, b: EnvironmentGroupNode, index: EntityIndex): number {
  if (a.grouping === 'state') return stateRank(a.key) - stateRank(b.key);
  if ((a.key === '') !== (b.key === '')) return a.key === '' ? 1 : -1;
  return (
    Number(b.hasMine) - Number(a.hasMine) ||
    compareNames(displayNameOf(a.key, index), displayNameOf(b.key, index)) ||
    (a.key < b.key ? -1 : 1)
  );
}

function stateRank(state: string): number {
  // What is not known comes last.
  return state === '' ? STATE_ORDER.length : STATE_ORDER.findIndex(each => each === state);
}

function compareEnvironments(a: Environment, b: Environment, mine: ReadonlySet<string>): number {
  return (
    Number(isMine(b, mine)) - Number(isMine(a, mine)) ||
    compareNames(a.name, b.name) ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}
