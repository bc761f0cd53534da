import * as vscode from 'vscode';
import { createHash } from 'node:crypto';
import { isAbsolute, join } from 'node:path';
import { readAdoption, type AdoptionSources } from '../../adapters/insights/adoptionSources.js';
import { FirstSeenFile } from '../../adapters/insights/firstSeenFile.js';
import { configProblemLines, readDora } from '../../adapters/insights/doraSources.js';
import { surveyResultsOf } from '../../adapters/insights/surveyFiles.js';
import { readTextFile } from '../../adapters/insights/textFile.js';
import { CANCELLED, failure, success, type Problem, type Result } from '../../core/common/problem.js';
import type { TimeSpan } from '../../core/insights/askedWindow.js';
import { ITEM_BANK } from '../../core/insights/survey/itemBank.js';
import { readSurveyPack, SURVEY_PACK_PATH, withPack } from '../../core/insights/survey/surveyPack.js';
import { settings } from '../common/settings.js';
import { askedServices } from './insightsChoices.js';
import type { DeliveryAnswer, InsightsReaders } from './insightsModel.js';
import type { InsightsPartsOptions } from './insightsParts.js';

const LARGEST_PACK = 1024 * 1024;

/** The open folders of this machine: git and files are read there. */
export function readableFolders(): readonly string[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => uri.fsPath);
}

/** Reads what stands behind the numbers: the history of the open folders, the catalogue, and what the settings name. */
export function insightsReaders(options: InsightsPartsOptions): InsightsReaders {
  const { catalogue, clock, connected, storage, signals } = options;
  return {
    delivery: async (query, spans, signal, onProgress) => {
      const folders = readableFolders();
      if (folders.length === 0) return failure(noFolder());
      const services = askedServices(query, catalogue.state.index);
      const telemetry = signals();
      const connection = connected();
      const source = {
        ...{ now: clock.now(), signal, onProgress, cacheFolder: join(storage, 'insights') },
        ...(telemetry ? { signals: telemetry } : {}),
        ...(connection ? { proxy: { client: connection.requests } } : {}),
      };
      return bestOf(folders, folder => readSpans({ ...source, folder }, spans, services), signal);
    },
    adoption: async (query, span, signal) => {
      const { index, server, origin } = catalogue.state;
      const asked = askedServices(query, index);
      const [folder] = readableFolders();
      const readAt = server.phase === 'ready' ? server.readAt : undefined;
      const isWhole = readAt !== undefined;
      const connection = connected();
      if (folder === undefined && !isWhole) return failure(noFolder());
      const sources: AdoptionSources = {
        ...(folder === undefined ? {} : { folder }),
        ...(isWhole ? { catalogue: { entities: index.entities, at: readAt } } : {}),
        ...(connection && isWhole ? { scaffolder: connection.scaffolder } : {}),
        ...ticketSource(connection),
        ...(asked ? { services: asked } : {}),
        feedback: feedbackPaths(),
        cacheFolder: join(storage, 'insights'),
        // Only of a whole catalogue one can say what is new.
        ...(isWhole && origin !== undefined ? { firstSeen: firstSeenFile(storage, origin) } : {}),
      };
      return readAdoption(sources, { ...span, now: clock.now() }, signal);
    },
    survey: async signal => {
      const path = answersPath();
      if (path === undefined) return failure(noAnswers());
      const read = await surveyResultsOf(path, await itemBank(), signal);
      if (!read.ok) return read.problem.kind === 'notFound' ? failure({ ...read.problem, kind: 'invalid' }) : read;
      const { results, problems } = read.value;
      const said = problems.map(({ file, line, message, values }) => {
        const text = vscode.l10n.t(message, ...values);
        return line === undefined ? `${file}: ${text}` : `${file}:${line}: ${text}`;
      });
      return success({ results, problems: said, readAt: clock.now() });
    },
  };
}

/** The numbers of each span, as `golden-path dora` has them. */
async function readSpans(
  source: Parameters<typeof readDora>[0],
  spans: readonly TimeSpan[],
  services: readonly string[] | undefined,
): Promise<Result<DeliveryAnswer>> {
  const answers: DeliveryAnswer[] = [];
  for (const window of spans) {
    const read = await readDora(source, { window, ...(services ? { services } : {}) });
    if (!read.ok) return read;
    const { report, configProblems, services: known } = read.value;
    answers.push({ report, services: known, problems: configProblemLines(configProblems, vscode.l10n.t) });
  }
  const [first, second] = answers;
  if (!first) return failure({ kind: 'internal', message: 'No window was asked for.' });
  return success({ ...first, ...(second ? { other: second.report } : {}) });
}

/** Of several folders the first that has a deployment to tell of; else the first that can be read. */
async function bestOf(
  folders: readonly string[],
  read: (folder: string) => Promise<Result<DeliveryAnswer>>,
  signal: AbortSignal,
): Promise<Result<DeliveryAnswer>> {
  let best: Result<DeliveryAnswer> | undefined;
  for (const folder of folders) {
    if (signal.aborted) return failure(CANCELLED);
    const answer = await read(folder);
    if (answer.ok && answer.value.report.deployments > 0) return answer;
    if (!best?.ok) best = answer.ok ? answer : (best ?? answer);
  }
  return best ?? failure(noFolder());
}

function ticketSource(connection: ReturnType<InsightsPartsOptions['connected']>): Pick<AdoptionSources, 'tickets'> {
  const { tickets } = settings.insights();
  if (tickets === undefined) return {};
  if (tickets.startsWith('/api/')) return connection ? { tickets: { client: connection.requests, path: tickets } } : {};
  const file = absolutePath(tickets);
  return file === undefined ? {} : { tickets: { file } };
}

/** A file of feedback, or a folder of such. */
function feedbackPaths(): readonly string[] {
  const { feedback } = settings.insights();
  const path = feedback === undefined ? undefined : absolutePath(feedback);
  return path === undefined ? [] : [path];
}

function answersPath(): string | undefined {
  const { answers } = settings.insights();
  return answers === undefined ? undefined : absolutePath(answers);
}

/** The questions of the product with those of the organisation. */
async function itemBank(): Promise<typeof ITEM_BANK> {
  const { pack } = settings.survey();
  const paths = pack === undefined ? readableFolders().map(folder => join(folder, SURVEY_PACK_PATH)) : [pack];
  for (const path of paths) {
    const read = await readTextFile(path, LARGEST_PACK);
    if (read.ok) return withPack(ITEM_BANK, readSurveyPack(read.value.text));
  }
  return ITEM_BANK;
}

/** A path that is not absolute begins at the first open folder. */
function absolutePath(path: string): string | undefined {
  if (isAbsolute(path)) return path;
  const [folder] = readableFolders();
  return folder === undefined ? undefined : join(folder, path);
}

function firstSeenFile(storage: string, origin: string): FirstSeenFile {
  const name = createHash('sha256').update(origin).digest('hex').slice(0, 16);
  return new FirstSeenFile(join(storage, `firstSeen-${name}.json`));
}

function noFolder(): Problem {
  return { kind: 'notFound', message: vscode.l10n.t('No folder of this machine is open.') };
}

function noAnswers(): Problem {
  return {
    kind: 'notFound',
    message: vscode.l10n.t('The setting goldenPath.insights.answers names no place of answers.'),
  };
}
