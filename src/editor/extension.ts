import * as vscode from 'vscode';
import type { BackstageConnection } from '../adapters/backstage/connection.js';
import type { Instance } from '../core/catalogue/instance.js';
import type { Registrar } from '../core/catalogue/registration.js';
import { CatalogueModel } from '../core/catalogue/model.js';
import { DisposableStore } from '../core/common/disposables.js';
import { refreshAutomatically } from './catalogue/automaticRefresh.js';
import { catalogueCommands } from './catalogue/catalogueCommands.js';
import { CatalogueView } from './catalogue/catalogueView.js';
import { descriptorFeature } from './catalogue/descriptorFeature.js';
import { DescriptorDiagnostics } from './catalogue/descriptorDiagnostics.js';
import { EntityDecorations } from './catalogue/entityDecorations.js';
import { EntityGlances } from './catalogue/entityGlances.js';
import { EditorFiles, isDescriptor } from './catalogue/editorFiles.js';
import { lazyConnection, lazyWorkspace } from './catalogue/lazySources.js';
import { languageFeature } from './catalogue/language/languageFeature.js';
import { lookFeature, type LookFeature } from './catalogue/lookFeature.js';
import { Stars } from './catalogue/stars.js';
import { lazyCompliance } from './compliance/lazyCompliance.js';
import type { ComplianceParts } from './compliance/complianceParts.js';
import type { EnvironmentParts } from './environments/environmentParts.js';
import { lazyEnvironments } from './environments/lazyEnvironments.js';
import { lazyHealth } from './health/lazyHealth.js';
import { ruleLanguage } from './health/rules/ruleLanguage.js';
import type { InsightsParts } from './insights/insightsParts.js';
import { lazyInsights } from './insights/lazyInsights.js';
import type { HealthParts } from './health/healthParts.js';
import { lazySurvey } from './insights/lazySurvey.js';
import type { SurveyParts } from './insights/surveyParts.js';
import { logProblem, registerCommands, type CommandHandler } from './common/commands.js';
import { createOutputLog } from './common/outputLog.js';
import { reportProblem } from './common/problemReporter.js';
import { onDidChangeSettings, settings } from './common/settings.js';
import { BackstageSignIn, type SignInChange } from './signIn/backstageSignIn.js';
import { connectCommands, type ConnectCommandOptions } from './signIn/connectCommands.js';
import type { InstanceCommandId } from './signIn/instanceCommands.js';
import { WindowBrowser } from './signIn/windowBrowser.js';
import { lazyTemplates } from './templates/lazyTemplates.js';
import type { TemplateParts } from './templates/templateParts.js';

/** What the tests inside the extension host see. Nothing of it is there in a window of a person. */
export interface TestSurface {
  readonly model: CatalogueModel;
  readonly view: CatalogueView;
  readonly signIn: BackstageSignIn;
  readonly browser: WindowBrowser;
  readonly look: LookFeature;
  /** Everything around templates, loaded. */
  readonly templateParts: () => Promise<TemplateParts>;
  /** Everything around compliance, loaded. */
  readonly complianceParts: () => Promise<ComplianceParts>;
  /** Everything around health, loaded. */
  readonly healthParts: () => Promise<HealthParts>;
  /** Everything around insights, loaded. */
  readonly insightsParts: () => Promise<InsightsParts>;
  /** Everything around environments, loaded. */
  readonly environmentParts: () => Promise<EnvironmentParts>;
  /** Questions about the platform and feedback, loaded. */
  readonly surveyParts: () => Promise<SurveyParts>;
}

/** Builds the product. Registers everything, reads nothing: that begins with the first look or the first descriptor. */
export function activate(context: vscode.ExtensionContext): TestSurface | undefined {
  const store = new DisposableStore();
  context.subscriptions.push(store);
  const clock = { now: () => Date.now() };
  const log = store.add(createOutputLog());

  const browser = store.add(new WindowBrowser());
  const signIn: BackstageSignIn = store.add(
    new BackstageSignIn({
      secrets: context.secrets,
      clock,
      log,
      browser,
      instance: settings.instance,
      guestWithoutAsking: settings.guestWithoutAsking,
      guestToken: instance => connect(instance).guestToken(clock.now(), new AbortController().signal),
      oauth: instance => connect(instance).oauth,
    }),
  );
  const connect = (instance: Instance): BackstageConnection =>
    lazyConnection(
      { baseUrl: instance.baseUrl, tokens: signIn.tokensFor(instance), log },
      context.globalStorageUri.fsPath,
    );

  const connected = (): BackstageConnection | undefined => {
    const instance = settings.instance();
    return instance?.ok ? connect(instance.value) : undefined;
  };

  const model = store.add(new CatalogueModel(clock));
  const stars = new Stars(context.globalState);
  const glances = store.add(new EntityGlances());
  const view = store.add(
    new CatalogueView({
      model,
      stars,
      glances,
      clock,
      memento: context.workspaceState,
      grouping: settings.grouping,
      onProblem: problem => logProblem(problem, log),
    }),
  );

  store.add(refreshAutomatically({ model, view, clock, everyMinutes: settings.refreshMinutes }));
  store.add(new EntityDecorations(glances));

  const files = store.add(new EditorFiles());
  const look = store.add(
    lookFeature({
      model,
      files,
      clock,
      onProblem: problem => logProblem(problem, log),
      view,
      stars,
      glances,
      memento: context.workspaceState,
      documents: () => connected()?.documents,
      docs: () => connected()?.techDocs,
    }),
  );

  const registrar = (): Registrar | undefined => connected()?.registrar;
  const diagnostics = store.add(new DescriptorDiagnostics());
  const compliance = store.add(
    lazyCompliance({ catalogue: model, clock, log, workspaceState: context.workspaceState }),
  );
  const language = store.add(languageFeature({ model, files, glances, rulePage: compliance.rulePage }));
  const survey = store.add(
    lazySurvey({ ...{ clock, log, connected }, globalState: context.globalState, storage: context.globalStorageUri }),
  );
  const templates = store.add(
    lazyTemplates({
      ...{ model, view, clock, log, connected },
      documents: language.documents,
      globalState: context.globalState,
      workspaceState: context.workspaceState,
      surveyEvents: survey,
      storage: context.globalStorageUri.fsPath,
      onRunEnd: run => environments.runEnded(run),
    }),
  );
  const health = store.add(
    lazyHealth({
      ...{ catalogue: model, view, stars, glances, clock, log },
      whereAmI: look.whereAmI,
      finder: look.finder,
      secrets: context.secrets,
      workspaceState: context.workspaceState,
      extension: context.extensionUri,
      backstage: connected,
    }),
  );
  const environments = store.add(
    lazyEnvironments({
      ...{ model, view, clock, log, connected },
      whereAmI: look.whereAmI,
      globalState: context.globalState,
      workspaceState: context.workspaceState,
      storage: context.globalStorageUri.fsPath,
      surveyEvents: survey,
      templates: templates.load,
    }),
  );
  store.add(ruleLanguage({ source: health.source, onDidChangeSource: health.onDidChangeSource, clock, log }));
  const insights = store.add(
    lazyInsights({
      ...{ catalogue: model, clock, log, connected },
      ...{ signals: health.source, onDidChangeSignals: health.onDidChangeSource },
      workspaceState: context.workspaceState,
      extension: context.extensionUri,
      storage: context.globalStorageUri.fsPath,
    }),
  );
  const workspace = lazyWorkspace(files, descriptors => {
    diagnostics.show(descriptors);
    language.take(descriptors);
  });
  const useFolders = (): void => model.setWorkspace(vscode.workspace.workspaceFolders?.length ? workspace : undefined);
  const showConnection = async (): Promise<void> => {
    const instance = settings.instance();
    void vscode.commands.executeCommand('setContext', 'goldenPath.connected', instance?.ok === true);
    const signedIn = instance?.ok === true && (await signIn.isSignedIn(instance.value));
    void vscode.commands.executeCommand('setContext', 'goldenPath.signedIn', signedIn);
    const ended = instance?.ok === true && (await signIn.hasEnded(instance.value));
    void vscode.commands.executeCommand('setContext', 'goldenPath.signedOutByServer', ended);
  };
  const useInstance = (): void => {
    const instance = settings.instance();
    if (instance?.ok === false) logProblem(instance.problem, log);
    model.setServer(
      instance?.ok ? connect(instance.value).catalogue : undefined,
      instance?.ok === false ? instance.problem : undefined,
    );
    templates.useInstance();
    health.useInstance();
    insights.useInstance();
    void showConnection();
    if (view.isStarted) void view.refresh();
  };
  const followSignIn = ({ origin, now }: SignInChange): void => {
    void showConnection();
    const instance = settings.instance();
    if (!instance?.ok || instance.value.origin !== origin) return;
    if (now === 'signedIn') templates.followSignIn();
    health.followSignIn();
    // What is known stays readable until the person signs out: the server's word ends reading it anew, and no more.
    if (now === 'signedOut') void model.forgetServer();
    // A guest who went in without being asked did so in the middle of a reading, which goes on; so does one that is refused.
    else if (view.isStarted && model.state.server.phase !== 'loading')
      void (now === 'signedIn' ? view.refresh() : view.refreshQuietly());
  };
  useFolders();
  useInstance();
  store.add(vscode.workspace.onDidChangeWorkspaceFolders(useFolders));
  store.add(onDidChangeSettings(['backstage.url'])(useInstance));
  store.add(onDidChangeSettings(['catalogue.groupBy'])(() => view.redraw()));
  store.add(signIn.onDidChangeSignIn(followSignIn));
  store.add(vscode.workspace.onDidOpenTextDocument(document => isDescriptor(document) && void model.readWorkspace()));
  if (vscode.workspace.textDocuments.some(isDescriptor)) void model.readWorkspace();

  const connecting: ConnectCommandOptions = {
    signIn,
    probe: (instance, signal) => connect(instance).probe(signal),
    forget: instance => connect(instance).catalogue.snapshots.forget(),
  };
  const instanceCommand = (id: InstanceCommandId): CommandHandler => {
    return async (...args) => (await import('./signIn/instanceCommands.js')).instanceCommands(connecting)[id](...args);
  };
  const descriptors = store.add(
    descriptorFeature({
      model,
      view,
      files,
      registrar,
    }),
  );

  store.add(
    registerCommands(
      {
        ...descriptors.commands,
        ...catalogueCommands({ view, model, stars }),
        ...look.commands,
        ...language.commands,
        ...templates.commands,
        ...compliance.commands,
        ...health.commands,
        ...insights.commands,
        ...environments.commands,
        ...survey.commands,
        ...connectCommands(connecting),
        'goldenPath.addInstance': instanceCommand('goldenPath.addInstance'),
        'goldenPath.switchInstance': instanceCommand('goldenPath.switchInstance'),
        'goldenPath.removeInstance': instanceCommand('goldenPath.removeInstance'),
        'goldenPath.showLog': () => {
          log.show();
          return Promise.resolve();
        },
      },
      {
        register: (id, callback) => vscode.commands.registerCommand(id, callback),
        log,
        report: (problem, retry) => reportProblem(problem, log, retry),
      },
    ),
  );
  return context.extensionMode === vscode.ExtensionMode.Test
    ? {
        ...{ model, view, signIn, browser, look },
        templateParts: templates.load,
        complianceParts: compliance.load,
        healthParts: health.load,
        insightsParts: insights.load,
        environmentParts: environments.load,
        surveyParts: survey.load,
      }
    : undefined;
}
