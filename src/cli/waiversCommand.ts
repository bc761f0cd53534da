import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { findScannedFiles } from '../adapters/files/scannedFiles.js';
import { LineIndex } from '../core/compliance/report/reportedFinding.js';
import { daysLeft, type Waiver } from '../core/compliance/waivers/waiver.js';
import { isWaiverFile, readWaiverFile } from '../core/compliance/waivers/waiverFile.js';
import { readDocuments } from '../core/compliance/yaml/documents.js';

/** What `golden-path waivers` was told. */
export interface WaiversOptions {
  readonly folder: string;
  /** Only those that end within so many days, or have ended; undefined: all. */
  readonly expiringDays: number | undefined;
  readonly format: 'text' | 'json';
  /** Milliseconds since 1970. */
  readonly now: number;
}

interface ListedWaiver extends Waiver {
  /** Days until its end, negative where it is over; undefined where its day cannot be read. */
  readonly left: number | undefined;
}

/**
 * `golden-path waivers`: the waivers of a folder, those that end first first.
 * @returns the exit code: 0 none (within the days asked for), 1 some with `--expiring`, 2 where the folder cannot be read
 */
export async function listWaivers(
  { folder, expiringDays, format, now }: WaiversOptions,
  output: (text: string) => void,
  errors: (text: string) => void,
): Promise<number> {
  const root = resolve(folder);
  const found = await findScannedFiles(root, [root], isWaiverFile);
  if (!found.ok) {
    errors(`${found.problem.message}\n`);
    return 2;
  }
  const waivers: ListedWaiver[] = [];
  for (const path of found.value.paths) {
    const text = await readFile(join(root, path), 'utf8').catch(() => '');
    for (const waiver of readWaiverFile(path, new LineIndex(text), readDocuments(text)).waivers)
      waivers.push({ ...waiver, left: waiver.expires === undefined ? undefined : daysLeft(waiver.expires, now) });
  }
  const listed = waivers
    .filter(({ left }) => expiringDays === undefined || left === undefined || left <= expiringDays)
    .sort((a, b) => (a.left ?? -Infinity) - (b.left ?? -Infinity));
  output(format === 'json' ? `${JSON.stringify({ waivers: listed.map(waiverJson) }, null, 2)}\n` : asText(listed));
  return expiringDays !== undefined && listed.length > 0 ? 1 : 0;
}

function waiverJson({ rule, match, reason, owner, ticket, expires, left, place }: ListedWaiver) {
  return {
    ...{ rule, match, reason, owner },
    ...(ticket === undefined ? {} : { ticket }),
    expires: expires ?? null,
    daysLeft: left ?? null,
    file: place.path,
    line: place.line + 1,
  };
}

function asText(waivers: readonly ListedWaiver[]): string {
  const lines = waivers.map(({ rule, expires, left, owner, reason, place, ticket }) => {
    const end =
      expires === undefined || left === undefined
        ? 'no day that can be read'
        : left < 0
          ? `ended ${expires}`
          : `until ${expires} (${left} ${left === 1 ? 'day' : 'days'})`;
    return `${place.path}:${place.line + 1}  ${rule}  ${end}  ${owner}\n  ${reason}${ticket === undefined ? '' : ` (${ticket})`}`;
  });
  return `${[...lines, `${waivers.length} ${waivers.length === 1 ? 'waiver' : 'waivers'}`].join('\n')}\n`;
}
