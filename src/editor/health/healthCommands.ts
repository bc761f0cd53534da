import * as vscode from 'vscode';
import { displayName, ownProperty, type Entity } from '../../core/catalogue/entity.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import { shortEntityRef } from '../../core/catalogue/entityRef.js';
import { CANCELLED, failure, success, type Problem, type Result } from '../../core/common/problem.js';
import { healthLine, rolledUpLine, type HealthWords } from '../../core/health/healthText.js';
import type { HealthScope } from '../../core/health/scope.js';
import type { EntityFinder } from '../catalogue/findEntity.js';
import { hasHealth } from '../catalogue/treeItems.js';
import type { WhereAmI } from '../catalogue/whereAmI.js';
import type { CommandHandler, CommandId } from '../common/commands.js';
import { openAddress } from '../common/openAddress.js';
import { settings } from '../common/settings.js';
import type { HealthData } from './healthData.js';
import { openTelemetrySettings } from './pageActions.js';
import { serviceLinks, watchingLinks } from './serviceLinks.js';
import { tokenOrigin, type Telemetry } from './telemetrySources.js';
import type { TelemetryTokens } from './telemetryTokens.js';

/** What a key in the catalogue hands in. */
const SELECTION = 'selection';

export type HealthCommandId = Extract<CommandId, `goldenPath.health.${string}`>;

export interface HealthCommandOptions {
  readonly catalogue: CatalogueModel;
  readonly whereAmI: WhereAmI;
  readonly finder: EntityFinder;
  /** The entity of the row that is selected in the catalogue. */
  readonly selected: () => Entity | undefined;
  readonly tokens: TelemetryTokens;
  readonly words: HealthWords;
  readonly data: () => HealthData | undefined;
  readonly telemetry: () => Telemetry | undefined;
  /** Shows the page of a scope. */
  readonly show: (scope: HealthScope) => void;
  readonly refresh: (signal: AbortSignal) => Promise<Result<unknown>>;
}

/** The commands around health. */
export function healthCommands(options: HealthCommandOptions): Readonly<Record<HealthCommandId, CommandHandler>> {
  const { catalogue, show, refresh } = options;
  /** What a menu, a lens or another extension means, else what the file in front belongs to, else what the person then finds. */
  const entityOf = async (argument: unknown, signal: AbortSignal): Promise<Entity | undefined> => {
    const ref = ownProperty(ownProperty(argument, 'entity'), 'ref');
    const named = typeof ref === 'string' ? catalogue.state.index.get(ref) : undefined;
    const found = named ?? (argument === SELECTION ? options.selected() : ofFile(argument, options));
    return found && hasHealth(found) ? found : options.finder.ask('kind:component ', signal);
  };
  return {
    'goldenPath.health.show': async (signal, argument) => {
      const entity = await entityOf(argument, signal);
      if (!entity) return success(undefined);
      if (!hasHealth(entity)) return failure(noHealth(entity));
      show({ kind: 'entity', ref: entity.ref });
      return success(undefined);
    },
    'goldenPath.health.showMine': () => {
      show({ kind: 'mine' });
      return Promise.resolve();
    },
    'goldenPath.health.showStarred': () => {
      show({ kind: 'starred' });
      return Promise.resolve();
    },
    'goldenPath.health.refresh': refresh,
    'goldenPath.health.copy': async (signal, argument) => {
      const entity = await entityOf(argument, signal);
      if (!entity) return success(undefined);
      const text = lineOf(entity, options);
      if (text === undefined) return failure(noHealth(entity));
      await vscode.env.clipboard.writeText(`${displayName(entity)}: ${text}`);
      vscode.window.setStatusBarMessage(vscode.l10n.t('Copied the health of {0}', displayName(entity)), 3000);
      return success(undefined);
    },
    'goldenPath.health.openInBrowser': async (signal, argument) => {
      const entity = await entityOf(argument, signal);
      if (!entity) return success(undefined);
      const [link] = serviceLinks(entity);
      const graphAddress = (query: string): string | undefined => options.telemetry()?.signals.graphAddress(query);
      const query = options.data()?.of(entity.ref)?.signals.traffic.query;
      const graph = query === undefined ? undefined : graphAddress(query);
      return openAddress(link?.address ?? graph ?? watchingLinks(entity, graphAddress)[0]?.address);
    },
    'goldenPath.health.setToken': () => setToken(options.tokens),
    'goldenPath.health.openSettings': openTelemetrySettings,
  };
}

/** The one component of the descriptor that is meant or in front, or what the file in front belongs to. */
function ofFile(argument: unknown, { catalogue, whereAmI }: HealthCommandOptions): Entity | undefined {
  const uri = argument instanceof vscode.Uri ? argument : undefined;
  const { index } = catalogue.state;
  if (uri) {
    const own = index.describedIn(uri.toString());
    return own.find(({ kind }) => kind.toLowerCase() === 'component') ?? own[0];
  }
  if (argument !== undefined) return undefined;
  const { place } = whereAmI;
  return place && 'entity' in place ? place.entity : undefined;
}

function lineOf({ ref }: Entity, { data, words }: HealthCommandOptions): string | undefined {
  const health = data()?.of(ref);
  if (health) return healthLine(health, words);
  const rolledUp = data()?.rolledUp(ref);
  return rolledUp && rolledUpLine(rolledUp, words);
}

async function setToken(tokens: TelemetryTokens): Promise<Result<unknown>> {
  const { prometheusUrl, alertmanagerUrl } = settings.telemetry();
  const addresses = [prometheusUrl, alertmanagerUrl].filter(address => address !== undefined);
  if (addresses.length === 0)
    return failure({
      kind: 'unsupported',
      message: vscode.l10n.t(
        'Set goldenPath.telemetry.prometheusUrl first: a token is kept for one address. Through Backstage, your sign-in there is enough.',
      ),
    });
  const origins = [...new Set(addresses.map(tokenOrigin))];
  const secure = origins.filter(origin => origin !== undefined);
  const [first] = secure;
  if (first === undefined)
    return failure({
      kind: 'invalid',
      message: vscode.l10n.t('A token goes only over https, or to this machine: others could read it on the way.'),
    });
  const origin =
    secure.length === 1
      ? first
      : await vscode.window.showQuickPick(secure, { title: vscode.l10n.t('For which server is the token?') });
  if (origin === undefined) return failure(CANCELLED);
  const token = await vscode.window.showInputBox({
    title: vscode.l10n.t('Token for {0}', origin),
    prompt: vscode.l10n.t(
      'It is kept in the editor’s secret storage and sent to {0} alone. Empty takes it away.',
      origin,
    ),
    password: true,
    ignoreFocusOut: true,
    validateInput: value => (/[\r\n]/.test(value) ? vscode.l10n.t('A token has no line breaks.') : undefined),
  });
  if (token === undefined) return failure(CANCELLED);
  const trimmed = token.trim();
  await tokens.set(origin, trimmed === '' ? undefined : trimmed);
  vscode.window.setStatusBarMessage(
    trimmed === ''
      ? vscode.l10n.t('The token for {0} is taken away', origin)
      : vscode.l10n.t('The token for {0} is kept', origin),
    5000,
  );
  return success(undefined);
}

function noHealth({ ref }: Entity): Problem {
  return { kind: 'notFound', message: vscode.l10n.t('Nothing is known of the health of {0}.', shortEntityRef(ref)) };
}
