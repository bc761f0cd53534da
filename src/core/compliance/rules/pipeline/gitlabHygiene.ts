import { defineRule, type Report, type YamlFileSubject } from '../../rule.js';
import { entriesOf, entryOf, itemsOf, mapOf, scalarOf, seqOf, valueAt } from '../../yaml/navigate.js';
import type { ScalarNode, YamlNode } from '../../yaml/node.js';
import { sourceSpan } from '../../yaml/scalarSource.js';
import { parseImage } from '../access/imageReference.js';
import { secretOf } from '../access/secretDetection.js';
import { hintOfName } from '../access/secretNames.js';
import { programOf, shellCommands } from '../dockerfile/shell.js';
import { cicd } from './frameworks.js';
import { gitlabJobs, gitlabSubject, type GitlabJob } from './gitlab.js';

type Say = (found: Report) => void;

/** Names of branches, which move. */
const BRANCH = /^(?:main|master|head|develop|trunk|latest|~latest)$/i;
/** Credentials that GitLab gives a job. */
const CREDENTIAL = /^CI_(?:JOB_TOKEN|JOB_JWT\w*|REGISTRY_PASSWORD|DEPLOY_PASSWORD|BUILD_TOKEN|REPOSITORY_URL)$/;

export const gitlabHygiene = defineRule({
  id: 'ci/gitlab-hygiene',
  title: 'GitLab pipelines are pinned, run once and keep their credentials',
  severity: 'warning',
  profile: 'base',
  confidence: 'medium',
  frameworks: [cicd(3), cicd(6)],
  explanation: `An image without a version and an included file without a commit are something else tomorrow, and what is in them
runs with the variables of the project. A job that runs for branches and for merge requests alike runs twice with every push. And a
credential belongs in the settings of the project, masked, and not in a file or in a request to somebody else's server.`,
  bad: `build:
  image: node
  script:
    - npm ci
`,
  good: `build:
  image: node:22.11-slim
  script:
    - npm ci
`,
  subject: 'gitlab',
  check: (subject, report) => {
    const { root } = subject;
    checkImages(root, report);
    checkImages(valueAt(root, 'default'), report);
    checkVariables(valueAt(root, 'variables'), report);
    checkIncludes(valueAt(root, 'include'), report);
    const hasRules = seqOf(valueAt(root, 'workflow', 'rules')) !== undefined;
    for (const job of gitlabJobs(subject)) {
      const say: Say = found => report({ ...found, subject: gitlabSubject(job) });
      checkImages(job.node, say);
      checkVariables(valueAt(job.node, 'variables'), say);
      if (!hasRules) checkTwice(job, say);
      for (const script of job.scripts) checkRequests(subject, script, say);
    }
  },
});

function checkImages(node: YamlNode | undefined, say: Say): void {
  for (const each of [valueAt(node, 'image'), ...itemsOf(valueAt(node, 'services'))]) {
    const image = scalarOf(mapOf(each) ? valueAt(each, 'name') : each);
    const parsed = image && !image.masked ? parseImage(image.text) : undefined;
    if (!image || !parsed || parsed.digest !== undefined) continue;
    if (parsed.tag !== undefined && parsed.tag !== 'latest') continue;
    say({
      at: image,
      check: 'image',
      message: 'Which version of {0} runs changes from day to day.',
      values: [image.text],
    });
  }
}

function checkVariables(variables: YamlNode | undefined, say: Say): void {
  for (const { name, value } of entriesOf(variables)) {
    const scalar = scalarOf(mapOf(value) ? valueAt(value, 'value') : value);
    if (!scalar || scalar.masked || /^[a-z_]{1,16}$/i.test(scalar.text) || !secretOf(name, scalar.text)) continue;
    say({
      at: scalar,
      check: 'plain-variable',
      message: 'Everybody who can read the repository can read the value of {0}. It belongs in the settings, masked.',
      values: [name],
    });
  }
}

function checkIncludes(include: YamlNode | undefined, say: Say): void {
  const items = seqOf(include)?.items ?? (include ? [include] : []);
  for (const item of items) {
    const written = scalarOf(item);
    const remote = written && /^https?:\/\//.test(written.text) ? written : scalarOf(valueAt(item, 'remote'));
    if (remote && !remote.masked && !entryOf(item, 'integrity') && !/\$|\/[0-9a-f]{40}\//.test(remote.text))
      say({
        at: remote,
        check: 'include-remote',
        message: 'What is at this address when the pipeline begins runs with the variables of this project.',
      });
    const project = entryOf(item, 'project');
    const ref = scalarOf(valueAt(item, 'ref'));
    if (project && (!ref || BRANCH.test(ref.text)))
      say({
        at: ref ?? project.value,
        check: 'include-ref',
        message: ref
          ? '{0} is a branch: what is included changes with every commit there.'
          : 'There is no “ref”: what is included changes with every commit there.',
        values: ref ? [ref.text] : [],
      });
    const component = scalarOf(valueAt(item, 'component'));
    const version = component?.text.split('@')[1];
    if (component && !component.masked && (version === undefined || BRANCH.test(version)))
      say({
        at: component,
        check: 'include-ref',
        message: 'Which version of the component runs changes from day to day.',
      });
  }
}

/** A job for merge requests that runs for branches as well. */
function checkTwice({ node }: GitlabJob, say: Say): void {
  const rules = entryOf(node, 'rules');
  const all = itemsOf(rules?.value).filter(rule => scalarOf(valueAt(rule, 'when'))?.text !== 'never');
  const conditions = all.map(rule => scalarOf(valueAt(rule, 'if'))?.text);
  const forRequests = conditions.some(text => text !== undefined && /["']merge_request_event["']/.test(text));
  const forBranches = all.some((rule, at) => {
    const text = conditions[at];
    if (text === undefined) return mapOf(rule) !== undefined && !entryOf(rule, 'if');
    return /CI_PIPELINE_SOURCE\s*==\s*["']push["']/.test(text) || /^\s*\$CI_COMMIT_BRANCH\s*$/.test(text);
  });
  if (rules && forRequests && forBranches)
    say({
      at: rules.key,
      check: 'double-pipelines',
      message: 'With every push to a merge request this job runs twice: for the request, and for its branch.',
    });
}

/** Credentials that are sent to another server than GitLab itself. */
function checkRequests({ document }: YamlFileSubject, script: ScalarNode, say: Say): void {
  if (script.masked || !/\b(?:curl|wget)\b/.test(script.text)) return;
  for (const command of shellCommands(script.text, 0, script.text.length, { escape: '\\', breaksEnd: true })) {
    const { name, args } = programOf(command);
    if (name !== 'curl' && name !== 'wget') continue;
    const foreign = args.some(
      ({ text }) => /^https?:\/\/[^$/]+(?:\/|$)/i.test(text) && !text.startsWith('https://gitlab.com/'),
    );
    if (!foreign) continue;
    for (const { text, start, end } of args) {
      const variable = [...text.matchAll(/\$\{?(\w+)\}?/g)].map(match => match[1] ?? '').find(isCredential);
      if (variable === undefined) continue;
      say({
        at: sourceSpan(document.text, script, start, end),
        check: 'sent',
        message: '{0} goes to a server that is not GitLab.',
        values: [variable],
      });
    }
  }
}

function isCredential(variable: string): boolean {
  return CREDENTIAL.test(variable) || (variable.startsWith('CI_') && hintOfName(variable) === 'password');
}
