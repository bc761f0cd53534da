import type { Change } from '../deliveryEvents.js';
import type { ArtifactRecord, ChangeRecord } from '../eventFormats/deliveryRecord.js';
import { canonicalChange, type ChangeTable } from './changeTable.js';
import { Column, Names } from './column.js';
import { KeyTable } from './keyTable.js';

const ANY_SOURCE = 0;
const NONE = 0;

/**
 * What ties deployments to changes where a source tells it in parts: an artefact is deployed, the artefact was made from a change,
 * the change came into the main line. The parts come in any order and more than once.
 */
export class ChangeLinks {
  private readonly sources = new Names();
  private readonly artifacts = new KeyTable();
  // Of each artefact: the number of its newest link, plus one.
  private readonly lastLink = new Column(Uint32Array);
  private readonly linkChange = new Column(Uint32Array);
  private readonly linkBefore = new Column(Uint32Array);
  private readonly references = new KeyTable();
  // Of each reference: the run in the table of changes; a length of 0 is a change that nobody told of.
  private readonly start = new Column(Uint32Array);
  private readonly count = new Column(Uint32Array);
  private readonly owner = new Column(Uint32Array);
  // The reference to the same id of whatever source.
  private readonly anywhere = new Column(Uint32Array);
  private readonly ambiguous = new Set<number>();
  private told = 0;

  constructor(private readonly changes: ChangeTable) {}

  /** How many different changes were told of. */
  get size(): number {
    return this.told;
  }

  /** The number of an artefact, from which `changesOf` finds what it holds. */
  artifact(name: string): number {
    const row = this.artifacts.add(0, name);
    if (row === this.lastLink.size) this.lastLink.push(NONE);
    return row;
  }

  addArtifact({ artifact, change }: ArtifactRecord): void {
    const row = this.artifact(artifact);
    const reference = this.reference(
      change.source === undefined ? ANY_SOURCE : this.sources.numberOf(change.source) + 1,
      change.id,
    );
    for (let link = this.lastLink.at(row); link !== NONE; link = this.linkBefore.at(link - 1))
      if (this.linkChange.at(link - 1) === reference) return;
    const link = this.linkChange.push(reference);
    this.linkBefore.push(this.lastLink.at(row));
    this.lastLink.set(row, link + 1);
  }

  addChange({ id, source, changes }: ChangeRecord): void {
    if (changes.length === 0) return;
    const owner = this.sources.numberOf(source) + 1;
    const own = this.reference(owner, id);
    const known = this.count.at(own);
    if (known > 0 && !isBefore(changes, this.changes.run(this.start.at(own), known))) return;
    if (known === 0) this.told++;
    const start = this.changes.add(changes);
    this.point(own, start, changes.length, owner);
    const any = this.anywhere.at(own);
    const before = this.owner.at(any);
    if (before !== 0 && before !== owner) this.ambiguous.add(any);
    this.point(any, start, changes.length, owner);
  }

  /** Every run of changes that an artefact holds, in an order that does not depend on how they came. */
  changesOf(artifact: number): readonly { readonly start: number; readonly count: number }[] {
    const runs: { readonly start: number; readonly count: number }[] = [];
    for (let link = this.lastLink.at(artifact); link !== NONE; link = this.linkBefore.at(link - 1)) {
      const told = this.linkChange.at(link - 1);
      // Sources name one repository in different ways, so an id that is met once in all of them will do.
      const reference = this.count.at(told) > 0 ? told : this.anywhere.at(told);
      const count = this.count.at(reference);
      if (count > 0 && !this.ambiguous.has(reference)) runs.push({ start: this.start.at(reference), count });
    }
    return runs.length < 2
      ? runs
      : runs.sort((a, b) => (this.changes.sha(a.start) < this.changes.sha(b.start) ? -1 : 1));
  }

  private point(reference: number, start: number, count: number, owner: number): void {
    this.start.set(reference, start);
    this.count.set(reference, count);
    this.owner.set(reference, owner);
  }

  private reference(source: number, id: string): number {
    const known = this.references.size;
    const row = this.references.add(source, id);
    if (row < known) return row;
    for (const column of [this.start, this.count, this.owner, this.anywhere]) column.push(0);
    this.anywhere.set(row, source === ANY_SOURCE ? row : this.reference(ANY_SOURCE, id));
    return row;
  }
}

/** Which of two tellings of one change stays must not depend on which came first. */
function isBefore(a: readonly Change[], b: readonly Change[]): boolean {
  return JSON.stringify(a.map(canonicalChange)) < JSON.stringify(b.map(canonicalChange));
}
