import type { ScalarNode } from './node.js';

/**
 * How plain scalars are read: by Kubernetes (`sigs.k8s.io/yaml`: `yes` is true, `0644` is 420), by the YAML 1.2 core schema
 * (GitHub Actions, Backstage), or by Compose (1.2 with merges, quoted numbers and booleans where text is wanted).
 */
export type Dialect = 'kubernetes' | 'core' | 'compose';

export type ScalarValue = string | number | boolean | null;

// YAML 1.1 as go-yaml reads it, on which `sigs.k8s.io/yaml` stands.
const TRUE_1_1 = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE_1_1 = /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const NULL = /^(?:|~|null|Null|NULL)$/;
const MAY_BE_SPECIAL = /^[-+.0-9~nNtTfFyYoO]|^$/;

/**
 * What a scalar means.
 * @returns undefined where it is not known, because a template fills it in
 */
export function scalarValue(node: ScalarNode, dialect: Dialect): ScalarValue | undefined {
  if (node.masked) return undefined;
  const { text, tag } = node;
  if (tag !== undefined) {
    if (tag === '!!str' || tag === '!') return text;
    if (!/^!!(?:bool|int|float|null)$/.test(tag)) return text;
  } else if (node.style !== 'plain') return text;
  if (!MAY_BE_SPECIAL.test(text)) return text;
  if (NULL.test(text)) return null;
  if (dialect === 'kubernetes') {
    if (TRUE_1_1.test(text)) return true;
    if (FALSE_1_1.test(text)) return false;
    return numberOf1_1(text) ?? text;
  }
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  return numberOf1_2(text) ?? text;
}

/** YAML 1.2 core schema, §10.3.2. */
function numberOf1_2(text: string): number | undefined {
  if (/^[-+]?[0-9]+$/.test(text)) return Number(text);
  if (/^0o[0-7]+$/.test(text)) return Number.parseInt(text.slice(2), 8);
  if (/^0x[0-9a-fA-F]+$/.test(text)) return Number(text);
  return floatOf(text);
}

/** YAML 1.1 as go-yaml v2 resolves it: underscores, octals with a leading zero, `0o`, `0b`, no sexagesimals. */
function numberOf1_1(text: string): number | undefined {
  const plain = text.replaceAll('_', '');
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/.exec(plain) ?? [];
  const signed = (value: number): number => (sign === '-' ? -value : value);
  if (/^0[0-7]+$/.test(digits)) return signed(Number.parseInt(digits, 8));
  if (/^0o[0-7]+$/.test(digits)) return signed(Number.parseInt(digits.slice(2), 8));
  if (/^0b[01]+$/.test(digits)) return signed(Number.parseInt(digits.slice(2), 2));
  if (/^0x[0-9a-fA-F]+$/.test(digits)) return signed(Number(digits));
  if (/^[0-9]+$/.test(digits)) return signed(Number(digits));
  return floatOf(plain);
}

function floatOf(text: string): number | undefined {
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(text)) return Number(text);
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^\.(?:nan|NaN|NAN)$/.test(text)) return NaN;
  return undefined;
}
