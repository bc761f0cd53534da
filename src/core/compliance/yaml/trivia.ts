const HASH = 0x23;
const BYTE_ORDER_MARK = 0xfeff;

/** Past blanks, line breaks and comments from a place behind or before a value. */
export function pastTrivia(text: string, from: number): number {
  let at = from;
  for (;;) {
    const letter = text.charCodeAt(at);
    if (isBlank(letter) || letter === BYTE_ORDER_MARK) at++;
    else if (letter === HASH && (at === 0 || at > from || isBlank(text.charCodeAt(at - 1)))) at = lineEndAt(text, at);
    else return at;
  }
}

/** A blank, a tab or a line break. */
export function isBlank(letter: number): boolean {
  return letter === 0x20 || letter === 0x09 || letter === 0x0a || letter === 0x0d;
}

/** How far in a place is, in UTF-16 units from the beginning of its line. A byte order mark is not counted. */
export function columnOf(text: string, offset: number): number {
  return offset - lineStartAt(text, offset);
}

/** Where the line of a place begins, behind a byte order mark. */
export function lineStartAt(text: string, offset: number): number {
  // A negative place counts as the first one, where a line break may be.
  const start = offset > 0 ? text.lastIndexOf('\n', offset - 1) + 1 : 0;
  return start === 0 && text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : start;
}

/** Where the line of a place ends, before its line break. */
export function lineEndAt(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && text.charCodeAt(at) !== 0x0a && text.charCodeAt(at) !== 0x0d) at++;
  return at;
}
