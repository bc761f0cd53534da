import * as vscode from 'vscode';
import type { BackstageConnection } from '../../adapters/backstage/connection.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import type { Clock } from '../../core/common/clock.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable, Event } from '../../core/common/event.js';
import type { Log } from '../../core/common/log.js';
import type { SignalSource } from '../../core/health/source.js';
import type { DoraKey } from '../../core/insights/dora/doraReport.js';
import type { PartState } from '../../../webview/insights/protocol.js';
import { logProblem, type CommandHandler } from '../common/commands.js';
import { onDidChangeSettings } from '../common/settings.js';
import { insightsActions } from './insightsActions.js';
import { insightsChoices } from './insightsChoices.js';
import { insightsCommands, type InsightsCommandId } from './insightsCommands.js';
import { isQuery } from './insightsMessages.js';
import { FIRST_QUERY, InsightsModel, type PartKnown } from './insightsModel.js';
import { InsightsPanel, type InsightsPanelOptions, type PageParts } from './insightsPanel.js';
import { insightsReaders, readableFolders } from './insightsReaders.js';
import { InsightsReports } from './insightsReports.js';
import { InsightsView } from './insightsView.js';
import { emptyAdvice, noAnswersAdvice, noFolderAdvice, problemAdvice } from './pageAdvice.js';
import { adoptionData, deliveryData, surveyData } from './pageData.js';

export interface InsightsPartsOptions {
  readonly catalogue: CatalogueModel;
  readonly clock: Clock;
  readonly log: Log;
  readonly workspaceState: vscode.Memento;
  /** The folder of the extension. */
  readonly extension: vscode.Uri;
  /** Absolute path of a folder of ours that outlives the window. */
  readonly storage: string;
  /** The instance that is set; undefined where none is. */
  readonly connected: () => BackstageConnection | undefined;
  /** The source of series that is set; undefined where none is. */
  readonly signals: () => SignalSource | undefined;
  readonly onDidChangeSignals: Event<void>;
}

const QUERY_KEY = 'goldenPath.insights.query';

/** Everything around insights. */
export interface InsightsParts extends Disposable {
  readonly model: InsightsModel;
  readonly view: InsightsView;
  /** What the page shows now, whether or not it is open. */
  readonly page: PageParts;
  readonly reports: InsightsReports;
  readonly commands: Readonly<Record<InsightsCommandId, CommandHandler>>;
  /** Fills a page that the editor has brought back. */
  revive(panel: vscode.WebviewPanel): void;
  useInstance(): void;
}

/** Builds what shows insights. Nothing is read before somebody looks. */
export function insightsParts(options: InsightsPartsOptions): InsightsParts {
  const { catalogue, clock, log, extension, workspaceState } = options;
  const store = new DisposableStore();
  let panel: InsightsPanel | undefined;
  const words = { translate: vscode.l10n.t, language: vscode.env.language };
  const kept = workspaceState.get<unknown>(QUERY_KEY);
  const model = store.add(new InsightsModel(insightsReaders(options), clock, isQuery(kept) ? kept : FIRST_QUERY));
  store.add(
    model.onDidAsk(query => {
      void workspaceState.update(QUERY_KEY, query);
      panel?.updateChoices();
    }),
  );
  const reports = new InsightsReports(model, words);
  const page = pageParts(model, catalogue);
  const view = store.add(new InsightsView(model, words));
  const panelOptions: InsightsPanelOptions = {
    resources: vscode.Uri.joinPath(extension, 'dist', 'webview'),
    log,
    parts: page,
    actions: insightsActions({ model, reports, catalogue }),
  };
  const take = (made: InsightsPanel): InsightsPanel => {
    panel?.dispose();
    panel = made;
    made.onDidClose(() => {
      if (panel === made) panel = undefined;
    });
    return made;
  };
  const open = (): InsightsPanel => panel ?? take(new InsightsPanel(panelOptions));
  store.add({ dispose: () => panel?.dispose() });
  store.add(
    model.onDidChange(name => {
      const { problem } = model[name];
      if (problem && problem.kind !== 'notFound') logProblem(problem, log);
      panel?.update(name);
      // The history may know services that the catalogue does not.
      if (name === 'delivery') panel?.updateChoices();
    }),
  );

  let readAt = catalogue.state.server.readAt;
  store.add(
    catalogue.onDidChange(({ server }) => {
      panel?.updateChoices();
      if (server.readAt === readAt || server.phase !== 'ready') return;
      readAt = server.readAt;
      void model.again('adoption');
      if (waitsForBackstage(model)) void model.again('delivery');
    }),
  );
  store.add(options.onDidChangeSignals(() => void model.again('delivery')));
  store.add(vscode.workspace.onDidChangeWorkspaceFolders(() => void model.reset()));
  store.add(onDidChangeSettings(['insights', 'survey.questions'])(() => void model.reset()));
  return {
    ...{ model, view, page, reports },
    commands: insightsCommands({
      ...{ model, reports },
      show: (measure: DoraKey | undefined) => open().show(measure),
      takePicture: () => open().takePicture(),
    }),
    revive: brought => void take(new InsightsPanel(panelOptions, brought)),
    useInstance: () => {
      void model.again('adoption');
      void model.again('delivery');
    },
    dispose: () => store.dispose(),
  };
}

/** Whether deliveries were left out that can be read once somebody is signed in. */
function waitsForBackstage({ delivery }: InsightsModel): boolean {
  const kinds = delivery.value?.report.quality.map(({ kind }) => kind) ?? [];
  return kinds.includes('proxyLeftOut') || kinds.includes('proxy-signIn');
}

function pageParts(model: InsightsModel, catalogue: CatalogueModel): PageParts {
  const translate = vscode.l10n.t;
  return {
    delivery: () => {
      if (readableFolders().length === 0) return { state: 'none', advice: noFolderAdvice(translate) };
      const { value } = model.delivery;
      const advice = value && emptyAdvice(value.report, translate);
      if (advice) return { state: 'none', advice };
      return stateOf(model.delivery, known => deliveryData(known, translate));
    },
    adoption: () => stateOf(model.adoption, known => adoptionData(known, catalogue.state.index, translate)),
    survey: () => {
      if (model.survey.problem?.kind === 'notFound') return { state: 'none', advice: noAnswersAdvice(translate) };
      return stateOf(model.survey, known => surveyData(known, translate));
    },
    choices: () => insightsChoices(catalogue.state.index, model.delivery.value?.services ?? []),
    query: () => model.query,
    isBusy: () => model.isReading,
  };
}

function stateOf<T, Shown>({ value, problem, progress }: PartKnown<T>, show: (value: T) => Shown): PartState<Shown> {
  if (value !== undefined) return { state: 'ready', value: show(value) };
  if (problem) return { state: 'failed', advice: problemAdvice(problem, vscode.l10n.t) };
  return {
    state: 'reading',
    ...(progress === undefined ? {} : { text: vscode.l10n.t('Reading the history: {0} commits so far …', progress) }),
  };
}
