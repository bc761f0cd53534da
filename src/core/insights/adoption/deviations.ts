import type { Deviation } from './adoptionReport.js';

/** A waiver with the services that it is about. */
export interface ServiceWaiver {
  readonly rule: string;
  readonly reason: string;
  /** Full references; empty where nobody can tell. */
  readonly services: readonly string[];
}

/**
 * The rules from which people deviate, those with the most waivers first: what many deviate from for good reasons is the next
 * paved road.
 */
export function deviationsOf(waivers: readonly ServiceWaiver[]): readonly Deviation[] {
  const byRule = new Map<string, ServiceWaiver[]>();
  for (const waiver of waivers) {
    const list = byRule.get(waiver.rule);
    if (list) list.push(waiver);
    else byRule.set(waiver.rule, [waiver]);
  }
  return [...byRule]
    .map(([rule, own]) => ({
      rule,
      waivers: own.length,
      services: new Set(own.flatMap(({ services }) => services)).size,
      reasons: reasonsOf(own),
    }))
    .sort((a, b) => b.waivers - a.waivers || b.services - a.services || (a.rule < b.rule ? -1 : 1));
}

/** Reasons that differ only in letter case, spaces and the point at their end are one. */
function reasonsOf(waivers: readonly ServiceWaiver[]): Deviation['reasons'] {
  const counts = new Map<string, { readonly text: string; count: number }>();
  for (const { reason } of waivers) {
    const text = reason.trim().replace(/\s+/g, ' ');
    if (text === '') continue;
    const key = text.toLowerCase().replace(/[.!]+$/, '');
    const known = counts.get(key);
    if (known) known.count++;
    else counts.set(key, { text, count: 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
}
