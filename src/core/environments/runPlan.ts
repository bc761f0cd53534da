import type { Translate } from '../common/translate.js';

/** How the processes of an environment are run. */
export type Driver = 'process' | 'container';

/** A port that a process listens on. */
export interface PlannedPort {
  /** Unique in its process. */
  readonly name: string;
  /** The port that its file speaks of, 1 to 65535. What is really listened on is picked when it starts. */
  readonly target?: number;
}

/** How to find out that a process does its work. */
export type PlannedProbe =
  | {
      readonly kind: 'http';
      /** Name of the port. */
      readonly port: string;
      readonly scheme: 'http' | 'https';
      /** With its leading slash. */
      readonly path: string;
      /** What to send as `Host`. */
      readonly host?: string;
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'tcp'; readonly port: string }
  | { readonly kind: 'command'; readonly command: readonly string[] }
  /** It has a task, and works once that has ended well. */
  | { readonly kind: 'completes' }
  /** Nothing says how: it is enough that it lives. */
  | { readonly kind: 'alive' };

/** A file that a container gets to see. */
export interface PlannedFile {
  /** Absolute path in the container. */
  readonly target: string;
  /** Permissions as a number; undefined for the usual ones. */
  readonly mode?: number;
  /** What is in it: text, Base64, or the path of a file beside the one that asks for it. */
  readonly content: { readonly text: string } | { readonly base64: string } | { readonly source: string };
}

/** One process, or one container, that is to be started. */
export interface PlannedProcess {
  /** Lower-case letters, digits and hyphens, unique in its plan. */
  readonly name: string;
  /**
   * Program and arguments; `PORT_PLACE` stands for the first port. For a container what replaces the entry point of the image;
   * empty for the image's own.
   */
  readonly command: readonly string[];
  /** Arguments behind the command; for a container what replaces the arguments of the image. */
  readonly args: readonly string[];
  /** Image of the container; absent for a plain process. */
  readonly image?: string;
  /** Where its image is built from: folder and Dockerfile, from the folder of the component. */
  readonly build?: { readonly context: string; readonly dockerfile?: string };
  readonly environment: Readonly<Record<string, string>>;
  readonly ports: readonly PlannedPort[];
  readonly probe: PlannedProbe;
  /** Names of those that must be ready before it starts. */
  readonly after: readonly string[];
  readonly files: readonly PlannedFile[];
  /** Absolute paths in the container that get an empty volume. */
  readonly volumes?: readonly string[];
  /** Where it is started, from the folder of the component, with forward slashes; absent for that folder. */
  readonly folder?: string;
}

/** What is to be started, and which file says so. */
export interface RunPlan {
  readonly file: string;
  /** In an order in which each one comes behind those that it waits for. */
  readonly processes: readonly PlannedProcess[];
}

/** Why nothing can be started. */
export interface PlanProblem {
  /** `notFound`: no file says how; `invalid`: a file is wrong; `unsupported`: it is right and cannot be done here. */
  readonly kind: 'notFound' | 'invalid' | 'unsupported';
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  /** From 1, in UTF-16 units. */
  readonly column?: number;
  /** A sentence for a person, `{0}` … standing for `values`. */
  readonly message: string;
  readonly values: readonly (string | number)[];
}

export type Planned<T = RunPlan> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: PlanProblem };

/** Stands in a word of a command for the number of the first port. It holds characters that no argument can. */
export const PORT_PLACE = '\u0000PORT\u0000';

/** A problem with the place that it is at, as compilers write it: `score.yaml:3:5: …`. */
export function planProblemText({ file, line, column, message, values }: PlanProblem, translate: Translate): string {
  const text = translate(message, ...values);
  if (file === undefined) return text;
  return line === undefined ? `${file}: ${text}` : `${file}:${line}:${column ?? 1}: ${text}`;
}

/**
 * What a process is started with once its ports are known. A process learns its first port from `PORT` and `HOST`, and a value or
 * an argument that is exactly a port of its file becomes the one that was picked: several environments run on one machine.
 * @param ports numbers by the names of the ports
 * @param place whether it runs as a process of this machine; a container keeps the ports of its file
 */
export function settledProcess(
  process: PlannedProcess,
  ports: Readonly<Record<string, number>>,
  place: Driver,
): { readonly command: readonly string[]; readonly environment: Readonly<Record<string, string>> } {
  const first = process.ports[0];
  const inside = (port: PlannedPort): number | undefined =>
    place === 'process' ? ports[port.name] : (port.target ?? ports[port.name]);
  const picked = new Map<string, string>();
  for (const port of process.ports)
    if (port.target !== undefined) picked.set(String(port.target), String(inside(port) ?? port.target));
  const number = first && inside(first);
  const settled = (word: string): string =>
    picked.get(word) ?? (number === undefined ? word : word.replaceAll(PORT_PLACE, String(number)));
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.environment)) environment[name] = settled(value);
  if (number !== undefined && place === 'process') {
    environment['PORT'] = String(number);
    environment['HOST'] ??= '127.0.0.1';
  }
  return { command: [...process.command, ...process.args].map(settled), environment };
}
