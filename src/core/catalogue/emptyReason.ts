import type { CatalogueState } from './model.js';
import type { CatalogueFilter } from './tree.js';

/** Why the catalogue view shows nothing. Each has a welcome text of its own that says what to do next. */
export const EMPTY_REASONS = [
  'loading',
  'noSource',
  'noDescriptor',
  'signedOut',
  'forbidden',
  'unreachable',
  'busy',
  'notBackstage',
  'serverFailed',
  'emptyCatalogue',
  'nobodySignedIn',
  'nothingMine',
  'nothingStarred',
] as const;

export type EmptyReason = (typeof EMPTY_REASONS)[number];

/**
 * Finds out why there is nothing to show.
 * @param state the catalogue
 * @param filter the filter in force
 * @param shown how many entities the view shows
 * @returns undefined where something is shown
 */
export function emptyReason(state: CatalogueState, filter: CatalogueFilter, shown: number): EmptyReason | undefined {
  if (shown > 0) return undefined;
  if (state.index.size > 0) return filteredAway(state, filter);
  if (state.server.phase === 'loading' || state.workspace.phase === 'loading') return 'loading';
  switch (state.server.problem?.kind) {
    case undefined:
      break;
    case 'unauthorised':
      return 'signedOut';
    case 'forbidden':
      return 'forbidden';
    case 'unreachable':
    case 'cancelled':
      return 'unreachable';
    case 'rateLimited':
      return 'busy';
    case 'invalid':
    case 'notFound':
    case 'unsupported':
      return 'notBackstage';
    default:
      return 'serverFailed';
  }
  if (state.server.phase === 'ready') return 'emptyCatalogue';
  return state.workspace.phase === 'absent' ? 'noSource' : 'noDescriptor';
}

function filteredAway(state: CatalogueState, filter: CatalogueFilter): EmptyReason {
  if (state.server.phase === 'loading' && state.server.partial) return 'loading';
  if (filter === 'starred') return 'nothingStarred';
  return state.mine ? 'nothingMine' : 'nobodySignedIn';
}
