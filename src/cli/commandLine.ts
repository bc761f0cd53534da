/** A command line that cannot be understood: what is wrong, as a sentence. */
export class OptionError extends Error {}

/** What a person wrote behind the name of a command. */
export interface CommandLine {
  /** Words that are no options and no values of them. */
  readonly words: readonly string[];
  readonly value: (name: string) => string | undefined;
  readonly isSet: (name: string) => boolean;
}

/** The first word is the command. */
export function commandLine(parsed: {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
}): CommandLine {
  const { positionals, values } = parsed;
  return {
    words: positionals.slice(1),
    value: name => {
      const value = values[name];
      return typeof value === 'string' ? value : undefined;
    },
    isSet: name => values[name] === true,
  };
}

/**
 * A value that is one of some words.
 * @throws OptionError where it is none of them
 */
export function oneOf<Word extends string>(
  name: string,
  value: string | undefined,
  words: readonly Word[],
): Word | undefined {
  if (value === undefined) return undefined;
  const found = words.find(word => word === value);
  if (found === undefined) throw new OptionError(`--${name} is ${listed(words)}, not “${value}”.`);
  return found;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}
