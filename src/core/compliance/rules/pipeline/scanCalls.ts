import { shellCommands, type ShellCommand } from '../dockerfile/shell.js';

/** A call of the scan of this program in a script. Offsets count in the script. */
export interface ScanCall {
  readonly start: number;
  readonly end: number;
  /** `text` where none is asked for. */
  readonly format: string;
  /** The file with the report; undefined where it goes to the terminal. */
  readonly output: string | undefined;
  /** Whether what it finds can stop nothing. */
  readonly ignored: boolean;
}

/** The calls of `golden-path scan` in a script: by its name, by `npx`, or by the path of the program. */
export function scanCalls(script: string): readonly ScanCall[] {
  return shellCommands(script, 0, script.length, { escape: '\\', breaksEnd: true }).flatMap(command => {
    const call = scanCall(command, script);
    return call ? [call] : [];
  });
}

function scanCall({ start, end, words }: ShellCommand, script: string): ScanCall | undefined {
  const texts = words.map(({ text }) => text);
  const program = texts.findIndex(text => /^(?:\S*\/)?golden-path(?:@\S+|\.[cm]?js)?$/.test(text));
  if (program < 0 || texts[program + 1] !== 'scan') return undefined;
  const option = (name: string): string | undefined => {
    const at = texts.findIndex(text => text === name || text.startsWith(`${name}=`));
    return texts[at]?.includes('=') ? texts[at].slice(name.length + 1) : at < 0 ? undefined : texts[at + 1];
  };
  return {
    start,
    end,
    format: option('--format') ?? 'text',
    output: option('--output'),
    ignored:
      option('--fail-on') === 'never' || /^[ \t]*\|\|[ \t]*(?:true|:|exit[ \t]+0|echo)\b/.test(script.slice(end)),
  };
}
