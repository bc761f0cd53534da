import { nearestName } from '../../../../catalogue/language/names.js';
import { fixOf, replaceValue } from '../../../fixes/edits.js';
import type { RuleContext } from '../../../rule.js';
import { entriesOf, entryOf, itemsOf, mapOf, scalarOf, valueAt } from '../../../yaml/navigate.js';
import type { ScalarNode, YamlNode } from '../../../yaml/node.js';
import { templatesIn } from '../expressions/templates.js';
import { scalarsOf, type Job, type Step, type Workflow } from '../workflow.js';
import { checkGlob } from './events.js';
import type { Say } from './shape.js';

/** Says what cannot be right in a job beside its keys. */
export function checkJob(workflow: Workflow, job: Job, say: Say, { surroundings }: RuleContext): void {
  checkId(scalarOf(job.entry.key), 'A job', say);
  checkNeeds(workflow, job, say);
  checkCaller(job, say, path => surroundings?.exists(path));
  checkRunners(job, say);
  const ids = new Map<string, Step>();
  for (const step of job.steps) {
    checkId(scalarOf(valueAt(step.node, 'id')), 'A step', say);
    checkUniqueId(step, ids, say);
    checkSteps(step, say);
    checkAction(step.uses, say);
    checkEnvironment(valueAt(step.node, 'env'), say);
  }
  checkShells(job, say);
  checkEnvironment(valueAt(job.node, 'env'), say);
  for (const container of [
    valueAt(job.node, 'container'),
    ...entriesOf(valueAt(job.node, 'services')).map(e => e.value),
  ])
    checkEnvironment(valueAt(container, 'env'), say);
  const version = scalarOf(valueAt(job.node, 'snapshot', 'version'));
  if (version) checkGlob(workflow.document.text, version, 'version', say);
}

function checkId(id: ScalarNode | undefined, what: string, say: Say): void {
  if (!id || id.masked || id.text === '' || templatesIn(id).length > 0 || /^[A-Za-z_][\w-]*$/.test(id.text)) return;
  say({
    at: id,
    check: 'id',
    message:
      what === 'A job'
        ? '{0} can be no id of a job: it begins with a letter or “_” and has letters, digits, “-” and “_”.'
        : '{0} can be no id of a step: it begins with a letter or “_” and has letters, digits, “-” and “_”.',
    values: [id.text],
  });
}

function checkUniqueId(step: Step, ids: Map<string, Step>, say: Say): void {
  const node = scalarOf(valueAt(step.node, 'id'));
  if (!node || node.masked || node.text === '') return;
  const id = node.text.toLowerCase();
  const before = ids.get(id);
  // An alias of a step is the same step twice.
  if (before && before.node !== step.node)
    say({ at: node, check: 'id', message: 'Another step of this job has the id {0} already.', values: [node.text] });
  ids.set(id, step);
}

function checkNeeds({ document, jobs, jobsById }: Workflow, job: Job, say: Say): void {
  const seen = new Set<string>();
  for (const need of job.needs) {
    if (need.masked || need.text === '' || templatesIn(need).length > 0) continue;
    const id = need.text.toLowerCase();
    if (seen.has(id))
      say({ at: need, check: 'job-needs', message: 'The job {0} is named already.', values: [need.text] });
    seen.add(id);
    if (jobsById.has(id)) continue;
    const nearest = nearestName(
      need.text,
      jobs.filter(each => each !== job).map(each => each.id),
    );
    say({
      at: need,
      check: 'job-needs',
      message:
        nearest === undefined
          ? 'There is no job {0} in this workflow.'
          : 'There is no job {0} in this workflow. Is {1} meant?',
      values: nearest === undefined ? [need.text] : [need.text, nearest],
      fixes: () =>
        nearest === undefined ? [] : [fixOf('review', 'Write {0}', [nearest], replaceValue(document, need, nearest))],
    });
  }
}

/** Says once for every circle of jobs that each waits for the next. */
export function checkCircles({ jobs, jobsById }: Workflow, say: Say): void {
  const done = new Set<Job>();
  for (const start of jobs) {
    const path: Job[] = [];
    const stack: { job: Job; next: number }[] = [{ job: start, next: 0 }];
    while (stack.length > 0) {
      const top = stack.at(-1);
      if (!top) break;
      if (top.next === 0) path.push(top.job);
      const need = top.job.needs[top.next++];
      const needed = need && jobsById.get(need.text.toLowerCase());
      if (!need) {
        done.add(top.job);
        path.pop();
        stack.pop();
      } else if (needed && path.includes(needed)) {
        sayOfCircle(path.slice(path.indexOf(needed)), say);
        return;
      } else if (needed && !done.has(needed)) stack.push({ job: needed, next: 0 });
    }
  }
}

function sayOfCircle(circle: readonly Job[], say: Say): void {
  const first = circle.reduce((a, b) => (a.entry.key.start <= b.entry.key.start ? a : b));
  const from = circle.indexOf(first);
  const names = [...circle.slice(from), ...circle.slice(0, from), first].map(({ id }) => id);
  say({
    at: first.entry.key,
    check: 'job-needs',
    message: 'These jobs wait for each other, so that none begins: {0}.',
    values: [names.join(' → ')],
    subject: { kind: 'job', name: first.id },
  });
}

/** The form of a call of another workflow, and whether one of the repository is there. */
function checkCaller({ uses, node }: Job, say: Say, exists: (path: string) => boolean | undefined): void {
  if (!uses || uses.masked || uses.text === '' || templatesIn(uses).length > 0) return;
  const { text } = uses;
  if (!/^\.\/[^@]+$|^[^/@.][^/@]*\/[^/@]+\/[^@]+@\S+$/.test(text))
    say({
      at: uses,
      check: 'workflow-call',
      message: '{0} names no workflow: “owner/repository/path/to/workflow.yml@ref” or “./path/to/workflow.yml” does.',
      values: [text],
    });
  else if (text.startsWith('./') && exists(text.slice(2)) === false)
    say({ at: uses, check: 'workflow-call', message: 'There is no workflow {0}.', values: [text] });
  const secrets = scalarOf(valueAt(node, 'secrets'));
  if (
    secrets &&
    !secrets.masked &&
    secrets.text !== 'inherit' &&
    secrets.text !== '' &&
    templatesIn(secrets).length === 0
  )
    say({
      at: secrets,
      check: 'syntax',
      message: 'Secrets are handed on by name, or all of them with “inherit”.',
    });
}

const RUN_KEYS = ['run', 'shell', 'working-directory'];

function checkSteps({ node }: Step, say: Say): void {
  if (node.entries.some(({ name }) => name === '<<')) return;
  const names = node.entries.map(({ name }) => name);
  if (!['run', 'uses', 'wait', 'wait-all', 'cancel', 'parallel'].some(name => names.includes(name)))
    say({
      at: node,
      check: 'syntax',
      message: names.some(name => RUN_KEYS.includes(name))
        ? 'A step with “shell” or “working-directory” needs a script in “run”.'
        : 'A step runs a script (“run”) or an action (“uses”): this one does neither.',
    });
}

const SHELLS: Readonly<Record<'windows' | 'other' | 'any', readonly string[]>> = {
  windows: ['bash', 'pwsh', 'python', 'cmd', 'powershell'],
  other: ['bash', 'pwsh', 'python', 'sh'],
  any: ['bash', 'pwsh', 'python', 'sh', 'cmd', 'powershell'],
};

function checkShells({ node, steps }: Job, say: Say): void {
  const system = systemOf(node);
  checkShell(scalarOf(valueAt(node, 'defaults', 'run', 'shell')), system, say);
  for (const step of steps) checkShell(scalarOf(valueAt(step.node, 'shell')), system, say);
}

/** @param system for which shells are known; `any` where the runner says nothing */
export function checkShell(shell: ScalarNode | undefined, system: keyof typeof SHELLS, say: Say): void {
  if (!shell || shell.masked || shell.text === '' || templatesIn(shell).length > 0) return;
  // A command of one's own has the script's name in it.
  if (shell.text.includes('{0}') || SHELLS[system].includes(shell.text.toLowerCase())) return;
  say({
    at: shell,
    check: 'shell-name',
    message: SHELLS.any.includes(shell.text.toLowerCase())
      ? 'The shell {0} is not on this runner. There are: {1}.'
      : 'There is no shell {0}. There are: {1}. A command of your own has “{2}” in place of the script.',
    values: [shell.text, SHELLS[system].join(', '), '{0}'],
  });
}

function systemOf(node: YamlNode | undefined): keyof typeof SHELLS {
  const systems = new Set(scalarsOf(valueAt(node, 'runs-on')).map(({ text }) => systemOfLabel(text)));
  if (entryOf(node, 'container')) return 'any';
  if (systems.has('windows')) return 'windows';
  return systems.has('macos') || systems.has('linux') ? 'other' : 'any';
}

/** The system of a label of GitHub's own runners; undefined for others. */
function systemOfLabel(label: string): string | undefined {
  const name = /^(?:(ubuntu|windows|macos)-[\w.-]+|linux|windows|macos)$/i.exec(label);
  const system = (name?.[1] ?? name?.[0])?.toLowerCase();
  return system === 'ubuntu' ? 'linux' : system;
}

/** The form of what a step uses. */
function checkAction(uses: ScalarNode | undefined, say: Say): void {
  if (!uses || uses.masked || uses.text === '' || templatesIn(uses).length > 0 || /^\.{1,2}(?:\/|$)/.test(uses.text))
    return;
  const { text } = uses;
  if (text.startsWith('docker://')) {
    if (/^docker:\/\/(?:[^/]+\/)*[^/:@]+:?$/.test(text))
      say({
        at: uses,
        check: 'action',
        message: '{0} has no tag: which image runs is left to chance.',
        values: [text],
      });
    return;
  }
  if (/^[^/@\s]+\/[^@\s]+@\S+$/.test(text)) return;
  say({
    at: uses,
    check: 'action',
    message: text.includes('@')
      ? '{0} names no action: “owner/repository@ref” does.'
      : '{0} says not which version is used: “owner/repository@ref” does.',
    values: [text],
  });
}

/** Two systems for one runner. */
function checkRunners({ node }: Job, say: Say): void {
  const runsOn = valueAt(node, 'runs-on');
  const labels = itemsOf(mapOf(runsOn) ? valueAt(runsOn, 'labels') : runsOn);
  if (labels.length < 2) return;
  const direct: ScalarNode[] = [];
  const fromMatrix: ScalarNode[] = [];
  for (const item of labels) {
    const scalar = scalarOf(item);
    if (!scalar || scalar.masked) continue;
    const row = /^\$\{\{\s*matrix\.([\w-]+)\s*\}\}$/.exec(scalar.text)?.[1];
    if (row === undefined) direct.push(scalar);
    else fromMatrix.push(...scalarsOf(valueAt(node, 'strategy', 'matrix', row)));
  }
  const first = direct.find(({ text }) => systemOfLabel(text) !== undefined);
  if (!first) return;
  for (const scalar of [...direct, ...fromMatrix]) {
    const system = systemOfLabel(scalar.text);
    if (system === undefined || system === systemOfLabel(first.text)) continue;
    say({
      at: scalar,
      check: 'runner-label',
      message: 'No runner is both {0} and {1}. A matrix runs the job on each of them.',
      values: [first.text, scalar.text],
    });
  }
}

/** Names of variables that no system takes. */
export function checkEnvironment(env: YamlNode | undefined, say: Say): void {
  for (const { name, key } of entriesOf(env)) {
    if (!/[&=\s]/.test(name) || name.includes('${{') || (key.type === 'scalar' && key.masked)) continue;
    say({ at: key, check: 'env-var', message: 'No variable can have the name {0}.', values: [name] });
  }
}
