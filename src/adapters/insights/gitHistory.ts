import { createHash, createHmac, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { failure, success, type Result } from '../../core/common/problem.js';
import type { DataQualityNote } from '../../core/insights/deliveryEvents.js';
import { CommitTable, CommitTableBuilder } from '../../core/insights/git/commitTable.js';
import type { CommitPatterns } from '../../core/insights/git/commitWords.js';
import { reachableFrom, type GitFacts } from '../../core/insights/git/gitHistory.js';
import { GIT_LOG_FORMAT, GitLogParser } from '../../core/insights/git/gitLogParser.js';
import type { GitTag } from '../../core/insights/git/releaseTags.js';
import { CommitCache, type CachedCommits, type CachedFacts } from './commitCache.js';
import { runGit, textOfGit } from '../git/gitProcess.js';

/** How a clone is read. */
export interface GitReading {
  /** Absolute path of a folder in a clone, or of a bare repository. */
  readonly folder: string;
  readonly patterns: CommitPatterns;
  /** The branch whose commits are deployments; undefined: tags are. */
  readonly branch: string | undefined;
  /** Where commits are kept between readings; undefined: nowhere. */
  readonly cacheFolder?: string;
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Told how many commits have been read so far. */
  readonly onProgress?: (commits: number) => void;
}

const TAG_FORMAT = [
  ...['%(objecttype)', '%(objectname)', '%(*objecttype)', '%(*objectname)', '%(taggerdate:unix)', '%(refname)'],
].join('%00');
const PROGRESS_STEP = 10_000;

interface Refs {
  readonly tags: readonly GitTag[];
  readonly notCommits: number;
  readonly head: string | undefined;
  readonly branch: GitFacts['branch'];
}

/**
 * Reads the commits and the tags of a clone. Those that were read before come from the cache, and git is asked for what is new. Of
 * authors only an opaque word is kept.
 * @returns kinds of problem: `notFound` no repository, `unsupported` git is not there, `invalid` git cannot read it, `cancelled`
 */
export async function readGitFacts(reading: GitReading): Promise<Result<GitFacts>> {
  const { folder, signal, patterns } = reading;
  const [place, refs] = await Promise.all([placeOf(folder, signal), readRefs(reading)]);
  if (!place.ok) return place;
  if (!refs.ok) return refs;
  const { commonFolder, isShallow } = place.value;
  const { tags, head, branch } = refs.value;
  const boundary = isShallow ? await readFile(join(commonFolder, 'shallow'), 'utf8').catch(() => 'shallow') : '';
  const key = createHash('sha256')
    .update(JSON.stringify([patterns, boundary]))
    .digest('hex');
  const cache = reading.cacheFolder === undefined ? undefined : new CommitCache(reading.cacheFolder, commonFolder);
  const kept = await cache?.read();
  const tips = [...new Set([...tags.map(({ sha }) => sha), ...(head ? [head] : []), ...(branch ? [branch.sha] : [])])];
  const read = await readCommits(reading, tips, kept?.facts.key === key ? kept : undefined);
  if (!read.ok) return read;
  const { table, isNew, notUtf8, rewritten } = read.value;
  const moved = movedTags(kept?.facts.tags ?? [], tags);
  const facts: CachedFacts = {
    ...{ key, tips, salt: read.value.salt, notUtf8, rewritten, movedTags: (kept?.facts.movedTags ?? 0) + moved },
    tags: tags.map(({ name, sha }) => [name, sha] as const),
  };
  if (isNew || moved > 0 || facts.tags.length !== kept?.facts.tags.length) await cache?.write({ table, facts });
  const name = basename(commonFolder) === '.git' ? basename(dirname(commonFolder)) : basename(commonFolder, '.git');
  return success({
    ...{ table, tags, branch, head, isShallow, at: reading.now, folderName: name },
    quality: notesOf({ ...facts, notCommits: refs.value.notCommits }),
  });
}

async function placeOf(
  folder: string,
  signal: AbortSignal,
): Promise<Result<{ readonly commonFolder: string; readonly isShallow: boolean }>> {
  const words = ['rev-parse', '--path-format=absolute', '--git-common-dir', '--is-shallow-repository'];
  const said = await textOfGit(folder, words, signal);
  if (!said.ok) return said;
  // The last line: a path may have line breaks in it.
  const lines = said.value.text.trimEnd().split('\n');
  return success({ isShallow: lines.pop() === 'true', commonFolder: lines.join('\n') });
}

async function readRefs({ folder, signal, branch }: GitReading): Promise<Result<Refs>> {
  const names =
    branch === undefined
      ? []
      : [`refs/heads/${branch}`, `refs/remotes/origin/${branch}`, `refs/remotes/upstream/${branch}`];
  const [listed, head] = await Promise.all([
    textOfGit(folder, ['for-each-ref', `--format=${TAG_FORMAT}`, 'refs/tags', ...names], signal),
    textOfGit(folder, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], signal),
  ]);
  if (!listed.ok) return listed;
  if (!head.ok) return head;
  const headSha = head.value.code === 0 ? head.value.text.trim() : undefined;
  const tags: GitTag[] = [];
  const nested: (Omit<GitTag, 'sha'> & { readonly object: string })[] = [];
  const branches = new Map<string, string>();
  let notCommits = 0;
  for (const line of listed.value.text.split('\n')) {
    const [type = '', sha = '', peeledType = '', peeledSha = '', taggedAt = '', ref = ''] = line.split('\0');
    const commit = type === 'commit' ? sha : peeledType === 'commit' ? peeledSha : '';
    const name = ref.startsWith('refs/tags/') ? ref.slice('refs/tags/'.length) : undefined;
    const at = type === 'tag' && taggedAt !== '' ? Number(taggedAt) * 1000 : undefined;
    if (name === undefined) {
      if (commit) branches.set(ref, commit);
    } else if (commit) tags.push({ name, sha: commit, taggedAt: at });
    else if (peeledType === 'tag') nested.push({ name, taggedAt: at, object: sha });
    else notCommits++;
  }
  if (nested.length > 0) {
    const commits = await commitsOf(
      folder,
      nested.map(({ object }) => object),
      signal,
    );
    if (!commits.ok) return commits;
    for (const [place, { name, taggedAt }] of nested.entries()) {
      const sha = commits.value[place] ?? '';
      if (sha) tags.push({ name, sha, taggedAt });
      else notCommits++;
    }
  }
  const found = names.map(name => branches.get(name)).find(sha => sha !== undefined);
  const sha = found ?? (branch === 'HEAD' ? headSha : undefined);
  const named = branch === undefined || sha === undefined ? undefined : { name: branch, sha };
  return success({ tags, notCommits, head: headSha, branch: named });
}

/** The commits that tags of tags lead to, in order; empty where one leads to something else. */
async function commitsOf(
  folder: string,
  objects: readonly string[],
  signal: AbortSignal,
): Promise<Result<readonly string[]>> {
  const pieces: Uint8Array[] = [];
  const words = ['cat-file', '--batch-check=%(objecttype) %(objectname)'];
  const asked = objects.map(object => `${object}^{commit}\n`).join('');
  const ran = await runGit(folder, words, signal, piece => pieces.push(piece), asked);
  if (!ran.ok) return ran;
  const lines = Buffer.concat(pieces).toString('utf8').split('\n');
  return success(objects.map((_, place) => /^commit ([0-9a-f]+)$/.exec(lines[place] ?? '')?.[1] ?? ''));
}

interface ReadCommits {
  readonly table: CommitTable;
  readonly isNew: boolean;
  readonly salt: string;
  readonly notUtf8: number;
  readonly rewritten: number;
}

async function readCommits(
  reading: GitReading,
  tips: readonly string[],
  kept: CachedCommits | undefined,
): Promise<Result<ReadCommits>> {
  if (kept) {
    const fresh = tips.filter(tip => kept.table.row(tip) < 0);
    const { salt, notUtf8, rewritten } = kept.facts;
    const known = new Set(kept.facts.tips);
    // Where no tip has gone, nothing that was reached before can have gone either.
    const hasLost = kept.facts.tips.length > 0 && !kept.facts.tips.every(tip => tips.includes(tip));
    if (fresh.length === 0 && !hasLost && known.size === tips.length)
      return success({ table: kept.table, isNew: false, salt, notUtf8, rewritten });
    const added = await logOf(reading, salt, kept.table, [...fresh, ...kept.facts.tips.map(tip => `^${tip}`)], fresh);
    if (!added.ok && added.problem.kind !== 'invalid') return added;
    // What was there before may be gone altogether, so that git does not know it: then everything is read again.
    if (added.ok && reachableFrom(added.value.table, tips).every(reached => reached === 1))
      return success({ ...added.value, isNew: true, salt, notUtf8: notUtf8 + added.value.notUtf8, rewritten });
  }
  const salt = kept?.facts.salt ?? randomBytes(16).toString('hex');
  const all = await logOf(reading, salt, CommitTable.empty, tips, tips);
  if (!all.ok) return all;
  const gone = kept ? goneFrom(kept.table, all.value.table) : 0;
  return success({ ...all.value, isNew: true, salt, rewritten: (kept?.facts.rewritten ?? 0) + gone });
}

/** How many commits of one table are not in another. */
function goneFrom(before: CommitTable, now: CommitTable): number {
  let gone = 0;
  for (let row = 0; row < before.count; row++) if (now.row(before.sha(row)) < 0) gone++;
  return gone;
}

/** Adds to a table what `git log` gives for some revisions; nothing is asked where no tip is wanted. */
async function logOf(
  { folder, patterns, signal, onProgress }: GitReading,
  salt: string,
  base: CommitTable,
  revisions: readonly string[],
  wanted: readonly string[],
): Promise<Result<{ readonly table: CommitTable; readonly notUtf8: number }>> {
  if (wanted.length === 0) return success({ table: base, notUtf8: 0 });
  const builder = new CommitTableBuilder(base);
  let count = 0;
  const opaque = (address: string): string =>
    createHmac('sha256', salt).update(address).digest('base64url').slice(0, 12);
  const parser = new GitLogParser(patterns, opaque, commit => {
    builder.add(commit);
    if (++count % PROGRESS_STEP === 0) onProgress?.(count);
  });
  const words = [
    'log',
    '-z',
    `--format=tformat:${GIT_LOG_FORMAT}`,
    '--encoding=UTF-8',
    '--no-show-signature',
    '--no-patch',
    '--stdin',
  ];
  const ran = await runGit(folder, words, signal, piece => parser.push(piece), `${revisions.join('\n')}\n`);
  if (!ran.ok) return ran;
  if (ran.value !== 0 || !parser.isComplete())
    return failure({ kind: 'invalid', message: 'git has stopped in the middle of the history.' });
  onProgress?.(count);
  return success({ table: builder.build(), notUtf8: parser.notUtf8 });
}

function movedTags(before: CachedFacts['tags'], now: readonly GitTag[]): number {
  const shas = new Map(now.map(({ name, sha }) => [name, sha]));
  return before.filter(([name, sha]) => (shas.get(name) ?? sha) !== sha).length;
}

function notesOf(counts: CachedFacts & { readonly notCommits: number }): readonly DataQualityNote[] {
  const notes: readonly DataQualityNote[] = [
    {
      kind: 'rewritten',
      count: counts.rewritten,
      text: '{0} commits that were read before are no longer in the history: it was rewritten. They do not count any more.',
    },
    {
      kind: 'movedTag',
      count: counts.movedTags,
      text: '{0} tags lead to another commit than before: they were moved.',
    },
    {
      kind: 'notACommit',
      count: counts.notCommits,
      text: '{0} tags lead to something that is no commit: they are left out.',
    },
    { kind: 'notUtf8', count: counts.notUtf8, text: '{0} commits have names or words that are not UTF-8.' },
  ];
  return notes.filter(({ count }) => count > 0);
}
