/**
 * What a name says of a value.
 *
 * - `password`: whatever is in it is a secret, however simple
 * - `token`: a secret, or something about one: its value must look like it
 * - `perhaps`: a secret only where the value looks random
 */
export type NameHint = 'password' | 'token' | 'perhaps' | undefined;

const PASSWORDS = new Set([
  'password',
  'passwd',
  'passphrase',
  'passcode',
  'pwd',
  'pgpassword',
  'mysqlpwd',
  'rootpassword',
  'dbpassword',
]);
const TOKENS = new Set([
  'secret',
  'token',
  'bearer',
  'apikey',
  'apitoken',
  'secretkey',
  'accesskey',
  'authtoken',
  'accesstoken',
  'privatekey',
]);
const PERHAPS = new Set([
  'key',
  'auth',
  'pass',
  'credential',
  'credentials',
  'salt',
  'signature',
  'license',
  'pat',
  'seed',
]);
/** Words before `key` that make a secret of it. */
const SECRET_KEYS = new Set([
  'api',
  'access',
  'secret',
  'private',
  'encryption',
  'signing',
  'master',
  'account',
  'storage',
  'shared',
  'jwt',
  'hmac',
  'aes',
]);

/** Words at the end that make it something about a secret: where it is, how long it lives, what it is called. */
const ABOUT_AT_END = new Set([
  ...[
    'file',
    'filename',
    'path',
    'dir',
    'directory',
    'name',
    'names',
    'url',
    'uri',
    'endpoint',
    'host',
    'port',
    'address',
    'location',
  ],
  ...[
    'id',
    'ids',
    'ref',
    'reference',
    'arn',
    'namespace',
    'mount',
    'volume',
    'store',
    'provider',
    'engine',
    'backend',
    'manager',
  ],
  ...[
    'ttl',
    'expiry',
    'expiration',
    'expires',
    'timeout',
    'lifetime',
    'duration',
    'age',
    'interval',
    'seconds',
    'minutes',
    'hours',
    'days',
  ],
  ...[
    'length',
    'size',
    'min',
    'max',
    'limit',
    'count',
    'bits',
    'cost',
    'rounds',
    'version',
    'prefix',
    'suffix',
    'format',
    'field',
    'claim',
  ],
  ...[
    'enabled',
    'disabled',
    'enable',
    'disable',
    'required',
    'policy',
    'algorithm',
    'alg',
    'type',
    'kind',
    'mode',
    'method',
    'header',
  ],
  ...[
    'issuer',
    'audience',
    'scope',
    'scopes',
    'validation',
    'rotation',
    'refresh',
    'reset',
    'strategy',
    'username',
    'user',
    'email',
  ],
  ...[
    'review',
    'reviews',
    'reviewer',
    'regex',
    'pattern',
    'template',
    'class',
    'label',
    'annotation',
    'selector',
    'cache',
    'bucket',
    'hint',
  ],
]);
/** Words at the beginning that make it a switch. */
const ABOUT_AT_BEGINNING = new Set([
  'enable',
  'disable',
  'use',
  'allow',
  'is',
  'has',
  'no',
  'skip',
  'require',
  'max',
  'min',
  'num',
  'show',
  'with',
]);
const NEVER = new Set(['public', 'pub', 'tokens', 'tokenizer', 'passwordless', 'secretless', 'bypass', 'passthrough']);

/** The words of a name, in lower case: of `dbPassword`, `DB_PASSWORD` and `db.password` `db` and `password`. */
export function wordsOfName(name: string): readonly string[] {
  return name
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(word => word !== '');
}

/** What a name of a variable, a key or a flag says of its value. */
export function hintOfName(name: string): NameHint {
  const words = wordsOfName(name);
  const last = words.at(-1) ?? '';
  if (words.some(word => NEVER.has(word)) || ABOUT_AT_END.has(last) || ABOUT_AT_BEGINNING.has(words[0] ?? ''))
    return undefined;
  const bare = words.map(word => word.replace(/\d+$/, ''));
  if (bare.some(word => PASSWORDS.has(word) || word.endsWith('password'))) return 'password';
  if (bare.some((word, at) => TOKENS.has(word) || (word === 'key' && SECRET_KEYS.has(bare[at - 1] ?? ''))))
    return 'token';
  if (words[0] === 'azure' && last === 'key') return 'token';
  return bare.some(word => PERHAPS.has(word)) ? 'perhaps' : undefined;
}

const OPEN_WORDS = new Set([
  ...[
    'user',
    'username',
    'login',
    'email',
    'host',
    'hostname',
    'port',
    'server',
    'address',
    'endpoint',
    'url',
    'uri',
    'database',
    'db',
  ],
  ...[
    'name',
    'dbname',
    'region',
    'bucket',
    'namespace',
    'project',
    'tenant',
    'domain',
    'realm',
    'issuer',
    'type',
    'version',
    'enabled',
  ],
  ...['crt', 'cert', 'certificate', 'ca', 'id', 'schema', 'engine', 'ttl', 'role', 'pub'],
]);

/** Whether a key of a Secret holds what is no secret as a rule: a user, a host, a certificate. */
export function isOpenName(name: string): boolean {
  return OPEN_WORDS.has(wordsOfName(name).at(-1) ?? '');
}
