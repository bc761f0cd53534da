import type { Translate } from '../common/translate.js';
import type { FormSchema } from './formSchema.js';

/**
 * What is wrong with a value, for a person: the one place where a rule of a schema becomes a sentence.
 * @param keyword the rule that it breaks
 * @param schema where the rule stands
 * @returns undefined for a rule that only leads to others
 */
export function messageOf(keyword: string, schema: FormSchema, translate: Translate): string | undefined {
  const { limits } = schema;
  switch (keyword) {
    case 'minLength':
    case 'maxLength':
      return lengthMessage(limits.minLength, limits.maxLength, translate);
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return rangeMessage(limits, translate);
    case 'multipleOf':
      return translate('A multiple of {0}', limits.multipleOf ?? 1);
    case 'minItems':
    case 'maxItems':
    case 'contains':
      return countMessage(limits.minItems, limits.maxItems, translate);
    case 'uniqueItems':
      return translate('The same is there twice');
    case 'pattern':
      return patternMessage(schema, translate);
    case 'format':
      return formatMessage(schema.format ?? '', translate);
    case 'type':
      return typeMessage(schema, translate);
    case 'const':
      return translate('It must be {0}', JSON.stringify(schema.const?.value));
    case 'enum':
    case 'oneOf':
    case 'anyOf':
      return translate('It is none of the values that are allowed');
    case 'not':
      return translate('This value is not allowed');
    case 'false':
      return translate('Nothing is allowed here');
    default:
      return undefined;
  }
}

/** That a value is needed. */
export function missingMessage(title: string, translate: Translate): string {
  return translate('{0} is needed', title);
}

function lengthMessage(least: number | undefined, most: number | undefined, translate: Translate): string {
  if (least !== undefined && most !== undefined)
    return least === most ? translate('{0} characters', least) : translate('{0} to {1} characters', least, most);
  if (most !== undefined) return translate('At most {0} characters', most);
  return least === 1 ? translate('At least 1 character') : translate('At least {0} characters', least ?? 0);
}

function rangeMessage(limits: FormSchema['limits'], translate: Translate): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = limits;
  if (minimum !== undefined && maximum !== undefined) return translate('From {0} to {1}', minimum, maximum);
  const parts = [
    ...(minimum === undefined ? [] : [translate('at least {0}', minimum)]),
    ...(exclusiveMinimum === undefined ? [] : [translate('more than {0}', exclusiveMinimum)]),
    ...(maximum === undefined ? [] : [translate('at most {0}', maximum)]),
    ...(exclusiveMaximum === undefined ? [] : [translate('less than {0}', exclusiveMaximum)]),
  ];
  return translate('It must be {0}', parts.join(', '));
}

function countMessage(least: number | undefined, most: number | undefined, translate: Translate): string {
  if (least !== undefined && most !== undefined && least !== most) return translate('{0} to {1} entries', least, most);
  if (least !== undefined && least === most) return translate('Exactly {0} entries', least);
  if (most !== undefined) return translate('At most {0} entries', most);
  return least === undefined || least <= 1 ? translate('At least one entry') : translate('At least {0} entries', least);
}

function patternMessage({ ui, pattern = '', title }: FormSchema, translate: Translate): string {
  const help = ui.get('help') ?? ui.get('description');
  if (typeof help === 'string' && help.trim() !== '') return translate('Not in the form asked for: {0}', help.trim());
  return title === undefined
    ? translate('It must match {0}', pattern)
    : translate('{0} must match {1}', title, pattern);
}

function formatMessage(format: string, translate: Translate): string {
  switch (format) {
    case 'email':
      return translate('An e-mail address, such as ada@example.com');
    case 'uri':
    case 'url':
      return translate('A whole address, such as https://example.com/page');
    case 'date':
      return translate('A date, such as 2030-01-31');
    case 'time':
      return translate('A time with its zone, such as 13:45:00Z');
    case 'date-time':
      return translate('A date with time and zone, such as 2030-01-31T13:45:00Z');
    case 'hostname':
      return translate('The name of a host, such as www.example.com');
    case 'ipv4':
      return translate('An IP address, such as 192.0.2.1');
    case 'ipv6':
      return translate('An IPv6 address, such as 2001:db8::1');
    case 'uuid':
      return translate('A UUID, such as 123e4567-e89b-12d3-a456-426614174000');
    default:
      return translate('It must be a {0}', format);
  }
}

/** That a secret would take the place of another one. */
export function rivalMessage({ name, title }: { name: string; title: string }, translate: Translate): string {
  return translate(
    'Only one secret of the name “{0}” can be sent, and another {1} is given: give the same one, or leave it empty',
    name,
    title,
  );
}

function typeMessage({ type = [] }: FormSchema, translate: Translate): string {
  if (type.includes('number')) return translate('A number');
  if (type.includes('integer')) return translate('A whole number');
  if (type.includes('boolean')) return translate('Yes or no');
  if (type.includes('object')) return translate('Names with values');
  if (type.includes('array')) return translate('A list');
  return translate('A text');
}
