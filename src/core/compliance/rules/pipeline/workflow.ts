import type { Report, YamlFileSubject } from '../../rule.js';
import { entriesOf, entryOf, itemsOf, mapOf, scalarOf, valueAt } from '../../yaml/navigate.js';
import type { MapEntry, MapNode, ScalarNode, YamlDocument, YamlNode } from '../../yaml/node.js';

/** An event that starts a workflow. */
export interface Trigger {
  /** Such as `push`. */
  readonly name: string;
  readonly key: YamlNode;
  /** What is set for it; undefined where only its name stands there. */
  readonly settings: MapNode | undefined;
}

export interface Step {
  readonly index: number;
  readonly node: MapNode;
  readonly id: string | undefined;
  readonly run: ScalarNode | undefined;
  readonly uses: ScalarNode | undefined;
}

export interface Job {
  /** As written: ids are compared without regard to case. */
  readonly id: string;
  readonly entry: MapEntry;
  /** Undefined where no mapping stands there. */
  readonly node: MapNode | undefined;
  readonly needs: readonly ScalarNode[];
  readonly steps: readonly Step[];
  /** A workflow that is called in place of steps. */
  readonly uses: ScalarNode | undefined;
}

/** A workflow of GitHub Actions. */
export interface Workflow {
  readonly document: YamlDocument;
  readonly root: MapNode;
  readonly triggers: readonly Trigger[];
  readonly jobs: readonly Job[];
  /** By their ids in lower case. */
  readonly jobsById: ReadonlyMap<string, Job>;
}

const read = new WeakMap<YamlFileSubject, Workflow>();

/** The workflow of a file, which is read once for all rules. */
export function workflowOf(subject: YamlFileSubject): Workflow {
  // Each rule must meet itself what is not known of it.
  if (subject.document.partial) return readWorkflow(subject);
  let found = read.get(subject);
  if (!found) read.set(subject, (found = readWorkflow(subject)));
  return found;
}

function readWorkflow({ document, root }: YamlFileSubject): Workflow {
  const jobs = entriesOf(valueAt(root, 'jobs')).map(readJob);
  return {
    document,
    root,
    triggers: readTriggers(entryOf(root, 'on')?.value),
    jobs,
    jobsById: new Map(jobs.map(job => [job.id.toLowerCase(), job])),
  };
}

function readTriggers(on: YamlNode | undefined): readonly Trigger[] {
  const name = scalarOf(on);
  if (name) return [{ name: name.text, key: name, settings: undefined }];
  const listed = itemsOf(on).flatMap(item => {
    const scalar = scalarOf(item);
    return scalar ? [{ name: scalar.text, key: item, settings: undefined }] : [];
  });
  return [
    ...listed,
    ...entriesOf(on).map(entry => ({ name: entry.name, key: entry.key, settings: mapOf(entry.value) })),
  ];
}

function readJob(entry: MapEntry): Job {
  const node = mapOf(entry.value);
  return {
    id: entry.name,
    entry,
    node,
    needs: scalarsOf(valueAt(node, 'needs')),
    steps: itemsOf(valueAt(node, 'steps')).flatMap((item, index) => {
      const step = mapOf(item);
      return step
        ? [
            {
              index,
              node: step,
              id: scalarOf(valueAt(step, 'id'))?.text,
              run: scalarOf(valueAt(step, 'run')),
              uses: scalarOf(valueAt(step, 'uses')),
            },
          ]
        : [];
    }),
    uses: scalarOf(valueAt(node, 'uses')),
  };
}

/** A scalar, or the scalars of a list. */
export function scalarsOf(node: YamlNode | undefined): readonly ScalarNode[] {
  const single = scalarOf(node);
  if (single) return [single];
  return itemsOf(node).flatMap(item => scalarOf(item) ?? []);
}

/** What a finding in a job is about. */
export function jobSubject(job: Job): { readonly kind: string; readonly name: string } {
  return { kind: 'job', name: job.id };
}

/** Whether a workflow begins with one of these events. */
export function hasTrigger({ triggers }: Workflow, ...names: readonly string[]): boolean {
  return triggers.some(({ name }) => names.includes(name));
}

/** The parts of `owner/name/path@ref`. */
export interface ActionReference {
  readonly owner: string;
  /** `owner/name`, in lower case. */
  readonly repository: string;
  /** Behind the repository, without a slash at its beginning. */
  readonly path: string;
  readonly ref: string | undefined;
}

/** Reads what `uses` names; undefined for actions of the repository itself, for images, and for what a template writes. */
export function readAction(uses: ScalarNode | undefined): ActionReference | undefined {
  if (!uses || uses.masked || /^(?:\.{0,2}\/|docker:\/\/)/.test(uses.text) || uses.text.includes('${{'))
    return undefined;
  const [name = '', ref] = uses.text.split('@', 2);
  const [owner, repository, ...path] = name.split('/');
  if (!owner || !repository) return undefined;
  return { owner: owner.toLowerCase(), repository: `${owner}/${repository}`.toLowerCase(), path: path.join('/'), ref };
}

/** Hands on every report once: steps and jobs can be aliases of others. */
export function eachOnce(report: (found: Report) => void): (found: Report) => void {
  const seen = new Set<string>();
  return found => {
    const id = JSON.stringify([found.at.start, found.at.end, found.check, found.message, found.values]);
    if (!seen.has(id)) report(found);
    seen.add(id);
  };
}
