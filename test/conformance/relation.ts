import type { RuleOptions } from '../../src/core/compliance/rule.js';

/**
 * How a check of another tool stands to rules of ours.
 *
 * - `same`: both find the same; precision and recall are measured and must be good
 * - `stricter`: we find what it finds, and more
 * - `looser`: what we find it finds as well, and more
 * - `different`: they look at the same thing and mean something else
 * - `not ours`: we have no such rule, on purpose
 */
export type Relation = 'same' | 'stricter' | 'looser' | 'different' | 'not ours';

/** What stands for a check of another tool. */
export interface Counterpart {
  readonly relation: Relation;
  /** Our rules: `k8s/privileged`, or one part of a rule by its `check`: `df/user:missing`. */
  readonly rules: readonly string[];
  /** Why it is not the same. */
  readonly reason?: string;
  /** Parameters of our rule with which it means the same. */
  readonly options?: RuleOptions;
  /** Labels that we do not share, by the end of the file's path, each with why. They count in no figure. */
  readonly except?: Readonly<Record<string, string>>;
}

/** Everything labelled of one tool, by check. */
export type Mapping = Readonly<Record<string, Counterpart>>;

type Rest = Pick<Counterpart, 'options' | 'except'>;

export function same(rules: string | readonly string[], rest: Rest = {}): Counterpart {
  return { relation: 'same', rules: [rules].flat(), ...rest };
}

export function stricter(rules: string | readonly string[], reason: string, rest: Rest = {}): Counterpart {
  return { relation: 'stricter', rules: [rules].flat(), reason, ...rest };
}

export function looser(rules: string | readonly string[], reason: string, rest: Rest = {}): Counterpart {
  return { relation: 'looser', rules: [rules].flat(), reason, ...rest };
}

export function different(rules: string | readonly string[], reason: string): Counterpart {
  return { relation: 'different', rules: [rules].flat(), reason };
}

export function notOurs(reason: string): Counterpart {
  return { relation: 'not ours', rules: [], reason };
}
