import type * as vscode from 'vscode';
import type { Disposable } from '../../core/common/event.js';

/** Does something about a document when nothing more has been typed in it for a while. */
export class TypingPauses implements Disposable {
  private readonly waiting = new Map<string, ReturnType<typeof setTimeout>>();

  /** @param pauseMs for how many milliseconds nothing may be typed */
  constructor(private readonly pauseMs: number) {}

  /** Waits anew; what was waited for before is not done. */
  after(uri: vscode.Uri, act: () => void): void {
    this.stop(uri);
    const key = uri.toString();
    const pause = setTimeout(() => {
      this.waiting.delete(key);
      act();
    }, this.pauseMs);
    this.waiting.set(key, pause);
  }

  /** Waits no longer for a document. */
  stop(uri: vscode.Uri): void {
    clearTimeout(this.waiting.get(uri.toString()));
    this.waiting.delete(uri.toString());
  }

  dispose(): void {
    for (const pause of this.waiting.values()) clearTimeout(pause);
    this.waiting.clear();
  }
}
