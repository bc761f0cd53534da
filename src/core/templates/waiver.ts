import { stringify } from 'yaml';
import { isRecord, ownProperty } from '../catalogue/entity.js';
import type { TemplateForm, Values } from './scaffolder.js';
import type { RankedTemplate } from './templateRank.js';

/** The rule that a repository is made on the golden path. */
const ORIGIN_RULE = 'cat/golden-path-origin';
const DAYS = 180;
const DAY_MS = 86_400_000;
/** How many characters a reason has at least: “legacy” says nothing to who reads it in a year. */
export const SHORTEST_REASON = 15;

/** The names under which templates ask for the reason themselves. */
const REASON_NAMES = ['deviationReason', 'reason'] as const;

/** Whether the reason for leaving the golden path is to be asked for, because the template's own form does not. */
export function needsReason({ path }: RankedTemplate, form: TemplateForm): boolean {
  return path === 'paved' && !form.pages.some(({ schema }) => asksReason(ownProperty(schema, 'properties')));
}

function asksReason(properties: unknown): boolean {
  return isRecord(properties) && REASON_NAMES.some(name => ownProperty(properties, name) !== undefined);
}

/** Whether a reason says something. */
export function isReason(text: string): boolean {
  return text.trim().length >= SHORTEST_REASON;
}

/**
 * The file that records why a repository leaves the golden path.
 * @param values the answers, among which the owner is looked for
 * @param now milliseconds since 1970; the waiver ends half a year later
 */
export function waiverFile(template: RankedTemplate, values: Values, reason: string, now: number): string {
  const owner = ownProperty(values, 'owner');
  const { entity } = template;
  return stringify({
    waivers: [
      {
        rule: ORIGIN_RULE,
        match: { path: 'catalog-info.yaml' },
        reason: `${reason.trim()} (made from ${entity.ref})`,
        owner: typeof owner === 'string' && owner.trim() !== '' ? owner : (entity.owner ?? 'unknown'),
        expires: new Date(now + DAYS * DAY_MS).toISOString().slice(0, 10),
      },
    ],
  });
}
