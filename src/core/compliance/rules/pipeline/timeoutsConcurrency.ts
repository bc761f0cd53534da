import { fixOf, insertEntry, isEditable } from '../../fixes/edits.js';
import { defineRule } from '../../rule.js';
import { entryOf } from '../../yaml/navigate.js';
import { eachOnce, hasTrigger, jobSubject, workflowOf } from './workflow.js';

export const timeoutsConcurrency = defineRule({
  id: 'ci/timeouts-concurrency',
  title: 'Jobs end, and do not run for what is outdated',
  severity: 'info',
  profile: 'strict',
  confidence: 'high',
  frameworks: [],
  fix: 'placeholder',
  explanation: `A job that hangs takes a runner for six hours where nothing else is said. And with every push to a pull request one
more run begins, though nobody waits for those before it.

\`timeout-minutes\` ends the first, a \`concurrency\` group with \`cancel-in-progress\` the others.`,
  bad: `on: pull_request
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: make test
`,
  good: `on: pull_request
concurrency:
  group: \${{ github.workflow }}-\${{ github.ref }}
  cancel-in-progress: true
jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - run: make test
`,
  subject: 'workflow',
  check: (subject, reportAll) => {
    const report = eachOnce(reportAll);
    const workflow = workflowOf(subject);
    const { root, jobs, document, triggers } = workflow;
    for (const job of jobs) {
      const { node } = job;
      if (!node || job.uses || job.steps.length === 0 || entryOf(node, 'timeout-minutes')) continue;
      if (job.steps.every(step => entryOf(step.node, 'timeout-minutes'))) continue;
      report({
        at: job.entry.key,
        check: 'timeout',
        message: 'The job {0} has no “timeout-minutes”: where it hangs, it does so for six hours.',
        values: [job.id],
        subject: jobSubject(job),
        fixes: () => [
          fixOf('placeholder', 'Add “timeout-minutes”', [], insertEntry(document, node, 'timeout-minutes', '15')),
        ],
      });
    }
    if (!hasTrigger(workflow, 'pull_request', 'pull_request_target')) return;
    if (entryOf(root, 'concurrency') ?? jobs.some(({ node }) => entryOf(node, 'concurrency'))) return;
    const trigger = triggers.find(({ name }) => name.startsWith('pull_request'));
    const key = entryOf(root, 'jobs')?.key;
    if (!trigger || !key) return;
    const newline = document.text.includes('\r\n') ? '\r\n' : '\n';
    const lines = [
      'concurrency:',
      '  group: ${{ github.workflow }}-${{ github.ref }}',
      '  cancel-in-progress: true',
      '',
      '',
    ];
    report({
      at: trigger.key,
      check: 'concurrency',
      message: 'With every push one more run begins, and those before it go on.',
      fixes: () =>
        root.flow || !isEditable(document, root)
          ? []
          : [
              {
                class: 'placeholder',
                title: 'Add a “concurrency” group',
                values: [],
                edits: [{ start: key.start, end: key.start, text: lines.join(newline) }],
              },
            ],
    });
  },
});
