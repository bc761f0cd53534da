import { entriesOf, entryOf, itemsOf, mapOf, resolved, scalarOf, valueAt } from '../../../yaml/navigate.js';
import type { ScalarNode, YamlNode } from '../../../yaml/node.js';
import { scalarValue } from '../../../yaml/scalars.js';
import { hasTrigger, type Job, type Workflow } from '../workflow.js';
import { AVAILABILITY } from './availability.js';
import { templatesIn, wholeTemplate } from './templates.js';
import { typeOf } from './typeCheck.js';
import {
  ANY,
  BOOLEAN,
  NUMBER,
  STRING,
  arrayOf,
  mapOfType,
  merged,
  objectOf,
  strictObject,
  typeOfJson,
  withProperty,
  type ExpressionType,
} from './types.js';

/** The types of contexts by name in lower case. */
export type Contexts = ReadonlyMap<string, ExpressionType>;

const TEXTS = mapOfType(STRING);
const GITHUB_TEXTS =
  'action action_path action_ref action_repository action_status actor actor_id api_url base_ref env event_name event_path graphql_url head_ref job job_workflow_sha output path ref ref_name ref_type repository repository_id repository_owner repository_owner_id repository_visibility repositoryurl run_attempt run_id run_number secret_source server_url sha state step_summary token triggering_actor workflow workflow_ref workflow_sha workspace';

/**
 * The contexts of a workflow as a whole.
 *
 * Source of names and types: docs.github.com, “Contexts reference”.
 */
export function workflowContexts(workflow: Workflow): Contexts {
  const inputs = inputsType(workflow);
  const event = hasTrigger(workflow, 'workflow_dispatch')
    ? withProperty(mapOfType(ANY), 'inputs', dispatchTexts(workflow))
    : mapOfType(ANY);
  const github = strictObject([
    ...GITHUB_TEXTS.split(' ').map(name => [name, STRING] as const),
    ['event', event],
    ['ref_protected', BOOLEAN],
    ['retention_days', NUMBER],
    ['artifact_cache_size_limit', NUMBER],
  ]);
  return new Map<string, ExpressionType>([
    ['github', github],
    ['env', TEXTS],
    ['vars', TEXTS],
    ['secrets', secretsType(workflow)],
    ['inputs', inputs],
    [
      'runner',
      strictObject(
        ['arch', 'debug', 'environment', 'name', 'os', 'temp', 'tool_cache', 'workspace'].map(name => [name, STRING]),
      ),
    ],
    ['job', jobType()],
    ['strategy', objectOf({ 'fail-fast': BOOLEAN, 'job-index': NUMBER, 'job-total': NUMBER, 'max-parallel': NUMBER })],
    ['needs', strictObject([])],
    ['matrix', strictObject([])],
    ['steps', strictObject([])],
    ['jobs', strictObject(workflow.jobs.map(job => [job.id, resultType(job)]))],
    // Templates of Backstage fill these in before a workflow is one.
    ['values', ANY],
  ]);
}

function jobType(): ExpressionType {
  return objectOf({
    check_run_id: NUMBER,
    container: objectOf({ id: STRING, network: STRING }),
    services: mapOfType(objectOf({ id: STRING, network: STRING, ports: TEXTS })),
    status: STRING,
    workflow_ref: STRING,
    workflow_sha: STRING,
    workflow_repository: STRING,
    workflow_file_path: STRING,
  });
}

const INPUT_TYPES: ReadonlyMap<string, ExpressionType> = new Map([
  ['string', STRING],
  ['choice', STRING],
  ['environment', STRING],
  ['boolean', BOOLEAN],
  ['number', NUMBER],
]);

/** The type of an input by what is written of it. */
export function inputType(input: YamlNode | undefined, untyped: ExpressionType): ExpressionType {
  const written = scalarOf(valueAt(input, 'type'));
  return written ? (INPUT_TYPES.get(written.text) ?? ANY) : untyped;
}

/** The declared inputs of an event, and none where it has none. */
export function inputEntries(workflow: Workflow, event: string): ReturnType<typeof entriesOf> {
  const trigger = workflow.triggers.find(({ name }) => name === event);
  return entriesOf(valueAt(trigger?.settings, 'inputs'));
}

function inputsType(workflow: Workflow): ExpressionType {
  const called = inputEntries(workflow, 'workflow_call').map(each => [each.name, inputType(each.value, ANY)] as const);
  const dispatched = inputEntries(workflow, 'workflow_dispatch').map(
    each => [each.name, inputType(each.value, STRING)] as const,
  );
  return merged(strictObject(called), strictObject(dispatched));
}

/** `github.event.inputs`: as they come in the event, which has texts alone. */
function dispatchTexts(workflow: Workflow): ExpressionType {
  return strictObject(inputEntries(workflow, 'workflow_dispatch').map(({ name }) => [name, STRING]));
}

/** What a called workflow can know of secrets: those that it declares, where it is nothing but called. */
function secretsType({ triggers }: Workflow): ExpressionType {
  const [only, ...others] = triggers;
  const declared = entryOf(only?.settings, 'secrets');
  if (only?.name !== 'workflow_call' || others.length > 0 || !declared) return TEXTS;
  return strictObject(
    [
      ...entriesOf(declared.value).map(({ name }) => name),
      ...['github_token', 'actions_step_debug', 'actions_runner_debug'],
    ].map(name => [name, STRING]),
  );
}

/** What others see of a job: its result and its outputs. */
function resultType(job: Job): ExpressionType {
  const outputs = valueAt(job.node, 'outputs');
  const type =
    job.uses || (outputs && !mapOf(outputs))
      ? mapOfType(ANY)
      : strictObject(entriesOf(outputs).map(({ name }) => [name, STRING]));
  return objectOf({ outputs: type, result: STRING });
}

/** The contexts of a job. */
export function jobContexts(workflow: Workflow, job: Job, base: Contexts): Contexts {
  const needs = job.needs.map(({ text }) => {
    const needed = workflow.jobsById.get(text.toLowerCase());
    return [text, needed ? resultType(needed) : ANY] as const;
  });
  const withNeeds = new Map([...base, ['needs', strictObject(needs)] as const]);
  return new Map([...withNeeds, ['matrix', matrixType(job, withNeeds)] as const]);
}

/** The contexts of a step, or of what is read when all steps have run. */
export function stepContexts(job: Job, base: Contexts, before = job.steps.length): Contexts {
  const steps = job.steps.slice(0, before).filter(({ id }) => id !== undefined && !id.includes('${{'));
  return new Map([...base, ['steps', strictObject(steps.map(({ id = '' }) => [id, STEP]))] as const]);
}

/** Which outputs a step has decides what it runs: any may be there. */
const STEP = objectOf({ outputs: TEXTS, conclusion: STRING, outcome: STRING });

/** `matrix`, by the rows and the combinations that are added. */
function matrixType({ node }: Job, contexts: Contexts): ExpressionType {
  const matrix = valueAt(node, 'strategy', 'matrix');
  if (!matrix) return valueAt(node, 'strategy') && !mapOf(valueAt(node, 'strategy')) ? ANY : strictObject([]);
  if (!mapOf(matrix)) return ANY;
  const rows: [string, ExpressionType][] = [];
  for (const { name, value } of entriesOf(matrix)) {
    if (name === 'include' || name === 'exclude') continue;
    rows.push([name, rowType(value, contexts)]);
  }
  let type = strictObject(rows);
  const include = valueAt(matrix, 'include');
  if (!include) return type;
  if (resolved(include)?.type !== 'seq') return ANY;
  for (const item of itemsOf(include)) {
    if (!mapOf(item)) return ANY;
    type = merged(type, valueType(item, contexts));
  }
  return type;
}

function rowType(value: YamlNode, contexts: Contexts): ExpressionType {
  const scalar = scalarOf(value);
  if (scalar) {
    const list = scalarType(scalar, contexts);
    return list.kind === 'array' ? list.element : ANY;
  }
  const items = itemsOf(value).map(item => valueType(item, contexts));
  return items.length === 0 ? ANY : items.reduce(merged);
}

/** Deeper values than this are not looked into. */
const DEEPEST = 20;

/** The type of a value as it is written. */
function valueType(node: YamlNode, contexts: Contexts, depth = 0): ExpressionType {
  const at = resolved(node);
  if (!at || depth > DEEPEST) return ANY;
  if (at.type === 'scalar') return scalarType(at, contexts);
  if (at.type === 'seq') {
    const items = at.items.map(item => valueType(item, contexts, depth + 1));
    return arrayOf(items.length === 0 ? ANY : items.reduce(merged));
  }
  return strictObject(entriesOf(at).map(({ name, value }) => [name, valueType(value, contexts, depth + 1)]));
}

function scalarType(node: ScalarNode, contexts: Contexts): ExpressionType {
  const whole = wholeTemplate(node);
  if (whole)
    return whole.read.ok
      ? typeOf(whole.read.root, {
          available: AVAILABILITY['job.strategy'],
          context: name => contexts.get(name),
          report: () => undefined,
        })
      : ANY;
  if (templatesIn(node).length > 0) return STRING;
  const value = scalarValue(node, 'core');
  return value === undefined ? ANY : typeOfJson(value);
}
