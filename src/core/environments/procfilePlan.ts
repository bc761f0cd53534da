import { splitCommand } from './commandWords.js';
import { WEB_PORT } from './packagePlan.js';
import type { Planned, PlannedProcess, PlanProblem } from './runPlan.js';

const LINE = /^([A-Za-z0-9_-]+):[ \t]*(.*)$/;
/** Run once before a release, and no process that stays. */
const NO_SERVICE = new Set(['release']);
const MOST_PROCESSES = 20;

/**
 * What a Procfile starts: a line each, `name: command` (Heroku's format, as Foreman reads it). `web` listens on the port that `PORT`
 * says; the others are only asked to live. No line is given to a shell.
 * @param text the file
 */
export function planOfProcfile(text: string): Planned<readonly PlannedProcess[]> {
  const processes: PlannedProcess[] = [];
  for (const [index, written] of text.split(/\r\n|\n|\r/).entries()) {
    const line = written.trim();
    if (line === '' || line.startsWith('#')) continue;
    const at = { line: index + 1, column: written.length - written.trimStart().length + 1 };
    const found = LINE.exec(line);
    if (!found) return invalid(at, 'A line is a name, a colon and a command: “web: node server.js”.');
    const [, given = '', command = ''] = found;
    if (NO_SERVICE.has(given)) continue;
    const name = given.toLowerCase().replaceAll('_', '-');
    if (processes.some(process => process.name === name)) return invalid(at, '“{0}” stands here twice.', given);
    const split = splitCommand(command);
    if (!split.ok)
      return invalid(at, 'The command needs a shell because of “{0}”, and none is used here.', printable(split.needs));
    if (split.words.length === 0) return invalid(at, '“{0}” has no command.', given);
    if (processes.length === MOST_PROCESSES)
      return invalid(at, 'More than {0} processes are not started.', MOST_PROCESSES);
    const isWeb = name === 'web';
    processes.push({
      name,
      command: split.words,
      args: [],
      environment: split.environment,
      ports: [{ name: WEB_PORT }],
      probe: isWeb ? { kind: 'tcp', port: WEB_PORT } : { kind: 'alive' },
      after: [],
      files: [],
    });
  }
  if (processes.length === 0) return invalid({}, 'It names no process.');
  return { ok: true, value: processes };
}

function printable(letter: string): string {
  return letter === '\n' ? '\\n' : letter === '\0' ? '\\0' : letter;
}

function invalid(
  place: { readonly line?: number; readonly column?: number },
  message: string,
  ...values: readonly (string | number)[]
): { readonly ok: false; readonly problem: PlanProblem } {
  return { ok: false, problem: { kind: 'invalid', file: 'Procfile', ...place, message, values } };
}
