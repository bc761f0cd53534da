import { anyWildcard } from '../config/wildcard.js';

/** A tag as git lists it. */
export interface GitTag {
  readonly name: string;
  /** The commit that it leads to. */
  readonly sha: string;
  /** When it was made, in milliseconds since 1970; undefined for a light tag, which has no date of its own. */
  readonly taggedAt: number | undefined;
}

/** A commit that was brought into the environment, before it is known what it brought. */
export interface GitRelease {
  readonly id: string;
  readonly sha: string;
  readonly service: string;
  readonly version?: string;
  /** Milliseconds since 1970; undefined: the date of its commit counts. */
  readonly at: number | undefined;
  readonly isHotfix: boolean;
}

/** A version in the name of a tag. */
export interface TagVersion {
  /** What stands before it: the name of a package or of a component. */
  readonly name: string | undefined;
  readonly version: string;
  readonly isPreRelease: boolean;
}

// Semantic Versioning 2.0.0, behind nothing, `v`, or a name with `@`, `-`, `_` or `/`.
const VERSION = /(?:^|[@/_-])[vV]?(\d{1,9}\.\d{1,9}\.\d{1,9})(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;
/** What people write before a version that is no name of anything. */
const NO_NAME = /^(?:v|rel|release|releases|version|ver|tags?|prod|production|deploy|deployment)$/i;

/**
 * Reads the name of a tag: `v1.2.3`, `1.2.3`, `name@1.2.3`, `@scope/name@1.2.3`, `name-v1.2.3`, `release/1.2.3`.
 * @returns undefined where there is no semantic version in it
 */
export function tagVersion(tag: string): TagVersion | undefined {
  const found = VERSION.exec(tag);
  const [, version] = found ?? [];
  if (!found || version === undefined) return undefined;
  const before = tag.slice(0, found.index);
  return {
    name: before === '' || NO_NAME.test(before) ? undefined : before,
    version: version + (found[2] ?? '') + (found[3] ?? ''),
    isPreRelease: found[2] !== undefined,
  };
}

/** Which tags are deployments, and of what. */
export interface ReleaseTags {
  readonly releases: readonly GitRelease[];
  /** Tags of versions that are not for everybody yet. */
  readonly preReleases: number;
}

/**
 * The tags that are deployments.
 * @param options.patterns undefined: semantic versions, without pre-releases; else every tag that matches one of them
 * @param options.service what is deployed where a tag has no name in it, or where its name is that of the service
 * @param options.ownName the last part of the service's name, for tags such as `checkout@1.2.3`
 */
export function releaseTags(
  tags: readonly GitTag[],
  options: {
    readonly patterns: readonly string[] | undefined;
    readonly hotfixes: readonly string[];
    readonly service: string;
    readonly ownName: string;
    /** True where the service was said: then tags that match a pattern are its own, whatever name is in them. */
    readonly isServiceSaid: boolean;
  },
): ReleaseTags {
  const { patterns, service, ownName } = options;
  const isWanted = patterns && anyWildcard(patterns);
  const isHotfix = anyWildcard(options.hotfixes);
  let preReleases = 0;
  const releases = tags.flatMap((tag): readonly GitRelease[] => {
    const version = tagVersion(tag.name);
    const isFix = isHotfix(tag.name);
    if (isWanted ? !isWanted(tag.name) : !version) return [];
    if (!isWanted && version?.isPreRelease === true && !isFix) {
      preReleases++;
      return [];
    }
    const name = version?.name;
    const isOwn = name === undefined || name === ownName || (isWanted !== undefined && options.isServiceSaid);
    return [
      {
        id: `tag:${tag.name}`,
        sha: tag.sha,
        service: isOwn ? service : name,
        version: version?.version ?? tag.name,
        at: tag.taggedAt,
        isHotfix: isFix,
      },
    ];
  });
  return { releases, preReleases };
}
