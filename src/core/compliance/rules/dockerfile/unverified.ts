import type { Assignment } from './dockerfile.js';
import { optionOf, programOf, type ShellCommand, type ShellWord } from './shell.js';

/** Variables that switch off the check of certificates, with the values that do so. */
const ENVIRONMENT: Readonly<Record<string, (value: string) => boolean>> = {
  GIT_SSL_NO_VERIFY: value => value !== '',
  NODE_TLS_REJECT_UNAUTHORIZED: value => value === '0',
  PYTHONHTTPSVERIFY: value => value === '0',
  NPM_CONFIG_STRICT_SSL: value => value === 'false',
  npm_config_strict_ssl: value => value === 'false',
  PIP_TRUSTED_HOST: value => value !== '',
};

/** Options that switch off the check of certificates or signatures, by program. */
const OPTIONS: readonly { programs: RegExp; names: readonly string[]; letter?: string }[] = [
  { programs: /^curl$/, names: ['--insecure', '--proxy-insecure'], letter: 'k' },
  { programs: /^wget$/, names: ['--no-check-certificate'] },
  {
    programs: /^(?:apt|apt-get|aptitude)$/,
    names: ['--allow-unauthenticated', '--force-yes', '--allow-insecure-repositories'],
  },
  { programs: /^apk$/, names: ['--allow-untrusted'] },
  { programs: /^(?:yum|dnf5?|microdnf|tdnf)$/, names: ['--nogpgcheck', '--no-gpgchecks', '--no-gpg-checks'] },
  { programs: /^zypper$/, names: ['--no-gpg-checks', '--allow-unsigned-rpm'] },
  {
    programs: /^rpm$/,
    names: ['--nosignature', '--nodigest', '--noverify', '--nofiledigest', '--nogpg'],
  },
  { programs: /^pip[\d.]*$|^pipx$|^uv$/, names: ['--trusted-host'] },
];

/** Short options of curl that take a value: a letter behind them is part of it. */
const CURL_VALUE = /[AbcCdDeEFhHKmoPQrtTuUwxXyYz]/;

/** The part of a command that switches off a check of what is loaded; undefined where none does. */
export function unverifiedPart(command: ShellCommand): ShellWord | undefined {
  const { name, args } = programOf(command);
  for (const { programs, names, letter } of OPTIONS) {
    if (!programs.test(name)) continue;
    const found = args.find(word => optionOf([word], names) ?? (letter && hasLetter(word.text, letter)));
    if (found) return found;
  }
  const settings = settingOf(name, args);
  if (settings) return settings;
  const exported = name === 'export' ? args : [];
  return [...command.assignments, ...exported].find(({ text }) => {
    const [, variable = '', value = ''] = /^(\w+)=(.*)$/s.exec(text) ?? [];
    return isOff(variable, value);
  });
}

/** Whether a variable of ENV or ARG switches off a check. */
export function isUnverified({ name, value }: Assignment): boolean {
  return isOff(name, (value ?? '').replace(/^(["'])(.*)\1$/s, '$2'));
}

function isOff(variable: string, value: string): boolean {
  return Object.hasOwn(ENVIRONMENT, variable) && ENVIRONMENT[variable]?.(value) === true;
}

function hasLetter(text: string, letter: string): boolean {
  if (!/^-[A-Za-z#0-9]+$/.test(text)) return false;
  const value = text.slice(1).search(CURL_VALUE);
  const flags = value < 0 ? text.slice(1) : text.slice(1, value + 1);
  return flags.includes(letter);
}

/** `npm config set strict-ssl false`, `yum-config-manager --setopt=sslverify=0`, `git config http.sslVerify false`. */
function settingOf(name: string, args: readonly ShellWord[]): ShellWord | undefined {
  const texts = args.map(({ text }) => text);
  if (/^(?:npm|yarn|pnpm)$/.test(name) && texts.includes('set')) {
    const at = texts.findIndex(text => /^strict-ssl(?:=|$)/.test(text));
    const value = texts[at]?.includes('=') ? texts[at].split('=')[1] : texts[at + 1];
    return at >= 0 && value === 'false' ? args[at] : undefined;
  }
  if (/^(?:yum|dnf5?|tdnf)(?:-config-manager)?$/.test(name))
    return args.find(({ text }, at) =>
      /^(?:--setopt=)?(?:[^=]*\.)?sslverify=(?:0|false|no|off)$/i.test(
        text === '--setopt' ? `--setopt=${texts[at + 1] ?? ''}` : text,
      ),
    );
  if (name === 'git' && texts.includes('config')) {
    const at = texts.findIndex(text => /^http\.(?:.*\.)?sslverify$/i.test(text));
    return at >= 0 && texts[at + 1] === 'false' ? args[at] : undefined;
  }
  return undefined;
}
