import type { AnyRule } from '../rule.js';
import { lifecycleAllowed, typeAllowed } from './catalogue/allowedValues.js';
import { apiDefinition } from './catalogue/apiDefinition.js';
import { descriptionTitleTags } from './catalogue/description.js';
import { entitySchema } from './catalogue/entitySchema.js';
import { goldenPathOrigin } from './catalogue/goldenPathOrigin.js';
import { locationTargets } from './catalogue/locationTargets.js';
import { observabilityLinks } from './catalogue/observabilityLinks.js';
import { ownerIsGroup, ownerPresent, ownerResolvable } from './catalogue/owner.js';
import { duplicateEntity, refFormat, refResolvable } from './catalogue/references.js';
import { sourceLocation } from './catalogue/sourceLocation.js';
import { systemPresent } from './catalogue/systemPresent.js';
import { techDocsRef } from './catalogue/techDocs.js';

/** Rules for descriptors of the catalogue. */
export const CATALOGUE_RULES: readonly AnyRule[] = [
  entitySchema,
  ownerPresent,
  ownerResolvable,
  ownerIsGroup,
  refFormat,
  refResolvable,
  lifecycleAllowed,
  typeAllowed,
  systemPresent,
  techDocsRef,
  sourceLocation,
  goldenPathOrigin,
  observabilityLinks,
  apiDefinition,
  descriptionTitleTags,
  locationTargets,
  duplicateEntity,
];
