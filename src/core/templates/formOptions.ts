import { ownProperty } from '../catalogue/entity.js';
import type { Translate } from '../common/translate.js';
import type { FormSchema } from './formSchema.js';
import { shortValue } from './formValues.js';

/** A value that can be chosen. */
export interface FormOption {
  readonly value: unknown;
  readonly label: string;
  readonly description?: string;
}

/**
 * The values that a field can have, where they are few and named: `enum` with its names, `oneOf` or `anyOf` of constants, or
 * yes and no.
 * @returns undefined for a field of any other value
 */
export function optionsOf(schema: FormSchema, translate: Translate): readonly FormOption[] | undefined {
  const { ui } = schema;
  const disabled = ui.get('enumDisabled');
  const allowed = ({ value }: FormOption): boolean => !Array.isArray(disabled) || !disabled.includes(value);
  if (schema.enum) {
    const names = schema.enumNames ?? [];
    const truth = (value: unknown): string | undefined =>
      typeof value === 'boolean' ? (value ? translate('Yes') : translate('No')) : undefined;
    return schema.enum.map((value, index) => optionOf(value, names[index] ?? truth(value))).filter(allowed);
  }
  const constants = schema.oneOf ?? schema.anyOf;
  if (constants && constants.length > 0 && constants.every(isConstant))
    return constants
      .map(({ const: held, enum: values, title, description }): FormOption => {
        const option = optionOf(held ? held.value : values?.[0], title);
        return description === undefined ? option : { ...option, description };
      })
      .filter(allowed);
  if (schema.type?.includes('boolean')) {
    const names = ui.get('enumNames') ?? schema.enumNames;
    const [yes, no] = Array.isArray(names) ? names.map(String) : [];
    return [
      { value: true, label: yes ?? translate('Yes') },
      { value: false, label: no ?? translate('No') },
    ];
  }
  return undefined;
}

function isConstant(schema: FormSchema): boolean {
  return schema.const !== undefined || schema.enum?.length === 1;
}

function optionOf(value: unknown, name: string | undefined): FormOption {
  const text = shortValue(value);
  if (name === undefined || name === text) return { value, label: text };
  if (typeof value === 'boolean') return { value, label: name };
  return { value, label: name, description: text };
}

/** A `ui:` option that is a text. */
export function uiText(schema: FormSchema, name: string): string | undefined {
  const value = schema.ui.get(name);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** A `ui:` option that is a list of texts; nothing where it is something else. */
export function uiTexts(schema: FormSchema, name: string): readonly string[] {
  const value = schema.ui.get(name);
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}

/** The name of the secret that a picker of repositories wants the person's credentials under. */
export function credentialsKey(schema: FormSchema): string | undefined {
  const key = ownProperty(schema.ui.get('requestUserCredentials'), 'secretsKey');
  return typeof key === 'string' && key !== '' ? key : undefined;
}
