import { describeAge } from '../common/age.js';
import { presentProblem } from '../common/problem.js';
import type { Translate } from '../common/translate.js';
import type { SideState } from './model.js';

// What is younger than this is not worth a word while it is read again.
const FRESH_MS = 60_000;

/** Whether what is shown of the platform cannot be read again before the person has signed in again. */
export function mustSignInAgain({ phase, problem, readAt, partial }: SideState): boolean {
  return phase === 'failed' && problem?.kind === 'unauthorised' && (readAt !== undefined || partial === true);
}

/**
 * What a person must know about the entities of the platform that are shown: that they are old, or not all.
 * @param server how well the platform is known
 * @param ageMs how long ago what is shown was read, in milliseconds; undefined where it was not
 * @returns undefined where there is nothing to be said
 */
export function standingMessage(
  server: SideState,
  ageMs: number | undefined,
  translate: Translate,
): string | undefined {
  const age = describeAge(ageMs ?? 0, translate);
  if (server.phase === 'loading') {
    if (server.partial) return translate('More of the catalogue is still being read.');
    if (server.kept && ageMs !== undefined && ageMs > FRESH_MS)
      return translate('Showing what was known {0}, until it has been read again.', age);
    return undefined;
  }
  if (server.phase !== 'failed' || !server.problem) return undefined;
  const problem = presentProblem(server.problem, translate).text ?? translate('The reading was cancelled.');
  if (server.partial) return translate('{0} Only a part of the catalogue is shown.', problem);
  if (ageMs === undefined) return server.problem.kind === 'cancelled' ? undefined : problem;
  if (mustSignInAgain(server))
    return translate(
      '{0} Sign in again to refresh. Showing what was known {1}.',
      translate(server.problem.message),
      age,
    );
  return translate('{0} Showing what was known {1}.', problem, age);
}
