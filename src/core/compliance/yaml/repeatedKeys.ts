import type { TemplateMask } from './mask.js';
import type { MapEntry, MapNode, RepeatedKey, Span } from './node.js';

/** Nobody reads more of one document. */
const MOST_REPEATED = 1_000;
/** Up to how many entries names are held against each other one by one. */
const SMALL_MAP = 8;

/** What a template decides or writes between two keys: they may be two ways of which one is gone. */
const DECIDING = /\{\{-?\s*(?:if|else|end|range|with|define|block|template|include|tpl)\b|\{%/;

/** Takes the keys that mappings have twice while a tree is built. */
export class RepeatedKeys {
  private found: RepeatedKey[] | undefined;

  /** @param mask what a template stands for in the text */
  constructor(private readonly mask: TemplateMask | undefined) {}

  /** In the order of the text. */
  get all(): readonly RepeatedKey[] | undefined {
    return this.found?.sort((a, b) => a.again.start - b.again.start);
  }

  /** Looks at a mapping with all of its entries. Merges (`<<`) may stand more than once. */
  look({ entries }: MapNode): void {
    if (entries.length < 2 || (this.found?.length ?? 0) >= MOST_REPEATED) return;
    if (entries.length > SMALL_MAP) {
      this.lookByHash(entries);
      return;
    }
    for (let at = 1; at < entries.length; at++) {
      const entry = entries[at];
      for (let before = 0; entry && before < at; before++) {
        const other = entries[before];
        if (other?.name !== entry.name) continue;
        this.take(other, entry);
        break;
      }
    }
  }

  private lookByHash(entries: readonly MapEntry[]): void {
    const firsts = new Map<string, MapEntry>();
    for (const entry of entries) {
      const other = firsts.get(entry.name);
      if (other) this.take(other, entry);
      else firsts.set(entry.name, entry);
    }
  }

  private take(first: MapEntry, again: MapEntry): void {
    const { name } = again;
    if (name === '' || name === '<<') return;
    if (![first, again].every(({ key }) => key.type === 'scalar' && !key.masked)) return;
    if (this.mask && DECIDING.test(this.mask.written.slice(first.key.end, again.key.start))) return;
    this.found ??= [];
    if (this.found.length < MOST_REPEATED) this.found.push({ name, first: spanOf(first), again: spanOf(again) });
  }
}

function spanOf({ key: { start, end } }: MapEntry): Span {
  return { start, end };
}
