const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** What is wrong with the form of an expression. */
export type ShapeProblem = 'empty' | 'quote' | 'bracket' | 'operator';

/**
 * Looks at the form of a PromQL expression: quotes and brackets that are closed, no operator at its end. Whether it means
 * something, this does not say.
 * @returns undefined where nothing is wrong with its form
 */
export function promqlProblem(expression: string): ShapeProblem | undefined {
  const open: string[] = [];
  let rest = '';
  for (let at = 0; at < expression.length; at++) {
    const letter = expression[at] ?? '';
    if (letter === '#') {
      at = endOfLine(expression, at);
      continue;
    }
    if (letter === '"' || letter === "'" || letter === '`') {
      const end = endOfText(expression, at, letter);
      if (end < 0) return 'quote';
      at = end;
      rest += '"';
      continue;
    }
    rest += letter;
    const closing = CLOSING[letter];
    if (closing !== undefined) open.push(closing);
    else if (/[)\]}]/.test(letter) && open.pop() !== letter) return 'bracket';
  }
  if (open.length > 0) return 'bracket';
  const words = rest.trim();
  if (words === '') return 'empty';
  return /(?:[-+*/%^<>=!]|\b(?:and|or|unless|by|without|on|ignoring|bool|offset))$/i.test(words)
    ? 'operator'
    : undefined;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** Where a text ends: in backquotes nothing is escaped. */
function endOfText(text: string, from: number, quote: string): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\' && quote !== '`') at++;
    else if (text[at] === quote) return at;
  }
  return -1;
}
