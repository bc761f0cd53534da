/**
 * A text with words of a server in it, for a notification: the editor makes links, also to commands, of `[text](address)`, and a server
 * must not put any there.
 */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}
