import { displayNameOf } from '../catalogue/card.js';
import type { EntityIndex } from '../catalogue/entityIndex.js';
import { describeAge } from '../common/age.js';
import type { Translate } from '../common/translate.js';
import type { Environment, EnvironmentState } from './environment.js';
import { timeLeftText } from './environmentTimes.js';

/** A state in a word or two. */
export function stateWord(state: EnvironmentState, translate: Translate): string {
  switch (state) {
    case 'requested':
      return translate('requested');
    case 'provisioning':
      return translate('being made');
    case 'ready':
      return translate('ready');
    case 'degraded':
      return translate('degraded');
    case 'expiring':
      return translate('ends soon');
    case 'expired':
      return translate('expired');
    case 'destroying':
      return translate('being destroyed');
    case 'destroyed':
      return translate('destroyed');
    case 'failed':
      return translate('failed');
  }
}

/** How an environment is, in a word or two: where it has gone apart from what is written down, that comes first. */
function conditionWord({ state, drift, isStateUnknown }: Environment, translate: Translate): string {
  if (drift === 'notRunning') return translate('not running');
  if (drift === 'unrecorded') return translate('unknown to the catalogue');
  return isStateUnknown && state !== 'expired' ? translate('state not known') : stateWord(state, translate);
}

/** Whether the time that is left is of interest: not of what has ended otherwise. */
export function showsTimeLeft({ state, expiresAt }: Environment): boolean {
  return expiresAt !== undefined && state !== 'destroying' && state !== 'destroyed' && state !== 'failed';
}

/** How an environment is and how long it stays: “ready · 3 h 20 min left”. */
export function environmentLine(environment: Environment, now: number, translate: Translate): string {
  const word = conditionWord(environment, translate);
  if (!showsTimeLeft(environment)) return word;
  return `${word} · ${timeLeftText(environment.expiresAt, now, translate)}`;
}

/** What can be said of an environment, as lines of plain text with a server's words in them. */
export function environmentFacts(
  environment: Environment,
  index: EntityIndex,
  now: number,
  translate: Translate,
): readonly string[] {
  const { components, owner, definition, costHint, stateAt, trouble, drift, addresses, provider } = environment;
  const parts = components.map(({ entityRef, version, branch, commit }) => {
    const at = [version, branch, commit?.slice(0, 8)].filter(part => part !== undefined).join(', ');
    return at === '' ? displayNameOf(entityRef, index) : `${displayNameOf(entityRef, index)} (${at})`;
  });
  return [
    environmentLine(environment, now, translate),
    ...(trouble === undefined ? [] : [trouble]),
    ...(drift === 'notRunning' ? [translate('It is written down that it runs, and nothing does.')] : []),
    ...(drift === 'unrecorded' ? [translate('It runs, and nothing is written down of it.')] : []),
    ...(stateAt === undefined ? [] : [translate('As of {0}', describeAge(now - stateAt, translate))]),
    ...(environment.class === '' ? [] : [translate('Class: {0}', environment.class)]),
    ...(parts.length === 0 ? [] : [translate('In it: {0}', parts.join('; '))]),
    ...(owner === undefined ? [] : [translate('Owner: {0}', displayNameOf(owner, index))]),
    ...(definition === undefined ? [] : [translate('Made from {0}', definition)]),
    ...(costHint === undefined ? [] : [translate('Costs: {0}', costHint)]),
    ...(provider === 'local' ? [translate('On this machine')] : []),
    ...addresses,
  ];
}
