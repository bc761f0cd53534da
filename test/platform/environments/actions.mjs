// What templates do with environments: find out what is to run, make it, give it another end, take it away.
import { utc } from './liveEntity.mjs';
import { findSource } from './componentSource.mjs';
import { durationMilliseconds } from './duration.mjs';
import { isEnvironmentName } from './records.mjs';
import { formatRef, parseRef } from './reference.mjs';

/** @typedef {import('../backstageApi.mjs').ActionContext} ActionContext */
/** @typedef {import('./provisioner.mjs').Provisioner} Provisioner */

const text = (/** @type {string} */ what) => (/** @type {any} */ z) => z.string().describe(what);

/**
 * `parcelwise:environment:source`: finds the commit that is to run, before anything is made.
 * @param {Provisioner} provisioner
 * @returns {object} options for `createTemplateAction`
 */
function environmentSource(provisioner) {
  return {
    id: 'parcelwise:environment:source',
    description: 'Finds the repository of a component and the commit of it that is to run in an environment.',
    supportsDryRun: true,
    schema: {
      input: {
        name: text('Name of the environment in the catalogue'),
        component: (/** @type {any} */ z) => z.any().describe('The entity of the component'),
        branch: text('A branch of its repository'),
        commit: (/** @type {any} */ z) => z.string().optional().describe('A commit of it; the newest without one'),
      },
      output: {
        commit: text('All of the SHA'),
        source: (/** @type {any} */ z) => z.any().describe('What `parcelwise:environment:create` asks for'),
      },
    },
    async handler(/** @type {ActionContext} */ { input, output, logger, task, isDryRun }) {
      const name = String(input['name']);
      const commit = String(input['commit'] ?? '');
      const { repositories, gitUrl } = provisioner.host;
      try {
        if (!isEnvironmentName(name)) throw new Error(`“${name}” is no name for an environment.`);
        const wanted = { entity: input['component'], branch: String(input['branch']), commit };
        const source = await findSource(wanted, repositories, gitUrl);
        if (!isDryRun) await provisioner.reserve(name, task.id);
        logger.info(`${source.component} at ${source.commit} of ${source.branch}`);
        output('commit', source.commit);
        output('source', source);
      } catch (error) {
        if (!isDryRun) throw error;
        // What would be written can be looked at all the same.
        logger.info(error instanceof Error ? error.message : String(error));
        output('commit', commit || '0'.repeat(40));
        output('source', {});
      }
    },
  };
}

/**
 * `parcelwise:environment:create`: registers the environment whose descriptor was published, and makes it.
 * @param {Provisioner} provisioner
 * @returns {object} options for `createTemplateAction`
 */
function createEnvironment(provisioner) {
  return {
    id: 'parcelwise:environment:create',
    description: 'Registers an environment in the catalogue, starts what runs in it, and waits until it answers.',
    supportsDryRun: true,
    schema: {
      input: {
        name: text('Name of the environment in the catalogue'),
        source: (/** @type {any} */ z) => z.any().describe('What `parcelwise:environment:source` has found'),
        expiresAt: text('When it ends, such as 2026-11-26T10:00:00Z'),
      },
      output: { entityRef: text('The environment'), url: text('Where it answers') },
    },
    async handler(/** @type {ActionContext} */ { input, output, logger, isDryRun }) {
      const name = String(input['name']);
      const entityRef = formatRef({ kind: 'resource', namespace: 'default', name });
      output('entityRef', entityRef);
      if (isDryRun) {
        logger.info(`Would register ${entityRef} and start what runs in it.`);
        output('url', 'http://127.0.0.1');
        return;
      }
      const source = /** @type {import('./componentSource.mjs').ComponentSource} */ (input['source']);
      const expiresAt = Date.parse(String(input['expiresAt']));
      const { url } = await provisioner.create(name, source, expiresAt, step => logger.info(step));
      logger.info(`It answers at ${url}`);
      output('url', url);
    },
  };
}

/**
 * `parcelwise:environment:extend`: gives an environment another end, counted from now.
 * @param {Provisioner} provisioner
 * @returns {object} options for `createTemplateAction`
 */
function extendEnvironment(provisioner) {
  return {
    id: 'parcelwise:environment:extend',
    description: 'Gives an environment another end. It may be nearer than the one it had.',
    supportsDryRun: true,
    schema: {
      input: {
        environment: text('Reference of the environment'),
        timeToLive: text('An ISO 8601 duration from now: days, hours, minutes and seconds'),
      },
      output: { entityRef: text('The environment'), expiresAt: text('Its new end') },
    },
    async handler(/** @type {ActionContext} */ { input, output, logger, isDryRun }) {
      const { name, entityRef } = environmentIn(input);
      const expiresAt = Date.now() + durationMilliseconds(String(input['timeToLive']));
      if (!isDryRun) await provisioner.extend(name, expiresAt);
      logger.info(`${entityRef} ${isDryRun ? 'would end' : 'ends'} at ${utc(expiresAt)}`);
      output('entityRef', entityRef);
      output('expiresAt', utc(expiresAt));
    },
  };
}

/**
 * `parcelwise:environment:destroy`: takes an environment away with all there is of it.
 * @param {Provisioner} provisioner
 * @returns {object} options for `createTemplateAction`
 */
function destroyEnvironment(provisioner) {
  return {
    id: 'parcelwise:environment:destroy',
    description: 'Stops an environment, and removes it from the catalogue and its descriptor from the git host.',
    supportsDryRun: true,
    schema: {
      input: { environment: text('Reference of the environment') },
      output: { entityRef: text('What it was') },
    },
    async handler(/** @type {ActionContext} */ { input, output, logger, isDryRun }) {
      const { name, entityRef } = environmentIn(input);
      output('entityRef', entityRef);
      if (isDryRun) return logger.info(`Would destroy ${entityRef}`);
      const isGone = await provisioner.destroy(name);
      logger.info(isGone ? `${entityRef} is gone.` : `There is no ${entityRef}: nothing is left to do.`);
    },
  };
}

/** @param {Record<string, unknown>} input */
function environmentIn(input) {
  const parts = parseRef(String(input['environment']), 'resource');
  const { kind, namespace, name } = parts;
  if (kind !== 'resource' || namespace !== 'default' || !isEnvironmentName(name))
    throw new Error(`${formatRef(parts)} is no environment of this platform.`);
  return { name, entityRef: formatRef(parts) };
}

/** All of them. @param {Provisioner} provisioner @returns {object[]} options for `createTemplateAction` */
export function environmentActions(provisioner) {
  return [environmentSource, createEnvironment, extendEnvironment, destroyEnvironment].map(make => make(provisioner));
}
