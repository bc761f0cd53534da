// One JSON object a line on standard output, as the log collector expects.

/**
 * @param {'info' | 'error'} level
 * @param {string} message
 * @param {Record<string, unknown>} [fields]
 * @returns {void}
 */
export function log(level, message, fields = {}) {
  const line = { time: new Date().toISOString(), level, service: 'tracking-api', message, ...fields };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
