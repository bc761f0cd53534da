/** A table in GitHub Flavored Markdown; `–` for what is not known. */
export function tableMarkdown(
  columns: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  return [
    `| ${columns.map(cell).join(' | ')} |`,
    `| ${columns.map(() => '---').join(' | ')} |`,
    ...rows.map(row => `| ${row.map(cell).join(' | ')} |`),
  ].join('\n');
}

/** A text as one line of Markdown. It may come from anybody: nothing of it is a link, a picture, HTML or another cell. */
export function textMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]{}<>|#!~&]/g, '\\$&')
    .replace(/(https?):\/\//gi, '$1:\\/\\/');
}

function cell(value: string | number | null): string {
  if (value === null) return '–';
  return typeof value === 'number' ? String(value) : textMarkdown(value);
}
