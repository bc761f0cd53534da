import { join } from 'node:path';
import type { Entity } from '../../core/catalogue/entity.js';
import { failure, success, type Problem, type Result } from '../../core/common/problem.js';
import type { AdoptionPart, AdoptionReport } from '../../core/insights/adoption/adoptionReport.js';
import type { AdoptionWindow } from '../../core/insights/adoption/calendar.js';
import { BACKLOG_PATH, readEfforts } from '../../core/insights/adoption/backlogFile.js';
import { adoptionReport, type AdoptionInputs } from '../../core/insights/adoption/makeAdoptionReport.js';
import { QualityNotes } from '../../core/insights/ledger/qualityNotes.js';
import { isService } from '../../core/insights/adoption/servicePaths.js';
import { readTickets } from '../../core/insights/adoption/ticketReader.js';
import { servicesOfWaiver } from '../../core/insights/adoption/waiverServices.js';
import type { DoraText } from '../../core/insights/dora/doraReport.js';
import type { Feedback } from '../../core/insights/feedback.js';
import type { Scaffolder } from '../../core/templates/scaffolder.js';
import type { BackstageClient } from '../backstage/client.js';
import { firstCommits } from './descriptorHistory.js';
import type { FirstSeenFile } from './firstSeenFile.js';
import { descriptorCommits, readFolderDescriptors } from './folderDescriptors.js';
import { readFolderWaivers } from './folderWaivers.js';
import { readNewcomers } from './onboardingHistory.js';
import { readTemplateRuns } from './templateRuns.js';
import { readSurveyFiles } from './surveyFiles.js';
import { readTextFile } from './textFile.js';

/** A whole catalogue, with when it was read (milliseconds since 1970). */
export interface ReadCatalogue {
  readonly entities: readonly Entity[];
  readonly at: number;
}

/** Where adoption is read from. Whatever is left out makes its part one that is missing, with what to do about it. */
export interface AdoptionSources {
  /** Absolute path of the folder whose descriptors, waivers, history and backlog count. */
  readonly folder?: string;
  /** The platform's catalogue; without one the descriptors of the folder are all that is known. */
  readonly catalogue?: ReadCatalogue;
  readonly scaffolder?: Pick<Scaffolder, 'tasks' | 'follow'>;
  /** A file, or a path below the address of a Backstage at which its proxy reaches the issue tracker. */
  readonly tickets?:
    { readonly file: string } | { readonly client: Pick<BackstageClient, 'request'>; readonly path: string };
  /** Files of feedback (JSON Lines), or folders of them. */
  readonly feedback?: readonly string[];
  /** Full references of the services that are asked about; undefined: all. */
  readonly services?: readonly string[];
  /** Where daily snapshots are kept; only for a whole catalogue. */
  readonly firstSeen?: FirstSeenFile;
  /** Where what was read of the history is kept for the next time. */
  readonly cacheFolder?: string;
}

const LARGEST_FILE = 128 * 1024 * 1024;
const LARGEST_BACKLOG = 1024 * 1024;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Reads everything that adoption is told from, and makes the report of it: what the page and the program show alike.
 * @returns a problem only where it was stopped, or the folder itself cannot be read; what goes wrong with one source is told in the report
 */
export async function readAdoption(
  sources: AdoptionSources,
  window: AdoptionWindow,
  signal: AbortSignal,
): Promise<Result<AdoptionReport>> {
  const { folder, catalogue, scaffolder, firstSeen } = sources;
  const { from, now } = window;
  const quality = new QualityNotes();
  const troubles: Partial<Record<AdoptionPart, DoraText>> = {};
  const notes: { part: AdoptionPart; text: DoraText }[] = [];
  const inputs: Mutable<AdoptionInputs> = {
    entities: catalogue?.entities ?? [],
    dataAt: catalogue?.at ?? now,
    ...(sources.services ? { services: sources.services } : {}),
  };
  if (folder !== undefined) {
    const problem = await readFolder(
      folder,
      !catalogue,
      inputs,
      { now, quality, notes, troubles, cacheFolder: sources.cacheFolder },
      signal,
    );
    if (problem) return failure(problem);
  }
  if (firstSeen && catalogue) {
    const all = catalogue.entities.filter(isService).map(({ ref }) => ref);
    inputs.firstSeen = await firstSeen.record(all, now, quality);
  }
  if (scaffolder) {
    const runs = await readTemplateRuns(scaffolder, from, quality, signal);
    if (runs.ok) {
      inputs.runs = runs.value;
      notes.push({
        part: 'templates',
        text: { text: 'Backstage lists only the runs that you may see: there may be more than these.', values: [] },
      });
    } else if (runs.problem.kind === 'cancelled') return runs;
    else troubles.templates = troubleOf(runs.problem);
  }
  if (sources.tickets) {
    const text = await ticketText(sources.tickets, quality, signal);
    if (!text.ok && text.problem.kind === 'cancelled') return text;
    const tickets = text.ok ? readTickets(text.value, quality) : undefined;
    if (tickets) inputs.tickets = tickets;
    else
      troubles.tickets = text.ok
        ? {
            text: 'What was given is none of the forms of tickets that are understood: a search of GitHub or Jira, ticket events, or a table with columns such as id, opened and closed.',
            values: [],
          }
        : troubleOf(text.problem);
  }
  if (sources.feedback && sources.feedback.length > 0) {
    const read = await readFeedbackFiles(sources.feedback, quality, signal);
    if (read.ok) inputs.feedback = read.value;
    else if (read.problem.kind === 'cancelled') return read;
    else troubles.feedback = troubleOf(read.problem);
  }
  if (signal.aborted) return failure({ kind: 'cancelled', message: 'The reading was stopped.' });
  return success(adoptionReport({ ...inputs, troubles, notes, quality: quality.list() }, window));
}

interface Reading {
  readonly now: number;
  readonly cacheFolder: string | undefined;
  readonly quality: QualityNotes;
  readonly notes: { part: AdoptionPart; text: DoraText }[];
  readonly troubles: Partial<Record<AdoptionPart, DoraText>>;
}

/** @returns what makes all the rest pointless */
async function readFolder(
  folder: string,
  isCatalogue: boolean,
  inputs: Mutable<AdoptionInputs>,
  { now, quality, notes, troubles, cacheFolder }: Reading,
  signal: AbortSignal,
): Promise<Problem | undefined> {
  const descriptors = await readFolderDescriptors(folder, quality, signal);
  if (!descriptors.ok) return descriptors.problem;
  const { entities, paths } = descriptors.value;
  if (isCatalogue) {
    inputs.entities = entities;
    notes.push({
      part: 'services',
      text: { text: 'Only the services that the descriptors of this folder describe are counted.', values: [] },
    });
  }
  const serviceRefs = new Set(entities.filter(isService).map(({ ref }) => ref));
  const servicePaths = paths.filter(({ ref }) => serviceRefs.has(ref));
  const waivers = await readFolderWaivers(folder, now, quality);
  if (waivers.ok)
    inputs.waivers = waivers.value.map(({ rule, reason, match, place }) => ({
      ...{ rule, reason, services: servicesOfWaiver({ match, place }, servicePaths) },
    }));
  else troubles.deviations = troubleOf(waivers.problem);
  const commits = await firstCommits(folder, [...new Set(paths.map(({ path }) => path))], signal);
  if (commits.ok) inputs.commits = descriptorCommits(paths, commits.value);
  const history = await readNewcomers(
    folder,
    { now, quality, ...(cacheFolder === undefined ? {} : { cacheFolder }) },
    signal,
  );
  if (history.ok) {
    const { newcomers, note, isShallow } = history.value;
    if (isShallow) troubles.onboarding = note;
    else {
      inputs.newcomers = newcomers;
      notes.push({ part: 'onboarding', text: note });
    }
  } else if (history.problem.kind === 'cancelled') return history.problem;
  else if (history.problem.kind !== 'notFound') troubles.onboarding = troubleOf(history.problem);
  const backlog = await readTextFile(join(folder, BACKLOG_PATH), LARGEST_BACKLOG);
  if (backlog.ok) inputs.efforts = readEfforts(backlog.value.text, quality);
  else if (backlog.problem.kind !== 'notFound')
    quality.add('badBacklog', `Files ${BACKLOG_PATH} that cannot be read as a whole: {0}`);
  return undefined;
}

async function ticketText(
  tickets: NonNullable<AdoptionSources['tickets']>,
  quality: QualityNotes,
  signal: AbortSignal,
): Promise<Result<string>> {
  if ('file' in tickets) {
    const read = await readTextFile(tickets.file, LARGEST_FILE);
    if (!read.ok) return read;
    quality.add('notUtf8', 'Files that are not in UTF-8: {0}', tickets.file, read.value.badBytes > 0 ? 1 : 0);
    return success(read.value.text);
  }
  const answer = await tickets.client.request({ path: tickets.path, signal });
  return answer.ok ? success(JSON.stringify(answer.value)) : answer;
}

async function readFeedbackFiles(
  paths: readonly string[],
  quality: QualityNotes,
  signal: AbortSignal,
): Promise<Result<readonly Feedback[]>> {
  const byId = new Map<string, Feedback>();
  let problem: Problem | undefined;
  let read = 0;
  for (const path of paths) {
    const collected = await readSurveyFiles(path, signal);
    if (!collected.ok) {
      problem ??= collected.problem;
      quality.add('unreadFeedback', 'Files of feedback that cannot be read: {0}', path);
      continue;
    }
    read++;
    for (const { file, line } of collected.value.problems)
      quality.add('badFeedback', 'Places in files of feedback that cannot be read: {0}', `${file}:${line ?? ''}`);
    for (const record of collected.value.feedback) {
      if (byId.has(record.id)) quality.add('doubleFeedback', 'Feedback that comes more than once: {0}', record.id);
      else byId.set(record.id, record);
    }
  }
  return read === 0 && problem ? failure(problem) : success([...byId.values()]);
}

function troubleOf({ message }: Problem): DoraText {
  return { text: message, values: [] };
}
