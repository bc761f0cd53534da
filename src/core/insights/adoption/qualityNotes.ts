import type { DataQualityNote } from '../deliveryEvents.js';

interface Counted {
  count: number;
  readonly text: string;
  readonly example: string | undefined;
}

/** An example is for finding the place again, not for reading. */
const LONGEST_EXAMPLE = 120;

/** Counts what data has that cannot be used, so that nothing of it is dropped in silence. */
export class QualityNotes {
  private readonly byKind = new Map<string, Counted>();

  /**
   * @param text message template with `{0}` for the count; the first one that comes with a kind is kept
   * @param example a line number or an id; the first one is kept
   */
  add(kind: string, text: string, example?: string, count = 1): void {
    if (count <= 0) return;
    const known = this.byKind.get(kind);
    if (known) known.count += count;
    else this.byKind.set(kind, { count, text, example: example?.slice(0, LONGEST_EXAMPLE) });
  }

  addAll(notes: readonly DataQualityNote[]): void {
    for (const { kind, text, example, count } of notes) this.add(kind, text, example, count);
  }

  /** In the order in which they were first met. */
  get notes(): readonly DataQualityNote[] {
    return [...this.byKind].map(([kind, { count, text, example }]) => ({
      kind,
      count,
      text,
      ...(example === undefined ? {} : { example }),
    }));
  }
}
