import * as vscode from 'vscode';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import type { Clock } from '../../core/common/clock.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import type { Log } from '../../core/common/log.js';
import { success, type Result } from '../../core/common/problem.js';
import { componentsOf, isExpectedToRun, type HealthScope } from '../../core/health/scope.js';
import { HealthModel } from '../../core/health/healthModel.js';
import type { HealthWords } from '../../core/health/healthText.js';
import type { CatalogueView } from '../catalogue/catalogueView.js';
import type { EntityGlance, EntityGlances } from '../catalogue/entityGlances.js';
import { openPages } from '../catalogue/entityPageDocuments.js';
import type { EntityFinder } from '../catalogue/findEntity.js';
import type { Stars } from '../catalogue/stars.js';
import type { WhereAmI } from '../catalogue/whereAmI.js';
import { logProblem, type CommandHandler } from '../common/commands.js';
import { onDidChangeSettings, settings, type TelemetrySettings } from '../common/settings.js';
import { healthCommands, type HealthCommandId } from './healthCommands.js';
import { HealthData } from './healthData.js';
import { rolledUpGlance, serviceGlance } from './healthGlances.js';
import { HealthKeeper } from './healthKeeper.js';
import { HealthLenses } from './healthLenses.js';
import { HealthNotices } from './healthNotices.js';
import { HealthPanels } from './healthPanels.js';
import { HealthStatusItem } from './healthStatus.js';
import { telemetryOf, type NoTelemetry, type Telemetry, type TelemetryThroughBackstage } from './telemetrySources.js';
import { TelemetryTokens } from './telemetryTokens.js';

export type { HealthCommandId } from './healthCommands.js';

export interface HealthPartsOptions {
  readonly catalogue: CatalogueModel;
  readonly view: CatalogueView;
  readonly whereAmI: WhereAmI;
  readonly finder: EntityFinder;
  readonly stars: Stars;
  readonly glances: EntityGlances;
  readonly clock: Clock;
  readonly log: Log;
  readonly secrets: vscode.SecretStorage;
  readonly workspaceState: vscode.Memento;
  /** The folder of the extension. */
  readonly extension: vscode.Uri;
  /** The instance that is set; undefined where none is. */
  readonly backstage: () => TelemetryThroughBackstage | undefined;
}

/** Everything around health. */
export interface HealthParts extends Disposable {
  readonly commands: Readonly<Record<HealthCommandId, CommandHandler>>;
  readonly keeper: HealthKeeper;
  readonly status: HealthStatusItem;
  readonly lenses: HealthLenses;
  readonly panels: HealthPanels;
  readonly data: () => HealthData | undefined;
  /** The sources that the settings name now. */
  readonly telemetry: () => Telemetry | undefined;
  /** Fills a page that the editor has brought back. */
  revive(panel: vscode.WebviewPanel, state: unknown): Promise<void>;
  useInstance(): void;
  followSignIn(): void;
}

/** Builds what shows health. Nothing is read before somebody looks. */
export function healthParts(options: HealthPartsOptions): HealthParts {
  const { catalogue, view, whereAmI, finder, stars, glances, clock, log, secrets, workspaceState } = options;
  const store = new DisposableStore();
  const words: HealthWords = { translate: vscode.l10n.t, language: vscode.env.language };
  const tokens = new TelemetryTokens(secrets);
  let found: Result<Telemetry | NoTelemetry> = success('off');
  let telemetry: Telemetry | undefined;
  let data: HealthData | undefined;
  const build = (): void => {
    const chosen = settings.telemetry();
    found = telemetryOf(chosen, { backstage: options.backstage(), token: origin => tokens.of(origin), log });
    if (!found.ok) logProblem(found.problem, log);
    telemetry = found.ok && typeof found.value === 'object' ? found.value : undefined;
    data?.dispose();
    data = telemetry && dataOf(telemetry, chosen, options, words);
  };
  build();

  const keeper = store.add(
    new HealthKeeper({
      catalogue,
      clock,
      everySeconds: settings.healthRefreshSeconds,
      reader: () => data,
      onProblem: problem => logProblem(problem, log),
    }),
  );
  const notices = new HealthNotices({ catalogue, clock, words, memento: workspaceState });
  const refresh = async (signal: AbortSignal): Promise<Result<unknown>> =>
    (await keeper.refresh(signal)) ?? success(undefined);
  const panels = store.add(
    new HealthPanels({
      ...{ catalogue, stars, clock, log, words, keeper, refresh, workspaceState },
      extension: options.extension,
      found: () => found,
      data: () => data,
    }),
  );

  const showGlances = (): void => {
    // A source that has never answered says nothing of any entity.
    glances.take(data && keeper.state.hasAnswered ? glancesOf(data, options, words) : new Map<string, EntityGlance>());
  };
  const show = (): void => {
    showGlances();
    panels.update();
  };
  store.add(
    keeper.onDidChange(({ isReading, problem }) => {
      if (isReading) return;
      show();
      if (data && !problem) void notices.take(mineOf(data, options));
    }),
  );
  store.add({ dispose: () => glances.take(new Map()) });
  // What a page has asked for is shown in the tree, too; pages would ask again.
  const follow = (): void => void data?.onDidChange(() => keeper.state.isReading || showGlances());
  follow();
  const start = (): void => {
    build();
    follow();
    keeper.reset();
  };
  store.add(onDidChangeSettings(['telemetry'])(start));
  store.add(tokens.onDidChange(start));
  store.add(onDidChangeSettings(['health'])(() => keeper.plan()));

  const plan = (): void => keeper.plan();
  store.add(view.onDidDraw(plan));
  store.add(view.onDidChangeVisibility(plan));
  store.add(whereAmI.onDidChange(plan));
  store.add(vscode.window.onDidChangeVisibleTextEditors(plan));
  store.add(vscode.workspace.onDidOpenTextDocument(plan));
  const drawn = (): readonly string[] =>
    [...view.drawnRefs].filter(ref => {
      const entity = catalogue.state.index.get(ref);
      return entity !== undefined && isExpectedToRun(entity);
    });
  store.add(keeper.add({ refs: drawn, isShown: () => view.isVisible }));
  store.add(keeper.add({ refs: () => onScreen(options), isShown: () => true }));
  store.add(
    keeper.add({
      refs: () => (settings.notifiesOfMine() ? (catalogue.state.mine ?? []) : []),
      isShown: () => false,
    }),
  );
  const status = store.add(new HealthStatusItem(catalogue, whereAmI, glances));
  const lenses = store.add(new HealthLenses(catalogue, glances));
  return {
    keeper,
    status,
    lenses,
    panels,
    data: () => data,
    telemetry: () => telemetry,
    commands: healthCommands({
      ...{ catalogue, whereAmI, finder, tokens, words, refresh },
      data: () => data,
      telemetry: () => telemetry,
      selected: () => view.selected,
      show: scope => panels.show(scope),
    }),
    revive: (panel, state) => panels.revive(panel, state),
    useInstance: start,
    followSignIn: start,
    dispose: () => store.dispose(),
  };
}

function dataOf(
  { signals, instances, alerts, workloads }: Telemetry,
  chosen: TelemetrySettings,
  { catalogue, clock }: HealthPartsOptions,
  words: HealthWords,
): HealthData {
  const model = new HealthModel(clock, {
    selector: chosen.selector,
    objective: chosen.objective,
    queries: chosen.queries,
    // Who asks at each poll gets what is new.
    pollS: Math.max(1, settings.healthRefreshSeconds() * 0.8),
  });
  model.setPorts({ signals, instances, ...(alerts ? { alerts } : {}), ...(workloads ? { workloads } : {}) });
  return new HealthData(model, {
    ...{ catalogue, words, now: () => clock.now(), canSilence: () => alerts !== undefined },
    graphAddress: query => signals.graphAddress(query),
  });
}

function onScreen({ catalogue, whereAmI }: HealthPartsOptions): readonly string[] {
  const { place } = whereAmI;
  const described = vscode.window.visibleTextEditors.flatMap(({ document }) =>
    catalogue.state.index.describedIn(document.uri.toString()).map(({ ref }) => ref),
  );
  return [...(place && 'entity' in place ? [place.entity.ref] : []), ...described, ...openPages()];
}

function glancesOf(
  data: HealthData,
  { catalogue, view }: HealthPartsOptions,
  words: HealthWords,
): ReadonlyMap<string, EntityGlance> {
  const { index } = catalogue.state;
  const services = [...data.services].flatMap(health => {
    const entity = index.get(health.entityRef);
    // Of a library nobody expects to hear anything.
    const isSilent = health.status === 'unknown' && entity !== undefined && !isExpectedToRun(entity);
    return isSilent ? [] : [[health.entityRef, serviceGlance(health, words)] as const];
  });
  const others = [...view.drawnRefs, ...openPages()].flatMap(ref => {
    const health = data.of(ref) ? undefined : data.rolledUp(ref);
    return health ? [[ref, rolledUpGlance(health, index, words)] as const] : [];
  });
  return new Map<string, EntityGlance>([...services, ...others]);
}

function mineOf(data: HealthData, { catalogue, stars }: HealthPartsOptions) {
  const { index, mine } = catalogue.state;
  const scope: HealthScope = { kind: 'mine' };
  const context = { index, mine: mine ?? new Set<string>(), starred: stars.refs };
  return componentsOf(scope, context).flatMap(({ ref }) => data.of(ref) ?? []);
}
