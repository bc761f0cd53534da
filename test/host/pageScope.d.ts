/**
 * What functions that run in the page use of the browser. The project is not compiled with the DOM's types, as no other
 * code may count on a browser; each such function narrows its own `globalThis` to this.
 */
export interface PageScope {
  readonly document: PageElement;
  readonly navigator: { readonly clipboard: { readText(): Promise<string> } };
  readonly MutationObserver: new (changed: () => void) => PageObserver;
  requestAnimationFrame(callback: () => void): number;
  addEventListener(
    type: string,
    listener: (event: PageEvent) => void,
    options: { capture: boolean; once: boolean },
  ): void;
}

export interface PageElement {
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): { readonly length: number };
}

export interface PageEvent {
  /** Milliseconds on the clock of `performance.now()`, from when the browser received the input. */
  readonly timeStamp: number;
}

export interface PageObserver {
  observe(target: PageElement, options: { childList: boolean; subtree: boolean; attributes?: boolean }): void;
  disconnect(): void;
}
