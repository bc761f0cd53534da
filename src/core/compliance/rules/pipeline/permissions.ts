import { nearestName } from '../../../catalogue/language/names.js';
import { fixOf, replaceKey, replaceValue } from '../../fixes/edits.js';
import { defineRule, type Report } from '../../rule.js';
import { entriesOf, entryOf, mapOf, scalarOf } from '../../yaml/navigate.js';
import type { MapEntry, YamlDocument } from '../../yaml/node.js';
import { templatesIn } from './expressions/templates.js';
import { cicd, scorecard } from './frameworks.js';
import { eachOnce, jobSubject, workflowOf } from './workflow.js';

const ANY_LEVEL = ['read', 'write', 'none'];
/** The scopes with what can be given. Source: the schema of workflows of github.com/actions/languageservices. */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    'actions artifact-metadata attestations checks code-quality contents deployments discussions drives issues packages pages pull-requests repository-projects security-events statuses'
      .split(' ')
      .map(scope => [scope, ANY_LEVEL]),
  ),
  'copilot-requests': ['write', 'none'],
  'id-token': ['write', 'none'],
  models: ['read', 'none'],
  'vulnerability-alerts': ['read', 'none'],
};

export const permissions = defineRule({
  id: 'ci/permissions',
  title: 'Workflows have the permissions that they need and no others',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [cicd(5), scorecard('Token-Permissions')],
  fix: 'review',
  explanation: `Every job gets a token for the repository. Where a workflow does not say what it may do, the setting of the
repository or of the organisation decides, and that is often everything: an action that was taken over can push then.

Begin with \`permissions: { contents: read }\` and give single jobs what they need beyond that.`,
  bad: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: make test
`,
  good: `on: push
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: make test
`,
  subject: 'workflow',
  check: (subject, reportAll) => {
    const report = eachOnce(reportAll);
    const workflow = workflowOf(subject);
    const { root, jobs, document, triggers } = workflow;
    const top = entryOf(root, 'permissions');
    if (top) checkPermissions(document, top, report);
    for (const job of jobs) {
      const own = entryOf(job.node, 'permissions');
      if (own) checkPermissions(document, own, found => report({ ...found, subject: jobSubject(job) }));
    }
    // A workflow that is nothing but called has what its caller gives.
    const isCalled = triggers.length > 0 && triggers.every(({ name }) => name === 'workflow_call');
    const without = jobs.filter(job => job.node && !entryOf(job.node, 'permissions'));
    const key = entryOf(root, 'jobs')?.key;
    if (top || isCalled || without.length === 0 || !key) return;
    const newline = document.text.includes('\r\n') ? '\r\n' : '\n';
    report({
      at: key,
      check: 'missing',
      message: 'It is not said what these jobs may do: {0}. The settings of the repository decide.',
      values: [without.map(({ id }) => id).join(', ')],
      fixes: () =>
        root.flow
          ? []
          : [
              {
                class: 'review',
                title: 'Allow reading the repository, and nothing else',
                values: [],
                edits: [
                  {
                    start: key.start,
                    end: key.start,
                    text: `permissions:${newline}  contents: read${newline}${newline}`,
                  },
                ],
              },
            ],
    });
  },
});

function checkPermissions(document: YamlDocument, { key, value }: MapEntry, report: (found: Report) => void): void {
  const map = mapOf(value);
  if (map) {
    for (const entry of entriesOf(map)) checkScope(document, entry, report);
    return;
  }
  const all = scalarOf(value);
  if (!all || all.masked || templatesIn(all).length > 0) return;
  if (all.text === 'write-all')
    report({
      at: all,
      check: 'write-all',
      message: 'The token can do everything.',
      fixes: () => [fixOf('review', 'Allow reading alone', [], replaceValue(document, value, 'read-all'))],
    });
  else if (all.text !== 'read-all')
    report({
      at: all.text === '' ? key : all,
      check: 'scope',
      severity: 'error',
      message: '“read-all”, “write-all” or a mapping of permissions belongs here.',
    });
}

function checkScope(document: YamlDocument, entry: MapEntry, report: (found: Report) => void): void {
  const { name, key, value } = entry;
  const levels = Object.hasOwn(SCOPES, name) ? SCOPES[name] : undefined;
  if (!levels) {
    const nearest = nearestName(name, Object.keys(SCOPES));
    report({
      at: key,
      check: 'scope',
      severity: 'error',
      message:
        nearest === undefined ? 'There is no permission “{0}”.' : 'There is no permission “{0}”. Is “{1}” meant?',
      values: nearest === undefined ? [name] : [name, nearest],
      fixes: () =>
        nearest === undefined ? [] : [fixOf('review', 'Write {0}', [nearest], replaceKey(document, entry, nearest))],
    });
    return;
  }
  const level = scalarOf(value);
  if (level?.masked || (level && levels.includes(level.text))) return;
  report({
    at: value,
    check: 'scope',
    severity: 'error',
    message: 'For “{0}” one of these can be given: {1}.',
    values: [name, levels.join(', ')],
  });
}
