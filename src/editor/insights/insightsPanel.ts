import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable, Event } from '../../core/common/event.js';
import type { Log } from '../../core/common/log.js';
import { presentProblem, type Result } from '../../core/common/problem.js';
import type { DoraKey } from '../../core/insights/dora/doraReport.js';
import {
  TEXTS,
  type Adoption,
  type Choices,
  type Delivery,
  type ExportFormat,
  type ExportPart,
  type FromPage,
  type PageAction,
  type PartState,
  type Query,
  type Survey,
  type ToPage,
} from '../../../webview/insights/protocol.js';
import { WebviewHost, type WebviewOptions } from '../common/webviewHost.js';
import { isFromInsightsPage } from './insightsMessages.js';
import type { PartName } from './insightsModel.js';

export const INSIGHTS_VIEW_TYPE = 'goldenPath.insights';

/** What the page shows now. */
export interface PageParts {
  delivery(): PartState<Delivery>;
  adoption(): PartState<Adoption>;
  survey(): PartState<Survey>;
  choices(): Choices;
  query(): Query;
  isBusy(): boolean;
}

export interface PanelActions {
  ask(query: Query): Promise<Result<unknown>>;
  /** Has every part read that is not known. */
  want(): void;
  refresh(): Promise<Result<unknown>>;
  act(action: PageAction): Promise<Result<unknown>>;
  openPoint(key: DoraKey, index: number): Promise<Result<unknown>>;
  openEntity(ref: string): Promise<Result<unknown>>;
  export(format: ExportFormat, part: ExportPart): Promise<Result<unknown>>;
  copy(text: string): Promise<Result<unknown>>;
  savePicture(name: string, base64: string): Promise<Result<unknown>>;
}

export interface InsightsPanelOptions {
  readonly resources: vscode.Uri;
  readonly log: Log;
  readonly parts: PageParts;
  readonly actions: PanelActions;
}

/** The insights page: what it shows, and what is sent to it. Nothing is sent while it is hidden; it is told all when it comes back. */
export class InsightsPanel implements Disposable {
  private readonly store = new DisposableStore();
  private readonly host: WebviewHost<ToPage, FromPage>;
  private isReady = false;
  private later: ToPage | undefined;

  readonly onDidClose: Event<void>;

  /** @param panel one that the editor has brought back; a new one where there is none */
  constructor(
    private readonly options: InsightsPanelOptions,
    panel?: vscode.WebviewPanel,
  ) {
    const hostOptions: WebviewOptions<FromPage> = {
      page: 'insights',
      viewType: INSIGHTS_VIEW_TYPE,
      title: vscode.l10n.t('Insights'),
      resources: options.resources,
      accepts: isFromInsightsPage,
      log: options.log,
    };
    this.host = panel ? WebviewHost.revive(panel, hostOptions) : WebviewHost.open(hostOptions);
    this.onDidClose = this.host.onDidClose;
    this.store.add(this.host.onDidReceive(message => void this.receive(message)));
    this.store.add(
      this.host.panel.onDidChangeViewState(() => {
        // A page that was hidden is loaded anew, and says when it is ready.
        if (!this.host.isVisible) this.isReady = false;
      }),
    );
    this.store.add(this.host.onDidClose(() => this.store.dispose()));
  }

  get isShown(): boolean {
    return this.host.isVisible && this.isReady;
  }

  /** Brings the page to the front. @param measure what to open on it */
  show(measure?: DoraKey): void {
    this.host.panel.reveal();
    if (measure !== undefined) this.sendLater({ type: 'show', measure });
  }

  /** Has the page make a picture, which it hands in to be kept. */
  takePicture(): void {
    this.host.panel.reveal();
    this.sendLater({ type: 'takePicture' });
  }

  /** Sends what is known of a part. */
  update(name: PartName): void {
    if (!this.isShown) return;
    const { parts } = this.options;
    switch (name) {
      case 'delivery':
        this.send({ type: 'delivery', part: parts.delivery() });
        break;
      case 'adoption':
        this.send({ type: 'adoption', part: parts.adoption() });
        break;
      case 'survey':
        this.send({ type: 'survey', part: parts.survey() });
        break;
    }
    this.send({ type: 'busy', busy: parts.isBusy() });
    if (name === 'delivery' && parts.delivery().state === 'ready') this.sendWaiting();
  }

  updateChoices(): void {
    const { parts } = this.options;
    if (this.isShown) this.send({ type: 'choices', choices: parts.choices(), query: parts.query() });
  }

  dispose(): void {
    this.host.dispose();
    this.store.dispose();
  }

  private async receive(message: FromPage): Promise<void> {
    const { actions } = this.options;
    switch (message.type) {
      case 'ready':
        this.isReady = true;
        await this.start();
        return;
      case 'ask':
        await this.tell(actions.ask(message.query));
        return;
      case 'refresh':
        await this.tell(actions.refresh());
        return;
      case 'act':
        await this.tell(actions.act(message.action));
        return;
      case 'openPoint':
        await this.tell(actions.openPoint(message.key, message.index));
        return;
      case 'openEntity':
        await this.tell(actions.openEntity(message.ref));
        return;
      case 'export':
        await this.tell(actions.export(message.format, message.part));
        return;
      case 'copy':
        await this.tell(actions.copy(message.text));
        return;
      case 'save':
        await this.tell(actions.savePicture(message.name, message.base64));
    }
  }

  private async start(): Promise<void> {
    const texts = Object.fromEntries(TEXTS.map(text => [text, vscode.l10n.t(text)]));
    await this.host.send({ type: 'start', texts, language: vscode.env.language });
    const { actions } = this.options;
    this.updateChoices();
    for (const name of ['delivery', 'adoption', 'survey'] as const) this.update(name);
    actions.want();
  }

  /** Sends now, or when the page is there and has its numbers. */
  private sendLater(message: ToPage): void {
    this.later = message;
    if (this.isShown && this.options.parts.delivery().state === 'ready') this.sendWaiting();
  }

  private sendWaiting(): void {
    const { later } = this;
    this.later = undefined;
    if (later) this.send(later);
  }

  private send(message: ToPage): void {
    void this.host.send(message);
  }

  /** Says what went wrong with something that the person asked for, on the page where they asked. */
  private async tell(work: Promise<Result<unknown>>): Promise<void> {
    const result = await work;
    if (result.ok) return;
    const { text } = presentProblem(result.problem, vscode.l10n.t);
    if (text !== undefined) this.send({ type: 'problem', text });
  }
}
