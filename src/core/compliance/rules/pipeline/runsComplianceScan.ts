import { fixOf, insertEntry, insertItem, removeEntry, type WrittenValue } from '../../fixes/edits.js';
import { defineRule, type Report, type RuleContext, type Surroundings } from '../../rule.js';
import { entryOf, mapOf, scalarOf, seqOf, valueAt } from '../../yaml/navigate.js';
import type { ScalarNode } from '../../yaml/node.js';
import { sourceSpan } from '../../yaml/scalarSource.js';
import { scanCalls, type ScanCall } from './scanCalls.js';
import {
  eachOnce,
  hasTrigger,
  jobSubject,
  readAction,
  workflowOf,
  type Job,
  type Step,
  type Workflow,
} from './workflow.js';

const FOLDER = '.github/workflows';
/** Actions that bring a report to where people see it. */
const UPLOADS =
  /^(?:github\/codeql-action|actions\/upload-artifact|dorny\/test-reporter|mikepenz\/action-junit-report|enricomi\/publish-unit-test-result-action)$/;
const REPORT = 'golden-path.sarif';

interface Scan {
  readonly job: Job;
  readonly step: Step;
  readonly run: ScalarNode;
  readonly call: ScanCall;
}

export const runsComplianceScan = defineRule({
  id: 'ci/runs-compliance-scan',
  title: 'A workflow for pull requests scans for compliance, and people see the result',
  severity: 'warning',
  profile: 'golden',
  confidence: 'medium',
  frameworks: [],
  fix: 'placeholder',
  explanation: `What nobody checks before it is merged is found when it runs. A scan belongs in a workflow that runs for every
pull request: not for some paths alone, not with \`continue-on-error\`, and its report must get to where people look, also when the
scan finds something.

\`golden-path scan --format sarif --waived omit --output FILE\` and \`github/codeql-action/upload-sarif\` with \`if: always()\` show findings in the
lines that they are about.`,
  bad: `on: pull_request
jobs:
  compliance:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - run: npx golden-path scan --profile golden --format sarif --waived omit --output golden-path.sarif
`,
  good: `on: pull_request
jobs:
  compliance:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - run: npx golden-path scan --profile golden --format sarif --waived omit --output golden-path.sarif
      - uses: github/codeql-action/upload-sarif@v4
        if: always()
        with:
          sarif_file: golden-path.sarif
`,
  subject: 'workflow',
  check: (subject, reportAll, context) => {
    const workflow = workflowOf(subject);
    const report = eachOnce(reportAll);
    const scans = scansOf(workflow);
    if (scans.length === 0) {
      checkMissing(workflow, context, report);
      return;
    }
    checkReach(workflow, context, report);
    for (const scan of scans) {
      const say = (found: Report): void => report({ ...found, subject: jobSubject(scan.job) });
      checkIgnored(workflow, scan, say);
      checkUpload(workflow, scan, say);
    }
  },
});

function scansOf({ jobs }: Workflow): readonly Scan[] {
  return jobs.flatMap(job =>
    job.steps.flatMap(step => {
      const { run } = step;
      return run && !run.masked ? scanCalls(run.text).map(call => ({ job, step, run, call })) : [];
    }),
  );
}

/** Said once for a repository, at the first workflow for pull requests; and only where all workflows are known. */
function checkMissing(workflow: Workflow, { path, surroundings }: RuleContext, report: (found: Report) => void): void {
  const others = otherWorkflows(path, surroundings);
  if (!others || !isForPullRequests(workflow.document.text)) return;
  // A workflow that is called may scan as well.
  if (workflow.jobs.some(({ uses }) => uses)) return;
  for (const { path: other, text } of others) {
    if (text === undefined || mayScan(text)) return;
    if (isForPullRequests(text) && other < path) return;
  }
  const jobs = mapOf(valueAt(workflow.root, 'jobs'));
  const key = entryOf(workflow.root, 'jobs')?.key;
  if (!jobs || !key) return;
  const { document } = workflow;
  report({
    at: key,
    check: 'missing',
    message: 'No workflow for pull requests scans for compliance.',
    fixes: () => [
      fixOf(
        'placeholder',
        'Add a job that scans',
        [],
        insertEntry(document, jobs, 'compliance', {
          'runs-on': 'ubuntu-latest',
          permissions: { contents: 'read', 'security-events': 'write' },
          steps: [
            { uses: 'actions/checkout@v5' },
            { run: `npx golden-path scan --profile golden --format sarif --waived omit --output ${REPORT}` },
            uploadStep(REPORT),
          ],
        }),
      ),
    ],
  });
}

/** A step that shows a report in SARIF, whatever came before. */
function uploadStep(file: string): WrittenValue {
  return { uses: 'github/codeql-action/upload-sarif@v4', if: 'always()', with: { sarif_file: file } };
}

interface OtherWorkflow {
  readonly path: string;
  readonly text: string | undefined;
}

function otherWorkflows(path: string, surroundings: Surroundings | undefined): readonly OtherWorkflow[] | undefined {
  const at = path.indexOf(FOLDER);
  const paths = at < 0 ? undefined : surroundings?.files(path.slice(0, at) + FOLDER);
  return paths
    ?.filter(other => other !== path && /\.ya?ml$/.test(other))
    .map(other => ({ path: other, text: surroundings?.read(other) }));
}

function mayScan(text: string): boolean {
  return /golden-path\S*\s+scan\b/.test(text) || /^\s+uses:\s*\S+\.ya?ml@/m.test(text);
}

function isForPullRequests(text: string): boolean {
  return /\b(?:pull_request|merge_group)\b/.test(text);
}

function checkReach(workflow: Workflow, { path, surroundings }: RuleContext, report: (found: Report) => void): void {
  const others = otherWorkflows(path, surroundings) ?? [];
  if (others.some(({ text = '' }) => mayScan(text) && isForPullRequests(text))) return;
  if (!hasTrigger(workflow, 'pull_request', 'pull_request_target', 'merge_group', 'workflow_call')) {
    const on = entryOf(workflow.root, 'on')?.key;
    if (on)
      report({
        at: on,
        check: 'reach',
        message: 'The scan does not run for pull requests: what it finds is merged by then.',
      });
    return;
  }
  const { document } = workflow;
  for (const trigger of workflow.triggers.filter(({ name }) => name === 'pull_request'))
    for (const name of ['paths', 'paths-ignore']) {
      const filter = entryOf(trigger.settings, name);
      if (!filter) continue;
      report({
        at: filter.key,
        check: 'filtered',
        message: 'With “{0}” the scan does not run for every pull request.',
        values: [name],
        fixes: () => [fixOf('review', 'Remove “{0}”', [name], removeEntry(document, filter))],
      });
    }
}

function checkIgnored({ document }: Workflow, { job, step, run, call }: Scan, say: (found: Report) => void): void {
  for (const node of [step.node, job.node]) {
    const entry = entryOf(node, 'continue-on-error');
    if (!entry || scalarOf(entry.value)?.text !== 'true') continue;
    say({
      at: entry.key,
      check: 'ignored',
      message: 'With “continue-on-error” it does not matter what the scan finds.',
      fixes: () => [fixOf('review', 'Remove “continue-on-error”', [], removeEntry(document, entry))],
    });
  }
  if (call.ignored)
    say({
      at: sourceSpan(document.text, run, call.start, call.end),
      check: 'ignored',
      message: 'It does not matter what the scan finds: this command always succeeds.',
    });
}

function checkUpload({ document }: Workflow, { job, step, run, call }: Scan, say: (found: Report) => void): void {
  // The summary and the log are where people look as well.
  if (call.format === 'github' || (call.format === 'text' && call.output === undefined)) return;
  const later = job.steps.slice(step.index + 1);
  const upload = later.find(each => {
    const action = readAction(each.uses);
    if (each.run && call.output !== undefined && each.run.text.includes(call.output)) return true;
    return action !== undefined && UPLOADS.test(action.repository);
  });
  if (!upload) {
    const steps = seqOf(valueAt(job.node, 'steps'));
    const { output } = call;
    say({
      at: sourceSpan(document.text, run, call.start, call.end),
      check: 'not-uploaded',
      message: 'The report of the scan goes nowhere: nobody sees it.',
      fixes: () =>
        steps && call.format === 'sarif' && output !== undefined
          ? [fixOf('placeholder', 'Upload the report', [], insertItem(document, steps, uploadStep(output)))]
          : [],
    });
    return;
  }
  const condition = scalarOf(valueAt(upload.node, 'if'))?.text ?? '';
  if (/always\(\)|failure\(\)|!\s*cancelled\(\)/.test(condition) || call.ignored) return;
  if (scalarOf(valueAt(step.node, 'continue-on-error'))?.text === 'true') return;
  say({
    at: upload.uses ?? upload.node,
    check: 'upload-skipped',
    message: 'When the scan finds something this step is left out, and nobody sees what. “if: always()” lets it run.',
    fixes: () =>
      condition === ''
        ? [fixOf('review', 'Add “if: always()”', [], insertEntry(document, upload.node, 'if', 'always()'))]
        : [],
  });
}
