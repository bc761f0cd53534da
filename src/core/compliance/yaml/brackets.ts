/** How far around a mistake brackets are looked at: what is longer is made to be looked through. */
const MOST_BEFORE = 4_000;
const MOST_BEHIND = 100_000;

/** What matters in brackets: quoted texts, comments and brackets themselves. */
const TOKEN = /"(?:[^"\\]|\\[^])*"|(?<=[\s[{,:])'(?:[^']|'')*'|(?<=\s)#[^\n]*|[[\]{}]/g;

/** Where brackets begin that are not closed before a place, from the outermost. */
export function openBrackets(text: string, before: number): readonly number[] {
  const start = Math.max(0, before - MOST_BEFORE);
  const open: number[] = [];
  for (const { 0: token, index } of text.slice(start, before).matchAll(TOKEN))
    if (token === '[' || token === '{') open.push(start + index);
    else if (token === ']' || token === '}') open.pop();
  return open;
}

/**
 * A text in which the outermost brackets around a place are one line, with everything else at its offset: line breaks and comments
 * in them are blanks.
 * @returns undefined where they do not close, or are one line already
 */
export function joinBracket(text: string, place: number): string | undefined {
  const [start] = openBrackets(text, place);
  if (start === undefined) return undefined;
  let depth = 0;
  for (const { 0: token, index } of text.slice(start, start + MOST_BEHIND).matchAll(TOKEN)) {
    if (token === '[' || token === '{') depth++;
    else if (token === ']' || token === '}') depth--;
    if (depth > 0) continue;
    const part = text.slice(start, start + index + 1);
    const joined = part
      .replace(TOKEN, each => (each.startsWith('#') ? ' '.repeat(each.length) : each))
      .replace(/[\r\n]/g, ' ');
    return joined === part ? undefined : text.slice(0, start) + joined + text.slice(start + part.length);
  }
  return undefined;
}
