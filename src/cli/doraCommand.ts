import { resolve } from 'node:path';
import { configProblemLines, readDora } from '../adapters/insights/doraSources.js';
import { presentProblem } from '../core/common/problem.js';
import { plainTranslate } from '../core/common/translate.js';
import { doraCsv, doraMarkdown } from '../core/insights/dora/doraFormats.js';
import type { DoraReport } from '../core/insights/dora/doraReport.js';
import { doraText } from '../core/insights/dora/doraText.js';
import type { DoraDefinition } from '../core/insights/insightsConfig.js';
import { dayStart, sinceOf } from './sinceDay.js';

export type DoraFormat = 'text' | 'json' | 'markdown' | 'csv';

/** What `golden-path dora` was told. */
export interface DoraCommandOptions {
  readonly folder: string;
  /** The first day that counts, `YYYY-MM-DD`, or a number of days such as `90d`; undefined: 90 days. */
  readonly since: string | undefined;
  /** The first day that does not count any more; undefined: until now. */
  readonly until: string | undefined;
  readonly environment: string | undefined;
  readonly service: string | undefined;
  readonly definition: DoraDefinition | undefined;
  /** A file or a folder with events, instead of what the configuration says. */
  readonly events: string | undefined;
  readonly format: DoraFormat;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const DEFAULT_SINCE = '90d';
const WORDS = { translate: plainTranslate, language: 'en' };

/**
 * `golden-path dora`: the keys of DORA of a folder, as the page shows them.
 * @returns the exit code: 0, or 2 where it could not run
 */
export async function doraCommand(
  options: DoraCommandOptions,
  output: (text: string) => void,
  errors: (text: string) => void,
): Promise<number> {
  const { now, environment, service, definition, events } = options;
  const to = options.until === undefined ? now : dayStart(options.until);
  const from = to === undefined ? undefined : sinceOf(options.since ?? DEFAULT_SINCE, to);
  if (to === undefined || from === undefined || from >= to) {
    const [name, value] = to === undefined ? ['until', options.until] : ['since', options.since];
    errors(
      `--${name} is a day such as 2026-01-31${name === 'since' ? ' before the end, or a number of days such as 90d' : ''}, not “${value ?? ''}”.\n`,
    );
    return 2;
  }
  const read = await readDora(
    {
      ...{ folder: resolve(options.folder), now, signal: new AbortController().signal },
      ...(events === undefined ? {} : { events: [resolve(events)] }),
    },
    {
      window: { from, to },
      ...(environment === undefined ? {} : { environment }),
      ...(service === undefined ? {} : { services: [service] }),
      ...(definition === undefined ? {} : { definition }),
    },
  );
  if (!read.ok) {
    errors(`${presentProblem(read.problem).text ?? read.problem.message}\n`);
    return 2;
  }
  for (const line of configProblemLines(read.value.configProblems)) errors(`${line}\n`);
  output(formatDora(read.value.report, options.format));
  return 0;
}

function formatDora(report: DoraReport, format: DoraFormat): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'csv':
      return doraCsv(report);
    case 'markdown':
      return doraMarkdown(report, WORDS);
    case 'text':
      return doraText(report, WORDS);
  }
}
