import * as vscode from 'vscode';
import type { BackstageConnection } from '../adapters/backstage/connection.js';
import type { Instance } from '../core/catalogue/instance.js';
import type { Registrar } from '../core/catalogue/registration.js';
import { CatalogueModel } from '../core/catalogue/model.js';
import { DisposableStore } from '../core/common/disposables.js';
import { success } from '../core/common/problem.js';
import type { RunServer } from '../core/templates/runs.js';
import { refreshAutomatically } from './catalogue/automaticRefresh.js';
import { catalogueCommands } from './catalogue/catalogueCommands.js';
import { CatalogueView } from './catalogue/catalogueView.js';
import { descriptorFeature } from './catalogue/descriptorFeature.js';
import { DescriptorDiagnostics } from './catalogue/descriptorDiagnostics.js';
import { EntityDecorations } from './catalogue/entityDecorations.js';
import { EditorFiles, isDescriptor } from './catalogue/editorFiles.js';
import { lazyConnection, lazyWorkspace } from './catalogue/lazySources.js';
import { languageFeature } from './catalogue/language/languageFeature.js';
import { lookFeature, type LookFeature } from './catalogue/lookFeature.js';
import { Stars } from './catalogue/stars.js';
import { logProblem, registerCommands, type CommandHandler } from './common/commands.js';
import { createOutputLog } from './common/outputLog.js';
import { reportProblem } from './common/problemReporter.js';
import { onDidChangeSettings, settings } from './common/settings.js';
import { BackstageSignIn, type SignInChange } from './signIn/backstageSignIn.js';
import { formFeature } from './templates/formFeature.js';
import { templatesFeature, type TemplatesFeature } from './templates/templatesFeature.js';
import { previewFeature, type Previews } from './templates/previewFeature.js';
import { templateLanguageFeature, type TemplateLanguageFeature } from './templates/language/templateLanguageFeature.js';
import { lazyScaffolderFile } from './templates/lazyScaffolderFile.js';
import { TestExplorer } from './templates/testExplorer.js';
import { connectCommands, type ConnectCommandOptions } from './signIn/connectCommands.js';
import type { InstanceCommandId } from './signIn/instanceCommands.js';
import { WindowBrowser } from './signIn/windowBrowser.js';
import { runsFeature, type RunsFeature } from './templates/runsFeature.js';

/** What the tests inside the extension host see. Nothing of it is there in a window of a person. */
export interface TestSurface {
  readonly model: CatalogueModel;
  readonly view: CatalogueView;
  readonly signIn: BackstageSignIn;
  readonly browser: WindowBrowser;
  readonly look: LookFeature;
  readonly templates: TemplatesFeature;
  readonly previews: Previews;
  readonly templateRuns: RunsFeature;
  readonly templateLanguage: TemplateLanguageFeature;
  readonly templateTests: TestExplorer;
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
  const view = store.add(
    new CatalogueView({
      model,
      stars,
      clock,
      memento: context.workspaceState,
      grouping: settings.grouping,
      onProblem: problem => logProblem(problem, log),
    }),
  );

  store.add(refreshAutomatically({ model, view, clock, everyMinutes: settings.refreshMinutes }));
  store.add(vscode.window.registerFileDecorationProvider(new EntityDecorations()));

  const files = store.add(new EditorFiles());
  const look = store.add(
    lookFeature({
      model,
      files,
      clock,
      onProblem: problem => logProblem(problem, log),
      view,
      stars,
      memento: context.workspaceState,
      documents: () => connected()?.documents,
      docs: () => connected()?.techDocs,
    }),
  );

  const registrar = (): Registrar | undefined => connected()?.registrar;
  const templateRuns = store.add(
    runsFeature({
      view,
      registrar,
      clock,
      log,
      memento: context.workspaceState,
      again: (ref, values, signal) => templates.createAgain(ref, values, signal),
    }),
  );

  const diagnostics = store.add(new DescriptorDiagnostics());
  const language = store.add(languageFeature({ model, files }));
  const templateLanguage = store.add(
    templateLanguageFeature({ documents: language.documents, clock, onProblem: problem => logProblem(problem, log) }),
  );
  const templateTests = store.add(
    new TestExplorer({
      scaffolder: () => {
        const instance = settings.instance();
        return instance?.ok ? connect(instance.value).scaffolder : undefined;
      },
      onProblem: problem => logProblem(problem, log),
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
  const useTemplates = (): void => {
    const instance = settings.instance();
    const folder = context.globalStorageUri.fsPath;
    templateLanguage.use(
      instance?.ok
        ? {
            scaffolder: connect(instance.value).scaffolder,
            snapshots: lazyScaffolderFile(folder, instance.value.baseUrl, log),
          }
        : undefined,
    );
  };
  const useInstance = (): void => {
    const instance = settings.instance();
    if (instance?.ok === false) logProblem(instance.problem, log);
    model.setServer(
      instance?.ok ? connect(instance.value).catalogue : undefined,
      instance?.ok === false ? instance.problem : undefined,
    );
    templateRuns.runs.setServer(instance?.ok ? runServer(instance.value, connect(instance.value)) : undefined);
    useTemplates();
    void showConnection();
    if (view.isStarted) void view.refresh();
    // Only where runs were left open in this workspace, or somebody has looked at them.
    templateRuns.catchUp();
  };
  const followSignIn = ({ origin, now }: SignInChange): void => {
    void showConnection();
    const instance = settings.instance();
    if (!instance?.ok || instance.value.origin !== origin) return;
    if (now === 'signedIn') {
      templateRuns.catchUp();
      useTemplates();
    }
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

  const forms = store.add(formFeature({ model, start: () => model.state.server.readAt === undefined && view.start() }));

  const templates: TemplatesFeature = store.add(
    templatesFeature({
      model,
      clock,
      start: () => model.state.server.readAt === undefined && view.start(),
      documents: () => connected()?.documents,
      scaffolder: () => connected()?.scaffolder,
      instance: () => connected()?.catalogue.origin ?? '',
      filler: forms.filler,
      previews: () => previews.previews,
      runs: templateRuns.runs,
      memento: context.globalState,
    }),
  );

  const previews = store.add(
    previewFeature({
      scaffolder: () => connected()?.scaffolder,
      documents: () => connected()?.documents,
      filler: forms.filler,
      run: (request, signal) => templates.runPreviewed(request, signal),
      localTemplate: ref => {
        const uri = model.state.index.get(ref)?.local?.uri;
        return uri === undefined ? undefined : vscode.Uri.parse(uri);
      },
    }),
  );

  store.add(
    registerCommands(
      {
        ...previews.commands,
        ...descriptors.commands,
        ...templateRuns.commands,
        ...catalogueCommands({ view, model, stars }),
        ...look.commands,
        ...language.commands,
        ...forms.commands,
        ...templates.commands,
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
        ...{ model, view, signIn, browser, look, templates, templateRuns, templateLanguage, templateTests },
        previews: previews.previews,
      }
    : undefined;
}

function runServer({ baseUrl }: Instance, { scaffolder, catalogue }: BackstageConnection): RunServer {
  return {
    origin: baseUrl,
    scaffolder,
    user: async signal => {
      const refs = await catalogue.ownershipRefs(signal);
      return refs.ok ? success(refs.value.find(ref => ref.startsWith('user:'))) : refs;
    },
  };
}
