// Prints a run at the terminal: tests as they come, then failures and numbers.

const RED = 31;
const GREEN = 32;
const YELLOW = 33;
const CYAN = 36;
const GREY = 90;

/** Tests slower than this are printed with their time. */
const SLOW_MS = 75;

/**
 * A listener that prints events as they come.
 * @param {{ color?: boolean }} [options] coloured on a terminal unless given
 * @returns {(event: import('./testEvents.mjs').TestEvent) => void}
 */
export function livePrinter({ color = Boolean(process.stdout.isTTY) } = {}) {
  /** @param {number} code @param {string} text */
  const paint = (code, text) => (color ? `\x1b[${code}m${text}\x1b[0m` : text);
  let depth = 0;
  return event => {
    if (event.type === 'suite') depth = event.depth;
    const line = lineOf(event, paint);
    if (line !== undefined) print(indented(line, event.type === 'suite' ? depth : depth + 1));
  };
}

/**
 * Prints failures, times and, as the last line, `N passed, N failed, N skipped`.
 * @param {import('./testResult.mjs').TestResult} result
 */
export function printSummary(result) {
  for (const [index, failure] of result.failures.entries()) {
    print(`\n${index + 1}) ${failure.path.join(' > ')}`);
    if (failure.file) print(indented(failure.file, 2));
    print(indented(failure.stack ?? failure.message, 2));
    if (failure.expected !== undefined) print(indented(`expected: ${failure.expected}`, 2));
    if (failure.actual !== undefined) print(indented(`actual:   ${failure.actual}`, 2));
  }
  for (const text of result.unhandled) print(`\nNot handled: ${text}`);
  if (result.exitCode !== 0) print(`\n${result.exitCode === 2 ? 'The host broke' : 'Failed'}: ${result.reason}`);
  const timings = Object.entries(result.timings).map(([step, ms]) => `${step} ${(ms / 1000).toFixed(1)} s`);
  print(`\nTimes from the start: ${timings.join(', ')}`);
  print(`${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped`);
}

/**
 * @param {import('./testEvents.mjs').TestEvent} event
 * @param {(code: number, text: string) => string} paint
 * @returns {string | undefined} undefined for events that are not printed
 */
function lineOf(event, paint) {
  switch (event.type) {
    case 'suite':
      return event.title;
    case 'pass':
      return `${paint(GREEN, '✔')} ${event.title}${(event.ms ?? 0) > SLOW_MS ? paint(GREY, ` (${event.ms} ms)`) : ''}`;
    case 'skip':
      return paint(CYAN, `- ${event.title}`);
    case 'fail':
      return paint(RED, `✖ ${event.title}`);
    case 'retry':
      return paint(YELLOW, `↻ ${event.title}: ${event.message}`);
    case 'console':
      return paint(GREY, event.text.replace(/^/gm, '| '));
    case 'unhandled':
    case 'crash':
      return paint(RED, `! ${event.type}: ${event.text}`);
    default:
      return undefined;
  }
}

/** @param {string} text @param {number} depth */
function indented(text, depth) {
  return text.replace(/^(?=.)/gm, '  '.repeat(depth));
}

/** @param {string} text */
function print(text) {
  process.stdout.write(`${text}\n`);
}
