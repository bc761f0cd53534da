import type { RuleOptions } from '../rule.js';

/** A parameter that is a list of texts; what is no text is left out, what is no list is an empty one. */
export function textsOption(options: RuleOptions, name: string): readonly string[] {
  const value = options[name];
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}

/** A parameter that is a mapping of texts to texts. */
export function mapOption(options: RuleOptions, name: string): ReadonlyMap<string, string> {
  const value = options[name];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map();
  return new Map(
    Object.entries(value).flatMap(([key, item]) => (typeof item === 'string' ? [[key, item] as const] : [])),
  );
}

/** A parameter that is a number; what is no finite number is the default. */
export function numberOption(options: RuleOptions, name: string, otherwise: number): number {
  const value = options[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}
