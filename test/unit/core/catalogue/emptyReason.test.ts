import assert from 'node:assert/strict';
import { EMPTY_REASONS, emptyReason, type EmptyReason } from '../../../../src/core/catalogue/emptyReason.js';
import { EntityIndex } from '../../../../src/core/catalogue/entityIndex.js';
import type { CatalogueState, SideState } from '../../../../src/core/catalogue/model.js';
import type { CatalogueFilter } from '../../../../src/core/catalogue/tree.js';
import type { ProblemKind } from '../../../../src/core/common/problem.js';
import { entity } from './entities.js';

const absent: SideState = { phase: 'absent' };
const loading: SideState = { phase: 'loading' };
const ready: SideState = { phase: 'ready', readAt: 1 };
const failed = (kind: ProblemKind): SideState => ({ phase: 'failed', problem: { kind, message: '' } });
const some = EntityIndex.of([entity('Component:orders')], []);

interface Case {
  readonly reason: EmptyReason | undefined;
  readonly server?: SideState;
  readonly workspace?: SideState;
  readonly index?: EntityIndex;
  readonly mine?: CatalogueState['mine'];
  readonly filter?: CatalogueFilter;
  readonly shown?: number;
}

const cases: readonly Case[] = [
  { reason: undefined, server: failed('unreachable'), index: some, shown: 1 },
  { reason: 'loading', server: loading },
  { reason: 'loading', workspace: loading },
  { reason: 'loading', server: failed('unreachable'), workspace: loading },
  { reason: 'noSource' },
  { reason: 'noDescriptor', workspace: ready },
  { reason: 'noDescriptor', workspace: failed('internal') },
  { reason: 'signedOut', server: failed('unauthorised') },
  { reason: 'forbidden', server: failed('forbidden') },
  { reason: 'unreachable', server: failed('unreachable') },
  { reason: 'unreachable', server: failed('cancelled') },
  { reason: 'busy', server: failed('rateLimited') },
  { reason: 'notBackstage', server: failed('invalid') },
  { reason: 'notBackstage', server: failed('notFound') },
  { reason: 'notBackstage', server: failed('unsupported') },
  { reason: 'serverFailed', server: failed('internal') },
  { reason: 'serverFailed', server: failed('conflict') },
  { reason: 'emptyCatalogue', server: ready },
  { reason: 'emptyCatalogue', server: ready, workspace: ready },
  { reason: 'nothingStarred', server: ready, index: some, filter: 'starred' },
  { reason: 'nothingMine', server: ready, index: some, filter: 'mine', mine: new Set() },
  { reason: 'nobodySignedIn', server: ready, index: some, filter: 'mine' },
  { reason: 'nobodySignedIn', server: loading, index: some, filter: 'mine' },
  { reason: 'loading', server: { ...loading, partial: true }, index: some, filter: 'mine' },
  { reason: 'nothingStarred', server: { ...failed('unreachable'), partial: true }, index: some, filter: 'starred' },
];

describe('why the catalogue shows nothing', () => {
  for (const { reason, server = absent, workspace = absent, index = EntityIndex.EMPTY, ...rest } of cases) {
    const { filter = 'all', shown = 0, mine } = rest;
    const said = [server.problem?.kind ?? server.phase, workspace.problem?.kind ?? workspace.phase, filter].join(', ');
    it(`${reason ?? 'it shows something'}: server and folder are ${said}`, () => {
      const state: CatalogueState = { index, server, workspace, ...(mine ? { mine } : {}) };
      assert.equal(emptyReason(state, filter, shown), reason);
    });
  }

  it('has a case here for every reason', () => {
    assert.deepEqual(
      EMPTY_REASONS.filter(reason => !cases.some(testCase => testCase.reason === reason)),
      [],
    );
  });
});
