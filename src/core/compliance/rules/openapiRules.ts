import type { AnyRule } from '../rule.js';
import { catalogEntityExists } from './openapi/catalogEntityExists.js';
import { httpsOnly } from './openapi/httpsOnly.js';
import { maxItems } from './openapi/maxItems.js';
import { oldLogins } from './openapi/oldLogins.js';
import { operationIds } from './openapi/operationIds.js';
import { securityDefined } from './openapi/securityDefined.js';

/** Rules for OpenAPI definitions. */
export const OPENAPI_RULES: readonly AnyRule[] = [
  securityDefined,
  httpsOnly,
  operationIds,
  maxItems,
  oldLogins,
  catalogEntityExists,
];
