import { webAddress } from '../catalogue/addresses.js';
import { ownProperty } from '../catalogue/entity.js';
import { shortEntityRef } from '../catalogue/entityRef.js';
import type { Run } from './run.js';
import type { TaskText, Values } from './scaffolder.js';

/** A page that a run has led to. */
export interface ResultLink {
  readonly title: string;
  /** http or https. */
  readonly url: string;
}

/** What a run has made, sorted by what can be done with it. Every text is a server's. */
export interface RunResult {
  /** Address from which the new repository is cloned; http or https. */
  readonly repository?: string;
  /** Full references, without doubles. */
  readonly entityRefs: readonly string[];
  /** The pages; that of the repository is among them. */
  readonly links: readonly ResultLink[];
  readonly texts: readonly TaskText[];
}

/** What came of a run; empty where it has given out nothing. */
export function runResult({ output, values }: Pick<Run, 'output' | 'values'>): RunResult {
  if (!output) return { entityRefs: [], links: [], texts: [] };
  const links = output.links.flatMap(({ title, url }): ResultLink[] => {
    const address = webAddress(url);
    return address === undefined ? [] : [{ title: title ?? address, url: address }];
  });
  const repository =
    cloneable(ownProperty(output.values, 'remoteUrl')) ??
    links.find(({ url }) => url.endsWith('.git'))?.url ??
    links.find(({ url }) => isNamedBy(url, values))?.url;
  return {
    ...(repository === undefined ? {} : { repository }),
    entityRefs: [...new Set(output.links.flatMap(({ entityRef }) => entityRef ?? []))],
    links,
    texts: output.text,
  };
}

/** What a run is about, in a word: the name that was given, else that of the repository; undefined where neither is there. */
export function runSubject(values: Values): string | undefined {
  for (const name of ['name', 'component_id', 'componentName']) {
    const value = ownProperty(values, name);
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return repositories(values)[0]?.name;
}

/** The links and texts of a run as one page of Markdown. @param escape makes plain text of a server's words */
export function resultPage(title: string, result: RunResult, escape: (text: string) => string): string {
  const links = [
    ...result.links.map(link => `- [${escape(link.title)}](<${link.url.replace(/[<>\s]/g, encodeURIComponent)}>)`),
    ...result.entityRefs.map(ref => `- ${escape(shortEntityRef(ref))}`),
  ];
  // A template writes its texts in Markdown; the preview runs nothing of them.
  const texts = result.texts.map(({ title: heading, content }) =>
    heading === undefined ? content : `## ${escape(heading)}\n\n${content}`,
  );
  return `${[`# ${escape(title)}`, links.join('\n'), ...texts].filter(part => part !== '').join('\n\n')}\n`;
}

function cloneable(value: unknown): string | undefined {
  const address = typeof value === 'string' ? webAddress(value) : undefined;
  // At least an owner and a name.
  return address !== undefined && /^\/[^/]+\/[^/]/.test(new URL(address).pathname) ? address : undefined;
}

/** Whether an address is that of a repository which the form asked for, as `host?owner=…&repo=…`. */
function isNamedBy(address: string, values: Values): boolean {
  const { host, pathname } = new URL(address);
  return repositories(values).some(
    repository => repository.host === host && pathname.replace(/\/+$/, '').endsWith(`/${repository.name}`),
  );
}

/** Source: Backstage, RepoUrlPicker: `github.com?owner=a&repo=b`. */
function repositories(values: Values): readonly { readonly host: string; readonly name: string }[] {
  return Object.values(values).flatMap(value => {
    const match = typeof value === 'string' ? /^([\w.:-]+)\?(.*)$/.exec(value) : null;
    const name = new URLSearchParams(match?.[2]).get('repo');
    return match?.[1] && name ? [{ host: match[1].toLowerCase(), name }] : [];
  });
}
