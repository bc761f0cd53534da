import type { LabelFacts, SelectorFacts } from './facts.js';

/** Things by the labels that they have: for who selects. */
export class LabelIndex<Item> {
  private readonly byPair = new Map<string, Set<Item>>();
  /** What may have labels that are not written, or values that are not known. */
  private readonly open = new Set<Item>();
  private readonly all = new Set<Item>();

  add(item: Item, labels: LabelFacts): void {
    this.all.add(item);
    if (isOpen(labels)) this.open.add(item);
    for (const pair of pairsOf(labels.pairs)) addTo(this.byPair, pair, item);
  }

  remove(item: Item, labels: LabelFacts): void {
    this.all.delete(item);
    this.open.delete(item);
    for (const pair of pairsOf(labels.pairs)) removeFrom(this.byPair, pair, item);
  }

  /** Everything that a selector may select; more than that, but never less. */
  candidates({ labels }: SelectorFacts): readonly Iterable<Item>[] {
    let fewest: ReadonlySet<Item> | undefined;
    for (const pair of pairsOf(labels)) {
      const found = this.byPair.get(pair) ?? NOTHING;
      if (!fewest || found.size < fewest.size) fewest = found;
    }
    return fewest ? [fewest, this.open] : [this.all];
  }
}

/** Selectors by what they ask for: for who is selected. */
export class SelectorIndex<Item> {
  private readonly byPair = new Map<string, Set<Item>>();
  /** What asks for no label with a known value. */
  private readonly broad = new Set<Item>();
  private readonly all = new Set<Item>();

  add(item: Item, selector: SelectorFacts): void {
    this.all.add(item);
    const [first] = pairsOf(selector.labels);
    if (first === undefined) this.broad.add(item);
    else addTo(this.byPair, first, item);
  }

  remove(item: Item, selector: SelectorFacts): void {
    this.all.delete(item);
    this.broad.delete(item);
    const [first] = pairsOf(selector.labels);
    if (first !== undefined) removeFrom(this.byPair, first, item);
  }

  /** Every selector that may select what has these labels; more than those, but never less. */
  candidates(labels: LabelFacts): readonly Iterable<Item>[] {
    if (isOpen(labels)) return [this.all];
    const found: Iterable<Item>[] = [this.broad];
    for (const pair of pairsOf(labels.pairs)) {
      const items = this.byPair.get(pair);
      if (items) found.push(items);
    }
    return found;
  }
}

const NOTHING: ReadonlySet<never> = new Set<never>();

function isOpen({ pairs, complete }: LabelFacts): boolean {
  return !complete || pairs.some(pair => pair[1] === undefined);
}

function pairsOf(pairs: LabelFacts['pairs']): readonly string[] {
  const found: string[] = [];
  for (const [name, value] of pairs) if (value !== undefined) found.push(`${name}=${value}`);
  return found;
}

function addTo<Item>(sets: Map<string, Set<Item>>, key: string, item: Item): void {
  const set = sets.get(key);
  if (set) set.add(item);
  else sets.set(key, new Set([item]));
}

function removeFrom<Item>(sets: Map<string, Set<Item>>, key: string, item: Item): void {
  const set = sets.get(key);
  set?.delete(item);
  if (set?.size === 0) sets.delete(key);
}
