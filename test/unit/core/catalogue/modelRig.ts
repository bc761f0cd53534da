import type { Entity } from '../../../../src/core/catalogue/entity.js';
import { CatalogueModel, type CatalogueServer, type CatalogueState } from '../../../../src/core/catalogue/model.js';
import type { CatalogueSnapshot, SnapshotStore } from '../../../../src/core/catalogue/snapshot.js';
import { success, type Result } from '../../../../src/core/common/problem.js';
import { MemoryCatalogue } from './memoryCatalogue.js';

/** A store of snapshots in memory. */
export class MemorySnapshots implements SnapshotStore {
  constructor(public kept?: CatalogueSnapshot) {}

  async load(): Promise<CatalogueSnapshot | undefined> {
    return this.kept;
  }

  async save(snapshot: CatalogueSnapshot): Promise<void> {
    this.kept = snapshot;
  }

  async forget(): Promise<void> {
    delete this.kept;
  }
}

/** An instance in memory. */
export interface MemoryServer extends CatalogueServer {
  readonly source: MemoryCatalogue;
  readonly snapshots: MemorySnapshots;
  /** What the instance says about who is signed in. */
  ownership: Result<readonly string[]>;
}

export function memoryServer(
  entities: readonly Entity[],
  { origin = 'https://backstage.example.com', kept }: { origin?: string; kept?: CatalogueSnapshot } = {},
): MemoryServer {
  const server: MemoryServer = {
    origin,
    source: new MemoryCatalogue(entities),
    snapshots: new MemorySnapshots(kept),
    ownership: success(['user:default/ada', 'group:default/payments']),
    ownershipRefs: async () => server.ownership,
  };
  return server;
}

/** A model whose time stands still until it is set, and every state that it has announced. */
export function modelRig() {
  const clock = { time: 1000, now: () => clock.time };
  const model = new CatalogueModel(clock);
  const states: CatalogueState[] = [];
  model.onDidChange(state => states.push(state));
  return { clock, model, states };
}

/** One line on a state: the phases, when they were read, and what there is. */
export function summary({ index, server, workspace }: CatalogueState): string {
  const side = ({ phase, readAt, problem }: CatalogueState['server']): string =>
    [phase, readAt === undefined ? '' : `@${readAt}`, problem ? ` ${problem.kind}` : ''].join('');
  return `${side(server)} | ${side(workspace)} | ${index.entities.map(({ name }) => name).join(' ')}`.trimEnd();
}
