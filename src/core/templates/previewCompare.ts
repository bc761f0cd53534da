import { CANCELLED, failure, success, type Problem, type Result } from '../common/problem.js';
import { changeOf, type Preview, type PreviewChange, type PreviewFile } from './previewTree.js';

/** A file of what a preview is compared with. */
export interface OtherFile {
  readonly bytes: Uint8Array;
  /** undefined where that cannot be known. */
  readonly executable: boolean | undefined;
}

/** What a preview is compared with: a folder, or an earlier preview. */
export interface OtherSide {
  /** @returns undefined where there is no file; a problem where it cannot be read */
  read(parts: readonly string[], signal: AbortSignal): Promise<Result<OtherFile | undefined>>;
  /** The paths of all files, as many as are worth a look. */
  paths(signal: AbortSignal): Promise<Result<readonly string[]>>;
}

/** How a preview differs from something else. */
export interface PreviewComparison {
  /** Of every file of the preview, by its path. */
  readonly changes: ReadonlyMap<string, PreviewChange>;
  /** What was found at the places of changed files. */
  readonly before: ReadonlyMap<string, Uint8Array>;
  /** Of files that are to be run as programs here and not there, or the other way round. */
  readonly modeChanges: ReadonlySet<string>;
  /** Paths of what the preview does not have, sorted. */
  readonly onlyThere: readonly string[];
  readonly counts: Readonly<Record<PreviewChange | 'onlyThere', number>>;
}

const AT_ONCE = 16;

/** Compares with nothing: everything is new. */
export function comparedWithNothing({ files }: Preview): PreviewComparison {
  return comparison(new Map([...files.keys()].map(path => [path, 'added'])), new Map(), new Set(), []);
}

/** Compares every file with what is at the same place on the other side. */
export async function comparePreview(
  { files }: Preview,
  other: OtherSide,
  signal: AbortSignal,
): Promise<Result<PreviewComparison>> {
  const changes = new Map<string, PreviewChange>();
  const before = new Map<string, Uint8Array>();
  const modeChanges = new Set<string>();
  const waiting = [...files.values()].reverse();
  let problem: Problem | undefined;
  const compareOne = async (file: PreviewFile): Promise<void> => {
    const there = await other.read(file.parts, signal);
    if (!there.ok) {
      problem ??= there.problem;
      return;
    }
    const change = changeOf(file.bytes, there.value?.bytes);
    changes.set(file.path, change);
    if (there.value && change === 'changed') before.set(file.path, there.value.bytes);
    const executable = there.value?.executable;
    if (executable !== undefined && executable !== file.executable) modeChanges.add(file.path);
  };
  const worker = async (): Promise<void> => {
    for (let file = waiting.pop(); file && !problem && !signal.aborted; file = waiting.pop()) await compareOne(file);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (signal.aborted) return failure(CANCELLED);
  if (problem) return failure(problem);
  const paths = await other.paths(signal);
  if (!paths.ok) return paths;
  const onlyThere = paths.value.filter(path => !files.has(path)).sort();
  return success(comparison(changes, before, modeChanges, onlyThere));
}

/** An earlier preview as the other side. */
export function previewAsOtherSide({ files }: Preview): OtherSide {
  return {
    read: parts => Promise.resolve(success(files.get(parts.join('/')))),
    paths: () => Promise.resolve(success([...files.keys()])),
  };
}

function comparison(
  changes: ReadonlyMap<string, PreviewChange>,
  before: ReadonlyMap<string, Uint8Array>,
  modeChanges: ReadonlySet<string>,
  onlyThere: readonly string[],
): PreviewComparison {
  const counts = { added: 0, changed: 0, same: 0, onlyThere: onlyThere.length };
  for (const change of changes.values()) counts[change]++;
  return { changes, before, modeChanges, onlyThere, counts };
}
