/**
 * A pattern as a test for whole texts: `*` stands for any characters, slashes as well, `?` for one. Letters count alike in both
 * cases. Takes at most time in proportion to pattern times text, whatever they are: patterns come from files.
 * @param pattern such as `v*` or `*[bot]*`
 */
export function wildcard(pattern: string): (text: string) => boolean {
  const wanted = pattern.toLowerCase();
  return text => matches(wanted, text.toLowerCase());
}

/** Whether one of several patterns matches. */
export function anyWildcard(patterns: readonly string[]): (text: string) => boolean {
  const tests = patterns.map(wildcard);
  return text => tests.some(test => test(text));
}

function matches(pattern: string, text: string): boolean {
  let at = 0;
  let place = 0;
  // Where the last asterisk stands, and how much of the text it has taken.
  let star = -1;
  let taken = 0;
  while (at < text.length) {
    const wanted = pattern[place];
    if (wanted === '*') {
      star = place++;
      taken = at;
    } else if (wanted !== undefined && (wanted === '?' || wanted === text[at])) {
      place++;
      at++;
    } else if (star >= 0) {
      place = star + 1;
      at = ++taken;
    } else return false;
  }
  while (pattern[place] === '*') place++;
  return place === pattern.length;
}
