import { fixOf, setAt } from '../../fixes/edits.js';
import type { Fix } from '../../finding.js';
import { defineRule } from '../../rule.js';
import { entryOf, scalarOf, valueAt } from '../../yaml/navigate.js';
import type { ScalarNode, Span } from '../../yaml/node.js';
import { sourceSpan } from '../../yaml/scalarSource.js';
import { templatesIn, type Template } from './expressions/templates.js';
import { cicd, scorecard } from './frameworks.js';
import { isUntrustedVariable, untrustedValues, variableOf } from './untrusted.js';
import { eachOnce, jobSubject, readAction, workflowOf, type Job, type Step, type Workflow } from './workflow.js';

/** Inputs of actions that are run as a program. */
const SCRIPTS: Readonly<Record<string, readonly string[]>> = {
  'actions/github-script': ['script'],
  'azure/cli': ['inlinescript'],
  'azure/powershell': ['inlinescript'],
  'appleboy/ssh-action': ['script'],
};

export const templateInjection = defineRule({
  id: 'ci/template-injection',
  title: 'Scripts do not contain what others write',
  severity: 'error',
  profile: 'base',
  confidence: 'high',
  frameworks: [cicd(4), scorecard('Dangerous-Workflow')],
  fix: 'review',
  explanation: `GitHub puts the value of \`\${{ … }}\` into a script before the shell reads it. The title of an issue or the name
of a branch can be a command, and everybody can write one.

Hand the value over in \`env\`: a shell takes the content of a variable for data.`,
  bad: `on: issues
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "Thank you for \${{ github.event.issue.title }}"
`,
  good: `on: issues
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "Thank you for \${TITLE}"
        env:
          TITLE: \${{ github.event.issue.title }}
`,
  subject: 'workflow',
  check: (subject, reportAll) => {
    const report = eachOnce(reportAll);
    const workflow = workflowOf(subject);
    for (const job of workflow.jobs)
      for (const step of job.steps)
        for (const { node, isRun } of scriptsOf(step))
          for (const template of templatesIn(node)) {
            const found = untrustedIn(template, workflow, job, step);
            if (!found) continue;
            const { document } = workflow;
            report({
              at: sourceSpan(document.text, node, template.start, template.end),
              message: 'Everybody can write {0}, and here it becomes part of a script.',
              values: [found],
              subject: jobSubject(job),
              fixes: () => (isRun ? [moveToEnv(workflow, job, step, node, template, found)] : []),
            });
          }
  },
});

/** What a step runs as a program. */
function scriptsOf(step: Step): readonly { node: ScalarNode; isRun: boolean }[] {
  if (step.run) return [{ node: step.run, isRun: true }];
  const inputs = SCRIPTS[readAction(step.uses)?.repository ?? ''] ?? [];
  return inputs.flatMap(input => {
    const node = scalarOf(valueAt(step.node, 'with', input));
    return node ? [{ node, isRun: false }] : [];
  });
}

/** The value in a template that anybody can write, also by way of a variable. */
function untrustedIn({ read }: Template, { root }: Workflow, job: Job, step: Step): string | undefined {
  if (!read.ok) return undefined;
  const direct = untrustedValues(read.root)[0];
  if (direct) return direct.path;
  const variable = variableOf(read.root);
  const envs = [step.node, job.node, root].map(node => valueAt(node, 'env'));
  return variable !== undefined && isUntrustedVariable(variable, envs) ? `env.${variable}` : undefined;
}

function moveToEnv(
  { document }: Workflow,
  job: Job,
  step: Step,
  node: ScalarNode,
  { start, end, read }: Template,
  path: string,
): Fix | undefined {
  const shell = scalarOf(valueAt(step.node, 'shell') ?? valueAt(job.node, 'defaults', 'run', 'shell'))?.text ?? 'bash';
  const isWindows = (scalarOf(valueAt(job.node, 'runs-on'))?.text ?? '').includes('windows');
  if (!/^(?:ba)?sh$/.test(shell) || (isWindows && shell !== 'bash') || !read.ok) return undefined;
  // In a flow or in quotes of YAML the quotes of the shell would have to be escaped.
  if (node.style === 'single' || node.style === 'double') return undefined;
  // Names that begin with GITHUB_ cannot be set.
  const parts = path.split('.').filter(part => !['*', 'github', 'event', 'env'].includes(part));
  const name = (parts.slice(-2).join('_') || 'VALUE').toUpperCase().replaceAll(/\W/g, '_');
  if (entryOf(valueAt(step.node, 'env'), name)) return undefined;
  const span: Span = sourceSpan(document.text, node, start, end);
  const written = document.text.slice(span.start, span.end);
  const quotes = { none: `"\${${name}}"`, double: `\${${name}}`, single: `'"\${${name}}"'` };
  return fixOf(
    'review',
    'Hand it over as {0} in “env”',
    [name],
    { ...span, text: quotes[quotesAround(node.text, start)] },
    setAt(document, step.node, ['env', name], written),
  );
}

/** In which quotes of the shell a place is. */
function quotesAround(script: string, to: number): 'none' | 'single' | 'double' {
  let around: 'none' | 'single' | 'double' = 'none';
  for (let at = 0; at < to; at++) {
    const letter = script[at];
    if (letter === '\\' && around !== 'single') at++;
    else if (letter === "'" && around !== 'double') around = around === 'single' ? 'none' : 'single';
    else if (letter === '"' && around !== 'single') around = around === 'double' ? 'none' : 'double';
  }
  return around;
}
