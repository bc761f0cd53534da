// Empty lines and brackets, frames of a stack, and the version that Node ends the report of a crash with.
const SAYS_NOTHING = /^[^\p{L}\p{N}]*$|^\s+at .|^Node\.js v\d\S*\s*$/u;
const IS_VERSION = /^Node\.js v\d/;
// The line of a report that names the error; what is known of it besides comes after it.
const NAMES_ERROR = /^(?:[A-Za-z_$][\w$]*)?(?:Error|Exception)\b.*: ?\S/;

/**
 * What a process that has ended says of the reason: the last of its lines that says something.
 * @param lines what it has written, the oldest first
 * @returns undefined where it has written nothing but white space
 */
export function lastWords(lines: readonly string[]): string | undefined {
  const crash = lines.some(line => IS_VERSION.test(line)) ? lines.findLast(line => NAMES_ERROR.test(line)) : undefined;
  const said = crash ?? lines.findLast(line => !SAYS_NOTHING.test(line)) ?? lines.findLast(line => line.trim() !== '');
  return said?.trim();
}
