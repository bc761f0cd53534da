import assert from 'node:assert/strict';
import { answersOfRun, templateRefOf } from '../../../../src/core/templates/recordedAnswers.js';
import type { TaskRecord } from '../../../../src/core/templates/scaffolder.js';
import { entity } from '../catalogue/entities.js';

const ref = 'template:default/web-service';
const made = entity('Component:quotes');
const task = (parts: Partial<TaskRecord>): TaskRecord => ({
  id: 'a',
  status: 'completed',
  createdAt: 1,
  templateRef: ref,
  steps: [],
  values: { name: 'quotes' },
  ...parts,
});

describe('templateRefOf', () => {
  it('completes what a person writes', () => {
    assert.equal(templateRefOf('web-service'), ref);
    assert.equal(templateRefOf(' Template:Default/Web-Service '), ref);
    assert.equal(templateRefOf('not a reference'), undefined);
    assert.equal(templateRefOf(undefined), undefined);
  });
});

describe('answersOfRun', () => {
  it('takes the latest run of the template that ended well with that name', () => {
    const found = answersOfRun(made, ref, [
      task({ createdAt: 1, values: { name: 'quotes', port: 1 } }),
      task({ createdAt: 3, values: { name: 'quotes', port: 3 } }),
      task({ createdAt: 4, values: { name: 'quotes', port: 4 }, status: 'failed' }),
      task({ createdAt: 5, values: { name: 'other' } }),
      task({ createdAt: 6, templateRef: 'template:default/library' }),
    ]);
    assert.deepEqual(found, { templateRef: ref, values: { name: 'quotes', port: 3 } });
  });

  it('says nothing where no run fits', () => {
    assert.equal(answersOfRun(made, ref, []), undefined);
    assert.equal(answersOfRun(made, ref, [task({ values: {} })]), undefined);
  });
});
