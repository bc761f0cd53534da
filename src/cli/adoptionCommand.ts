import { resolve } from 'node:path';
import { readAdoption, type AdoptionSources } from '../adapters/insights/adoptionSources.js';
import { FirstSeenFile } from '../adapters/insights/firstSeenFile.js';
import { readAll } from '../core/catalogue/source.js';
import { failure, presentProblem, success, type Problem, type Result } from '../core/common/problem.js';
import { sortBacklog, type BacklogOrder } from '../core/insights/adoption/backlog.js';
import { formatAdoption, type AdoptionFormat } from '../core/insights/adoption/adoptionFormats.js';
import { serverParts } from './serverScaffolder.js';
import { readCatalogueFile } from './catalogueFile.js';
import { sinceOf } from './sinceDay.js';

/** What `golden-path adoption` was told. */
export interface AdoptionOptions {
  readonly folder: string;
  /** The first day that counts, `YYYY-MM-DD`, or a number of days such as `90d`; undefined: a year ago. */
  readonly since: string | undefined;
  readonly catalogue: string | undefined;
  readonly server: string | undefined;
  readonly tokenName: string | undefined;
  readonly tickets: string | undefined;
  readonly feedback: string | undefined;
  readonly firstSeen: string | undefined;
  readonly format: AdoptionFormat;
  /** In which order the backlog is. */
  readonly sort: BacklogOrder;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const DEFAULT_SINCE = '365d';

/**
 * `golden-path adoption`: how much of the platform is used, from what a folder, a catalogue and a Backstage tell.
 * @returns the exit code: 0, or 2 where it could not run
 */
export async function adoptionCommand(
  options: AdoptionOptions,
  output: (text: string) => void,
  errors: (text: string) => void,
): Promise<number> {
  const { now, format } = options;
  const from = sinceOf(options.since ?? DEFAULT_SINCE, now);
  if (from === undefined || from > now) {
    errors(`--since is a day such as 2026-01-31 or a number of days such as 90d, not “${options.since ?? ''}”.\n`);
    return 2;
  }
  const { signal } = new AbortController();
  const sources = await sourcesOf(options, signal);
  const report = sources.ok ? await readAdoption(sources.value, { from, now }, signal) : sources;
  if (!report.ok) {
    errors(`${textOf(report.problem)}\n`);
    return 2;
  }
  const backlog = sortBacklog(report.value.backlog, options.sort);
  output(formatAdoption({ ...report.value, backlog }, format));
  return 0;
}

async function sourcesOf(options: AdoptionOptions, signal: AbortSignal): Promise<Result<AdoptionSources>> {
  const { catalogue, server, tickets, feedback, firstSeen, now } = options;
  const invalid = (message: string): Result<never> => failure({ kind: 'invalid', message });
  if (catalogue !== undefined && server !== undefined)
    return invalid('--catalogue and --server are two ways to the same: give one of them.');
  if (firstSeen !== undefined && catalogue === undefined && server === undefined)
    return invalid('--first-seen keeps days of a whole catalogue: give --catalogue or --server.');
  const given = {
    folder: resolve(options.folder),
    ...(tickets === undefined ? {} : { tickets: { file: resolve(tickets) } }),
    ...(feedback === undefined ? {} : { feedback: [resolve(feedback)] }),
    ...(firstSeen === undefined ? {} : { firstSeen: new FirstSeenFile(resolve(firstSeen)) }),
  };
  if (catalogue !== undefined) {
    const entities = await readCatalogueFile(resolve(catalogue));
    return entities.ok ? success({ ...given, catalogue: { entities: entities.value, at: now } }) : entities;
  }
  if (server === undefined) {
    return options.tokenName === undefined
      ? success(given)
      : invalid('--token-env is of use only with --server: the address of a Backstage.');
  }
  const parts = serverParts(server, options.tokenName, options.environment);
  if (typeof parts === 'string') return invalid(parts);
  const entities = await readAll(parts.catalogue, signal);
  if (!entities.ok) return entities;
  const { scaffolder } = parts;
  return success({ ...given, catalogue: { entities: entities.value, at: now }, scaffolder });
}

function textOf(problem: Problem): string {
  return presentProblem(problem).text ?? problem.message;
}
