import { toMdast } from 'hast-util-to-mdast';
import type { Image, Nodes, PhrasingContent, Root, RootContent } from 'mdast';
import { gfmStrikethroughToMarkdown } from 'mdast-util-gfm-strikethrough';
import { gfmTableToMarkdown } from 'mdast-util-gfm-table';
import { gfmTaskListItemToMarkdown } from 'mdast-util-gfm-task-list-item';
import { toMarkdown } from 'mdast-util-to-markdown';
import { escapeMarkdown, linkTarget } from '../common/markdown.js';
import { success, type Result } from '../common/problem.js';
import type { Translate } from '../common/translate.js';
import { entityPagePath } from './entityPagePath.js';
import { shortEntityRef } from './entityRef.js';
import { previewSlugs } from './previewSlug.js';
import type { DocsPlace, DocsSite } from './techDocs.js';
import { readDocsHtml, type DocsHtml } from './techDocsHtml.js';
import { docsTarget, portalPath, type DocsTarget } from './techDocsLink.js';
import { docsPagePath, relativeLink } from './techDocsPath.js';

/** What a page needs beside its HTML. */
export interface DocsPageContext {
  readonly site: DocsSite;
  readonly place: DocsPlace;
  /** Name of the entity that the site documents, as the catalogue shows it. */
  readonly entityName?: string;
  readonly translate: Translate;
  /** Address of the portal without a trailing slash, where there is one. */
  readonly appUrl?: string;
}

/** A picture of the site: an address that holds it, or a sentence that says why it is not shown. */
export type DocsImage = { readonly address: string } | { readonly note: string };

/** A page that waits for its pictures. */
export interface DocsPage {
  /** Paths of the files of its pictures, each once. */
  readonly images: readonly string[];
  /** The page as Markdown. @param images what has come of the pictures */
  render(images: ReadonlyMap<string, DocsImage>): string;
}

// More than this, and the list of pages stands at the end.
const MOST_PAGES_ABOVE = 8;
// A picture that the page itself holds, in characters.
const LONGEST_HELD_IMAGE = 2 * 1024 * 1024;
const HELD_IMAGE = /^data:image\/(?:png|jpeg|gif|webp|avif|svg\+xml);base64,[A-Za-z0-9+/=]+$/;

/**
 * A page of documentation as Markdown, in which links lead to the web or to documents next to this one. The server's words
 * are only text: nothing of it is HTML, and nothing in it can run a command.
 */
export function docsPage(html: string, context: DocsPageContext): Result<DocsPage> {
  const read = readDocsHtml(html);
  if (!read.ok) return read;
  // `toMdast` gives a root where it was given a whole article.
  const tree = toMdast({ type: 'root', children: [read.value.article] }, { document: true }) as Root;
  const images = new Set<string>();
  const collect: Treatment = { context, anchors: read.value.anchors, image: file => void images.add(file) };
  tree.children.forEach(node => treated(node, collect));
  const render: DocsPage['render'] = loaded => {
    const treatment: Treatment = { ...collect, image: file => loaded.get(file) };
    const text = { type: 'root', children: tree.children.flatMap(node => treated(node, treatment)) } as Root;
    return (
      [header(read.value, context), markdown(text), footer(read.value, context)].filter(Boolean).join('\n\n') + '\n'
    );
  };
  return success({ images: [...images], render });
}

/** The page in place of one that cannot be shown. @param reason a sentence that says why */
export function missingDocsPage(place: DocsPlace, reason: string, translate: Translate): string {
  const here = docsPagePath(place);
  const entity = relativeLink(here, entityPagePath(place.ref));
  const name = escapeMarkdown(shortEntityRef(place.ref));
  const first = relativeLink(here, docsPagePath({ ref: place.ref, file: 'index.html' }));
  const links = [`[${name}](${entity})`, `[${escapeMarkdown(translate('First page of its documentation'))}](${first})`];
  return `# ${escapeMarkdown(translate('Documentation'))}\n\n${escapeMarkdown(reason)}\n\n${links.join(' · ')}\n`;
}

interface Treatment {
  readonly context: DocsPageContext;
  readonly anchors: ReadonlyMap<string, string>;
  readonly image: (file: string) => DocsImage | undefined | void;
}

/** Nodes that hold text of their own and no addresses. All that is not named in this file is left out, raw HTML first of all. */
const KEPT = new Set<Nodes['type']>([
  ...(['text', 'inlineCode', 'code', 'break', 'thematicBreak', 'paragraph', 'heading', 'blockquote'] as const),
  ...(['list', 'listItem', 'table', 'tableRow', 'tableCell', 'emphasis', 'strong', 'delete'] as const),
]);

function treated(node: RootContent, treatment: Treatment): RootContent[] {
  if (node.type === 'image') return [imageNode(node, treatment)];
  const children = 'children' in node ? node.children.flatMap(child => treated(child, treatment)) : undefined;
  if (node.type === 'link') {
    const url = linkAddress(node.url, treatment);
    return url === undefined ? (children ?? []) : [{ type: 'link', url, children: children as PhrasingContent[] }];
  }
  if (!KEPT.has(node.type)) return children ?? [];
  if (node.type === 'code') {
    const { lang } = node;
    return [{ type: 'code', value: node.value, ...(lang && /^[\w+#.-]+$/.test(lang) ? { lang } : {}) }];
  }
  return [children ? ({ ...node, children } as RootContent) : node];
}

function linkAddress(href: string, { context, anchors }: Treatment): string | undefined {
  const { place, site, appUrl } = context;
  const target = docsTarget(href, place, site, appUrl);
  if (target?.type !== 'page') return target && addressOf(target, context);
  const here = target.place.ref === place.ref && target.place.file === place.file;
  const known = here && target.id !== undefined ? anchors.get(target.id) : undefined;
  const anchor = known ?? target.anchor;
  if (here) return `#${encodeURIComponent(anchor ?? '')}`;
  return relativeLink(docsPagePath(place), docsPagePath(target.place), anchor);
}

function addressOf(target: DocsTarget, { place, appUrl }: DocsPageContext): string | undefined {
  switch (target.type) {
    case 'web':
      return target.address;
    case 'entity':
      return relativeLink(docsPagePath(place), entityPagePath(target.ref));
    case 'page':
      return relativeLink(docsPagePath(place), docsPagePath(target.place), target.anchor);
    case 'file':
      // The portal has what the editor does not show.
      return appUrl === undefined ? undefined : `${appUrl}${portalPath({ ref: place.ref, file: target.file })}`;
  }
}

function imageNode(node: Image, { context, image }: Treatment): PhrasingContent {
  const { translate, place, site, appUrl } = context;
  const { alt, url } = node;
  const named = alt ? translate('Picture: {0}', alt) : translate('Picture');
  const note = (reason: string): PhrasingContent => ({
    type: 'emphasis',
    children: [{ type: 'text', value: `[${named}. ${reason}]` }],
  });
  const shown = (address: string): Image => ({ type: 'image', url: address, ...(alt ? { alt } : {}) });
  if (HELD_IMAGE.test(url) && url.length <= LONGEST_HELD_IMAGE) return shown(url);
  const target = docsTarget(url, place, site, appUrl);
  if (target?.type === 'file') {
    const loaded = image(target.file);
    if (!loaded) return note(translate('It was not read.'));
    return 'address' in loaded ? shown(loaded.address) : note(loaded.note);
  }
  if (target?.type !== 'web') return note(translate('Its address cannot be shown here.'));
  // The preview shows nothing from the web that is not encrypted.
  if (target.address.startsWith('https:')) return shown(target.address);
  return { type: 'link', url: target.address, children: [{ type: 'text', value: named }] };
}

function markdown(tree: Root): string {
  return toMarkdown(tree, {
    bullet: '-',
    rule: '-',
    fences: true,
    resourceLink: true,
    // The preview draws what stands between two of them as a formula.
    unsafe: [{ character: '$', inConstruct: 'phrasing' }],
    // Cells are not padded: one may hold a picture.
    extensions: [
      gfmTableToMarkdown({ tablePipeAlign: false }),
      gfmStrikethroughToMarkdown(),
      gfmTaskListItemToMarkdown(),
    ],
  }).trim();
}

/** The heading over the list of pages, as the preview names it after those of the text. */
function listAnchor({ headings }: DocsHtml, translate: Translate): string {
  return encodeURIComponent(previewSlugs([...headings, translate('All pages')]).at(-1) ?? '');
}

interface PageOfSite {
  readonly title: string;
  readonly file?: string;
  readonly depth: number;
}

function header(html: DocsHtml, context: DocsPageContext): string {
  const { place, site, translate, entityName, appUrl } = context;
  const entity = escapeMarkdown(entityName ?? shortEntityRef(site.ref));
  const built = site.builtAt === undefined ? undefined : new Date(site.builtAt).toISOString().slice(0, 10);
  const pages = pagesOf(html, context);
  const parts = [
    `[${entity}](${relativeLink(docsPagePath(place), entityPagePath(site.ref))})`,
    ...(appUrl === undefined
      ? []
      : [`[${escapeMarkdown(translate('Backstage'))}](${linkTarget(appUrl + portalPath(place))})`]),
    ...(built === undefined ? [] : [escapeMarkdown(translate('built {0}', built))]),
    ...(pages.length > MOST_PAGES_ABOVE
      ? [`[${escapeMarkdown(translate('All pages'))}](#${listAnchor(html, translate)})`]
      : []),
  ];
  const above = pages.length > 1 && pages.length <= MOST_PAGES_ABOVE;
  const list = above ? [pages.map(page => pageLink(page, place)).join(' · ')] : [];
  return [parts.join(' · '), ...list, '---'].join('\n\n');
}

function footer(html: DocsHtml, context: DocsPageContext): string {
  const { place, translate } = context;
  const pages = pagesOf(html, context);
  const linked = pages.filter(({ file }) => file !== undefined);
  const at = linked.findIndex(({ file }) => file === place.file);
  const before = at > 0 ? linked[at - 1] : undefined;
  const after = at >= 0 ? linked[at + 1] : undefined;
  const turn = [
    ...(before ? [`← ${pageLink(before, place)}`] : []),
    ...(after ? [`${pageLink(after, place)} →`] : []),
  ].join(' · ');
  const list =
    pages.length > MOST_PAGES_ABOVE
      ? [
          `## ${escapeMarkdown(translate('All pages'))}`,
          pages.map(page => `${'  '.repeat(page.depth)}- ${pageLink(page, place)}`).join('\n'),
        ]
      : [];
  return turn || list.length > 0 ? ['---', turn, ...list].filter(Boolean).join('\n\n') : '';
}

function pagesOf({ navigation }: DocsHtml, { site, place, appUrl }: DocsPageContext): readonly PageOfSite[] {
  if (navigation.length > 0)
    return navigation.map(({ title, href, depth }) => {
      const target = href === undefined ? undefined : docsTarget(href, place, site, appUrl);
      const file = target?.type === 'page' && target.place.ref === site.ref ? target.place.file : undefined;
      return { title, depth, ...(file === undefined ? {} : { file }) };
    });
  return [...site.titles].map(([file, title]) => ({ title, file, depth: 0 }));
}

function pageLink({ title, file }: PageOfSite, place: DocsPlace): string {
  const name = escapeMarkdown(title);
  if (file === undefined) return name;
  return file === place.file
    ? `**${name}**`
    : `[${name}](${relativeLink(docsPagePath(place), docsPagePath({ ref: place.ref, file }))})`;
}
