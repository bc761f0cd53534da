// Actions of the demo organisation's own: what its templates need and no published module brings.
import { createHash } from 'node:crypto';
import { environmentActions } from './environments/actions.mjs';
import { durationMilliseconds } from './environments/duration.mjs';
import { utc } from './environments/liveEntity.mjs';

/** @typedef {import('./backstageApi.mjs').BackstageApi} BackstageApi */
/** @typedef {import('./backstageApi.mjs').ScaffolderApi} ScaffolderApi */
/** @typedef {import('./backstageApi.mjs').ActionContext} ActionContext */
/** @typedef {import('./environments/provisioner.mjs').Provisioner} Provisioner */

/**
 * `parcelwise:time:after`: now, and the time that is a duration later. Templates have no clock of their own.
 * @returns {object} options for `createTemplateAction`
 */
function timeAfter() {
  return {
    id: 'parcelwise:time:after',
    description: 'Says what time it is, and what time it will be after a duration, both in UTC.',
    examples: [
      {
        description: 'The end of an environment that lives for three days',
        example: 'steps:\n  - id: time\n    action: parcelwise:time:after\n    input:\n      duration: P3D\n',
      },
    ],
    supportsDryRun: true,
    schema: {
      input: {
        duration: (/** @type {any} */ z) =>
          z.string().describe('An ISO 8601 duration of days, hours, minutes and seconds'),
      },
      output: {
        now: (/** @type {any} */ z) => z.string().describe('Now, such as 2026-11-23T10:00:00Z'),
        until: (/** @type {any} */ z) => z.string().describe('The end of the duration, in the same form'),
        untilDate: (/** @type {any} */ z) => z.string().describe('The day of the end, such as 2026-11-26'),
      },
    },
    async handler(/** @type {ActionContext} */ { input, output, logger }) {
      const now = Date.now();
      const until = utc(now + durationMilliseconds(String(input['duration'])));
      logger.info(`Until ${until}`);
      output('now', utc(now));
      output('until', until);
      output('untilDate', until.slice(0, 10));
    },
  };
}

/**
 * `parcelwise:secret:store`: stands in for the vault of the organisation. It keeps nothing but the fact, so that a secret of
 * the demo cannot leak; what it gives is what a template may write into files: where the secret is, never what it is.
 * @returns {object} options for `createTemplateAction`
 */
function storeSecret() {
  return {
    id: 'parcelwise:secret:store',
    description: 'Puts a secret into the vault and gives the path at which a workload finds it.',
    supportsDryRun: true,
    schema: {
      input: {
        owner: (/** @type {any} */ z) => z.string().describe('The component that may read it'),
        name: (/** @type {any} */ z) => z.string().describe('What it is called there'),
        value: (/** @type {any} */ z) => z.string().describe('The secret, out of `secrets`'),
      },
      output: {
        path: (/** @type {any} */ z) => z.string().describe('Where the workload finds it'),
        version: (/** @type {any} */ z) => z.string().describe('Changes with the secret, and tells nothing of it'),
      },
    },
    async handler(/** @type {ActionContext} */ { input, output, logger, task }) {
      const path = `components/${input['owner']}/${input['name']}`;
      logger.info(`Stored at ${path}`);
      output('path', path);
      output('version', createHash('sha256').update(`${task.id} ${path}`).digest('hex').slice(0, 12));
    },
  };
}

/**
 * A scaffolder module with the actions above.
 * @param {BackstageApi} api
 * @param {ScaffolderApi} scaffolderApi
 * @param {Provisioner} provisioner of the environments that templates make
 * @returns {unknown} a feature for `backend.add`
 */
export function scaffolderActions(
  { createBackendModule },
  { createTemplateAction, scaffolderActionsExtensionPoint },
  provisioner,
) {
  return createBackendModule({
    pluginId: 'scaffolder',
    moduleId: 'parcelwise',
    register(registration) {
      registration.registerInit({
        deps: { scaffolder: scaffolderActionsExtensionPoint },
        async init({ scaffolder }) {
          const actions = [timeAfter(), storeSecret(), ...environmentActions(provisioner)];
          scaffolder.addActions(...actions.map(action => createTemplateAction(action)));
        },
      });
    },
  });
}
