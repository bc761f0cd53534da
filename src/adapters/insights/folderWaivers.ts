import { join } from 'node:path';
import { success, type Result } from '../../core/common/problem.js';
import { languageOf } from '../../core/compliance/kinds.js';
import { LineIndex } from '../../core/compliance/report/reportedFinding.js';
import { readInlineWaivers } from '../../core/compliance/waivers/inlineWaivers.js';
import { daysLeft, type Waiver } from '../../core/compliance/waivers/waiver.js';
import { isWaiverFile, readWaiverFile } from '../../core/compliance/waivers/waiverFile.js';
import { readDocuments } from '../../core/compliance/yaml/documents.js';
import type { QualityNotes } from '../../core/insights/ledger/qualityNotes.js';
import { findScannedFiles } from '../files/scannedFiles.js';
import { readTextFile } from './textFile.js';

const LARGEST = 2 * 1024 * 1024;
/** What a comment must have to be a waiver. */
const MARK = 'golden-path:';

/**
 * The waivers of a folder that are in force: those in `.golden-path/waivers.yaml` of any folder in it, and those in comments.
 * @param root absolute path
 * @param now milliseconds since 1970
 */
export async function readFolderWaivers(
  root: string,
  now: number,
  quality: QualityNotes,
): Promise<Result<readonly Waiver[]>> {
  const found = await findScannedFiles(root, [root], path => !path.endsWith('.json') && languageOf(path) !== undefined);
  if (!found.ok) return found;
  if (found.value.cut) quality.add('manyFiles', 'Folders with more files than are looked at for waivers: {0}');
  const waivers: Waiver[] = [];
  for (const path of found.value.paths) {
    const read = await readTextFile(join(root, path), LARGEST);
    if (!read.ok) {
      quality.add('unreadWaivers', 'Files that could not be read while waivers were looked for: {0}', path);
      continue;
    }
    const { text, badBytes } = read.value;
    if (!isWaiverFile(path) && !text.includes(MARK)) continue;
    if (badBytes > 0) quality.add('notUtf8', 'Files that are not in UTF-8: {0}', path);
    const lines = new LineIndex(text);
    const documents = languageOf(path) === 'dockerfile' ? undefined : readDocuments(text);
    const inline = readInlineWaivers(path, lines, documents);
    const file = isWaiverFile(path) ? readWaiverFile(path, lines, documents ?? []) : { waivers: [], problems: [] };
    const problems = [...inline.problems, ...file.problems];
    quality.add('badWaiver', 'Places in waivers that cannot be read: {0}', path, problems.length);
    waivers.push(...inline.waivers, ...file.waivers);
  }
  return success(waivers.filter(waiver => isInForce(waiver, now, quality)));
}

function isInForce({ rule, expires, place }: Waiver, now: number, quality: QualityNotes): boolean {
  const at = `${place.path}:${place.line + 1}`;
  if (rule === '') quality.add('waiverWithoutRule', 'Waivers that name no rule: {0}', at);
  else if (expires === undefined)
    quality.add('waiverWithoutEnd', 'Waivers without a day that can be read, which excuse from nothing: {0}', at);
  else if (daysLeft(expires, now) < 0)
    quality.add('endedWaiver', 'Waivers that have ended and are not counted: {0}', at);
  else return true;
  return false;
}
