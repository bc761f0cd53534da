/**
 * Text of a server or a file as Markdown that shows just this text: no formatting, no links, no images, no HTML, no icons,
 * on one line.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]()#+\-.!|~<>&$:@/]/g, character => `&#${character.charCodeAt(0)};`);
}

/** An address as the target of a Markdown link: what could end it is percent-encoded. */
export function linkTarget(address: string): string {
  return address.replace(/[()<>\\\s"`]/g, character => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/**
 * Words in which only code in backticks is Markdown, for texts that may be anybody's: links, pictures and the like stay text. On one
 * line.
 */
export function proseMarkdown(text: string): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part, at) => (at % 2 === 1 ? part.replace(/\s+/g, ' ') : escapeMarkdown(part)))
    .join('');
}
