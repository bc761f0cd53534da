import { createReadStream, createWriteStream } from 'node:fs';
import { lstat, open, readdir, rename, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { EnvironmentLogLine } from '../../core/environments/provider.js';

/** From which size on what a process has written is moved aside; what was moved aside before is thrown away. */
export const LARGEST_LOG = 5_000_000;
const MOST_READ = 1_000_000;
const LONGEST_LINE = 10_000;
const FOLDER = 'log';
// A line that begins with its time in ISO 8601, or an object of JSON that has it under one of the usual names.
const TIME = /^\W{0,2}(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)/;
const TIME_IN_JSON = /"(?:time|timestamp|ts|@timestamp)"\s*:\s*(?:"([^"]{10,40})"|(\d{12,14})\b)/;

/**
 * Opens the log of a process for appending: what it writes lands at the end also after it was cut.
 * @param folder that of the environment
 * @throws where the disk refuses it
 */
export async function openLog(folder: string, process: string) {
  return open(join(folder, FOLDER, `${process}.log`), 'a', 0o600);
}

/**
 * Keeps the logs of an environment from growing without end: the end of one that is too large is copied aside and it is cut, while its
 * process goes on writing.
 * @returns whether one was too large
 */
export function rotateLogs(folder: string, largest = LARGEST_LOG): Promise<boolean> {
  // Who starts an environment and who watches it both do: the second one would take a log that was just cut for what was before.
  const running = rotating.get(folder) ?? cutLogs(folder, largest).finally(() => rotating.delete(folder));
  rotating.set(folder, running);
  return running;
}

const rotating = new Map<string, Promise<boolean>>();

async function cutLogs(folder: string, largest: number): Promise<boolean> {
  const names = await readdir(join(folder, FOLDER)).catch(() => []);
  let isAny = false;
  for (const name of names.filter(one => one.endsWith('.log'))) {
    const path = join(folder, FOLDER, name);
    const found = await lstat(path).catch(() => undefined);
    if (!found?.isFile() || found.size <= largest) continue;
    isAny = true;
    const before = `${path}.1`;
    await rm(before, { force: true });
    // A full disk, or another window that does the same, must not keep the log from being cut.
    await copyEnd(path, `${before}.new`, found.size)
      .then(() => rename(`${before}.new`, before))
      .catch(() => rm(`${before}.new`, { force: true }));
    await truncate(path, 0);
  }
  return isAny;
}

/**
 * By reading and writing: Node's `copyFile` goes on for ever, with a thread that nothing can stop, where the file is cut meanwhile
 * (libuv asks for the bytes that it had at the beginning).
 */
async function copyEnd(from: string, to: string, size: number): Promise<void> {
  const end = createReadStream(from, { start: Math.max(0, size - LARGEST_LOG), end: size - 1 });
  await pipeline(end, createWriteStream(to, { mode: 0o600 }));
}

/**
 * The last lines of all processes of an environment. Their time is the one that the line says, else that of the line before it.
 * @param since when the environment was made, in milliseconds since 1970: the time of lines before the first that says its own
 * @param most how many lines
 * @returns the oldest first
 */
export async function readLogs(folder: string, since: number, most: number): Promise<readonly EnvironmentLogLine[]> {
  const names = await readdir(join(folder, FOLDER)).catch(() => []);
  const lines: EnvironmentLogLine[] = [];
  for (const name of names.filter(one => one.endsWith('.log')).sort()) {
    const path = join(folder, FOLDER, name);
    const from = name.slice(0, -'.log'.length);
    let at = since;
    const texts = [...(await lastLines(`${path}.1`, most)), ...(await lastLines(path, most))].slice(-most);
    for (const text of texts) lines.push({ at: (at = timeOf(text) ?? at), from, text });
  }
  // Stable: what has the same time stays in the order in which its process has written it.
  return lines.sort((a, b) => a.at - b.at).slice(-most);
}

async function lastLines(path: string, most: number): Promise<readonly string[]> {
  const found = await lstat(path).catch(() => undefined);
  if (!found?.isFile() || found.size === 0) return [];
  const from = Math.max(0, found.size - MOST_READ);
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(found.size - from), 0, found.size - from, from);
    const lines = buffer.toString('utf8', 0, bytesRead).split(/\r?\n/);
    if (from > 0) lines.shift();
    if (lines.at(-1) === '') lines.pop();
    return lines.slice(-most).map(line => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line));
  } finally {
    await file.close();
  }
}

/** The time that a line says it was written at. */
export function timeOf(line: string): number | undefined {
  const [, iso] = TIME.exec(line) ?? [];
  const [, text, number] = iso === undefined ? (TIME_IN_JSON.exec(line) ?? []) : [];
  const time = number === undefined ? Date.parse((iso ?? text ?? '').replace(',', '.')) : Number(number);
  return Number.isFinite(time) ? time : undefined;
}
