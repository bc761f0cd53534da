import * as vscode from 'vscode';
import { displayNameOf } from '../../core/catalogue/card.js';
import { ownProperty } from '../../core/catalogue/entity.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import type { Clock } from '../../core/common/clock.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import type { Log } from '../../core/common/log.js';
import { failure, success, type Result } from '../../core/common/problem.js';
import type { HealthWords } from '../../core/health/healthText.js';
import { componentsOf, readScope, scopeKey, scopeName, type HealthScope } from '../../core/health/scope.js';
import type { Detail, Overview, RangeName, Trouble } from '../../../webview/health/protocol.js';
import type { Stars } from '../catalogue/stars.js';
import { settings } from '../common/settings.js';
import { dependencyRefs, type HealthData } from './healthData.js';
import type { HealthKeeper } from './healthKeeper.js';
import { HealthPanel, type HealthPanelOptions, type Span } from './healthPanel.js';
import { absenceTrouble, problemTrouble, queryTrouble } from './healthTrouble.js';
import { pageActions } from './pageActions.js';
import { groupRow, serviceRow } from './pageRows.js';
import type { NoTelemetry, Telemetry } from './telemetrySources.js';

const KEY = 'goldenPath.health.pages';

export interface HealthPanelsOptions {
  readonly catalogue: CatalogueModel;
  readonly stars: Stars;
  readonly clock: Clock;
  readonly log: Log;
  readonly words: HealthWords;
  readonly keeper: HealthKeeper;
  readonly workspaceState: vscode.Memento;
  readonly extension: vscode.Uri;
  readonly found: () => Result<Telemetry | NoTelemetry>;
  readonly data: () => HealthData | undefined;
  readonly refresh: (signal: AbortSignal) => Promise<Result<unknown>>;
}

/** The health pages that are open: one for each system, team or set, and one for single services, which turns to the next. */
export class HealthPanels implements Disposable {
  private readonly store = new DisposableStore();
  private readonly open = new Set<HealthPanel>();
  // What the source has refused once is not offered again.
  private mayNotSilence = false;
  private readonly panelOptions: HealthPanelOptions;

  constructor(private readonly options: HealthPanelsOptions) {
    const { catalogue, clock, words, refresh, log } = options;
    const nameOf = (ref: string): string => displayNameOf(ref, catalogue.state.index);
    this.panelOptions = {
      resources: vscode.Uri.joinPath(options.extension, 'dist', 'webview'),
      log,
      nameOf,
      refreshSeconds: settings.healthRefreshSeconds,
      titleOf: scope => this.titleOf(scope),
      overview: scope => this.overview(scope),
      detail: (ref, range, span, signal) => this.detail(ref, range, span, signal),
      refresh,
      actions: pageActions({
        ...{ catalogue, clock, words, refresh },
        telemetry: () => telemetryIn(options.found()),
        healthOf: ref => options.data()?.of(ref),
        onForbidden: () => (this.mayNotSilence = true),
      }),
    };
    this.store.add(options.keeper.onDidChange(({ isReading }) => this.open.forEach(panel => panel.setBusy(isReading))));
    this.store.add({ dispose: () => this.open.forEach(panel => panel.dispose()) });
  }

  /** The pages that are open. */
  get all(): readonly HealthPanel[] {
    return [...this.open];
  }

  /** Shows the page of a scope. */
  show(scope: HealthScope): void {
    const isService = (other: HealthScope): boolean => other.kind === 'entity' && other.ref.startsWith('component:');
    const panel =
      this.all.find(({ key }) => key === scopeKey(scope)) ??
      (isService(scope) ? this.all.find(({ scope: other }) => isService(other)) : undefined);
    if (panel) panel.show(scope);
    else this.take(new HealthPanel(this.panelOptions, scope));
    this.remember();
  }

  /** Fills a page that the editor has brought back. @param state what the page kept: the service that was open */
  async revive(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const kept = this.options.workspaceState.get<unknown>(KEY);
    const service = ownProperty(ownProperty(state, 'service'), 'ref');
    const scope =
      readScope(ownProperty(kept, panel.title)) ??
      (typeof service === 'string' ? ({ kind: 'entity', ref: service } as const) : ({ kind: 'mine' } as const));
    this.take(new HealthPanel(this.panelOptions, scope, panel));
    return Promise.resolve();
  }

  /** Sends what is known now to the pages that are in sight. */
  update(): void {
    for (const panel of this.open) void panel.update();
  }

  dispose(): void {
    this.store.dispose();
  }

  /** What is wrong with the source as a whole. */
  private trouble(): Trouble | undefined {
    const { keeper, found, words } = this.options;
    const source = found();
    if (!source.ok) return problemTrouble(source.problem, true, words.translate);
    if (typeof source.value === 'string') return absenceTrouble(source.value, words.translate);
    const { problem } = keeper.state;
    const chosen = settings.telemetry();
    if (problem) return problemTrouble(problem, chosen.source === 'direct', words.translate);
    const [mistake] = chosen.mistakes;
    return mistake && queryTrouble(mistake, words.translate);
  }

  private emptiness(scope: HealthScope): Trouble | undefined {
    const { index, mine, server } = this.options.catalogue.state;
    const isReading = server.phase === 'loading' && !index.isComplete;
    if (isReading || this.components(scope).length > 0) return undefined;
    return nobodysTrouble(scope, mine !== undefined);
  }

  private take(panel: HealthPanel): void {
    const { keeper } = this.options;
    this.open.add(panel);
    const interest = keeper.add({
      refs: () => [
        ...this.components(panel.scope).map(({ ref }) => ref),
        ...panel.refs.flatMap(ref => [ref, ...dependencyRefs(ref, this.options.catalogue)]),
      ],
      isShown: () => panel.isShown,
    });
    panel.onDidChange(() => keeper.plan());
    panel.onDidClose(() => {
      this.open.delete(panel);
      interest.dispose();
      this.remember();
    });
  }

  private remember(): void {
    const scopes = Object.fromEntries(this.all.map(({ title, scope }) => [title, scope]));
    void this.options.workspaceState.update(KEY, scopes);
  }

  private titleOf(scope: HealthScope): string {
    const names = { mine: vscode.l10n.t('My Services'), starred: vscode.l10n.t('Starred Services') };
    return vscode.l10n.t('Health: {0}', scopeName(scope, this.options.catalogue.state.index, names));
  }

  private components(scope: HealthScope) {
    const { catalogue, stars } = this.options;
    const { index, mine } = catalogue.state;
    return componentsOf(scope, { index, mine: mine ?? new Set<string>(), starred: stars.refs });
  }

  private async detail(
    ref: string,
    range: RangeName,
    span: Span | undefined,
    signal: AbortSignal,
  ): Promise<Result<Detail>> {
    const data = this.options.data();
    if (!data) return failure({ kind: 'unsupported', message: vscode.l10n.t('There is no source of health to ask.') });
    const entity = this.options.catalogue.state.index.get(ref);
    if (!entity) return failure({ kind: 'notFound', message: vscode.l10n.t('{0} is not in the catalogue.', ref) });
    const detail = await data.detail(entity, range, span, signal);
    if (!detail.ok) return detail;
    const trouble = this.trouble();
    return success({
      ...detail.value,
      canSilence: detail.value.canSilence && !this.mayNotSilence,
      ...(trouble ? { trouble } : {}),
    });
  }

  /** What the page of a scope shows before a service is opened. */
  overview(scope: HealthScope): Overview {
    const { catalogue, words, found, data } = this.options;
    const { index } = catalogue.state;
    const known = data();
    const services = this.components(scope).flatMap(entity => {
      const health = known?.of(entity.ref);
      return health ? [serviceRow(health, entity, index, words)] : [];
    });
    const rolledUp = scope.kind === 'entity' ? known?.rolledUp(scope.ref) : undefined;
    const source = found();
    const trouble = this.trouble() ?? this.emptiness(scope);
    return {
      title: scopeName(scope, index, {
        mine: vscode.l10n.t('My services'),
        starred: vscode.l10n.t('Starred services'),
      }),
      services,
      ...(rolledUp ? { group: groupRow(rolledUp, index) } : {}),
      ...(known?.answeredAt === undefined ? {} : { readAt: known.answeredAt }),
      ...(trouble ? { trouble } : {}),
      ...(source.ok && typeof source.value === 'object' ? { source: source.value.name } : {}),
    };
  }
}

/** Why a set has no services, and what the person can do about it. */
function nobodysTrouble(scope: HealthScope, isKnown: boolean): Trouble | undefined {
  if (scope.kind === 'mine' && !isKnown)
    return {
      text: vscode.l10n.t('Sign in to see which services are yours.'),
      action: { id: 'signIn', title: vscode.l10n.t('Sign In') },
    };
  if (scope.kind === 'starred') return { text: vscode.l10n.t('Star a component or a system in the catalogue first.') };
  return { text: vscode.l10n.t('There is no component here that can be expected to run.') };
}

function telemetryIn(found: Result<Telemetry | NoTelemetry>): Telemetry | undefined {
  return found.ok && typeof found.value === 'object' ? found.value : undefined;
}
