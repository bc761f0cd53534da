import { defineRule } from '../../rule.js';
import type { ScalarNode } from '../../yaml/node.js';
import { parseImage } from '../access/imageReference.js';
import { cicd, scorecard } from './frameworks.js';
import { eachOnce, jobSubject, readAction, workflowOf } from './workflow.js';

export const pinActions = defineRule({
  id: 'ci/pin-actions',
  title: 'Actions are pinned',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [cicd(3), cicd(8), scorecard('Pinned-Dependencies')],
  explanation: `A tag or a branch of an action can be moved. Who takes over the repository of an action runs a program of their
own in every workflow that uses it, with its secrets: that has happened with actions of many thousand users.

The hash of a commit cannot be moved. Write the version behind it as a comment, so that people and update services see it.

Owners in the option \`tags\` are trusted as far as to keep their tags; branches are not taken of anybody.`,
  bad: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: someone/setup-thing@v2
`,
  good: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: someone/setup-thing@8f4b7f84864484a7bf31766abe9204da3cbe65b3 # v2.1.0
`,
  options: { tags: ['actions', 'github'] },
  subject: 'workflow',
  check: (subject, reportAll, { options }) => {
    const report = eachOnce(reportAll);
    const trusted = Array.isArray(options['tags']) ? options['tags'].map(String) : [];
    const workflow = workflowOf(subject);
    for (const job of workflow.jobs)
      for (const uses of [job.uses, ...job.steps.map(step => step.uses)]) {
        const found = uses && problemOf(uses, trusted);
        if (found) report({ ...found, at: uses, subject: jobSubject(job) });
      }
  },
});

function problemOf(
  uses: ScalarNode,
  trusted: readonly string[],
): { readonly check: string; readonly message: string; readonly values: readonly string[] } | undefined {
  if (!uses.masked && uses.text.startsWith('docker://') && !uses.text.includes('${{')) {
    const image = uses.text.slice('docker://'.length);
    const parsed = parseImage(image);
    return parsed && parsed.digest === undefined
      ? { check: 'image', message: 'The image {0} has no digest: its tag can be moved.', values: [image] }
      : undefined;
  }
  const action = readAction(uses);
  if (action?.ref === undefined || /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(action.ref)) return undefined;
  const isVersion = /^v?\d+(?:\.\d+)*(?:[-+.][\w.-]+)?$/.test(action.ref);
  const owners = [action.owner, action.repository];
  if (isVersion && trusted.some(each => owners.includes(each.toLowerCase().replace(/\/\*$/, '')))) return undefined;
  return isVersion
    ? { check: 'tag', message: 'The tag {0} can be moved to another program.', values: [action.ref] }
    : {
        check: 'branch',
        message: '{0} is no version: what runs changes with every commit there.',
        values: [action.ref],
      };
}
