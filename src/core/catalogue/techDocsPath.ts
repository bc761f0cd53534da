import { formatEntityRef, parseEntityRef } from './entityRef.js';
import { docsFileAt, type DocsPlace } from './techDocs.js';

/**
 * The path of the document with a page of documentation: `/docs/component/default/orders.md` is the first one,
 * `/docs/component/default/orders/runbook.md` the one of `runbook/index.html`.
 */
export function docsPagePath({ ref, file }: DocsPlace): string {
  const { kind, namespace, name } = parseEntityRef(ref) ?? { kind: 'unknown', namespace: 'default', name: ref };
  const location = file.replace(/(?:^|\/)index\.html$/, '');
  return `/${['docs', kind, namespace, name, ...location.split('/').filter(Boolean)].join('/')}.md`;
}

/** The page of documentation that a path is; undefined where it is none, or leads out of its site. */
export function docsPlaceOfPath(path: string): DocsPlace | undefined {
  const match = /^\/docs\/([^/]+)\/([^/]+)\/([^/]+)(?:\/(.+))?\.md$/.exec(path);
  const [, kind, namespace, name, location = ''] = match ?? [];
  if (!kind || !namespace || !name) return undefined;
  if ([kind, namespace, name].some(part => /^\.+$/.test(part))) return undefined;
  const file = docsFileAt(location);
  return file === undefined ? undefined : { ref: formatEntityRef({ kind, namespace, name }), file };
}

/**
 * The way from one document of the catalogue to another, as a link. The editor's preview follows only relative links to
 * documents that are no files.
 * @param from path of the document with the link
 * @param to path of the other
 * @param anchor id of a heading there
 */
export function relativeLink(from: string, to: string, anchor?: string): string {
  const up = '../'.repeat(from.split('/').length - 2);
  const down = to.split('/').filter(Boolean).map(encodeURIComponent).join('/');
  return `${up || './'}${down}${anchor ? `#${encodeURIComponent(anchor)}` : ''}`;
}
