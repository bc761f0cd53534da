import { parseEntityRef } from '../../../catalogue/entityRef.js';
import type { Severity } from '../../finding.js';
import type { RuleContext } from '../../rule.js';
import type { SaidByTheLanguage } from './languageFindings.js';

/**
 * How grave it is that something is named which nobody describes. A repository names groups, systems and APIs that are described
 * elsewhere: with nothing but its own files at hand only what looks like a slip of one of them is worth a word.
 * @param whereAllIsKnown what it is where the whole catalogue is known
 */
export function judgeUnresolved(whereAllIsKnown: Severity) {
  return ({ values }: SaidByTheLanguage, { surroundings, options }: RuleContext): Severity | 'silent' => {
    switch (surroundings?.entities.extent) {
      case 'catalogue':
        return whereAllIsKnown;
      case 'folder':
        return isSlip(values) || options['folderIsWhole'] === true ? 'warning' : 'silent';
      default:
        return 'silent';
    }
  };
}

/** Shorter names differ by one letter because they are different. */
const SHORTEST = 5;

/**
 * Whether one reference is the other with a slip of the finger: two letters swapped, one too many or too few. Another letter or
 * digit in a place is no slip: `team-a` and `team-b`, `orders-v1` and `orders-v2` are two things.
 * @param values what the catalogue does not have, and what is nearest to it
 */
function isSlip([written = '', near = '']: readonly string[]): boolean {
  const from = parseEntityRef(written);
  const to = parseEntityRef(near);
  if (!from || from.kind !== to?.kind || from.namespace !== to.namespace) return false;
  const [short, long] = from.name.length < to.name.length ? [from.name, to.name] : [to.name, from.name];
  if (short.length < SHORTEST) return false;
  if (long.length === short.length + 1) return isOneMore(short, long);
  const swapped = Array.from(short).findIndex((letter, at) => letter !== long[at]);
  if (long.length !== short.length || swapped < 0) return false;
  const mended = `${short.slice(0, swapped)}${short[swapped + 1] ?? ''}${short[swapped] ?? ''}${short.slice(swapped + 2)}`;
  return mended === long;
}

function isOneMore(short: string, long: string): boolean {
  const at = Array.from(long).findIndex((letter, place) => letter !== short[place]);
  return /[a-z]/.test(long[at] ?? '') && long.slice(at + 1) === short.slice(at);
}
