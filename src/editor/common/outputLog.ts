import * as vscode from 'vscode';
import type { Disposable } from '../../core/common/event.js';
import type { Log } from '../../core/common/log.js';
import { createRedactor, type Redactor } from '../../core/common/redact.js';

/** The product's output channel. */
export interface OutputLog extends Log, Disposable {
  /** Masks secrets in everything that is written. */
  readonly redactor: Redactor;
  show(): void;
}

/** Opens the output channel “Golden Path”. Its level is the person's choice, as for every log of the editor. */
export function createOutputLog(): OutputLog {
  const channel = vscode.window.createOutputChannel('Golden Path', { log: true });
  const redactor = createRedactor();
  return {
    redactor,
    debug: message => channel.debug(redactor.redact(message)),
    info: message => channel.info(redactor.redact(message)),
    warn: message => channel.warn(redactor.redact(message)),
    error: message => channel.error(redactor.redact(message)),
    show: () => channel.show(),
    dispose: () => channel.dispose(),
  };
}
