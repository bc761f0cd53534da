import assert from 'node:assert/strict';
import { EntityIndex } from '../../../../src/core/catalogue/entityIndex.js';
import type { SideState } from '../../../../src/core/catalogue/model.js';
import type { ProblemKind } from '../../../../src/core/common/problem.js';
import { templatesEmptyReason } from '../../../../src/core/templates/templatesEmptyReason.js';
import { entity } from '../catalogue/entities.js';

const failed = (kind: ProblemKind): SideState => ({ phase: 'failed', problem: { kind, message: '' } });
const reason = (server: SideState, workspace: SideState = { phase: 'absent' }, shown = 0): string | undefined => {
  const index = EntityIndex.of([entity('Component:orders')], []);
  return templatesEmptyReason({ server, workspace, index }, shown);
};

describe('templatesEmptyReason', () => {
  it('has none where templates are shown', () => {
    assert.equal(reason({ phase: 'ready', readAt: 1 }, undefined, 1), undefined);
  });

  it('tells a catalogue without templates from one that is not there', () => {
    assert.equal(reason({ phase: 'ready', readAt: 1 }), 'noTemplates');
    assert.equal(reason({ phase: 'absent' }), 'noSource');
    assert.equal(reason({ phase: 'absent' }, { phase: 'ready', readAt: 1 }), 'noSource');
    assert.equal(reason({ phase: 'loading' }), 'loading');
  });

  it('says what is wrong with the server, although entities of the folder are there', () => {
    assert.equal(reason(failed('unauthorised'), { phase: 'ready', readAt: 1 }), 'signedOut');
    assert.equal(reason(failed('forbidden')), 'forbidden');
    assert.equal(reason(failed('unreachable')), 'unreachable');
    assert.equal(reason(failed('rateLimited')), 'busy');
    assert.equal(reason(failed('invalid')), 'notBackstage');
    assert.equal(reason(failed('internal')), 'serverFailed');
  });
});
