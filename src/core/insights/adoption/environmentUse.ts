import type { Entity } from '../../catalogue/entity.js';
import type { AdoptionReport } from './adoptionReport.js';
import { isInWindow, isMoment, type AdoptionWindow } from './calendar.js';
import type { QualityNotes } from '../ledger/qualityNotes.js';

const CREATED_AT = 'goldenpath.dev/created-at';
const STATUS = 'goldenpath.dev/status';
/** States in which nothing of an environment runs any more. */
const GONE: ReadonlySet<string> = new Set(['destroyed', 'failed', 'expired']);

/**
 * How many environments the catalogue has that are not gone, and how many of all that it has were created in the window. Those
 * that were destroyed and taken out of the catalogue cannot be counted.
 * @returns `created` is null where no environment says when it was created
 */
export function environmentUse(
  entities: readonly Entity[],
  window: AdoptionWindow,
  quality: QualityNotes,
): AdoptionReport['environments'] {
  const environments = entities.filter(
    ({ ref, type }) => ref.startsWith('resource:') && type?.toLowerCase() === 'environment',
  );
  const running = environments.filter(
    ({ annotations }) => !GONE.has((annotations.get(STATUS) ?? '').trim().toLowerCase()),
  ).length;
  const moments = environments.flatMap(({ ref, annotations }) => {
    const written = annotations.get(CREATED_AT)?.trim();
    if (!written) return [];
    const at = /^\d{4}-\d{2}-\d{2}/.test(written) ? Date.parse(written) : NaN;
    if (isMoment(at) && at <= window.now + 86_400_000) return [Math.min(at, window.now)];
    quality.add('badDate', 'Dates that cannot be read: {0}', `${ref}: ${written}`);
    return [];
  });
  if (environments.length > 0 && moments.length === 0) return { running, created: null };
  return { running, created: moments.filter(at => isInWindow(at, window)).length };
}
