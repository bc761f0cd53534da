import type { Translate } from '../common/translate.js';
import type { FormField } from './formFields.js';
import { messageOf } from './formMessages.js';
import { uiText } from './formOptions.js';

// Custom fields of Backstage that have steps of their own here.
const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  ...['EntityPicker', 'OwnerPicker', 'OwnedEntityPicker', 'MyGroupsPicker', 'MultiEntityPicker', 'EntityTagsPicker'],
  ...['EntityNamePicker', 'RepoUrlPicker', 'RepoBranchPicker', 'RepoOwnerPicker', 'Secret'],
]);

/** A custom field that is not known here: what it would do in Backstage, it does not do here. */
export function unknownField({ schema }: FormField): string | undefined {
  const name = uiText(schema, 'field');
  return name !== undefined && !KNOWN_FIELDS.has(name) ? name : undefined;
}

/** What a field is asked for with: its description and help, what is allowed, and what there is to know. */
export function promptOf(field: FormField, translate: Translate): string {
  const { schema, required } = field;
  const unknown = unknownField(field);
  const limits = (['minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems'] as const).filter(
    name => schema.limits[name] !== undefined,
  );
  const [limit] = limits;
  const parts = [
    uiText(schema, 'description') ?? schema.description?.trim(),
    uiText(schema, 'help'),
    limit && limit !== 'minLength' && !(limit === 'minItems' && limits.length === 1)
      ? messageOf(limit, schema, translate)
      : limits.includes('maxLength')
        ? messageOf('minLength', schema, translate)
        : undefined,
    unknown === undefined
      ? undefined
      : translate('Backstage has a field of its own for this ({0}); here it is asked for plainly', unknown),
    required ? undefined : translate('Optional'),
  ];
  return parts
    .filter(part => part !== undefined && part !== '')
    .map(part => part?.replace(/[.\s]+$/, ''))
    .join('. ');
}
