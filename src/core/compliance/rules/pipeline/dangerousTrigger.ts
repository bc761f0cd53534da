import { defineRule } from '../../rule.js';
import { scalarOf, valueAt } from '../../yaml/navigate.js';
import type { ScalarNode } from '../../yaml/node.js';
import { sourceSpan } from '../../yaml/scalarSource.js';
import { cicd, scorecard } from './frameworks.js';
import { eachOnce, jobSubject, readAction, workflowOf, type Step } from './workflow.js';

/** Events that run with the secrets of the repository whoever causes them. */
const TRUSTING = ['pull_request_target', 'workflow_run', 'issue_comment'];
/** What belongs to the author of a pull request. */
const HEAD =
  /github\.event\.pull_request\.head\.(?:sha|ref)|github\.head_ref|github\.event\.workflow_run\.head_(?:sha|branch|commit\.id)|github\.event\.workflow_run\.pull_requests|refs\/pull\/|github\.event\.pull_request\.merge_commit_sha/i;
const HEAD_REPOSITORY =
  /github\.event\.pull_request\.head\.repo\.full_name|github\.event\.workflow_run\.head_repository\.full_name/i;
/** Commands that bring what belongs to the author. */
const COMMAND =
  /\bgh\s+pr\s+checkout\b|\bgit\s+(?:fetch|checkout|pull|switch)\b[^\n;&|]*(?:pull\/|\$\{\{\s*github\.(?:head_ref|event\.pull_request\.head)[^\n]*)/i;

export const dangerousTrigger = defineRule({
  id: 'ci/dangerous-trigger',
  title: 'Workflows with secrets do not run what others propose',
  severity: 'error',
  profile: 'base',
  confidence: 'medium',
  frameworks: [cicd(4), scorecard('Dangerous-Workflow')],
  explanation: `\`pull_request_target\`, \`workflow_run\` and \`issue_comment\` run with the token and the secrets of the
repository, also for a pull request of a stranger. A workflow that then takes out the stranger's commit and builds or tests it
hands both over: a script in the build is enough.

Build what others propose in \`pull_request\`, where there are no secrets, and hand on what it made as an artefact.`,
  bad: `on: pull_request_target
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with:
          ref: \${{ github.event.pull_request.head.sha }}
      - run: make test
`,
  good: `on: pull_request
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - run: make test
`,
  subject: 'workflow',
  check: (subject, reportAll) => {
    const report = eachOnce(reportAll);
    const workflow = workflowOf(subject);
    const trigger = workflow.triggers.find(({ name }) => TRUSTING.includes(name));
    if (!trigger) return;
    for (const job of workflow.jobs)
      for (const step of job.steps) {
        const found = takesHead(step);
        if (!found) continue;
        const span =
          found.part === undefined
            ? found.node
            : sourceSpan(workflow.document.text, found.node, found.part.start, found.part.end);
        report({
          at: span,
          message: 'With “{0}” what others propose runs here with the secrets of the repository.',
          values: [trigger.name],
          subject: jobSubject(job),
          related: [
            {
              message: 'This event',
              values: [],
              span: { start: trigger.key.start, end: trigger.key.end },
            },
          ],
        });
      }
  },
});

/** Where a step takes out the commit of a proposal. */
function takesHead(step: Step): { node: ScalarNode; part?: { start: number; end: number } } | undefined {
  if (readAction(step.uses)?.repository === 'actions/checkout') {
    const ref = scalarOf(valueAt(step.node, 'with', 'ref'));
    if (ref && HEAD.test(ref.text)) return { node: ref };
    const repository = scalarOf(valueAt(step.node, 'with', 'repository'));
    return repository && HEAD_REPOSITORY.test(repository.text) ? { node: repository } : undefined;
  }
  const match = step.run && !step.run.masked ? COMMAND.exec(step.run.text) : null;
  return step.run && match
    ? { node: step.run, part: { start: match.index, end: match.index + match[0].length } }
    : undefined;
}
