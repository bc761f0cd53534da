import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';
import { cancelledBy, failure, success, type Result } from '../../core/common/problem.js';
import { readEvent } from '../../core/insights/eventFormats/readEvent.js';
import type { RecordSink } from '../../core/insights/eventFormats/recordSink.js';
import { EventLines } from './eventLines.js';

export interface EventFileOptions {
  readonly signal: AbortSignal;
  /** Called now and then with the bytes that were read and those that there are. */
  readonly onProgress?: (read: number, of: number) => void;
}

/** Files of events are known by the ends of their names. */
const ENDINGS: ReadonlySet<string> = new Set(['.jsonl', '.ndjson', '.json']);

// A document is parsed as a whole, so it has to fit into memory several times.
const LARGEST_DOCUMENT = 64 * 1024 * 1024;

// Larger ones are no faster, and fill the memory with texts that have been read.
const BLOCK = 128 * 1024;

interface EventFile {
  readonly path: string;
  /** For a person: below the folder that was asked for. */
  readonly name: string;
  readonly size: number;
}

/**
 * Reads the events of a file, or of all `.jsonl`, `.ndjson` and `.json` files below a folder, in whatever formats `readEvent` knows.
 * Files of lines are streamed, so they may be larger than the memory; symbolic links and names with a dot are passed by.
 * What cannot be read is noted with file and line, and the rest is read.
 * @param sink gets the events
 * @returns how many files were read; a problem where there is no such file or folder, or none that ends like events
 */
export async function readEventFiles(
  path: string,
  sink: RecordSink,
  options: EventFileOptions,
): Promise<Result<{ readonly files: number; readonly bytes: number }>> {
  const found = await filesAt(path);
  if (!found.ok) return found;
  const total = found.value.reduce((sum, { size }) => sum + size, 0);
  let before = 0;
  for (const file of found.value) {
    const cancelled = cancelledBy(options.signal);
    if (cancelled) return cancelled;
    try {
      await readOne(file, sink, options.signal, read => options.onProgress?.(before + read, total));
    } catch (thrown) {
      const stopped = cancelledBy(options.signal);
      if (stopped) return stopped;
      sink.note('unreadable', '{0} files could not be read.', `${file.name}: ${messageOf(thrown)}`);
    }
    before += file.size;
  }
  return success({ files: found.value.length, bytes: total });
}

async function filesAt(path: string): Promise<Result<readonly EventFile[]>> {
  try {
    const found = await stat(path);
    if (!found.isDirectory()) return success([{ path, name: basename(path), size: found.size }]);
    const files: EventFile[] = [];
    for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      const name = relative(path, file);
      if (!entry.isFile() || !ENDINGS.has(extname(entry.name)) || /(?:^|[\\/])\./.test(name)) continue;
      files.push({ path: file, name, size: (await stat(file)).size });
    }
    if (files.length > 0) return success(files.sort((a, b) => (a.name < b.name ? -1 : 1)));
    return failure({
      kind: 'notFound',
      message: `The folder ${basename(path)} holds no files of events: none ends in .jsonl, .ndjson or .json.`,
      detail: path,
    });
  } catch (thrown) {
    return failure({
      kind: 'notFound',
      message: `Events could not be read from ${basename(path)}: there is no such file or folder, or it may not be read.`,
      detail: messageOf(thrown),
    });
  }
}

async function readOne(
  { path, name, size }: EventFile,
  sink: RecordSink,
  signal: AbortSignal,
  onProgress: (read: number) => void,
): Promise<void> {
  if (extname(path) === '.json' && size <= LARGEST_DOCUMENT && (await readDocument(path, name, sink))) return;
  const lines = new EventLines(name, sink);
  let read = 0;
  for await (const block of createReadStream(path, { highWaterMark: BLOCK, signal }) as AsyncIterable<Buffer>) {
    lines.add(block);
    onProgress((read += block.length));
  }
  lines.end();
}

/** @returns false where it is no JSON document, so that it may be one of lines */
async function readDocument(path: string, name: string, sink: RecordSink): Promise<boolean> {
  const bytes = await readFile(path);
  let document: unknown;
  try {
    document = JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    return false;
  }
  if (!isUtf8(bytes)) sink.note('notUtf8', '{0} lines are not in UTF-8; letters in them may be wrong.', name);
  readEvent(document, sink);
  return true;
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
