import type { AnyRule } from '../rule.js';
import { emitsGoldenFiles } from './template/emitsGoldenFiles.js';
import { emitsOwner } from './template/emitsOwner.js';
import { secretParameter, stepRefs, templateSchema, unusedParameter } from './template/languageTemplateRules.js';
import { registersEntity } from './template/registersEntity.js';

/** Rules for software templates. */
export const TEMPLATE_RULES: readonly AnyRule[] = [
  templateSchema,
  stepRefs,
  unusedParameter,
  emitsOwner,
  emitsGoldenFiles,
  secretParameter,
  registersEntity,
];
