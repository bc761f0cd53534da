import { fixOf, setAt } from '../../fixes/edits.js';
import { defineRule, type Report } from '../../rule.js';
import { entriesOf, itemsOf, scalarOf, valueAt } from '../../yaml/navigate.js';
import type { MapNode, ScalarNode, YamlDocument, YamlNode } from '../../yaml/node.js';
import { sourceSpan } from '../../yaml/scalarSource.js';
import { knownSecretIn, secretOf } from '../access/secretDetection.js';
import type { Expression } from './expressions/expression.js';
import { templatesIn } from './expressions/templates.js';
import { cicd } from './frameworks.js';
import { eachOnce, jobSubject, readAction, workflowOf, type Job, type Step, type Workflow } from './workflow.js';

type Say = (found: Report) => void;

/** Commands of runners that are switched off, or go by a file today. */
const COMMANDS: Readonly<Record<string, string>> = {
  'set-output': 'GITHUB_OUTPUT',
  'save-state': 'GITHUB_STATE',
  'set-env': 'GITHUB_ENV',
  'add-path': 'GITHUB_PATH',
};

export const credentials = defineRule({
  id: 'ci/credentials',
  title: 'Credentials stay where they belong',
  severity: 'warning',
  profile: 'base',
  confidence: 'medium',
  frameworks: [cicd(6)],
  fix: 'review',
  explanation: `A password in a workflow can be read by everybody who can read the repository. A secret that is printed, or taken
apart with \`fromJSON\`, is not hidden in the log any more. \`secrets: inherit\` hands all secrets to a workflow that needs one.

\`actions/checkout\` leaves the token in \`.git\`: where the folder becomes an artefact, everybody can take the token out of it. The
option \`everyCheckout\` asks for \`persist-credentials: false\` in every place.`,
  bad: `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: actions/upload-artifact@v4
        with:
          path: .
          include-hidden-files: true
`,
  good: `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with:
          persist-credentials: false
      - uses: actions/upload-artifact@v4
        with:
          path: .
          include-hidden-files: true
`,
  options: { everyCheckout: false },
  subject: 'workflow',
  check: (subject, reportAll, { options }) => {
    const report = eachOnce(reportAll);
    const workflow = workflowOf(subject);
    checkEnv(valueAt(workflow.root, 'env'), report);
    for (const job of workflow.jobs) {
      const say: Say = found => report({ ...found, subject: jobSubject(job) });
      checkContainers(job, say);
      checkEnv(valueAt(job.node, 'env'), say);
      checkInherit(job, say);
      checkCheckouts(workflow, job, options['everyCheckout'] === true, say);
      for (const step of job.steps) checkStep(workflow.document, step, say);
    }
  },
});

function checkContainers(job: Job, say: Say): void {
  const services = entriesOf(valueAt(job.node, 'services'));
  for (const container of [valueAt(job.node, 'container'), ...services.map(({ value }) => value)]) {
    const password = scalarOf(valueAt(container, 'credentials', 'password'));
    if (password && !password.masked && password.text !== '' && templatesIn(password).length === 0)
      say({
        at: password,
        check: 'password',
        severity: 'error',
        message: 'Everybody who can read the repository can read this password. Take it from “secrets”.',
      });
    checkEnv(valueAt(container, 'env'), say);
  }
}

function checkEnv(env: YamlNode | undefined, say: Say): void {
  for (const { name, value } of entriesOf(env)) {
    const scalar = scalarOf(value);
    if (!scalar || scalar.masked) continue;
    if (name === 'ACTIONS_ALLOW_UNSECURE_COMMANDS' && scalar.text === 'true')
      say({
        at: scalar,
        check: 'insecure-commands',
        severity: 'error',
        message: 'This lets everything that is printed set variables and the path of programs.',
      });
    // Such are the passwords of databases that live as long as the test, in a container beside the job.
    const isWord = /^[a-z_]{1,16}$|@(?:127\.0\.0\.1|\[::1\]|[^./:@[\]]+)(?:[:/?]|$)/i.test(scalar.text);
    const isSecret =
      !isWord && (knownSecretIn(scalar.text) ?? (templatesIn(scalar).length === 0 && secretOf(name, scalar.text)));
    if (isSecret)
      say({
        at: scalar,
        check: 'plain',
        message: 'Everybody who can read the repository can read the value of {0}. Take it from “secrets”.',
        values: [name],
      });
  }
}

function checkInherit({ uses, node }: Job, say: Say): void {
  const secrets = scalarOf(valueAt(node, 'secrets'));
  // A workflow of the same repository can read them anyway.
  if (secrets?.text !== 'inherit' || !uses || uses.text.startsWith('./')) return;
  say({
    at: secrets,
    check: 'inherit',
    message: 'All secrets go to {0}. Hand on by name what it needs.',
    values: [uses.text],
  });
}

function checkCheckouts({ document }: Workflow, { steps }: Job, every: boolean, say: Say): void {
  steps.forEach((step, position) => {
    const action = readAction(step.uses);
    if (action?.repository !== 'actions/checkout' || !step.uses) return;
    const persist = scalarOf(valueAt(step.node, 'with', 'persist-credentials'));
    if (persist && persist.text !== 'true') return;
    const upload = steps.slice(position + 1).find(uploadsEverything);
    // Since version 6 the token is kept outside of the folder.
    if (!every && (!upload || Number(/^v(\d+)/.exec(action.ref ?? '')?.[1] ?? 0) >= 6)) return;
    say({
      at: step.uses,
      check: 'persist',
      message: upload
        ? 'The token stays in “.git”, and a later step makes an artefact of it.'
        : 'The token stays in “.git”, where every later step can read it.',
      fixes: () => [
        fixOf(
          'review',
          'Add “persist-credentials: false”',
          [],
          setAt(document, step.node, ['with', 'persist-credentials'], 'false'),
        ),
      ],
    });
  });
}

/** Whether a step makes an artefact of the whole folder. */
function uploadsEverything(step: Step): boolean {
  const action = readAction(step.uses);
  if (action?.repository !== 'actions/upload-artifact') return false;
  const path = scalarOf(valueAt(step.node, 'with', 'path'))?.text ?? '';
  const wholes = /^(?:\.\/?|\.\/?\*\*?(?:\/\*)?|\*\*?(?:\/\*)?|\$\{\{\s*github\.workspace\s*\}\}\/?)$/;
  if (!path.split('\n').some(line => wholes.test(line.trim()))) return false;
  // Since version 4.4 hidden files are left out where they are not asked for.
  const hidden = scalarOf(valueAt(step.node, 'with', 'include-hidden-files'))?.text === 'true';
  return hidden || /^v[1-3](?:\.|$)/.test(action.ref ?? '');
}

function checkStep(document: YamlDocument, step: Step, say: Say): void {
  checkEnv(valueAt(step.node, 'env'), say);
  for (const scalar of [step.run, ...scalarsBelow(step.node)]) if (scalar) checkParts(document, scalar, say);
  const { run } = step;
  if (!run || run.masked) return;
  for (const match of run.text.matchAll(/::(set-output|save-state|set-env)\s+name=|::(add-path)::/g)) {
    const command = match[1] ?? match[2] ?? '';
    say({
      at: sourceSpan(document.text, run, match.index, match.index + match[0].length),
      check: 'deprecated-command',
      message: 'The command “{0}” is given up: whatever is printed could give it. Write to the file in {1} instead.',
      values: [command, `$${COMMANDS[command] ?? ''}`],
    });
  }
  if (/ACTIONS_ALLOW_UNSECURE_COMMANDS\s*=\s*["']?true/.test(run.text))
    say({
      at: run,
      check: 'insecure-commands',
      severity: 'error',
      message: 'This lets everything that is printed set variables and the path of programs.',
    });
  checkPrinted(document, run, say);
}

function scalarsBelow(node: MapNode): readonly ScalarNode[] {
  return ['env', 'with']
    .flatMap(name =>
      entriesOf(valueAt(node, name)).flatMap(({ value }) => [
        ...(scalarOf(value) ? [scalarOf(value)] : []),
        ...itemsOf(value).map(scalarOf),
      ]),
    )
    .filter(scalar => scalar !== undefined);
}

/** Parts of a secret, which the log does not know to hide. */
function checkParts(document: YamlDocument, scalar: ScalarNode, say: Say): void {
  for (const { start, end, read } of templatesIn(scalar)) {
    if (!read.ok || !takesApart(read.root)) continue;
    say({
      at: sourceSpan(document.text, scalar, start, end),
      check: 'unredacted',
      message: 'The log hides a secret as a whole alone: a part of it that “fromJSON” takes out can be read.',
    });
  }
}

function takesApart(expression: Expression): boolean {
  switch (expression.type) {
    case 'property':
    case 'index':
    case 'filter':
      return takesApart(expression.object) || isReadSecret(expression.object);
    case 'call':
    case 'logical':
      return expression.args.some(takesApart);
    default:
      return false;
  }
}

function isReadSecret(expression: Expression): boolean {
  if (expression.type !== 'call' || !/^fromjson$/i.test(expression.name)) return false;
  const [arg] = expression.args;
  return arg?.type === 'property' && arg.object.type === 'context' && arg.object.name.toLowerCase() === 'secrets';
}

/** Longer lines are no command that somebody wrote. */
const LONGEST_LINE = 2000;

/** Secrets that are printed: of a line that goes nowhere else. */
function checkPrinted(document: YamlDocument, run: ScalarNode, say: Say): void {
  let offset = 0;
  for (const line of run.text.split('\n')) {
    const begin = offset;
    offset += line.length + 1;
    if (line.length > LONGEST_LINE || !/^\s*(?:echo|printf|Write-(?:Host|Output))\b/.test(line)) continue;
    if (/[|>]/.test(line.replaceAll(/\$\{\{.*?\}\}/g, '')) || line.includes('::add-mask::')) continue;
    const found = /\$\{\{\s*secrets\.[^{}]*\}\}/.exec(line);
    if (!found) continue;
    const start = begin + found.index;
    say({
      at: sourceSpan(document.text, run, start, start + found[0].length),
      check: 'printed',
      message: 'A secret is printed. The log hides it only as long as nothing changes in it.',
    });
  }
}
