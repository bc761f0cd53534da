import {
  DockerfileParser,
  From,
  type Heredoc,
  JSONInstruction,
  ModifiableInstruction,
  Onbuild,
  PropertyInstruction,
  type Instruction as ParsedInstruction,
} from 'dockerfile-ast';
import type { DockerfileSubject } from '../../rule.js';
import type { Span } from '../../yaml/node.js';

/** An argument as written, quotes included, without the line breaks that are inside it. */
export interface Word extends Span {
  readonly text: string;
}

/** `--name` or `--name=value` before the arguments. */
export interface Flag extends Span {
  readonly name: string;
  readonly value: string | undefined;
}

/** `NAME=value` or `NAME value`. */
export interface Assignment extends Span {
  readonly name: string;
  /** Without its quotes; undefined where none is written. */
  readonly value: string | undefined;
  readonly nameSpan: Span;
  readonly valueSpan: Span | undefined;
}

/** An instruction of a Dockerfile. Spans count from the beginning of the file. */
export interface Instruction extends Span {
  /** In capitals. */
  readonly keyword: string;
  readonly keywordSpan: Span;
  readonly flags: readonly Flag[];
  readonly words: readonly Word[];
  /** The strings of the JSON form without their quotes; undefined for the shell form. */
  readonly json: readonly Word[] | undefined;
  /** For ENV, ARG and LABEL. */
  readonly assignments: readonly Assignment[];
  /** The texts between `<<NAME` and `NAME`, which are no words. */
  readonly heredocs: readonly Span[];
  /** Whether it runs only when another image is built on this one. */
  readonly onbuild: boolean;
}

/** What stands between one FROM and the next. */
export interface Stage {
  readonly index: number;
  readonly from: Instruction;
  /** The image that it begins with, or the name of an earlier stage. */
  readonly image: Word | undefined;
  readonly name: Word | undefined;
  /** The earlier stage that it begins with. */
  readonly base: Stage | undefined;
  readonly instructions: readonly Instruction[];
}

export interface Dockerfile {
  readonly text: string;
  /** What continues a line: `\`, or the backtick of Windows. */
  readonly escape: string;
  /** Before the first stage: ARG. */
  readonly head: readonly Instruction[];
  readonly stages: readonly Stage[];
  /** The last stage of each name, in lower case. */
  readonly stagesByName: ReadonlyMap<string, Stage>;
}

const parsed = new WeakMap<DockerfileSubject, Dockerfile>();

/** The Dockerfile of a subject, which is read once for all rules. */
export function dockerfileOf(subject: DockerfileSubject): Dockerfile {
  let found = parsed.get(subject);
  if (!found) parsed.set(subject, (found = readDockerfile(subject.text)));
  return found;
}

/** Reads a Dockerfile, whatever is in it: what is no instruction has a keyword that none has. */
export function readDockerfile(text: string): Dockerfile {
  const file = DockerfileParser.parse(text);
  const reader = new Reader(text);
  const head: Instruction[] = [];
  const stages: (Stage & { readonly instructions: Instruction[] })[] = [];
  const stagesByName = new Map<string, Stage>();
  for (const each of file.getInstructions()) {
    const instruction = reader.instruction(each, false);
    const stage = stages.at(-1);
    if (each instanceof From) {
      const next = { ...reader.stage(instruction, stages.length, stagesByName), instructions: [] };
      stages.push(next);
      if (next.name) stagesByName.set(next.name.text.toLowerCase(), next);
    } else (stage?.instructions ?? head).push(instruction);
  }
  return { text, escape: file.getEscapeCharacter(), head, stages, stagesByName };
}

type Range = ReturnType<ParsedInstruction['getRange']>;

class Reader {
  private readonly lines: readonly number[];

  constructor(private readonly text: string) {
    const lines = [0];
    for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) lines.push(index + end.length);
    this.lines = lines;
  }

  instruction(from: ParsedInstruction, onbuild: boolean): Instruction {
    // Docker takes no trigger of a trigger.
    if (from instanceof Onbuild && !onbuild) {
      const trigger = from.getTriggerInstruction();
      if (trigger) return this.instruction(trigger, true);
    }
    const heredocs = this.heredocs(from);
    // The library takes the words of a heredoc for arguments as well.
    const lineEnd = heredocs[0]?.start ?? Infinity;
    const isJson = from instanceof JSONInstruction && from.getOpeningBracket() !== null;
    return {
      ...this.span(from.getRange()),
      keyword: from.getKeyword(),
      keywordSpan: this.span(from.getInstructionRange()),
      flags:
        from instanceof ModifiableInstruction
          ? from.getFlags().map(flag => ({
              ...this.span(flag.getRange()),
              name: flag.getName(),
              value: flag.getValue() ?? undefined,
            }))
          : [],
      words: from
        .getArguments()
        .map(argument => ({ ...this.span(argument.getRange()), text: argument.getValue() }))
        .filter(({ start }) => start < lineEnd),
      json: isJson
        ? from.getJSONStrings().map(string => ({ ...this.span(string.getRange()), text: string.getJSONValue() }))
        : undefined,
      assignments: from instanceof PropertyInstruction ? this.assignments(from) : [],
      heredocs,
      onbuild,
    };
  }

  stage(instruction: Instruction, index: number, before: ReadonlyMap<string, Stage>): Omit<Stage, 'instructions'> {
    const image = instruction.words[0];
    const [as, name] = instruction.words.slice(1);
    return {
      index,
      from: instruction,
      image,
      name: as?.text.toLowerCase() === 'as' ? name : undefined,
      base: image && before.get(image.text.toLowerCase()),
    };
  }

  private assignments(from: PropertyInstruction): readonly Assignment[] {
    return from.getProperties().map(property => {
      const value = property.getValueRange();
      return {
        ...this.span(property.getRange()),
        name: property.getName(),
        value: property.getValue() ?? undefined,
        nameSpan: this.span(property.getNameRange()),
        valueSpan: value ? this.span(value) : undefined,
      };
    });
  }

  private heredocs(from: ParsedInstruction): readonly Span[] {
    if (!hasHeredocs(from)) return [];
    return from.getHeredocs().flatMap(heredoc => {
      const content = heredoc.getContentRange() ?? heredoc.getDelimiterRange();
      return content ? [this.span(content)] : [];
    });
  }

  private span({ start, end }: Range): Span {
    return { start: this.offset(start), end: this.offset(end) };
  }

  private offset({ line, character }: Range['start']): number {
    return Math.min(this.text.length, (this.lines[line] ?? this.text.length) + character);
  }
}

function hasHeredocs(from: ParsedInstruction): from is ParsedInstruction & { getHeredocs(): Heredoc[] } {
  return ['RUN', 'COPY', 'ADD'].includes(from.getKeyword());
}

/** All instructions of all stages, with those before the first. */
export function allInstructions({ head, stages }: Dockerfile): readonly Instruction[] {
  return [...head, ...stages.flatMap(({ from, instructions }) => [from, ...instructions])];
}

/** The stages of which the image is made: the last one and those that it begins with, the last first. */
export function shippedStages({ stages }: Dockerfile): readonly Stage[] {
  const shipped: Stage[] = [];
  for (let stage = stages.at(-1); stage; stage = stage.base) shipped.push(stage);
  return shipped;
}

/** What a finding in a stage is about: the stage by its name, or by its number where it has none. */
export function stageSubject(stage: Stage): { readonly kind: string; readonly name: string } {
  return { kind: 'stage', name: stage.name?.text ?? String(stage.index) };
}

/** Whether a text depends on a variable or on a template, so that it is not known what stands there. */
export function isVariable(text: string): boolean {
  return /\$|\{\{|\{%/.test(text);
}

/** A word without the quotes around it. */
export function unquoted(text: string): string {
  return /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;
}
