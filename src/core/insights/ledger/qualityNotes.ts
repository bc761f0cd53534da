import type { DataQualityNote } from '../deliveryEvents.js';

/** Counts what was met in the data that does not count. */
export class QualityNotes {
  private readonly notes = new Map<string, { count: number; readonly text: string; example?: string }>();

  /**
   * @param kind stable name of the trouble
   * @param text message template with `{0}` for the count
   * @param example data: an id, a line. Of several the first in the order of the alphabet stays, whatever came first.
   */
  add(kind: string, text: string, example?: string, count = 1): void {
    if (count <= 0) return;
    const note = this.notes.get(kind);
    if (!note) {
      this.notes.set(kind, { count, text, ...(example === undefined ? {} : { example: shortened(example) }) });
      return;
    }
    note.count += count;
    if (example === undefined) return;
    const short = shortened(example);
    if (note.example === undefined || short < note.example) note.example = short;
  }

  addAll(notes: readonly DataQualityNote[]): void {
    for (const { kind, text, example, count } of notes) this.add(kind, text, example, count);
  }

  /** The notes in the order of their names. */
  list(): readonly DataQualityNote[] {
    return [...this.notes].map(([kind, note]) => ({ kind, ...note })).sort((a, b) => (a.kind < b.kind ? -1 : 1));
  }
}

const LONGEST_EXAMPLE = 120;

function shortened(text: string): string {
  return text.length > LONGEST_EXAMPLE ? `${text.slice(0, LONGEST_EXAMPLE - 1)}…` : text;
}
