import { displayNameOf } from './card.js';
import type { EntityIndex } from './entityIndex.js';
import { inverseRelation } from './relations.js';

/** A line of the graph, in the direction in which it is read: `a dependsOn b`. */
export interface GraphEdge {
  readonly from: string;
  readonly type: string;
  readonly to: string;
}

/** What stands around an entity. */
export interface RelationGraph {
  readonly root: string;
  /** Full references by their distance from the root, in the order in which they were met. */
  readonly nodes: ReadonlyMap<string, number>;
  readonly edges: readonly GraphEdge[];
  /** How many neighbours were left out because a picture of them all could not be read. */
  readonly leftOut: number;
}

export interface GraphLimits {
  readonly depth: number;
  readonly nodes: number;
  /** How many neighbours by the same relation of the same entity are drawn. */
  readonly neighbours: number;
}

const LIMITS: GraphLimits = { depth: 2, nodes: 40, neighbours: 8 };

// Of two relations that say the same, the one that is drawn.
const DRAWN: ReadonlySet<string> = new Set([
  'ownedBy',
  'partOf',
  'dependsOn',
  'providesApi',
  'consumesApi',
  'childOf',
  'memberOf',
]);

// Everything has an owner: what else the owner owns says nothing of the entity.
const NOT_FOLLOWED: ReadonlySet<string> = new Set(['ownerOf', 'hasMember', 'parentOf']);

/**
 * The neighbourhood of an entity, by its relations in both directions.
 * @param ref full reference of the entity in the middle
 */
export function relationGraph(index: EntityIndex, ref: string, limits: GraphLimits = LIMITS): RelationGraph {
  const nodes = new Map<string, number>([[ref, 0]]);
  const edges = new Map<string, GraphEdge>();
  let leftOut = 0;
  // A map is walked through in the order of insertion, what is added on the way included: breadth first.
  for (const [from, distance] of nodes) {
    if (distance >= limits.depth) break;
    for (const { type } of index.relationTypes(from)) {
      if (distance > 0 && NOT_FOLLOWED.has(type)) continue;
      let drawn = 0;
      for (const to of index.related(from, type)) {
        const isNew = !nodes.has(to);
        if (isNew && (drawn >= limits.neighbours || nodes.size >= limits.nodes)) {
          leftOut++;
          continue;
        }
        if (isNew) {
          drawn++;
          nodes.set(to, distance + 1);
        }
        const edge = directed(from, type, to);
        edges.set(`${edge.from} ${edge.type} ${edge.to}`, edge);
      }
    }
  }
  return { root: ref, nodes, edges: [...edges.values()], leftOut };
}

/**
 * A graph in the language of Mermaid, in which the catalogue's words are only labels.
 * @param relationLabel the words for a type of relation
 */
export function mermaidGraph(
  graph: RelationGraph,
  index: EntityIndex,
  relationLabel: (type: string) => string,
): string {
  const ids = new Map([...graph.nodes.keys()].map((ref, position) => [ref, `n${position}`]));
  const lines = [...ids].map(([ref, id]) => `  ${id}["${mermaidText(displayNameOf(ref, index))}"]`);
  for (const { from, type, to } of graph.edges)
    lines.push(`  ${ids.get(from)} -->|"${mermaidText(relationLabel(type))}"| ${ids.get(to)}`);
  return ['graph LR', ...lines, `  style ${ids.get(graph.root)} stroke-width:3px`].join('\n');
}

/**
 * A graph as a tree of lines, for where no picture can be drawn. Each entity stands below the one by which it was met.
 * Every line begins with a sign of ours, so that no name can end the block of code around it.
 */
export function graphLines(
  graph: RelationGraph,
  index: EntityIndex,
  relationLabel: (type: string) => string,
): readonly string[] {
  const name = (ref: string): string => displayNameOf(ref, index).replace(/\s+/g, ' ');
  const lines = [`● ${name(graph.root)}`];
  const below = new Map<string, { readonly type: string; readonly ref: string }[]>();
  const placed = new Set([graph.root]);
  for (const [parent, distance] of graph.nodes)
    for (const edge of graph.edges) {
      const forward = edge.from === parent;
      const ref = forward ? edge.to : edge.to === parent ? edge.from : undefined;
      if (ref === undefined || placed.has(ref) || graph.nodes.get(ref) !== distance + 1) continue;
      placed.add(ref);
      const type = forward ? edge.type : (inverseRelation(edge.type) ?? edge.type);
      below.set(parent, [...(below.get(parent) ?? []), { type, ref }]);
    }
  const draw = (parent: string, indent: string): void => {
    const children = below.get(parent) ?? [];
    children.forEach(({ type, ref }, position) => {
      const last = position === children.length - 1;
      lines.push(`${indent}${last ? '└─' : '├─'} ${relationLabel(type)}: ${name(ref)}`);
      draw(ref, `${indent}${last ? '   ' : '│  '}`);
    });
  };
  draw(graph.root, '');
  return lines;
}

function directed(from: string, type: string, to: string): GraphEdge {
  const inverse = inverseRelation(type);
  return !DRAWN.has(type) && inverse !== undefined && DRAWN.has(inverse)
    ? { from: to, type: inverse, to: from }
    : { from, type, to };
}

/** Source: Mermaid, "Entity codes to escape characters": `#` and a decimal code point. */
function mermaidText(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[^\p{L}\p{N} ]/gu, character => `#${character.codePointAt(0)};`);
}
