import { webAddress } from '../catalogue/addresses.js';
import type { Entity } from '../catalogue/entity.js';
import { formatEntityRef, parseEntityRef } from '../catalogue/entityRef.js';
import { plainTranslate, type Translate } from '../common/translate.js';
import {
  ENVIRONMENT_STATES,
  type Environment,
  type EnvironmentClass,
  type EnvironmentComponent,
  type EnvironmentEvent,
  type EnvironmentState,
} from './environment.js';
import { stateAsOf } from './environmentState.js';
import { readDuration, readTime } from './environmentTimes.js';

/** The annotations by which a catalogue says what an environment is. */
export const ENVIRONMENT_ANNOTATIONS = {
  of: 'goldenpath.dev/environment-of',
  class: 'goldenpath.dev/environment-class',
  createdAt: 'goldenpath.dev/created-at',
  expiresAt: 'goldenpath.dev/expires-at',
  status: 'goldenpath.dev/status',
  statusAt: 'goldenpath.dev/status-at',
  /** One sentence of the platform: why it is in this state. */
  statusReason: 'goldenpath.dev/status-reason',
  url: 'goldenpath.dev/url',
  definition: 'goldenpath.dev/definition',
  version: 'goldenpath.dev/version',
  commit: 'goldenpath.dev/commit',
  branch: 'goldenpath.dev/branch',
  costHint: 'goldenpath.dev/cost-hint',
  protected: 'goldenpath.dev/protected',
} as const;

// Conventions of others. Source: the READMEs of kube-janitor and of TwiN's k8s-ttl-controller.
const OTHER_EXPIRIES = ['janitor/expires'];
const OTHER_TIMES_TO_LIVE = ['janitor/ttl', 'k8s-ttl-controller.twin.sh/ttl'];
const REFRESHED_AT = 'k8s-ttl-controller.twin.sh/refreshed-at';
const SOURCE_TEMPLATE = 'backstage.io/source-template';

const PROTECTED_CLASSES: ReadonlySet<string> = new Set(['staging', 'production']);
const KNOWN_CLASSES = ['preview', 'development', 'test', 'staging', 'production'] as const;

// What other platforms call these states.
const OTHER_WORDS: Readonly<Record<string, EnvironmentState>> = {
  active: 'ready',
  available: 'ready',
  healthy: 'ready',
  running: 'ready',
  succeeded: 'ready',
  creating: 'provisioning',
  pending: 'requested',
  deleting: 'destroying',
  terminating: 'destroying',
  deleted: 'destroyed',
  error: 'failed',
};

/** Whether an entity of a catalogue is an environment: a resource of that type. */
export function isEnvironment({ ref, type }: Entity): boolean {
  return ref.startsWith('resource:') && type?.toLowerCase() === 'environment';
}

/**
 * Reads an environment out of its entity. What is written wrongly is named in `trouble` and otherwise left out.
 * @param entity as the catalogue has it, which is data of a server
 * @param now milliseconds since 1970
 * @returns undefined where the entity is no environment
 */
export function readEnvironment(
  entity: Entity,
  now: number,
  translate: Translate = plainTranslate,
): Environment | undefined {
  if (!isEnvironment(entity)) return undefined;
  const troubles: string[] = [];
  const text = (name: string): string | undefined => trimmed(entity.annotations.get(name));
  const time = (name: string): number | undefined => {
    const written = text(name);
    const at = written === undefined ? undefined : readTime(written);
    if (written !== undefined && at === undefined)
      troubles.push(translate('{0} is no time: “{1}”.', name, shortened(written)));
    return at;
  };
  const createdAt = time(ENVIRONMENT_ANNOTATIONS.createdAt);
  const statusAt = time(ENVIRONMENT_ANNOTATIONS.statusAt);
  const expiresAt = readEnd(text, time, createdAt, troubles, translate);
  const status = text(ENVIRONMENT_ANNOTATIONS.status)?.toLowerCase();
  const stated =
    status === undefined ? undefined : (ENVIRONMENT_STATES.find(known => known === status) ?? otherWord(status));
  if (status !== undefined && stated === undefined)
    troubles.push(
      translate('{0} is no state of an environment: “{1}”.', ENVIRONMENT_ANNOTATIONS.status, shortened(status)),
    );
  const reason = text(ENVIRONMENT_ANNOTATIONS.statusReason);
  if (reason !== undefined && (stated === 'failed' || stated === 'degraded')) troubles.unshift(reason);
  const components = componentsOf(entity, text);
  const environmentClass = classOf(entity, text);
  const definition = definitionOf(text);
  const costHint = text(ENVIRONMENT_ANNOTATIONS.costHint);
  return {
    id: entity.ref,
    name: entity.name,
    class: environmentClass,
    provider: 'backstage',
    ...(entity.owner === undefined ? {} : { owner: entity.owner }),
    components,
    state: stateAsOf(stated ?? 'ready', expiresAt, now),
    ...(stated === undefined ? { isStateUnknown: true as const } : {}),
    ...(statusAt === undefined ? {} : { stateAt: statusAt }),
    addresses: addressesOf(entity, text),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(definition === undefined ? {} : { definition }),
    ...(costHint === undefined ? {} : { costHint }),
    isProtected: isProtected(text(ENVIRONMENT_ANNOTATIONS.protected), environmentClass, expiresAt),
    events: eventsOf(createdAt, statusAt, stated),
    ...(troubles.length > 0 ? { trouble: troubles.join(' ') } : {}),
  };
}

type Text = (name: string) => string | undefined;

/** The end that is written down, or that comes of a time to live, which counts from when the environment was made. */
function readEnd(
  text: Text,
  time: (name: string) => number | undefined,
  createdAt: number | undefined,
  troubles: string[],
  translate: Translate,
): number | undefined {
  for (const name of [ENVIRONMENT_ANNOTATIONS.expiresAt, ...OTHER_EXPIRIES])
    if (text(name) !== undefined) return time(name);
  const name = OTHER_TIMES_TO_LIVE.find(each => text(each) !== undefined);
  const written = name === undefined ? undefined : text(name);
  if (name === undefined || written === undefined || written === 'forever') return undefined;
  const length = readDuration(written);
  const from = time(REFRESHED_AT) ?? createdAt;
  if (length === undefined) troubles.push(translate('{0} is no length of time: “{1}”.', name, shortened(written)));
  else if (from === undefined) troubles.push(translate('Nothing says from when {0} counts.', name));
  return length === undefined || from === undefined ? undefined : from + length;
}

function componentsOf(entity: Entity, text: Text): readonly EnvironmentComponent[] {
  const written = (text(ENVIRONMENT_ANNOTATIONS.of) ?? '').split(/[\s,]+/).filter(Boolean);
  const named = written.flatMap(each => {
    const ref = parseEntityRef(each, { kind: 'component', namespace: entity.namespace });
    return ref ? [formatEntityRef(ref)] : [];
  });
  const related = entity.relations
    .filter(({ type, targetRef }) => type === 'dependencyOf' && targetRef.startsWith('component:'))
    .map(({ targetRef }) => targetRef);
  const refs = [...new Set(named.length > 0 ? named : related)];
  const [version, commit, branch] = [
    text(ENVIRONMENT_ANNOTATIONS.version),
    text(ENVIRONMENT_ANNOTATIONS.commit),
    text(ENVIRONMENT_ANNOTATIONS.branch),
  ];
  return refs.map(entityRef => ({
    entityRef,
    // Of several components nothing says which one it is the version of.
    ...(version === undefined || refs.length > 1 ? {} : { version }),
    ...(commit === undefined || refs.length > 1 ? {} : { commit }),
    ...(branch === undefined || refs.length > 1 ? {} : { branch }),
  }));
}

function classOf({ tags, lifecycle }: Entity, text: Text): EnvironmentClass {
  const written = text(ENVIRONMENT_ANNOTATIONS.class)?.toLowerCase();
  const tagged = KNOWN_CLASSES.find(known => tags.some(tag => tag.toLowerCase() === known));
  return written ?? tagged ?? (lifecycle?.toLowerCase() === 'production' ? 'production' : '');
}

/** What stays, and is of no known class, may be anything: its name is typed as well. */
function isProtected(written: string | undefined, environmentClass: string, expiresAt: number | undefined): boolean {
  if (written?.toLowerCase() === 'true') return true;
  return PROTECTED_CLASSES.has(environmentClass) || (environmentClass === '' && expiresAt === undefined);
}

function definitionOf(text: Text): string | undefined {
  const written = text(ENVIRONMENT_ANNOTATIONS.definition) ?? text(SOURCE_TEMPLATE);
  if (written === undefined) return undefined;
  const [name = '', version] = written.split('@');
  const ref = parseEntityRef(name, { kind: 'template' });
  return ref && formatEntityRef(ref) + (version ? `@${version}` : '');
}

function addressesOf({ links }: Entity, text: Text): readonly string[] {
  const written = (text(ENVIRONMENT_ANNOTATIONS.url) ?? '').split(/[\s,]+/);
  const linked = links.filter(({ type }) => type?.toLowerCase() === 'website').map(({ url }) => url);
  return [...new Set([...written, ...linked].flatMap(each => webAddress(each) ?? []))];
}

function eventsOf(
  createdAt: number | undefined,
  statusAt: number | undefined,
  stated: EnvironmentState | undefined,
): readonly EnvironmentEvent[] {
  return [
    ...(createdAt === undefined ? [] : [{ at: createdAt, state: 'requested' as const }]),
    ...(statusAt === undefined || stated === undefined || (stated === 'requested' && statusAt === createdAt)
      ? []
      : [{ at: statusAt, state: stated }]),
  ];
}

function otherWord(status: string): EnvironmentState | undefined {
  return Object.hasOwn(OTHER_WORDS, status) ? OTHER_WORDS[status] : undefined;
}

function trimmed(text: string | undefined): string | undefined {
  const plain = text?.trim();
  return plain === '' ? undefined : plain;
}

/** A server's text for a sentence. */
function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
