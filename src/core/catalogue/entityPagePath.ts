import { escapeMarkdown } from '../common/markdown.js';
import { formatEntityRef, parseEntityRef, shortEntityRef } from './entityRef.js';

/** The path of an entity's page: `/component/default/tracking-api.md`. */
export function entityPagePath(ref: string): string {
  const { kind, namespace, name } = partsOf(ref);
  return `/${kind}/${namespace}/${name}.md`;
}

/** The full reference of the entity whose page a path is; undefined where it is none. */
export function entityOfPagePath(path: string): string | undefined {
  const match = /^\/([^/]+)\/([^/]+)\/([^/]+)\.md$/.exec(path);
  return match?.[1] && match[2] && match[3]
    ? formatEntityRef({ kind: match[1], namespace: match[2], name: match[3] })
    : undefined;
}

/** The page for a reference that has no entity. @param reason a sentence that says why */
export function missingEntityPage(ref: string, reason: string): string {
  return `# ${escapeMarkdown(shortEntityRef(ref))}\n\n${escapeMarkdown(reason)}\n`;
}

function partsOf(ref: string): { readonly kind: string; readonly namespace: string; readonly name: string } {
  return parseEntityRef(ref) ?? { kind: 'unknown', namespace: 'default', name: ref };
}
