import { emptyReason, type EmptyReason } from '../catalogue/emptyReason.js';
import { EntityIndex } from '../catalogue/entityIndex.js';
import type { CatalogueState } from '../catalogue/model.js';

/** Why the templates view shows nothing. Each has a welcome text of its own that says what to do next. */
export const TEMPLATES_EMPTY_REASONS = [
  'loading',
  'noSource',
  'signedOut',
  'forbidden',
  'unreachable',
  'busy',
  'notBackstage',
  'serverFailed',
  'noTemplates',
] as const satisfies readonly (EmptyReason | 'noTemplates')[];

export type TemplatesEmptyReason = (typeof TEMPLATES_EMPTY_REASONS)[number];

/**
 * Finds out why there are no templates to show.
 * @param shown how many templates there are
 * @returns undefined where there are some
 */
export function templatesEmptyReason(state: CatalogueState, shown: number): TemplatesEmptyReason | undefined {
  if (shown > 0) return undefined;
  // Entities of another kind change nothing: what counts is how reading the server ended.
  const reason = emptyReason({ ...state, index: EntityIndex.EMPTY }, 'all', 0);
  switch (reason) {
    case 'noDescriptor':
      return 'noSource';
    case 'loading':
    case 'noSource':
    case 'signedOut':
    case 'forbidden':
    case 'unreachable':
    case 'busy':
    case 'notBackstage':
    case 'serverFailed':
      return reason;
    default:
      return 'noTemplates';
  }
}
