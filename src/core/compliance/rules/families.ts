import type { FileLanguage, DocumentKind } from '../kinds.js';
import type { AnyRule } from '../rule.js';

/** Rules that are loaded together. */
export type FamilyName = 'kubernetes' | 'backstage' | 'pipeline' | 'compose' | 'openapi' | 'dockerfile';

/** Each family in a file of its own, which is loaded when the first file of its kind is met. */
const FAMILIES: Readonly<Record<FamilyName, () => Promise<readonly AnyRule[]>>> = {
  kubernetes: async () => (await import('./kubernetesRules.js')).KUBERNETES_RULES,
  backstage: async () => (await import('./backstageRules.js')).BACKSTAGE_RULES,
  pipeline: async () => (await import('./pipelineRules.js')).PIPELINE_RULES,
  compose: async () => (await import('./composeRules.js')).COMPOSE_RULES,
  openapi: async () => (await import('./openapiRules.js')).OPENAPI_RULES,
  dockerfile: async () => (await import('./dockerfileRules.js')).DOCKERFILE_RULES,
};

export const FAMILY_NAMES = Object.keys(FAMILIES) as readonly FamilyName[];

const FAMILY_OF: Readonly<Record<Exclude<DocumentKind, 'other'>, FamilyName>> = {
  entity: 'backstage',
  template: 'backstage',
  kubernetes: 'kubernetes',
  kustomization: 'kubernetes',
  prometheusRules: 'kubernetes',
  workflow: 'pipeline',
  gitlab: 'pipeline',
  compose: 'compose',
  openapi: 'openapi',
};

/** The family whose rules look at a document; undefined where none does. */
export function familyOf(language: FileLanguage, kind: DocumentKind): FamilyName | undefined {
  if (language === 'dockerfile') return 'dockerfile';
  return kind === 'other' ? undefined : FAMILY_OF[kind];
}

/** Loads the rules of a family. */
export function loadFamily(name: FamilyName): Promise<readonly AnyRule[]> {
  return FAMILIES[name]();
}

/** Loads every rule that there is. */
export async function loadAllRules(): Promise<readonly AnyRule[]> {
  return (await Promise.all(FAMILY_NAMES.map(loadFamily))).flat();
}
