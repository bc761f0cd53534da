import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposables.js';
import { Emitter, type Disposable, type Event } from '../../core/common/event.js';
import type { Log } from '../../core/common/log.js';
import { presentProblem, type Result } from '../../core/common/problem.js';
import { scopeKey, type HealthScope } from '../../core/health/scope.js';
import type { Detail, FromPage, Overview, RangeName, ToPage, TroubleAction } from '../../../webview/health/protocol.js';
import { TEXTS } from '../../../webview/health/texts.js';
import { WebviewHost, type WebviewOptions } from '../common/webviewHost.js';
import { HEALTH_VIEW_TYPE } from './healthViewType.js';
import { isFromHealthPage } from './pageMessages.js';

const FIRST_RANGE: RangeName = '24h';

/** A part of a range, as Unix times in seconds. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What a page asks for beside its data. */
export interface PageActions {
  showQuery(query: string): Promise<Result<unknown>>;
  openGraph(query: string): Promise<Result<unknown>>;
  openRunbook(ref: string, alert: string): Promise<Result<unknown>>;
  openLink(ref: string, id: string): Promise<Result<unknown>>;
  openEntity(ref: string): Promise<Result<unknown>>;
  silence(ref: string, alert: string): Promise<Result<unknown>>;
  unsilence(ref: string, alert: string): Promise<Result<unknown>>;
  act(action: TroubleAction): Promise<Result<unknown>>;
  copy(text: string): Promise<Result<unknown>>;
  save(name: string, base64: string): Promise<Result<unknown>>;
}

export interface HealthPanelOptions {
  readonly resources: vscode.Uri;
  readonly log: Log;
  readonly refreshSeconds: () => number;
  readonly titleOf: (scope: HealthScope) => string;
  readonly nameOf: (ref: string) => string;
  readonly overview: (scope: HealthScope) => Overview;
  readonly detail: (
    ref: string,
    range: RangeName,
    span: Span | undefined,
    signal: AbortSignal,
  ) => Promise<Result<Detail>>;
  /** Reads again what is in sight. */
  readonly refresh: (signal: AbortSignal) => Promise<Result<unknown>>;
  readonly actions: PageActions;
}

/** One health page: what it shows, and what is sent to it. Nothing is sent or asked for while it is hidden. */
export class HealthPanel implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<void>());
  private readonly host: WebviewHost<ToPage, FromPage>;
  private isReady = false;
  private paused = false;
  private service: string | undefined;
  private range: RangeName = FIRST_RANGE;
  private span: Span | undefined;
  private asked: AbortController | undefined;

  /** Told when something else is in sight. */
  readonly onDidChange: Event<void> = this.changed.event;
  readonly onDidClose: Event<void>;

  /** @param panel one that the editor has brought back; a new one where there is none */
  constructor(
    private readonly options: HealthPanelOptions,
    private current: HealthScope,
    panel?: vscode.WebviewPanel,
  ) {
    if (current.kind === 'entity' && isComponent(current.ref)) this.service = current.ref;
    const hostOptions: WebviewOptions<FromPage> = {
      page: 'health',
      viewType: HEALTH_VIEW_TYPE,
      title: options.titleOf(current),
      resources: options.resources,
      accepts: isFromHealthPage,
      log: options.log,
    };
    this.host = panel ? WebviewHost.revive(panel, hostOptions) : WebviewHost.open(hostOptions);
    this.onDidClose = this.host.onDidClose;
    this.store.add(this.host.onDidReceive(message => void this.receive(message)));
    this.store.add(
      this.host.panel.onDidChangeViewState(() => {
        // A page that was hidden is loaded anew, and says when it is ready.
        if (!this.host.isVisible) {
          this.isReady = false;
          this.asked?.abort();
        }
        this.changed.fire();
      }),
    );
    this.store.add(this.host.onDidClose(() => this.store.dispose()));
    this.store.add({ dispose: () => this.asked?.abort() });
  }

  get scope(): HealthScope {
    return this.current;
  }

  get key(): string {
    return scopeKey(this.current);
  }

  get title(): string {
    return this.host.panel.title;
  }

  /** Full references of what the page shows. */
  get refs(): readonly string[] {
    return this.service === undefined ? [] : [this.service];
  }

  /** Whether the page is in sight and wants to be kept up to date. */
  get isShown(): boolean {
    return this.host.isVisible && this.isReady && !this.paused;
  }

  /** Whether the page is there and in sight, and so can be told something. */
  get isVisible(): boolean {
    return this.host.isVisible && this.isReady;
  }

  /** Turns the page to another scope and brings it to the front. */
  show(scope: HealthScope): void {
    const isOther = scopeKey(scope) !== this.key;
    this.current = scope;
    this.host.panel.title = this.options.titleOf(scope);
    this.host.panel.reveal();
    if (scope.kind === 'entity' && isComponent(scope.ref)) this.service = scope.ref;
    else if (isOther) this.service = undefined;
    this.span = undefined;
    void this.sendAll();
    this.changed.fire();
  }

  /** Sends what is known now, and asks for the details of the service that is open. */
  async update(): Promise<void> {
    if (!this.isShown) return;
    this.sendOverview();
    await this.sendDetail();
  }

  /** Says whether something is being read. */
  setBusy(busy: boolean): void {
    if (this.isShown) void this.host.send({ type: 'busy', busy });
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
        this.paused = message.paused;
        this.range = message.range ?? this.range;
        if (message.service !== undefined) this.service = message.service;
        await this.start();
        return;
      case 'refresh':
        await this.busy(signal => this.options.refresh(signal));
        return;
      case 'pause':
        this.paused = message.paused;
        this.changed.fire();
        return;
      case 'openService':
        this.service = message.ref;
        this.range = message.range;
        this.span = undefined;
        this.changed.fire();
        await this.sendDetail();
        return;
      case 'openOverview':
        this.service = undefined;
        this.span = undefined;
        this.asked?.abort();
        this.sendOverview();
        this.changed.fire();
        return;
      case 'setRange':
        this.range = message.range;
        this.span = undefined;
        await this.sendDetail();
        return;
      case 'zoom':
        this.span = { start: Math.min(message.start, message.end), end: Math.max(message.start, message.end) };
        await this.sendDetail();
        return;
      case 'showQuery':
        await this.tell(actions.showQuery(message.query));
        return;
      case 'openGraph':
        await this.tell(actions.openGraph(message.query));
        return;
      case 'openRunbook':
        await this.ofService(ref => actions.openRunbook(ref, message.alert));
        return;
      case 'openLink':
        await this.ofService(ref => actions.openLink(ref, message.id));
        return;
      case 'openEntity':
        await this.tell(actions.openEntity(message.ref));
        return;
      case 'silence':
        await this.ofService(ref => actions.silence(ref, message.alert));
        return;
      case 'unsilence':
        await this.ofService(ref => actions.unsilence(ref, message.alert));
        return;
      case 'act':
        await this.tell(actions.act(message.action));
        return;
      case 'copy':
        await this.tell(actions.copy(message.text));
        return;
      case 'save':
        await this.tell(actions.save(message.name, message.base64));
        return;
    }
  }

  private async start(): Promise<void> {
    const refreshSeconds = this.options.refreshSeconds();
    const texts = Object.fromEntries(TEXTS.map(text => [text, vscode.l10n.t(text)]));
    await this.host.send({ type: 'start', texts, language: vscode.env.language, refreshSeconds });
    await this.sendAll();
    this.changed.fire();
  }

  private async sendAll(): Promise<void> {
    if (!this.isVisible) return;
    const { service, range } = this;
    await this.host.send({
      type: 'show',
      ...(service === undefined ? {} : { service, name: this.options.nameOf(service), range }),
    });
    this.sendOverview();
    await this.sendDetail();
  }

  private sendOverview(): void {
    if (!this.isVisible) return;
    // The catalogue may have come to know the name since.
    this.host.panel.title = this.options.titleOf(this.current);
    void this.host.send({ type: 'overview', overview: this.options.overview(this.current) });
  }

  private async sendDetail(): Promise<void> {
    const { service, range, span } = this;
    this.asked?.abort();
    if (service === undefined || !this.isVisible) return;
    const asked = new AbortController();
    this.asked = asked;
    void this.host.send({ type: 'busy', busy: true });
    const detail = await this.options.detail(service, range, span, asked.signal);
    if (this.asked !== asked || asked.signal.aborted) return;
    void this.host.send({ type: 'busy', busy: false });
    if (detail.ok) void this.host.send({ type: 'detail', detail: detail.value });
    else await this.tell(Promise.resolve(detail));
  }

  private async busy(run: (signal: AbortSignal) => Promise<Result<unknown>>): Promise<void> {
    void this.host.send({ type: 'busy', busy: true });
    await this.tell(run(new AbortController().signal));
    void this.host.send({ type: 'busy', busy: false });
    this.sendOverview();
    await this.sendDetail();
  }

  private async ofService(act: (ref: string) => Promise<Result<unknown>>): Promise<void> {
    if (this.service !== undefined) await this.tell(act(this.service));
  }

  /** Says what went wrong with something that the person asked for, on the page where they asked. */
  private async tell(work: Promise<Result<unknown>>): Promise<void> {
    const result = await work;
    if (result.ok) return;
    const { text } = presentProblem(result.problem, vscode.l10n.t);
    if (text !== undefined) await this.host.send({ type: 'problem', text });
  }
}

function isComponent(ref: string): boolean {
  return ref.startsWith('component:');
}
