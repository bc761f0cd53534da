import type { Change, Deployment, DeploymentKind } from '../deliveryEvents.js';
import type { DeploymentRecord } from '../eventFormats/deliveryRecord.js';
import type { ChangeLinks } from './changeLinks.js';
import { canonicalChange, type ChangeTable } from './changeTable.js';
import { Column, type Names } from './column.js';
import { KeyTable } from './keyTable.js';
import { TextColumn } from './textColumn.js';

const COMMITS = 0;
const VERSIONS = 1;

const SUCCESS = 1;
const UNPLANNED = 2;
const CHANGES_KNOWN = 4;
const KIND_SHIFT = 3;
const KINDS: readonly (DeploymentKind | undefined)[] = [undefined, 'normal', 'rollback', 'hotfix', 'redeploy'];

/** Deployments in columns, each known once by its source and id. */
export class DeploymentTable {
  private readonly keys = new KeyTable();
  private readonly ids = new TextColumn();
  private readonly versions = new TextColumn();
  private readonly shas = new TextColumn();
  private readonly source = new Column(Uint32Array);
  private readonly service = new Column(Uint32Array);
  private readonly environment = new Column(Uint32Array);
  private readonly flags = new Column(Uint8Array);
  private readonly started = new Column(Float64Array, NaN);
  private readonly finished = new Column(Float64Array);
  private readonly changeStart = new Column(Uint32Array);
  private readonly changeCount = new Column(Uint32Array);
  // The number of the artefact plus one.
  private readonly artifact = new Column(Uint32Array);
  // Odd for commits and versions, even for artefacts.
  private readonly identityOf = new Column(Uint32Array);
  private readonly identities = new KeyTable();
  private readonly reverted = new Map<number, string>();
  private readonly addresses = new Map<number, string>();

  constructor(
    private readonly sources: Names,
    private readonly services: Names,
    private readonly environments: Names,
    private readonly changes: ChangeTable,
    private readonly links: ChangeLinks,
  ) {}

  get size(): number {
    return this.ids.size;
  }

  /** Of two different deployments with one source and id the better known one stays: the one that succeeded, then the earlier one. */
  add(record: DeploymentRecord): 'new' | 'duplicate' | 'conflict' {
    const source = this.sources.numberOf(record.source);
    const row = this.keys.add(source, record.id);
    if (row === this.ids.size) {
      this.ids.push(record.id);
      this.versions.push('');
      this.shas.push('');
      this.source.push(source);
      this.started.push(NaN);
      for (const column of [this.service, this.environment, this.flags, this.finished]) column.push(0);
      for (const column of [this.changeStart, this.changeCount, this.artifact, this.identityOf]) column.push(0);
      this.put(row, record);
      return 'new';
    }
    const known = this.record(row);
    const order = compareRecords(record, known);
    if (order < 0) this.put(row, record);
    return order === 0 ? 'duplicate' : 'conflict';
  }

  id(row: number): string {
    return this.ids.at(row);
  }

  sourceName(row: number): string {
    return this.sources.at(this.source.at(row));
  }

  serviceOf(row: number): number {
    return this.service.at(row);
  }

  environmentOf(row: number): number {
    return this.environment.at(row);
  }

  finishedAt(row: number): number {
    return this.finished.at(row);
  }

  /** `NaN` where nobody says it. */
  startedAt(row: number): number {
    return this.started.at(row);
  }

  isSuccess(row: number): boolean {
    return (this.flags.at(row) & SUCCESS) !== 0;
  }

  isUnplanned(row: number): boolean {
    return (this.flags.at(row) & UNPLANNED) !== 0;
  }

  kind(row: number): DeploymentKind | undefined {
    return KINDS[this.flags.at(row) >> KIND_SHIFT];
  }

  sha(row: number): string {
    return this.shas.at(row);
  }

  version(row: number): string {
    return this.versions.at(row);
  }

  reverts(row: number): string | undefined {
    return this.reverted.get(row);
  }

  address(row: number): string | undefined {
    return this.addresses.get(row);
  }

  /** A number for what was deployed, as far as it can be told apart: a commit, else a version, else an artefact; 0 where nothing says. */
  identity(row: number): number {
    return this.identityOf.at(row);
  }

  /** The rows of the deployments with an id, or of a commit where no id is meant, in any source. */
  rowsNamed(name: string): readonly number[] {
    const rows = this.sources.all.map((_, source) => this.keys.find(source, name)).filter(row => row >= 0);
    const commit = rows.length > 0 ? -1 : this.identities.find(COMMITS, name);
    if (commit < 0) return rows;
    const wanted = commit * 2 + 1;
    const found: number[] = [];
    for (let row = 0; row < this.size; row++) if (this.identityOf.at(row) === wanted) found.push(row);
    return found;
  }

  /** The runs in the table of changes that it brings; undefined where nobody says what it brings. */
  runs(row: number): readonly { readonly start: number; readonly count: number }[] | undefined {
    if ((this.flags.at(row) & CHANGES_KNOWN) !== 0)
      return [{ start: this.changeStart.at(row), count: this.changeCount.at(row) }];
    const artifact = this.artifact.at(row);
    if (artifact === 0) return undefined;
    const runs = this.links.changesOf(artifact - 1);
    return runs.length > 0 ? runs : undefined;
  }

  /** The deployment with the changes that were found for it. */
  deployment(row: number): Deployment {
    const runs = this.runs(row);
    const changes = runs?.flatMap(({ start, count }) => this.changes.run(start, count));
    return this.told(row, changes);
  }

  private record(row: number): Deployment {
    const isKnown = (this.flags.at(row) & CHANGES_KNOWN) !== 0;
    return this.told(row, isKnown ? this.changes.run(this.changeStart.at(row), this.changeCount.at(row)) : undefined);
  }

  private told(row: number, changes: readonly Change[] | undefined): Deployment {
    const startedAt = this.started.at(row);
    const kind = this.kind(row);
    const reverts = this.reverts(row);
    const address = this.address(row);
    return {
      type: 'deployment',
      id: this.id(row),
      source: this.sourceName(row),
      service: this.services.at(this.service.at(row)),
      environment: this.environments.at(this.environment.at(row)),
      ...(this.version(row) ? { version: this.version(row) } : {}),
      ...(this.sha(row) ? { sha: this.sha(row) } : {}),
      outcome: this.isSuccess(row) ? 'success' : 'failure',
      ...(Number.isNaN(startedAt) ? {} : { startedAt }),
      finishedAt: this.finishedAt(row),
      ...(kind === undefined ? {} : { kind }),
      ...(reverts === undefined ? {} : { reverts }),
      ...(this.isUnplanned(row) ? { isUnplanned: true } : {}),
      ...(changes === undefined ? {} : { changes }),
      ...(address === undefined ? {} : { address }),
    };
  }

  private identityIn({ sha, version }: DeploymentRecord, artifact: number): number {
    if (sha !== undefined) return this.identities.add(COMMITS, sha) * 2 + 1;
    return version === undefined ? artifact * 2 : this.identities.add(VERSIONS, version) * 2 + 1;
  }

  private put(row: number, record: DeploymentRecord): void {
    this.versions.set(row, record.version ?? '');
    this.shas.set(row, record.sha ?? '');
    this.service.set(row, this.services.numberOf(record.service));
    this.environment.set(row, this.environments.numberOf(record.environment));
    this.flags.set(
      row,
      (record.outcome === 'success' ? SUCCESS : 0) |
        (record.isUnplanned === true ? UNPLANNED : 0) |
        (record.changes === undefined ? 0 : CHANGES_KNOWN) |
        (KINDS.indexOf(record.kind) << KIND_SHIFT),
    );
    this.started.set(row, record.startedAt ?? NaN);
    this.finished.set(row, record.finishedAt);
    this.changeCount.set(row, record.changes?.length ?? 0);
    this.changeStart.set(row, record.changes ? this.changes.add(record.changes) : 0);
    this.artifact.set(row, record.artifact === undefined ? 0 : this.links.artifact(record.artifact) + 1);
    this.identityOf.set(row, this.identityIn(record, this.artifact.at(row)));
    keep(this.reverted, row, record.reverts);
    keep(this.addresses, row, record.address);
  }
}

function keep(texts: Map<number, string>, row: number, text: string | undefined): void {
  if (text === undefined) texts.delete(row);
  else texts.set(row, text);
}

/** Below zero where the first is the one to keep, zero where both say the same. */
function compareRecords(a: Deployment, b: Deployment): number {
  if (a.outcome !== b.outcome) return a.outcome === 'success' ? -1 : 1;
  if (a.finishedAt !== b.finishedAt) return a.finishedAt - b.finishedAt;
  const [first, second] = [canonical(a), canonical(b)];
  return first === second ? 0 : first < second ? -1 : 1;
}

/** Everything that it says in a fixed order, the fuller telling before the poorer one. */
function canonical(of: Deployment): string {
  return JSON.stringify([
    of.changes === undefined,
    of.kind === undefined,
    of.sha === undefined,
    of.version === undefined,
    of.service,
    of.environment,
    of.sha,
    of.version,
    of.startedAt,
    of.kind,
    of.reverts,
    of.isUnplanned ?? false,
    of.address,
    of.changes?.map(canonicalChange),
  ]);
}
