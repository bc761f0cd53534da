import { hintOfName } from './secretNames.js';
import { LONGEST_TEXT, looksRandom, shapeIn } from './secretShapes.js';

/** How much of a text that looks random each letter must say, in bits. */
export const LEAST_ENTROPY = 3.5;

/** A secret that was found. What it is itself is not in here, so that it gets into no message. */
export interface FoundSecret {
  /** `value`: known by the name beside it; `url`: in an address; else the form. */
  readonly id: string;
  /** What it is, in proper nouns, where the form says so. */
  readonly label: string | undefined;
  /** Where it stands in the text that was looked through. */
  readonly start: number;
  readonly end: number;
  /** The name beside it in a text of several lines. */
  readonly name?: string;
}

/** Words that people put where a secret will stand one day. */
const PLACEHOLDER =
  /^(?:change[\s_-]?(?:me|it|this)[\w-]*|replace[\s_-]?(?:me|this|it|with)?.*|your?[\s_-].*|.*[\s_-](?:here|placeholder)|my[\s_-](?:password|secret|token|key)|example.*|.*[\s_.-]example|placeholder.*|to-?do|fix-?me|tbd|dummy.*|fake.*|sample.*|redacted|masked|hidden|insert[\s_-].*|enter[\s_-].*|some[\s_-].*|none|null|nil|undefined|unset|empty|n\/a|true|false|yes|no|on|off|default|auto|string|required|optional|x{3,}|\*{3,}|\.{3,}|-{2,}|_+|\?+|#{3,})$/i;
/** Variables and parts of templates: what will stand there comes from elsewhere. */
const REFERENCE =
  /\$\{|\$\(|\{\{|<[^<>]+>|\[\[|%\{|^\$\w|^%\w+%$|^__\w+__$|^@\w+@$|^\{\w+\}$|`|^ENC\[|^(?:vault|ref\+\w+|op|awssm|gcpsm|azurekeyvault|secretref|secret|file|env|arn|kms|sops|akv):|^projects\/[^/]+\/secrets\//;
const PATH =
  /^(?:~|\.{1,2})?\/[\w./-]+$|^[A-Za-z]:\\|^[a-z0-9_.-]+(?:\/[a-z0-9_.-]+)+$|\.(?:ya?ml|json|pem|key|crt|txt|conf|properties|env|jks|p12)$/;
const URL_TEXT = /^[a-z][a-z0-9+.-]{1,20}:\/\//i;

/** Whether a value stands for a secret that is elsewhere, or for none at all. */
export function isPlaceholder(value: string): boolean {
  return value === '' || PLACEHOLDER.test(value.slice(0, 200)) || REFERENCE.test(value.slice(0, 2000));
}

/**
 * Whether the value of a name is a secret in plain text.
 * @param name of a variable, a key or a flag
 * @param value as the program gets it
 */
export function secretOf(name: string, value: string, leastEntropy = LEAST_ENTROPY): FoundSecret | undefined {
  const known = knownSecretIn(value);
  if (known) return known;
  if (/[\r\n]/.test(value.trim())) return secretInText(value, leastEntropy);
  return isSecretValue(name, value.trim(), leastEntropy)
    ? { id: 'value', label: undefined, start: 0, end: value.length }
    : secretInText(value, leastEntropy);
}

/** What is a secret by its form alone: a known token, or an address with a password. */
export function knownSecretIn(text: string): FoundSecret | undefined {
  const found = shapeIn(text);
  if (found) return { id: found.shape.id, label: found.shape.label, start: found.start, end: found.end };
  return passwordInUrl(text);
}

const USER_INFO = /\b[a-z][a-z0-9+.-]{1,20}:\/\/([^\s:/@"'<>]{0,64}):([^\s/@"'<>]{1,128})@([^\s/"'<>:@]{1,255})/gi;

function passwordInUrl(text: string): FoundSecret | undefined {
  if (!text.includes('://') || !text.includes('@')) return undefined;
  for (const match of text.slice(0, LONGEST_TEXT).matchAll(USER_INFO)) {
    const [whole, user = '', password = '', host = ''] = match;
    if (isPlaceholder(password) || REFERENCE.test(user) || /(?:^|\.)example(?:\.|$)/.test(host)) continue;
    if (/^(?:user|username)$/i.test(user) && /^(?:pass|password|passwd|pwd|secret)$/i.test(password)) continue;
    if (/^(?:x+|\*+|\.+|pass|pwd)$/i.test(password)) continue;
    const start = match.index + whole.lastIndexOf(`:${password}@`) + 1;
    return { id: 'url', label: undefined, start, end: start + password.length };
  }
  return undefined;
}

function isSecretValue(name: string, value: string, leastEntropy: number): boolean {
  const hint = hintOfName(name);
  if (!hint || value.length > 4096 || isPlaceholder(value)) return false;
  if (PATH.test(value) || URL_TEXT.test(value) || /\s/.test(value) || isItsOwnName(name, value)) return false;
  switch (hint) {
    case 'password':
      return /^\d+$/.test(value) ? value.length >= 4 : value.length >= 3;
    case 'token':
      return looksRandom(value, leastEntropy) || isWilful(value);
    case 'perhaps':
      return looksRandom(value, leastEntropy) && !UUID.test(value);
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A word that somebody made up: letters with digits among them, or a long one; names of objects and headers have hyphens. */
function isWilful(value: string): boolean {
  if (/^\d+[a-z]{0,2}$|^[a-z]+\d{1,2}$/i.test(value) || value.length < 5) return false;
  if (/^[a-z]+(?:[-_.][a-z0-9]+)+$/i.test(value)) return UUID.test(value);
  return /\d/.test(value) || value.length >= 10;
}

/** `DB_PASSWORD: db-password` stands for the name of the thing. */
function isItsOwnName(name: string, value: string): boolean {
  const bare = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const long = bare(name);
  const short = bare(value);
  return long === short && /[-_.]/.test(value);
}

/** Lines of settings: `NAME=value`, `name: value`, `"name": "value",`. */
const ASSIGNMENT =
  /(?:^|[\s;&{,])(?:export\s+|-D|--)?["']?([A-Za-z_][\w.-]{1,80})["']?[ \t]{0,8}(?:=(?![=>~])|:(?=[ \t]))[ \t]{0,8}(?:"([^"\r\n]{1,512})"|'([^'\r\n]{1,512})'|([^\s"',;]{1,512}))/g;

/**
 * The first secret that a text of settings or a command line assigns to a name. What could as well be code (calls, types, single
 * words) is left out.
 */
export function secretInText(text: string, leastEntropy = LEAST_ENTROPY): FoundSecret | undefined {
  for (const match of text.slice(0, LONGEST_TEXT).matchAll(ASSIGNMENT)) {
    const [whole, name = '', double, single, plain] = match;
    const value = double ?? single ?? plain ?? '';
    if (!hintOfName(name) || /[()[\]{}\s]/.test(value) || !/[^A-Za-z]|.{12}/.test(value)) continue;
    if (!isSecretValue(name, value, leastEntropy)) continue;
    const start = match.index + whole.lastIndexOf(value);
    return { id: 'value', label: undefined, start, end: start + value.length, name };
  }
  return undefined;
}
