import { entriesOf, itemsOf, resolved, scalarOf, valueAt } from '../../../yaml/navigate.js';
import type { ScalarNode, YamlNode } from '../../../yaml/node.js';
import type { Job, Workflow } from '../workflow.js';
import type { Place } from './availability.js';
import { inputEntries, inputType, jobContexts, stepContexts, workflowContexts, type Contexts } from './contexts.js';
import { ANY, STRING, strictObject, type ExpressionType } from './types.js';

/** What the value of a template must be, where the template is all that stands there. */
export type Expected = 'text' | 'any' | 'object' | 'number' | 'boolean' | 'runner' | 'list';

/** A scalar in which expressions can stand, and what counts there. */
export interface Site {
  readonly node: ScalarNode;
  readonly place: Place;
  readonly contexts: Contexts;
  readonly expected: Expected;
  /** Read as an expression also without `${{ }}`. */
  readonly condition: boolean;
  readonly job: Job | undefined;
  /** The type that an input is declared with. */
  readonly declared?: ExpressionType;
}

/** Every scalar of a workflow in which expressions can stand. */
export function sitesOf(workflow: Workflow): readonly Site[] {
  const collector = new Collector(workflow);
  collector.workflow();
  return collector.sites;
}

/** Deeper values than this are not looked into. */
const DEEPEST = 50;

class Collector {
  readonly sites: Site[] = [];
  private contexts: Contexts;
  private job: Job | undefined;
  /** Aliases lead to nodes that have been seen in the same way. */
  private readonly seen = new Map<YamlNode, Set<string>>();

  constructor(private readonly file: Workflow) {
    this.contexts = workflowContexts(file);
  }

  workflow(): void {
    const { root, jobs } = this.file;
    this.add(valueAt(root, 'run-name'), 'run-name');
    this.concurrency(valueAt(root, 'concurrency'), 'concurrency');
    this.values(valueAt(root, 'env'), 'env', 'object');
    this.everything(valueAt(root, 'defaults'), 'nowhere');
    this.inputs();
    for (const { value } of entriesOf(
      valueAt(this.file.triggers.find(({ name }) => name === 'workflow_call')?.settings, 'outputs'),
    ))
      this.add(valueAt(value, 'value'), 'call.output');
    const base = this.contexts;
    for (const job of jobs) {
      this.contexts = jobContexts(this.file, job, base);
      this.job = job;
      this.inJob(job);
      this.contexts = base;
    }
  }

  /** Defaults of inputs of a called workflow see the inputs before them. */
  private inputs(): void {
    const before: [string, ExpressionType][] = [];
    const base = this.contexts;
    for (const { name, value } of inputEntries(this.file, 'workflow_call')) {
      this.contexts = new Map([...base, ['inputs', strictObject(before)] as const]);
      const type = inputType(value, ANY);
      this.add(valueAt(value, 'default'), 'call.input', 'any', { declared: type });
      before.push([name, type.kind === 'any' ? STRING : type]);
    }
    this.contexts = base;
    for (const { value } of inputEntries(this.file, 'workflow_call'))
      this.add(valueAt(value, 'required'), 'nowhere', 'boolean');
  }

  private inJob(job: Job): void {
    const { node } = job;
    const strategy = valueAt(node, 'strategy');
    this.add(strategy, 'job.strategy', 'object');
    this.add(valueAt(strategy, 'fail-fast'), 'job.strategy', 'boolean');
    this.add(valueAt(strategy, 'max-parallel'), 'job.strategy', 'number');
    this.everything(valueAt(strategy, 'matrix'), 'job.strategy');
    this.add(valueAt(node, 'name'), 'job');
    this.everything(valueAt(node, 'needs'), 'nowhere');
    this.condition(valueAt(node, 'if'), 'job.if');
    this.runsOn(valueAt(node, 'runs-on'));
    this.add(valueAt(node, 'timeout-minutes'), 'job', 'number');
    this.add(valueAt(node, 'continue-on-error'), 'job', 'boolean');
    this.concurrency(valueAt(node, 'concurrency'), 'job');
    this.values(valueAt(node, 'env'), 'job.env', 'object');
    this.everything(valueAt(node, 'defaults'), 'job.defaults');
    this.container(valueAt(node, 'container'));
    const services = valueAt(node, 'services');
    this.add(services, 'job', 'object');
    for (const { value } of entriesOf(services)) this.container(value);
    this.values(valueAt(node, 'with'), 'job');
    this.values(valueAt(node, 'secrets'), 'job.secrets');
    const snapshot = valueAt(node, 'snapshot');
    this.add(snapshot, 'job');
    this.add(valueAt(snapshot, 'image-name'), 'job');
    this.add(valueAt(snapshot, 'version'), 'job');
    this.condition(valueAt(snapshot, 'if'), 'job');
    const before = this.contexts;
    this.contexts = stepContexts(job, before);
    this.values(valueAt(node, 'outputs'), 'job.outputs');
    const environment = valueAt(node, 'environment');
    this.add(valueAt(environment, 'url'), 'job.environmentUrl');
    this.contexts = before;
    this.add(environment, 'job');
    this.add(valueAt(environment, 'name'), 'job');
    for (const step of job.steps) {
      this.contexts = stepContexts(job, before, step.index);
      this.inStep(step.node);
      this.contexts = before;
    }
  }

  private inStep(node: YamlNode): void {
    this.add(valueAt(node, 'id'), 'nowhere');
    this.add(valueAt(node, 'uses'), 'nowhere');
    this.add(valueAt(node, 'shell'), 'nowhere');
    this.condition(valueAt(node, 'if'), 'step.if');
    this.add(valueAt(node, 'name'), 'step');
    this.add(valueAt(node, 'run'), 'step');
    this.add(valueAt(node, 'working-directory'), 'step');
    this.add(valueAt(node, 'timeout-minutes'), 'step', 'number');
    this.add(valueAt(node, 'continue-on-error'), 'step', 'boolean');
    this.values(valueAt(node, 'env'), 'step', 'object');
    this.values(valueAt(node, 'with'), 'step');
  }

  private runsOn(node: YamlNode | undefined): void {
    this.add(node, 'job', 'runner');
    for (const item of itemsOf(node)) this.add(item, 'job');
    this.add(valueAt(node, 'group'), 'job');
    const labels = valueAt(node, 'labels');
    this.add(labels, 'job', 'list');
    for (const item of itemsOf(labels)) this.add(item, 'job');
  }

  private container(node: YamlNode | undefined): void {
    this.add(node, 'job', 'any');
    for (const { name, value } of entriesOf(node)) {
      if (name === 'env') this.values(value, 'job.containerEnv', 'object');
      else if (name === 'credentials') this.values(value, 'job.credentials', 'object');
      else this.everything(value, 'job');
    }
  }

  private concurrency(node: YamlNode | undefined, place: Place): void {
    this.add(node, place);
    this.add(valueAt(node, 'group'), place);
    this.add(valueAt(node, 'cancel-in-progress'), place, 'boolean');
  }

  /** A mapping of texts, or an expression that makes one. */
  private values(node: YamlNode | undefined, place: Place, whole: Expected = 'text'): void {
    this.add(node, place, whole);
    for (const { key, value } of entriesOf(node)) {
      this.add(key, place);
      this.add(value, place);
    }
  }

  private condition(node: YamlNode | undefined, place: Place): void {
    this.add(node, place, 'any', { condition: true });
  }

  /** All scalars in a value. */
  private everything(node: YamlNode | undefined, place: Place, depth = 0): void {
    const at = resolved(node);
    if (!at || depth > DEEPEST) return;
    if (at.type === 'scalar') this.add(node, place, 'any');
    else if (at.type === 'seq') for (const item of at.items) this.everything(item, place, depth + 1);
    else
      for (const { key, value } of entriesOf(at)) {
        this.add(key, place);
        this.everything(value, place, depth + 1);
      }
  }

  private add(
    node: YamlNode | undefined,
    place: Place,
    expected: Expected = 'text',
    more: { condition?: boolean; declared?: ExpressionType } = {},
  ): void {
    const scalar = scalarOf(node);
    if (!scalar || scalar.masked) return;
    if (!more.condition && !scalar.text.includes('${{')) return;
    if (node?.type === 'alias' && !this.isNew(scalar, place)) return;
    if (node?.type !== 'alias') this.isNew(scalar, place);
    this.sites.push({
      node: scalar,
      place,
      contexts: this.contexts,
      expected,
      condition: more.condition ?? false,
      job: this.job,
      ...(more.declared ? { declared: more.declared } : {}),
    });
  }

  private isNew(node: ScalarNode, place: string): boolean {
    let places = this.seen.get(node);
    if (!places) this.seen.set(node, (places = new Set()));
    if (places.has(place)) return false;
    places.add(place);
    return true;
  }
}
