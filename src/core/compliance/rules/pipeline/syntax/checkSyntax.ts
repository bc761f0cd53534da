import type { RuleContext } from '../../../rule.js';
import { scalarOf, valueAt } from '../../../yaml/navigate.js';
import { jobSubject, type Workflow } from '../workflow.js';
import { checkAnchors } from './anchors.js';
import { checkEvents } from './events.js';
import { checkCircles, checkEnvironment, checkJob, checkShell } from './jobs.js';
import { checkMatrix } from './matrix.js';
import { ShapeChecker, type Say } from './shape.js';
import { WORKFLOW } from './workflowShape.js';

/** Says what of a workflow GitHub does not take, or what cannot do anything. */
export function checkSyntax(workflow: Workflow, say: Say, context: RuleContext): void {
  const { document, root, jobs } = workflow;
  const first = root.entries[0]?.key ?? root;
  new ShapeChecker(document, say).check(root, WORKFLOW, first);
  checkAnchors(document, say);
  checkEvents(workflow, say);
  checkCircles(workflow, say);
  checkShell(scalarOf(valueAt(root, 'defaults', 'run', 'shell')), 'any', say);
  checkEnvironment(valueAt(root, 'env'), say);
  for (const job of jobs) {
    const inJob: Say = found => say({ ...found, subject: jobSubject(job) });
    checkJob(workflow, job, inJob, context);
    checkMatrix(job, inJob);
  }
}
