import { parse } from 'protobufjs';
import type { DefinitionMistake } from './definitionYaml.js';

// Where the parser has looked ahead, the line that it names is one of those that follow.
const LOOKED_AHEAD = 5;

/** Looks for the first mistake in a Protocol Buffers file. Only its own text is read, nothing that it imports. */
export function readProtobufDefinition(text: string): DefinitionMistake | undefined {
  try {
    parse(text);
    return undefined;
  } catch (error) {
    // The parser throws nothing but plain errors, for each mistake in the text.
    const message = error instanceof Error ? error.message : String(error);
    // The line is nowhere else than in the words. Where they change, the whole definition is marked.
    const [whole, line] = / \(line (\d+)\)$/.exec(message) ?? [];
    return {
      rule: 'api-definition-unparsable',
      message: 'The definition is no Protocol Buffers file: {0}',
      values: [whole === undefined ? message : message.slice(0, -whole.length)],
      ...(line === undefined ? {} : { line: lineOfToken(text, Number(line) - 1, message) }),
    };
  }
}

function lineOfToken(text: string, line: number, message: string): number {
  const token = /'([^']+)'/.exec(message)?.[1];
  const lines = text.trimEnd().split('\n');
  const last = Math.min(line, lines.length - 1);
  if (token === undefined) return last;
  for (let at = last; at >= Math.max(0, last - LOOKED_AHEAD); at--) if (lines[at]?.includes(token)) return at;
  return last;
}
