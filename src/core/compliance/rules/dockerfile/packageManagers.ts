import { actionOf, optionOf, programOf, type ShellCommand, type ShellWord } from './shell.js';

/** A program that installs packages. */
export interface PackageManager {
  readonly names: readonly string[];
  readonly install: readonly string[];
  readonly update: readonly string[];
  /** How it is told to ask nothing; undefined where it never asks. */
  readonly yes?: { readonly names: readonly string[]; readonly letter: string };
  /** Commands after which nothing of its cache is left, as regular expressions of a command as text. */
  readonly cleaned?: RegExp;
  /** Options with which it keeps no cache. */
  readonly uncached?: readonly string[];
  /** Where a cache can be mounted. */
  readonly cache?: RegExp;
}

/** The managers by their documentation (`apt-get(8)`, `apk(8)`, `dnf(8)`, `yum(8)`, `zypper(8)`). */
export const MANAGERS: readonly PackageManager[] = [
  {
    names: ['apt-get', 'apt', 'aptitude'],
    install: ['install'],
    update: ['update'],
    yes: { names: ['--yes', '--assume-yes'], letter: 'y' },
    cleaned: /^rm .*\/var\/lib\/apt(?:\/lists)?|^(?:apt-get|apt|aptitude) (?:.* )?(?:clean|distclean)\b/,
    cache: /\/var\/(?:cache|lib)\/apt/,
  },
  {
    names: ['apk'],
    install: ['add'],
    update: ['update'],
    cleaned: /^rm .*\/var\/cache\/apk|^apk (?:.* )?cache clean/,
    uncached: ['--no-cache'],
    cache: /\/var\/cache\/apk|\/etc\/apk\/cache/,
  },
  {
    names: ['yum'],
    install: ['install', 'localinstall', 'groupinstall'],
    update: ['update', 'makecache', 'check-update'],
    yes: { names: ['--assumeyes'], letter: 'y' },
    cleaned: /^yum (?:.* )?clean all\b|^rm .*\/var\/cache\/yum/,
    cache: /\/var\/cache\/yum/,
  },
  {
    names: ['dnf', 'microdnf', 'tdnf', 'dnf5'],
    install: ['install', 'localinstall', 'groupinstall'],
    update: ['update', 'makecache', 'check-update'],
    yes: { names: ['--assumeyes'], letter: 'y' },
    cleaned: /^(?:micro|t)?dnf5? (?:.* )?clean all\b|^rm .*\/var\/cache\/(?:yum|dnf|libdnf)/,
    cache: /\/var\/cache\/(?:dnf|yum|libdnf|tdnf)/,
  },
  {
    names: ['zypper'],
    install: ['install', 'in'],
    update: ['refresh', 'ref'],
    yes: { names: ['--no-confirm', '--non-interactive'], letter: 'y' },
    cleaned: /^zypper (?:.* )?(?:clean|cc)\b|^rm .*\/var\/cache\/zypp/,
    cache: /\/var\/cache\/zypp/,
  },
];

/** What a command asks a package manager for. */
export interface PackageCommand {
  readonly command: ShellCommand;
  readonly manager: PackageManager;
  readonly name: string;
  /** The word behind the options, such as `install`. */
  readonly action: ShellWord;
  readonly args: readonly ShellWord[];
  /** What is to be installed. */
  readonly packages: readonly ShellWord[];
}

/** Reads a command as one of a package manager; undefined where it is none. */
export function packageCommand(command: ShellCommand): PackageCommand | undefined {
  const { name, args } = programOf(command);
  const manager = MANAGERS.find(({ names }) => names.includes(name));
  const action = actionOf(args);
  if (!manager || !action) return undefined;
  const behind = args.slice(args.indexOf(action) + 1);
  return { command, manager, name, action, args, packages: behind.filter(({ text }) => !text.startsWith('-')) };
}

/** Whether a manager is told to ask nothing. */
export function saysYes({ manager: { yes }, args }: PackageCommand): boolean {
  return (
    !yes ||
    optionOf(args, yes.names, yes.letter) !== undefined ||
    // `-qq` of apt-get implies it, `-n` is zypper's short form of non-interactive.
    args.some(({ text }) => /^-q{2,}$|^-q=[2-9]$|^-n$/.test(text))
  );
}
