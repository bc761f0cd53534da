import * as vscode from 'vscode';
import { parseInstance, type Instance } from '../../core/catalogue/instance.js';
import { readInstances, type NamedInstance } from '../../core/catalogue/instances.js';
import type { CatalogueGrouping } from '../../core/catalogue/tree.js';
import type { Event } from '../../core/common/event.js';
import type { Result } from '../../core/common/problem.js';

const SECTION = 'goldenPath';
const GROUPINGS: readonly CatalogueGrouping[] = ['kind', 'owner', 'system'];

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

function read(name: string): string | undefined {
  const value = vscode.workspace.getConfiguration(SECTION).get<unknown>(name);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
