import type { Entity } from '../catalogue/entity.js';
import { parseEntityRef } from '../catalogue/entityRef.js';
import { escapePattern, formatMatchers, parseSelector, type Matcher } from './selector.js';
import type { Binding, BindingMistake } from './serviceHealth.js';

/** What binds a component to its series where nothing else is said. */
export const DEFAULT_SELECTOR = '{service="${metadata.name}"}';

/** The setting, and the annotations that say more than it, the last word last. */
export const SELECTOR_SETTING = 'goldenPath.telemetry.selector';
export const LABELS_ANNOTATION = 'prometheus.io/labels';
export const SELECTOR_ANNOTATION = 'goldenpath.dev/telemetry-selector';

/** Names the organisation's source that has the series of an entity. Source: Roadie's Prometheus plugin for Backstage. */
export const INSTANCE_ANNOTATION = 'prometheus.io/service-name';

export interface BindingRules {
  /** The organisation's selector, see `SELECTOR_SETTING`; undefined for `DEFAULT_SELECTOR`. */
  readonly selector?: string | undefined;
  /** Names of the sources besides the usual one. Without any set up, the annotation that names one says nothing. */
  readonly instances?: ReadonlySet<string> | undefined;
}

/** What an entity is bound to; neither of them where nothing binds it. */
export interface BoundEntity {
  readonly binding?: Binding;
  readonly mistake?: BindingMistake;
}

// Components of these types never run. Source: Backstage, "Descriptor Format of Catalog Entities", well-known `spec.type`.
const NEVER_RUNS: ReadonlySet<string> = new Set(['library', 'documentation']);

/** Whether an entity is of a kind that runs somewhere, so that it may be well or not. */
export function runsSomewhere({ kind, type }: Pick<Entity, 'kind' | 'type'>): boolean {
  return kind.toLowerCase() === 'component' && !NEVER_RUNS.has(type?.trim().toLowerCase() ?? '');
}

/**
 * Which series are an entity's: its own annotation has the last word, then the labels of its alerts, then the setting. What an
 * annotation says goes for every kind of entity, the setting for components alone.
 */
export function bindingOf(entity: Entity, rules: BindingRules = {}): BoundEntity {
  const instance = entity.annotations.get(INSTANCE_ANNOTATION)?.trim();
  const { instances } = rules;
  const named = instance !== undefined && instance !== '' && instances !== undefined && instances.size > 0;
  if (named && !instances.has(instance))
    return { mistake: { kind: 'no-instance', saidBy: INSTANCE_ANNOTATION, text: instance } };
  const said = whatIsSaid(entity, rules);
  if (!said) return {};
  const { by, saidBy, text } = said;
  const template = saidBy === LABELS_ANNOTATION ? (parseSelector(text) ?? parsePairs(text)) : parseSelector(text);
  if (!template) return { mistake: { kind: 'unreadable', saidBy, text } };
  const matchers: Matcher[] = [];
  for (const matcher of template) {
    const filled = fill(matcher, entity);
    if (!filled.ok) return { mistake: { kind: 'no-value', saidBy, text: filled.placeholder } };
    matchers.push(filled.matcher);
  }
  if (!matchers.some(selectsSomething)) return { mistake: { kind: 'unreadable', saidBy, text } };
  return { binding: { ...bound(matchers, entity.name, rules), by, saidBy, ...(named ? { instance } : {}) } };
}

function whatIsSaid(
  entity: Entity,
  { selector }: BindingRules,
): (Pick<Binding, 'by' | 'saidBy'> & { readonly text: string }) | undefined {
  for (const saidBy of [SELECTOR_ANNOTATION, LABELS_ANNOTATION]) {
    const text = entity.annotations.get(saidBy)?.trim();
    if (text !== undefined && text !== '') return { by: 'annotation', saidBy, text };
  }
  if (!runsSomewhere(entity)) return undefined;
  const set = selector?.trim() ?? '';
  return set === '' || set === DEFAULT_SELECTOR
    ? { by: 'convention', saidBy: SELECTOR_SETTING, text: DEFAULT_SELECTOR }
    : { by: 'setting', saidBy: SELECTOR_SETTING, text: set };
}

/** Labels as Roadie's plugin writes them: `service=checkout,team=payments`. */
function parsePairs(text: string): readonly Matcher[] | undefined {
  const matchers = text.split(',').map((pair): Matcher | undefined => {
    const [, label, value] = /^\s*([a-zA-Z_]\w*)\s*=\s*([^=~\s"'{}][^"'{}]*|)$/.exec(pair) ?? [];
    return label && value ? { label, operator: '=', value: value.trim() } : undefined;
  });
  return matchers.every(matcher => matcher !== undefined) ? matchers : undefined;
}

type Filled = { readonly ok: true; readonly matcher: Matcher } | { readonly ok: false; readonly placeholder: string };

/** Puts an entity's values where a matcher has placeholders. Inside a pattern, a value stands for itself. */
function fill(matcher: Matcher, entity: Entity): Filled {
  const isPattern = matcher.operator.endsWith('~');
  let without: string | undefined;
  const value = matcher.value.replace(/\$\{([^}]*)\}/g, (placeholder, path: string) => {
    const found = valueAt(path.trim(), entity);
    if (found === undefined || found === '') without ??= placeholder;
    return isPattern ? escapePattern(found ?? '') : (found ?? '');
  });
  return without === undefined ? { ok: true, matcher: { ...matcher, value } } : { ok: false, placeholder: without };
}

function valueAt(path: string, entity: Entity): string | undefined {
  switch (path) {
    case 'kind':
      return entity.kind;
    case 'metadata.name':
      return entity.name;
    case 'metadata.namespace':
      return entity.namespace;
    case 'metadata.title':
      return entity.title;
    case 'spec.type':
      return entity.type;
    case 'spec.lifecycle':
      return entity.lifecycle;
    case 'spec.owner':
      return nameOf(entity.owner);
    case 'spec.system':
      return nameOf(entity.system);
    default: {
      const [, , name] = /^metadata\.annotations\[(['"])(.*)\1\]$/.exec(path) ?? [];
      return name === undefined ? undefined : entity.annotations.get(name);
    }
  }
}

function nameOf(ref: string | undefined): string | undefined {
  return ref === undefined ? undefined : parseEntityRef(ref)?.name;
}

/** Whether a matcher leaves out a series that has not its label: one of those at least is wanted, or everything is meant. */
function selectsSomething({ operator, value }: Matcher): boolean {
  return operator === '=' ? value !== '' : operator === '=~' && !/^(?:\.\*)?$/.test(value);
}

function bound(
  matchers: readonly Matcher[],
  name: string,
  { selector }: BindingRules,
): Pick<Binding, 'matchers' | 'key' | 'others' | 'otherName'> {
  const usual = new Set((parseSelector(selector ?? DEFAULT_SELECTOR) ?? []).map(({ label }) => label));
  const equal = matchers.filter(({ operator, value }) => operator === '=' && value !== '');
  const key = equal.find(({ label }) => usual.has(label)) ?? equal.find(({ value }) => value === name) ?? equal[0];
  const others = matchers.filter(matcher => matcher !== key);
  return {
    matchers: formatMatchers(matchers),
    ...(key ? { key: { label: key.label, value: key.value } } : {}),
    ...(key && others.length > 0 ? { others: formatMatchers(others) } : {}),
    ...(key && key.value !== name ? { otherName: key.value } : {}),
  };
}
