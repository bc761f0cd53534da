/**
 * Gives a text in the person's language. `{0}`, `{1}` … stand for the arguments.
 * The editor hands in `vscode.l10n.t`; the command line program uses `plainTranslate`.
 */
export type Translate = (message: string, ...values: (string | number | boolean)[]) => string;

/** English as written, with the arguments put in. */
export const plainTranslate: Translate = (message, ...values) =>
  message.replace(/\{(\d+)\}/g, (placeholder, index: string) => String(values[Number(index)] ?? placeholder));
