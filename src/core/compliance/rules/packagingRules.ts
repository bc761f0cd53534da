import type { AnyRule } from '../rule.js';
import { deprecatedFields } from './packaging/deprecatedFields.js';
import { kustomizeImageDigest } from './packaging/kustomizeImageDigest.js';
import { renderedOnly } from './packaging/renderedOnly.js';
import { unresolvedPatchTarget } from './packaging/unresolvedPatchTarget.js';
import { valuesSchemaPresent } from './packaging/valuesSchemaPresent.js';

/** Rules for Helm charts and Kustomize. */
export const PACKAGING_RULES: readonly AnyRule[] = [
  renderedOnly,
  valuesSchemaPresent,
  kustomizeImageDigest,
  unresolvedPatchTarget,
  deprecatedFields,
];
