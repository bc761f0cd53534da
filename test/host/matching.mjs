// How page objects find things by the texts that people see.

/**
 * A pattern for the whole of a text. Playwright's own `:text-is()` fails on labels whose found part is highlighted.
 * @param {string | RegExp} text a pattern is taken as it is
 * @returns {RegExp}
 */
export function exactly(text) {
  if (text instanceof RegExp) return text;
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}

/** A value inside a CSS attribute selector, with its quotes. @param {string} value */
export function quoted(value) {
  return JSON.stringify(value);
}

/**
 * CSS for an accessible label. VS Code appends a key binding in parentheses, or the text of a badge behind a dash.
 * @param {string} name
 */
export function labelled(name) {
  const starts = [`${name} (`, `${name} - `].map(start => `[aria-label^=${quoted(start)}]`);
  return `:is([aria-label=${quoted(name)}],${starts.join(',')})`;
}
