import { fixOf, insertEntry, removeEntry } from '../../fixes/edits.js';
import { defineRule, type Report } from '../../rule.js';
import { entryOf, itemsOf, scalarOf, valueAt } from '../../yaml/navigate.js';
import type { ScalarNode, YamlDocument } from '../../yaml/node.js';
import { sourceSpan } from '../../yaml/scalarSource.js';
import { gitlabJobs, gitlabSubject, type GitlabJob } from './gitlab.js';
import { scanCalls, type ScanCall } from './scanCalls.js';

export const gitlabComplianceScan = defineRule({
  id: 'ci/gitlab-compliance-scan',
  title: 'A GitLab pipeline for merge requests scans for compliance, and people see the result',
  severity: 'warning',
  profile: 'golden',
  confidence: 'medium',
  frameworks: [],
  fix: 'placeholder',
  explanation: `What nobody checks before it is merged is found when it runs. A scan belongs in a pipeline that runs for every merge
request: not for some changes alone, not with \`allow_failure\`, and with its report as an artefact, also when the scan finds
something.

\`golden-path scan --format junit --output FILE\` and \`artifacts: reports: junit\` show findings in the merge request.`,
  bad: `compliance:
  image: node:22.11-slim
  script:
    - npx golden-path scan --profile golden --format junit --output golden-path.xml
  allow_failure: true
  artifacts:
    when: always
    reports:
      junit: golden-path.xml
`,
  good: `compliance:
  image: node:22.11-slim
  script:
    - npx golden-path scan --profile golden --format junit --output golden-path.xml
  artifacts:
    when: always
    reports:
      junit: golden-path.xml
`,
  subject: 'gitlab',
  check: (subject, report) => {
    const { document, root } = subject;
    const jobs = gitlabJobs(subject);
    let found = false;
    for (const job of jobs)
      for (const script of job.scripts)
        for (const call of script.masked ? [] : scanCalls(script.text)) {
          found = true;
          checkScan(document, job, script, call, reported => report({ ...reported, subject: gitlabSubject(job) }));
        }
    const first = jobs[0];
    // What is included may scan as well.
    if (found || !first || entryOf(root, 'include') || document.templated) return;
    report({
      at: first.entry.key,
      check: 'missing',
      message: 'No job scans for compliance.',
      fixes: () => [
        fixOf(
          'placeholder',
          'Add a job that scans',
          [],
          insertEntry(document, root, 'compliance', {
            image: 'node:22',
            script: ['npx golden-path scan --profile golden --format junit --output golden-path.xml'],
            artifacts: { when: 'always', reports: { junit: 'golden-path.xml' } },
          }),
        ),
      ],
    });
  },
});

function checkScan(
  document: YamlDocument,
  { node }: GitlabJob,
  script: ScalarNode,
  call: ScanCall,
  say: (found: Report) => void,
): void {
  const at = sourceSpan(document.text, script, call.start, call.end);
  const allowed = entryOf(node, 'allow_failure');
  if (allowed && scalarOf(allowed.value)?.text === 'true')
    say({
      at: allowed.key,
      check: 'ignored',
      message: 'With “allow_failure” it does not matter what the scan finds.',
      fixes: () => [fixOf('review', 'Remove “allow_failure”', [], removeEntry(document, allowed))],
    });
  if (call.ignored)
    say({
      at,
      check: 'ignored',
      message: 'It does not matter what the scan finds: this command always succeeds.',
    });
  for (const rule of itemsOf(valueAt(node, 'rules'))) {
    const changes = entryOf(rule, 'changes');
    if (!changes || scalarOf(valueAt(rule, 'when'))?.text === 'never') continue;
    say({
      at: changes.key,
      check: 'filtered',
      message: 'With “{0}” the scan does not run for every merge request.',
      values: ['changes'],
    });
  }
  const artifacts = valueAt(node, 'artifacts');
  if (call.output === undefined) return;
  if (!valueAt(artifacts, 'reports') && !valueAt(artifacts, 'paths')) {
    // It may be set for all jobs, or by what the job extends.
    if (entryOf(node, 'extends')) return;
    say({ at, check: 'not-uploaded', message: 'The report of the scan goes nowhere: nobody sees it.' });
    return;
  }
  const when = scalarOf(valueAt(artifacts, 'when'))?.text;
  const key = entryOf(node, 'artifacts')?.key;
  if (key && when !== 'always' && when !== 'on_failure')
    say({
      at: key,
      check: 'upload-skipped',
      message: 'When the scan finds something there is no report, and nobody sees what. “when: always” keeps it.',
    });
}
