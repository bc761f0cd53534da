import { provideVSCodeDesignSystem, vsCodeButton } from '@vscode/webview-ui-toolkit';

interface EditorApi {
  postMessage(message: unknown): void;
}

declare function acquireVsCodeApi(): EditorApi;

/** Messages between a page and the editor. */
export interface Channel<ToPage, FromPage> {
  send(message: FromPage): void;
  onMessage(listener: (message: ToPage) => void): void;
}

/**
 * Opens the page's one channel to the editor, and makes the components known to the page.
 * @param accepts checks a message; what does not pass is dropped
 */
export function openChannel<ToPage, FromPage>(
  accepts: (message: unknown) => message is ToPage,
): Channel<ToPage, FromPage> {
  provideVSCodeDesignSystem().register(vsCodeButton());
  const editor = acquireVsCodeApi();
  return {
    send: message => editor.postMessage(message),
    onMessage: listener =>
      window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (accepts(data)) listener(data);
      }),
  };
}

/** Makes an element. Its text is set as text, never as markup. */
export function element(name: string, attributes: Readonly<Record<string, string>> = {}, text?: string): HTMLElement {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  if (text !== undefined) made.textContent = text;
  return made;
}
