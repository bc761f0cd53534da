import * as vscode from 'vscode';
import { withoutLinks } from './notificationText.js';

/** Work that may take long. */
export interface PatientWork<T> {
  /** What the person is told that goes on. */
  readonly title: string;
  /** For how many milliseconds nothing is said. */
  readonly patienceMs: number;
  /** @param signal is aborted when the person cancels */
  readonly run: (signal: AbortSignal) => Promise<T>;
  /** How far it is, asked twice a second. */
  readonly progress?: () => string;
}

/** Runs work at once; when it takes long, a notification says so and offers to cancel it. */
export async function withPatience<T>({ title, patienceMs, run, progress }: PatientWork<T>): Promise<T> {
  const stop = new AbortController();
  const work = run(stop.signal);
  const timer = setTimeout(() => void showProgress(title, work, stop, progress), patienceMs);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}

async function showProgress(
  title: string,
  work: Promise<unknown>,
  stop: AbortController,
  describe: (() => string) | undefined,
): Promise<void> {
  const location = vscode.ProgressLocation.Notification;
  await vscode.window.withProgress(
    { location, title: withoutLinks(title), cancellable: true },
    async (progress, token) => {
      token.onCancellationRequested(() => stop.abort());
      const report = (): void => {
        if (describe) progress.report({ message: describe() });
      };
      report();
      const timer = setInterval(report, 500);
      // Whoever asked for the work hears how it ended.
      await work.catch(() => undefined);
      clearInterval(timer);
    },
  );
}
