import { parseArgs } from 'node:util';
import { listCatalogue } from './catalogue.js';

const USAGE = `Golden Path: the developer platform on the files of a folder.

Usage: golden-path catalogue [FOLDER] [--format text|json]

Commands:
  catalogue   lists the entities of every catalog-info.yaml in the folder, and what is wrong with them

Options:
  --format    text (default) or json
  --help      this text
  --version   the version of this program

Exit codes: 0 clean, 1 something is wrong with a descriptor, 2 could not run.
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
  const [command, folder = '.', ...rest] = positionals;
  if (values.version) {
    output(`${process.env['GOLDEN_PATH_VERSION'] ?? 'development'}\n`);
    return 0;
  }
  if (values.help || command === undefined) {
    output(USAGE);
    return values.help ? 0 : 2;
  }
  if (command !== 'catalogue' || rest.length > 0) {
    errors(`There is no such command: ${[command, folder, ...rest].join(' ')}\n\n${USAGE}`);
    return 2;
  }
  const { format } = values;
  if (format !== 'text' && format !== 'json') {
    errors(`--format is text or json, not “${format}”.\n`);
    return 2;
  }
  return listCatalogue(folder, format, output, errors);
}

function parse(words: readonly string[]) {
  return parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'text' },
      help: { type: 'boolean', default: false },
      version: { type: 'boolean', default: false },
    },
  });
}
