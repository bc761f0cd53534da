import * as vscode from 'vscode';
import { ownProperty } from '../../core/catalogue/entity.js';
import { parseInstance, type Instance } from '../../core/catalogue/instance.js';
import { readInstances, type NamedInstance } from '../../core/catalogue/instances.js';
import type { CatalogueGrouping } from '../../core/catalogue/tree.js';
import type { Event } from '../../core/common/event.js';
import type { Result } from '../../core/common/problem.js';
import type { WorkingHours } from '../../core/insights/survey/surveySchedule.js';
import { readCustomQueries, type CustomQueries, type CustomQueryMistake } from '../../core/health/customQueries.js';

const SECTION = 'goldenPath';
const GROUPINGS: readonly CatalogueGrouping[] = ['kind', 'owner', 'system'];

const DAY_S = 86_400;
const DEFAULT_SELECTOR = '{service="${metadata.name}"}';

/** Where the health of services comes from, and what is asked there. */
export interface TelemetrySettings {
  readonly source: 'backstage' | 'direct' | 'off';
  /** Paths on Backstage; undefined for none. */
  readonly prometheusPath: string | undefined;
  readonly alertmanagerPath: string | undefined;
  /** Addresses as the person wrote them; undefined for none. */
  readonly prometheusUrl: string | undefined;
  readonly alertmanagerUrl: string | undefined;
  readonly tenant: string | undefined;
  /** Further sources by the name that entities call them by: paths on Backstage, or addresses. */
  readonly instances: ReadonlyMap<string, string>;
  readonly selector: string;
  readonly queries: CustomQueries;
  /** What is wrong with others. */
  readonly mistakes: readonly CustomQueryMistake[];
  readonly objective: { readonly target: number; readonly windowS: number };
  /** A page on which queries can be seen. */
  readonly webAddress: string | undefined;
}

/** How environments are made and watched. */
export interface EnvironmentSettings {
  /** A length of time as `4h` or `1d`. */
  readonly timeToLive: string;
  readonly driver: 'process' | 'container';
  readonly notifies: boolean;
}

/** Questions about the platform. */
export interface SurveySettings {
  readonly enabled: boolean;
  /** What the person calls their group; undefined for nothing. */
  readonly group: string | undefined;
  readonly hours: WorkingHours;
  /** Absolute path of an organisation's questions. */
  readonly pack: string | undefined;
}

/** Where what is collected for insights lies, as the person wrote it; undefined for nowhere. */
export interface InsightsSettings {
  readonly answers: string | undefined;
  readonly feedback: string | undefined;
  readonly tickets: string | undefined;
}

/** The person's settings, read when they are needed. */
export const settings = {
  /** The instance that is set; undefined where none is. */
  instance: (): Result<Instance> | undefined => {
    const text = read('backstage.url');
    return text ? parseInstance(text) : undefined;
  },

  /** Address of the portal's pages, where it differs from the backend's; without a trailing slash. */
  appUrl: (): string | undefined => read('backstage.appUrl')?.replace(/\/+$/, ''),

  /** Whether to go in as guest without asking, where the instance lets guests in. */
  guestWithoutAsking: (): boolean => read('backstage.signIn') === 'guest',

  grouping: (): CatalogueGrouping => {
    const value = read('catalogue.groupBy');
    return GROUPINGS.find(grouping => grouping === value) ?? 'kind';
  },

  /** Minutes after which the catalogue is read again by itself; 0 for never. */
  refreshMinutes: (): number => {
    const value = vscode.workspace.getConfiguration(SECTION).get<unknown>('catalogue.refreshMinutes');
    return typeof value === 'number' && value > 0 ? value : 0;
  },

  /** Whether files are held against the rules while they are open. */
  checksCompliance: (): boolean =>
    vscode.workspace.getConfiguration(SECTION).get<unknown>('compliance.enable') !== false,

  telemetry: (): TelemetrySettings => {
    const source = read('telemetry.source');
    const objective = readValue('telemetry.objective');
    const target = ownProperty(objective, 'target');
    return {
      source: source === 'direct' || source === 'off' ? source : 'backstage',
      prometheusPath: read('telemetry.prometheusPath'),
      alertmanagerPath: read('telemetry.alertmanagerPath'),
      prometheusUrl: read('telemetry.prometheusUrl'),
      alertmanagerUrl: read('telemetry.alertmanagerUrl'),
      tenant: read('telemetry.tenant'),
      instances: readTexts(readValue('telemetry.instances')),
      selector: read('telemetry.selector') ?? DEFAULT_SELECTOR,
      ...readCustomQueries(readValue('telemetry.queries')),
      objective: {
        target: typeof target === 'number' && target > 0 && target < 1 ? target : 0.999,
        windowS: periodInSeconds(ownProperty(objective, 'window')) ?? 30 * DAY_S,
      },
      webAddress: read('telemetry.webAddress'),
    };
  },

  /** The pause between two readings of the health that is in sight, in seconds; 0 for none by itself. */
  healthRefreshSeconds: (): number => {
    const value = readValue('health.refreshSeconds');
    return typeof value === 'number' && value > 0 ? Math.max(5, value) : 0;
  },

  /** Whether the person wants to be told of services of theirs. */
  notifiesOfMine: (): boolean => read('health.notify') === 'mine',

  /** How environments of this machine are made, and whether the person is told of the end of theirs. */
  environments: (): EnvironmentSettings => ({
    timeToLive: read('environments.timeToLive') ?? '1d',
    driver: read('environments.driver') === 'container' ? 'container' : 'process',
    notifies: readValue('environments.notify') !== false,
  }),

  setNotify: async (value: 'off' | 'mine'): Promise<void> => {
    await vscode.workspace.getConfiguration(SECTION).update('health.notify', value, vscode.ConfigurationTarget.Global);
  },

  survey: (): SurveySettings => {
    const hours = readValue('survey.workingHours');
    const days = ownProperty(hours, 'days');
    const isDay = (day: unknown): day is number => typeof day === 'number' && day >= 1 && day <= 7;
    return {
      enabled: readValue('survey.enable') === true,
      group: read('survey.group')?.slice(0, 60),
      hours: {
        days: Array.isArray(days) ? days.filter(isDay) : [1, 2, 3, 4, 5],
        from: minutesOf(ownProperty(hours, 'from')) ?? 9 * 60,
        to: minutesOf(ownProperty(hours, 'to')) ?? 17 * 60,
      },
      pack: read('survey.questions'),
    };
  },

  setSurveyEnabled: async (value: boolean): Promise<void> => {
    await vscode.workspace.getConfiguration(SECTION).update('survey.enable', value, vscode.ConfigurationTarget.Global);
  },

  insights: (): InsightsSettings => ({
    answers: read('insights.answers'),
    feedback: read('insights.feedback'),
    tickets: read('insights.tickets'),
  }),

  setGrouping: async (grouping: CatalogueGrouping): Promise<void> => {
    await vscode.workspace
      .getConfiguration(SECTION)
      .update('catalogue.groupBy', grouping, vscode.ConfigurationTarget.Global);
  },

  /** @param url undefined takes the setting away */
  setInstance: async (url: string | undefined): Promise<void> => {
    await vscode.workspace.getConfiguration(SECTION).update('backstage.url', url, vscode.ConfigurationTarget.Global);
  },

  /** @param url undefined takes the setting away */
  setAppUrl: async (url: string | undefined): Promise<void> => {
    await vscode.workspace.getConfiguration(SECTION).update('backstage.appUrl', url, vscode.ConfigurationTarget.Global);
  },

  /** The instances that the person can switch between. */
  instances: (): readonly NamedInstance[] =>
    readInstances(vscode.workspace.getConfiguration(SECTION).get<unknown>('backstage.instances')),

  setInstances: async (instances: readonly NamedInstance[]): Promise<void> => {
    await vscode.workspace
      .getConfiguration(SECTION)
      .update('backstage.instances', instances.length > 0 ? instances : undefined, vscode.ConfigurationTarget.Global);
  },
};

/** Told when one of the given settings (without `goldenPath.`) has changed. */
export function onDidChangeSettings(names: readonly string[]): Event<void> {
  return listener =>
    vscode.workspace.onDidChangeConfiguration(change => {
      if (names.some(name => change.affectsConfiguration(`${SECTION}.${name}`))) listener();
    });
}

function readValue(name: string): unknown {
  return vscode.workspace.getConfiguration(SECTION).get<unknown>(name);
}

function read(name: string): string | undefined {
  const value = readValue(name);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** The entries of an object whose values are texts. */
function readTexts(value: unknown): ReadonlyMap<string, string> {
  if (typeof value !== 'object' || value === null) return new Map();
  return new Map(
    Object.entries(value).flatMap(([name, text]) =>
      typeof text === 'string' && text.trim() !== '' ? [[name, text.trim()] as const] : [],
    ),
  );
}

/** @param period days or weeks: `30d`, `4w` */
function periodInSeconds(period: unknown): number | undefined {
  const [, count, unit] = /^(\d{1,3})([dw])$/.exec(typeof period === 'string' ? period.trim() : '') ?? [];
  const days = Number(count) * (unit === 'w' ? 7 : 1);
  return days > 0 ? days * DAY_S : undefined;
}

/** @param time `09:00` */
function minutesOf(time: unknown): number | undefined {
  const [, hours, minutes] = /^([01]?\d|2[0-4]):([0-5]\d)$/.exec(typeof time === 'string' ? time : '') ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}
