import { webAddress } from './addresses.js';
import { formatEntityRef, parseEntityRef } from './entityRef.js';
import { docsFileAt, type DocsPlace, type DocsSite } from './techDocs.js';

/** What a link in a page of documentation leads to. */
export type DocsTarget =
  /** `id` as the link names it; `anchor` as the preview names that heading, as far as the site says. */
  | { readonly type: 'page'; readonly place: DocsPlace; readonly id?: string; readonly anchor?: string }
  /** A file of the site that is no page: a picture, something to save. */
  | { readonly type: 'file'; readonly file: string }
  | { readonly type: 'entity'; readonly ref: string }
  | { readonly type: 'web'; readonly address: string };

// Stands in for the portal where its address is not known. Nobody can have this name (RFC 2606).
const NOWHERE = 'https://portal.invalid';

/**
 * Follows a link as the portal would, at `/docs/<namespace>/<kind>/<name>/…`.
 * @param href as written in the page
 * @param place the page with the link
 * @param appUrl address of the portal without a trailing slash, where it is known
 * @returns undefined where the link is not to be followed: commands, scripts, files of the machine
 */
export function docsTarget(
  href: string,
  place: DocsPlace,
  site: DocsSite,
  appUrl: string | undefined,
): DocsTarget | undefined {
  const portal = appUrl ?? NOWHERE;
  const url = parseUrl(href, `${portal}${portalPath(place)}`);
  if (!url) return undefined;
  if (url.protocol === 'mailto:') return { type: 'web', address: url.href };
  const path = url.href.startsWith(`${portal}/`) ? pathParts(url, portal) : undefined;
  if (path?.[0] === 'docs' && path.length >= 4) return inDocs(path.slice(1), url, site);
  const [top, namespace, kind, name] = path ?? [];
  if (top === 'catalog' && namespace && kind && name && path?.length === 4)
    return { type: 'entity', ref: formatEntityRef({ kind, namespace, name }) };
  const address = webAddress(url.href);
  return address === undefined || address.startsWith(NOWHERE) ? undefined : { type: 'web', address };
}

/** The path of a page in the portal: `/docs/default/component/orders/runbook/`. */
export function portalPath({ ref, file }: DocsPlace): string {
  const { kind, namespace, name } = parseEntityRef(ref) ?? { kind: 'unknown', namespace: 'default', name: ref };
  const parts = ['docs', namespace, kind, name, ...file.replace(/(^|\/)index\.html$/, '$1').split('/')];
  return `/${parts.map(encodeURIComponent).join('/')}`;
}

function inDocs(parts: readonly string[], url: URL, site: DocsSite): DocsTarget | undefined {
  const [namespace = '', kind = '', name = '', ...rest] = parts;
  const ref = formatEntityRef({ kind, namespace, name });
  const location = rest.join('/');
  const file = docsFileAt(location);
  if (file === undefined) return undefined;
  const isPage = !/\.\w+$/.test(location) || /\.html?$/i.test(location) || (ref === site.ref && site.files.has(file));
  if (isPage && !(ref === site.ref && site.files.has(location) && location !== file)) {
    const id = decoded(url.hash.slice(1));
    const anchor = id && ((ref === site.ref ? site.anchors.get(`${file}#${id}`) : undefined) ?? id);
    return { type: 'page', place: { ref, file }, ...(id ? { id } : {}), ...(anchor ? { anchor } : {}) };
  }
  return ref === site.ref ? { type: 'file', file: location } : undefined;
}

/** The parts of a path below the portal; undefined where one of them cannot be read. */
function pathParts(url: URL, portal: string): readonly string[] | undefined {
  const path = url.href.slice(portal.length).replace(/[?#].*$/, '');
  const parts = path.split('/').slice(1).map(decoded);
  return parts.some(part => part === undefined || part.includes('/')) ? undefined : parts.map(part => part ?? '');
}

function parseUrl(href: string, base: string): URL | undefined {
  return URL.canParse(href, base) ? new URL(href, base) : undefined;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    // Anybody may write a lone percent sign.
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
