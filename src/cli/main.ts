import { parseArgs } from 'node:util';
import { listCatalogue } from './catalogue.js';

const USAGE = `Golden Path: the developer platform on the files of a folder.

Usage: golden-path catalogue [FOLDER] [--format text|json]
       golden-path test-templates [FOLDER | FILE …] --server URL [--token-env NAME] [--update] [--reporter text|junit]

Commands:
  catalogue       lists the entities of every catalog-info.yaml in the folder, and what is wrong with them
  test-templates  runs the tests in *.template-test.yaml, each as a dry run on a Backstage that writes nothing

Options:
  --format     text (default) or json
  --server     address of the Backstage
  --token-env  name of the environment variable with the token for it
  --update     writes the snapshots of the tests anew
  --reporter   text (default) or junit
  --help       this text
  --version    the version of this program

Exit codes: 0 clean, 1 something is wrong with a descriptor or a test has failed, 2 could not run.
`;

/**
 * The command line program.
 * @param words what follows the program's name
 * @param output takes the result; a newline is at the end of each piece
 * @param errors takes messages about how it went
 * @returns the exit code
 */
export async function main(
  words: readonly string[],
  output: (text: string) => void,
  errors: (text: string) => void,
): Promise<number> {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(words);
  } catch (error) {
    errors(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  const { values, positionals } = parsed;
  const [command, ...rest] = positionals;
  if (values.version) {
    output(`${process.env['GOLDEN_PATH_VERSION'] ?? 'development'}\n`);
    return 0;
  }
  if (values.help || command === undefined) {
    output(USAGE);
    return values.help ? 0 : 2;
  }
  const misplaced = optionsOfOthers(command, words);
  if (misplaced !== undefined) {
    errors(`${command} has no option ${misplaced}.\n\n${USAGE}`);
    return 2;
  }
  if (command === 'catalogue' && rest.length <= 1) {
    const { format } = values;
    if (format !== 'text' && format !== 'json') {
      errors(`--format is text or json, not “${format}”.\n`);
      return 2;
    }
    return listCatalogue(rest[0] ?? '.', format, output, errors);
  }
  if (command === 'test-templates') {
    const { reporter } = values;
    if (reporter !== 'text' && reporter !== 'junit') {
      errors(`--reporter is text or junit, not “${reporter}”.\n`);
      return 2;
    }
    const { testTemplates } = await import('./testTemplates.js');
    return testTemplates(
      {
        paths: rest.length > 0 ? rest : ['.'],
        server: values.server,
        tokenName: values['token-env'],
        update: values.update,
        reporter,
        environment: process.env,
      },
      output,
      errors,
    );
  }
  errors(`There is no such command: ${[command, ...rest].join(' ')}\n\n${USAGE}`);
  return 2;
}

/** The options that a command has, besides those of the program. */
const OPTIONS_OF: Readonly<Record<string, readonly string[]>> = {
  catalogue: ['format'],
  'test-templates': ['server', 'token-env', 'update', 'reporter'],
};

/** An option that belongs to another command; undefined where there is none. */
function optionsOfOthers(command: string, words: readonly string[]): string | undefined {
  const own = OPTIONS_OF[command];
  const others = Object.values(OPTIONS_OF)
    .flat()
    .filter(name => own && !own.includes(name));
  return words.find(word => others.some(name => word === `--${name}` || word.startsWith(`--${name}=`)));
}

function parse(words: readonly string[]) {
  return parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'text' },
      server: { type: 'string' },
      'token-env': { type: 'string' },
      update: { type: 'boolean', default: false },
      reporter: { type: 'string', default: 'text' },
      help: { type: 'boolean', default: false },
      version: { type: 'boolean', default: false },
    },
  });
}
