import { entryOf } from '../../../yaml/navigate.js';
import type { Section, Shape } from './shape.js';

// Keys and what may stand behind them. Source: the schema of workflows of github.com/actions/languageservices, and
// docs.github.com, “Workflow syntax for GitHub Actions”.

const ANYTHING: Shape = { kind: 'any' };
const TEXT: Shape = { kind: 'text' };
const MAYBE: Shape = { kind: 'text', empty: true };
const YES_OR_NO: Shape = { kind: 'boolean' };
const NUMBER: Shape = { kind: 'number' };
const TEXTS: Shape = { kind: 'list', of: TEXT };
const TEXT_OR_TEXTS: Shape = { kind: 'list', of: TEXT, single: TEXT };

const env: Shape = { kind: 'map', name: 'env', of: MAYBE };
const defaults: Shape = {
  kind: 'section',
  name: 'defaults',
  keys: {
    run: { kind: 'section', name: 'run', keys: { shell: TEXT, 'working-directory': TEXT } },
  },
  required: ['run'],
};
const concurrency: Shape = {
  kind: 'section',
  name: 'concurrency',
  keys: { group: TEXT, 'cancel-in-progress': YES_OR_NO, queue: TEXT },
  required: ['group'],
  single: TEXT,
};
const credentials: Shape = {
  kind: 'section',
  name: 'credentials',
  keys: { username: TEXT, password: TEXT },
  required: ['username', 'password'],
};
const containerKeys = {
  image: TEXT,
  credentials,
  env,
  ports: { kind: 'list', of: TEXT },
  volumes: TEXTS,
  options: MAYBE,
} as const satisfies Record<string, Shape>;
const container: Shape = { kind: 'section', name: 'container', keys: containerKeys, required: ['image'], single: TEXT };
const service: Shape = {
  kind: 'section',
  name: 'services',
  keys: { ...containerKeys, entrypoint: TEXT, command: TEXT },
  required: ['image'],
  single: TEXT,
};
const matrixRow: Shape = { kind: 'list', of: ANYTHING };
const combinations: Shape = { kind: 'list', of: { kind: 'map', name: 'combination', of: ANYTHING } };
const strategy: Shape = {
  kind: 'section',
  name: 'strategy',
  keys: {
    matrix: {
      kind: 'choice',
      choose: node => ({
        kind: 'map',
        name: 'matrix',
        of: {
          kind: 'choice',
          choose: value =>
            value === entryOf(node, 'include')?.value || value === entryOf(node, 'exclude')?.value
              ? combinations
              : matrixRow,
        },
      }),
    },
    'fail-fast': YES_OR_NO,
    'max-parallel': { kind: 'number', whole: true },
  },
};

const anyStep = {
  id: TEXT,
  if: MAYBE,
  name: MAYBE,
  'continue-on-error': YES_OR_NO,
  'timeout-minutes': NUMBER,
} as const satisfies Record<string, Shape>;
const runStep: Section = {
  kind: 'section',
  name: 'step that runs a script',
  keys: { ...anyStep, env: env, run: MAYBE, shell: TEXT, 'working-directory': TEXT, background: YES_OR_NO },
};
const actionStep: Section = {
  kind: 'section',
  name: 'step that uses an action',
  keys: { ...anyStep, uses: TEXT, with: { kind: 'map', name: 'with', of: MAYBE }, env, background: YES_OR_NO },
};
const otherStep: Section = {
  kind: 'section',
  name: 'step',
  keys: { ...anyStep, wait: ANYTHING, 'wait-all': ANYTHING, cancel: ANYTHING, parallel: ANYTHING },
};
/** A step is what its keys make it. Where it would be both, the last one decides. What it needs at all is looked at elsewhere. */
const step: Shape = {
  kind: 'choice',
  choose: node => {
    if (node.type !== 'map') return runStep;
    const kinds = node.entries.map(({ name }) => name).filter(name => Object.hasOwn(STEPS, name));
    return STEPS[kinds.at(-1) ?? ''] ?? ANYTHING;
  },
};
const STEPS: Readonly<Record<string, Section>> = {
  run: runStep,
  uses: actionStep,
  wait: otherStep,
  'wait-all': otherStep,
  cancel: otherStep,
  parallel: otherStep,
};

const runsOn: Shape = {
  kind: 'choice',
  choose: node =>
    node.type === 'map'
      ? { kind: 'section', name: 'runs-on', keys: { group: TEXT, labels: TEXT_OR_TEXTS } }
      : TEXT_OR_TEXTS,
};
const everyJob = {
  name: MAYBE,
  needs: TEXT_OR_TEXTS,
  if: MAYBE,
  permissions: ANYTHING,
  concurrency,
  strategy,
} as const satisfies Record<string, Shape>;
const stepsJob: Section = {
  kind: 'section',
  name: 'job',
  keys: {
    ...everyJob,
    'runs-on': runsOn,
    'timeout-minutes': NUMBER,
    'cancel-timeout-minutes': NUMBER,
    'continue-on-error': YES_OR_NO,
    container,
    services: { kind: 'map', name: 'services', of: service },
    env,
    environment: {
      kind: 'section',
      name: 'environment',
      keys: { name: TEXT, url: MAYBE, deployment: YES_OR_NO },
      required: ['name'],
      single: TEXT,
    },
    outputs: { kind: 'map', name: 'outputs', of: MAYBE },
    defaults,
    steps: { kind: 'list', of: step },
    snapshot: {
      kind: 'section',
      name: 'snapshot',
      keys: { 'image-name': TEXT, if: MAYBE, version: TEXT },
      required: ['image-name'],
      single: TEXT,
    },
  },
  required: ['runs-on', 'steps'],
};
const callJob: Section = {
  kind: 'section',
  name: 'job that calls a workflow',
  keys: {
    ...everyJob,
    uses: TEXT,
    with: { kind: 'map', name: 'with', of: MAYBE },
    secrets: {
      kind: 'choice',
      choose: node =>
        node.type === 'scalar' && node.text === 'inherit' ? TEXT : { kind: 'map', name: 'secrets', of: MAYBE },
    },
  },
};
const job: Shape = { kind: 'choice', choose: node => (entryOf(node, 'uses') ? callJob : stepsJob) };

const filter = TEXT_OR_TEXTS;
/** Every filter that there is: which event has which is another question. */
const event: Shape = {
  kind: 'section',
  name: 'event',
  keys: {
    types: filter,
    branches: filter,
    'branches-ignore': filter,
    tags: filter,
    'tags-ignore': filter,
    paths: filter,
    'paths-ignore': filter,
    workflows: filter,
  },
  empty: true,
};
const dispatchInput: Section = {
  kind: 'section',
  name: 'input',
  keys: {
    description: MAYBE,
    required: YES_OR_NO,
    default: MAYBE,
    type: TEXT,
    options: TEXTS,
    deprecationMessage: MAYBE,
  },
  empty: true,
};
const callEvent: Shape = {
  kind: 'section',
  name: 'workflow_call',
  keys: {
    inputs: {
      kind: 'map',
      name: 'inputs',
      empty: true,
      of: {
        kind: 'section',
        name: 'input',
        keys: { description: MAYBE, required: YES_OR_NO, default: MAYBE, type: TEXT, deprecationMessage: MAYBE },
        required: ['type'],
        empty: true,
      },
    },
    secrets: {
      kind: 'map',
      name: 'secrets',
      empty: true,
      of: { kind: 'section', name: 'secret', keys: { description: MAYBE, required: YES_OR_NO }, empty: true },
    },
    outputs: {
      kind: 'map',
      name: 'outputs',
      empty: true,
      of: {
        kind: 'section',
        name: 'output',
        keys: { description: MAYBE, value: TEXT },
        required: ['value'],
        empty: true,
      },
    },
  },
  empty: true,
};
const EVENTS: Readonly<Record<string, Shape>> = {
  workflow_dispatch: {
    kind: 'section',
    name: 'workflow_dispatch',
    keys: { inputs: { kind: 'map', name: 'inputs', of: dispatchInput, empty: true } },
    empty: true,
  },
  repository_dispatch: { kind: 'section', name: 'repository_dispatch', keys: { types: filter }, empty: true },
  workflow_call: callEvent,
  schedule: {
    kind: 'list',
    of: { kind: 'section', name: 'schedule', keys: { cron: TEXT, timezone: TEXT }, required: ['cron'] },
  },
  image_version: {
    kind: 'section',
    name: 'image_version',
    keys: { types: filter, names: TEXTS, versions: TEXTS },
    empty: true,
  },
};
const on: Shape = {
  kind: 'choice',
  choose: node =>
    node.type === 'map'
      ? {
          kind: 'section',
          name: 'on',
          keys: Object.fromEntries(node.entries.map(({ name }) => [name, EVENTS[name] ?? event])),
        }
      : TEXT_OR_TEXTS,
};

/** A workflow as a whole. */
export const WORKFLOW: Section = {
  kind: 'section',
  name: 'workflow',
  keys: {
    name: MAYBE,
    description: MAYBE,
    'run-name': MAYBE,
    on,
    defaults,
    env,
    permissions: ANYTHING,
    concurrency,
    jobs: { kind: 'map', name: 'jobs', of: job },
  },
  required: ['on', 'jobs'],
};
