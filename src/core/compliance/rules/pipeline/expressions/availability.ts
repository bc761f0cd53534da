/** Which contexts and functions can stand at a place of a workflow. */
export interface Availability {
  readonly contexts: ReadonlySet<string>;
  /** `always()` and its kin. */
  readonly status: boolean;
  /** `hashFiles()`. */
  readonly files: boolean;
}

function place(contexts: string, functions: { status?: boolean; files?: boolean } = {}): Availability {
  return {
    contexts: new Set(contexts.split(' ').filter(name => name !== '')),
    status: functions.status ?? false,
    files: functions.files ?? false,
  };
}

const STEP = 'github needs strategy matrix job runner env vars secrets steps inputs';
const step = place(STEP, { files: true });
const job = place('github needs strategy matrix vars inputs');

/**
 * By place: keys of the workflow, with `job` for a job and `step` for a step.
 *
 * Source: docs.github.com, “Contexts reference”, context availability; and the schema of workflows of
 * github.com/actions/languageservices.
 */
export const AVAILABILITY = {
  nowhere: place(''),
  'run-name': place('github inputs vars'),
  concurrency: place('github inputs vars'),
  env: place('github secrets inputs vars'),
  'call.input': place('github inputs vars'),
  'call.output': place('github jobs vars inputs'),
  job: job,
  'job.if': place('github needs vars inputs', { status: true }),
  'job.strategy': place('github needs vars inputs'),
  'job.env': place('github needs strategy matrix vars secrets inputs'),
  'job.defaults': place('github needs strategy matrix env vars inputs'),
  'job.credentials': place('github needs strategy matrix env vars secrets inputs'),
  'job.containerEnv': place('github needs strategy matrix job runner env vars secrets inputs'),
  'job.environmentUrl': place('github needs strategy matrix job runner env vars steps inputs'),
  'job.outputs': place('github needs strategy matrix job runner env vars secrets steps inputs'),
  'job.secrets': place('github needs strategy matrix secrets inputs vars'),
  step: step,
  'step.if': place('github needs strategy matrix job runner env vars steps inputs', { status: true, files: true }),
} as const satisfies Record<string, Availability>;

export type Place = keyof typeof AVAILABILITY;

/** Every context that there is. */
export const CONTEXTS: readonly string[] = [...STEP.split(' '), 'jobs'];
