import { splitCommand } from './commandWords.js';
import type { Planned, PlannedProcess, PlanProblem } from './runPlan.js';

/** The port that something gets of which no file says that it listens. */
export const WEB_PORT = 'web';

/**
 * How the start script of a package.json runs. Simple words run as they are; a script that asks for a shell, or has a `prestart`,
 * is left to npm, as a person would do it (npm-run-script(1)).
 * @param text the file
 * @returns one process `web` that listens on the port that `PORT` says; undefined where the file has no start script
 */
export function planOfPackage(text: string): Planned<PlannedProcess | undefined> {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    return invalid('This is no valid JSON, so how the component starts cannot be read.');
  }
  const scripts = property(manifest, 'scripts');
  const start = property(scripts, 'start');
  if (start === undefined) return { ok: true, value: undefined };
  if (typeof start !== 'string' || start.trim() === '') return invalid('The start script is no text.');
  const split = splitCommand(start);
  const isSimple = split.ok && split.words.length > 0 && property(scripts, 'prestart') === undefined;
  return {
    ok: true,
    value: {
      name: 'web',
      command: isSimple ? split.words : ['npm', 'run', 'start', '--silent'],
      args: [],
      environment: isSimple ? split.environment : {},
      ports: [{ name: WEB_PORT }],
      probe: { kind: 'tcp', port: WEB_PORT },
      after: [],
      files: [],
    },
  };
}

/** Whether a package.json asks for packages to be installed. One that cannot be read asks for none. */
export function hasDependencies(text: string): boolean {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    return false;
  }
  return ['dependencies', 'devDependencies', 'optionalDependencies', 'workspaces'].some(name => {
    const value = property(manifest, name);
    return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  });
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function invalid(message: string): { readonly ok: false; readonly problem: PlanProblem } {
  return { ok: false, problem: { kind: 'invalid', file: 'package.json', message, values: [] } };
}
