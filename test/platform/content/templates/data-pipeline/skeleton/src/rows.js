// From the text of a file to rows, and from a row to what is kept of it, or to the reason why it is refused.

/** @typedef {Record<string, unknown>} Row */

/** A file that cannot be read as its format says. */
export class BrokenFile extends Error {}

/**
 * @param {string} text
 * @param {'csv' | 'jsonl'} format
 * @returns {Row[]}
 * @throws {BrokenFile}
 */
export function readRows(text, format) {
  return format === 'csv' ? readCsv(text) : readJsonLines(text);
}

/** @param {string} text @returns {Row[]} */
function readJsonLines(text) {
  return text.split('\n').flatMap((line, at) => {
    if (line.trim() === '') return [];
    try {
      const row = JSON.parse(line);
      if (typeof row === 'object' && row !== null && !Array.isArray(row)) return [row];
    } catch {
      // Said below, as for every other line that is no object.
    }
    throw new BrokenFile(`Line ${at + 1} is no JSON object.`);
  });
}

/**
 * Comma-separated values as in RFC 4180; the first record names the columns. An empty field is a missing value.
 * @param {string} text
 * @returns {Row[]}
 */
function readCsv(text) {
  const [header, ...records] = csvRecords(text.replace(/^\uFEFF/, ''));
  if (!header) return [];
  return records.map((fields, at) => {
    if (fields.length !== header.length)
      throw new BrokenFile(`Record ${at + 2} has ${fields.length} fields, the header has ${header.length}.`);
    return Object.fromEntries(header.map((name, column) => [name, fields[column] === '' ? undefined : fields[column]]));
  });
}

/** @param {string} text @returns {string[][]} */
function csvRecords(text) {
  /** @type {string[][]} */
  const records = [];
  /** @type {string[]} */
  let fields = [];
  // A field, quoted or plain, and what ends it.
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (!match) throw new BrokenFile(`Record ${records.length + 1} has a quote where none may be.`);
    fields.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'));
    if (match[3] === ',' && pattern.lastIndex < text.length) continue;
    if (match[3] === ',') fields.push('');
    if (fields.length > 1 || fields[0] !== '') records.push(fields);
    fields = [];
  }
  return records;
}

/**
 * Makes the check that every row of a file goes through.
 * @param {readonly import('./settings.js').Column[]} columns
 * @param {readonly import('./settings.js').Check[]} checks
 * @returns {(row: Row) => { kept: Row } | { reason: string }} what is kept has the types of the columns, and no personal data
 */
export function rowCheck(columns, checks) {
  const names = new Set(columns.map(({ name }) => name));
  /** @type {Set<string>} */
  const seen = new Set();
  return row => {
    if (checks.includes('noOther')) {
      const other = Object.keys(row).find(name => !names.has(name));
      if (other !== undefined) return { reason: `${other}: no such column` };
    }
    /** @type {Row} */
    const kept = {};
    for (const column of columns) {
      const value = row[column.name];
      if (value === undefined || value === null) {
        if (column.required) return { reason: `${column.name}: missing` };
        continue;
      }
      const converted = convert(value, column.type);
      if (converted === undefined) return { reason: `${column.name}: no ${column.type}` };
      if (!column.personal) kept[column.name] = converted;
    }
    if (checks.includes('unique')) {
      const text = JSON.stringify(row);
      if (seen.has(text)) return { reason: 'the same row twice' };
      seen.add(text);
    }
    return { kept };
  };
}

/** @param {unknown} value @param {import('./settings.js').Column['type']} type @returns {unknown} undefined when it is none */
function convert(value, type) {
  if (type === 'number') {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
  }
  if (type === 'date') {
    const time = typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value) : NaN;
    return Number.isNaN(time) ? undefined : new Date(time).toISOString();
  }
  if (type === 'truth') {
    if (value === true || value === 'true') return true;
    return value === false || value === 'false' ? false : undefined;
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
