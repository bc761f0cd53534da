import { provideVSCodeDesignSystem, vsCodeButton, vsCodeTextField } from '@vscode/webview-ui-toolkit';

interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): EditorApi;

/** Messages between a page and the editor, and what the editor keeps for the page while its window is reloaded. */
export interface Channel<ToPage, FromPage> {
  send(message: FromPage): void;
  onMessage(listener: (message: ToPage) => void): void;
  /** What was kept last; undefined in a new page. It may be of an older version of the page. */
  kept(): unknown;
  keep(state: unknown): void;
}

/**
 * Opens the page's one channel to the editor, and makes the components known to the page.
 * @param accepts checks a message; what does not pass is dropped
 */
export function openChannel<ToPage, FromPage>(
  accepts: (message: unknown) => message is ToPage,
): Channel<ToPage, FromPage> {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeTextField());
  const editor = acquireVsCodeApi();
  return {
    send: message => editor.postMessage(message),
    onMessage: listener =>
      window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (accepts(data)) listener(data);
      }),
    kept: () => editor.getState(),
    keep: state => editor.setState(state),
  };
}
