// One run: every file that has arrived is read, checked, written as JSON lines, and moved away. A run that is cut short is
// simply run again: a result is written whole or not at all, and its file stays until then.
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BrokenFile, readRows, rowCheck } from './rows.js';

const DAY_MS = 86_400_000;

/** @typedef {{ source: string, kept: number, refused: number }} FileResult */
/** @typedef {{ files: number, kept: number, refused: number, deleted: number }} RunResult */

/** A run that did what it could and must still be looked at. */
export class RunFailed extends Error {}

/**
 * @param {import('./settings.js').PipelineSettings} settings
 * @param {{ log: import('./log.js').Log, onFile?: (result: FileResult) => void, now: number }} tools `now` in ms since the epoch
 * @returns {Promise<RunResult>}
 * @throws {RunFailed} when a file is broken or empty, or a required source brought nothing; all others are done then
 */
export async function runPipeline(settings, { log, onFile, now }) {
  /** @type {string[]} */
  const troubles = [];
  const total = { files: 0, kept: 0, refused: 0, deleted: 0 };
  for (const source of settings.sources) {
    const names = await arrivals(settings.dataFolder, source);
    if (names.length === 0 && source.required) troubles.push(`${source.name}: nothing has arrived`);
    for (const name of names) {
      try {
        const { kept, refused } = await takeFile(settings, source, name);
        log.info('Taken', { source: source.name, file: name, kept, refused });
        onFile?.({ source: source.name, kept, refused });
        total.files++;
        total.kept += kept;
        total.refused += refused;
      } catch (error) {
        if (!(error instanceof BrokenFile)) throw error;
        troubles.push(`${source.name}/${name}: ${error.message}`);
      }
    }
    total.deleted += await deleteOld(join(settings.dataFolder, 'out', source.name), now - settings.retentionDays * DAY_MS);
  }
  if (troubles.length > 0) throw new RunFailed(troubles.join('; '));
  return total;
}

/**
 * The files of a source, and the folders that they go through, made when they are missing.
 * @param {string} dataFolder
 * @param {import('./settings.js').Source} source
 */
async function arrivals(dataFolder, { name, format }) {
  for (const stage of ['in', 'out', 'refused', 'done']) await mkdir(join(dataFolder, stage, name), { recursive: true });
  // Names that begin with a dot are still being written by the other side.
  return (await readdir(join(dataFolder, 'in', name))).filter(file => file.endsWith(`.${format}`) && !file.startsWith('.')).sort();
}

/**
 * @param {import('./settings.js').PipelineSettings} settings
 * @param {import('./settings.js').Source} source
 * @param {string} name
 */
async function takeFile({ dataFolder, columns, checks }, source, name) {
  const path = join(dataFolder, 'in', source.name, name);
  const rows = readRows(await readFile(path, 'utf8'), source.format);
  if (rows.length === 0 && checks.includes('notEmpty')) throw new BrokenFile('The file holds no row.');
  const check = rowCheck(columns, checks);
  /** @type {unknown[]} */
  const kept = [];
  /** @type {unknown[]} */
  const refused = [];
  rows.forEach((row, at) => {
    const result = check(row);
    // The row itself may hold personal data: its number is enough to find it in the file.
    if ('kept' in result) kept.push(result.kept);
    else refused.push({ row: at + 1, reason: result.reason });
  });
  const target = `${name}.jsonl`;
  await writeWhole(join(dataFolder, 'out', source.name), target, kept);
  if (refused.length > 0) await writeWhole(join(dataFolder, 'refused', source.name), target, refused);
  await rename(path, join(dataFolder, 'done', source.name, name));
  return { kept: kept.length, refused: refused.length };
}

/** @param {string} folder @param {string} name @param {unknown[]} rows */
async function writeWhole(folder, name, rows) {
  const unfinished = join(folder, `.${name}`);
  await writeFile(unfinished, rows.map(row => `${JSON.stringify(row)}\n`).join(''));
  await rename(unfinished, join(folder, name));
}

/** @param {string} folder @param {number} before in ms since the epoch */
async function deleteOld(folder, before) {
  let deleted = 0;
  for (const name of await readdir(folder)) {
    if ((await stat(join(folder, name))).mtimeMs >= before) continue;
    await rm(join(folder, name), { force: true });
    deleted++;
  }
  return deleted;
}
