import type { Element, ElementContent, Root, RootContent } from 'hast';
import { fromParse5 } from 'hast-util-from-parse5';
import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import { failure, success, type Result } from '../common/problem.js';
import { previewSlugs } from './previewSlug.js';

/** A link of a site's navigation. */
export interface NavigationItem {
  readonly title: string;
  /** As written; undefined for a heading of a group. */
  readonly href?: string;
  /** 0 for the top. */
  readonly depth: number;
}

/** What is read out of the HTML of a page. */
export interface DocsHtml {
  /** The text of the page, with only what can be said in Markdown. */
  readonly article: Element;
  readonly navigation: readonly NavigationItem[];
  /** Texts of the headings in the text. */
  readonly headings: readonly string[];
  /** Ids in the text, and the heading that each is, or follows, as the preview names it. */
  readonly anchors: ReadonlyMap<string, string>;
}

// Nobody writes this, and what walks through the tree does so by recursion.
const DEEPEST_NESTING = 200;
const DEEPEST_NAVIGATION = 10;

const DROPPED_TAGS = new Set([
  ...['script', 'style', 'template', 'noscript', 'base', 'link', 'meta', 'title', 'object', 'embed', 'svg', 'canvas'],
  ...['nav', 'form', 'button', 'select', 'textarea', 'dialog', 'label'],
]);
// Marks of MkDocs and its themes that are no part of the text: links at headings, buttons, numbers of lines.
const DROPPED_CLASSES = ['headerlink', 'md-content__button', 'md-source-file', 'linenos', 'lineno', 'md-clipboard'];

/**
 * Reads a page as MkDocs with the theme Material builds it, which is what TechDocs uses; of other pages, all of the body.
 * Nothing of it is run or loaded.
 * @returns `invalid` where it is nested so deep that nobody can have meant it
 */
export function readDocsHtml(html: string): Result<DocsHtml> {
  const document = parse(html);
  if (nestsTooDeep(document))
    return failure({ kind: 'invalid', message: 'This page of documentation is nested too deep to be read.' });
  const root = fromParse5(document) as Root;
  const article = find(root, isTag('article')) ?? find(root, isTag('main')) ?? find(root, isTag('body'));
  const text: Element = { type: 'element', tagName: 'article', properties: {}, children: [] };
  text.children = article ? article.children.flatMap(child => prepared(child)) : [];
  const headings = findAll(text, isHeading).map(heading => textOf(heading));
  return success({ article: text, navigation: navigationOf(root), headings, anchors: anchorsOf(text, headings) });
}

function nestsTooDeep(document: DefaultTreeAdapterTypes.Document): boolean {
  const waiting: { readonly node: DefaultTreeAdapterTypes.Node; readonly depth: number }[] = [
    { node: document, depth: 0 },
  ];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, depth } = next;
    if (depth > DEEPEST_NESTING) return true;
    if ('childNodes' in node) for (const child of node.childNodes) waiting.push({ node: child, depth: depth + 1 });
  }
  return false;
}

/** A node without what is dropped, and with what Markdown has no word for said in another way. */
function prepared(node: ElementContent): ElementContent[] {
  if (node.type === 'text') return [node];
  if (node.type !== 'element') return [];
  const classes = classesOf(node);
  if (classes.some(name => DROPPED_CLASSES.includes(name))) return [];
  if (classes.includes('tabbed-set')) return tabs(node);
  if (DROPPED_TAGS.has(node.tagName)) return [];
  if (node.tagName === 'input' && node.properties['type'] !== 'checkbox') return [];
  if (node.tagName === 'table' && classes.some(name => /^(?:highlight|codehilite)table$/.test(name))) {
    const code = find(
      node,
      isTag('pre', element => !isInside(node, element, 'linenos')),
    );
    return code ? prepared(code) : [];
  }
  const children = node.children.flatMap(child => prepared(child));
  if (classes.includes('admonition') || node.tagName === 'details') return [{ ...plain('blockquote'), children }];
  if (classes.includes('admonition-title') || node.tagName === 'summary') return [strongParagraph(children)];
  const language = classes.map(name => /^language-([\w+#.-]+)$/.exec(name)?.[1]).find(name => name);
  if (language && classes.includes('highlight')) for (const child of children) nameLanguage(child, language);
  return [{ ...node, children }];
}

/** Tabs of PyMdown: one after the other, each with its name over it. */
function tabs(set: Element): ElementContent[] {
  const names = findAll(set, isTag('label')).map(label => textOf(label).trim());
  const blocks = findAll(set, element => classesOf(element).includes('tabbed-block'));
  const contents = blocks.length > 0 ? blocks : findAll(set, element => classesOf(element).includes('tabbed-content'));
  return contents.flatMap((content, position) => [
    ...(names[position] ? [strongParagraph([{ type: 'text', value: names[position] }])] : []),
    ...content.children.flatMap(child => prepared(child)),
  ]);
}

/** Says the language of a block of code where the reader of HTML looks for it. */
function nameLanguage(node: ElementContent, language: string): void {
  if (node.type !== 'element') return;
  if (node.tagName === 'code') node.properties = { ...node.properties, className: [`language-${language}`] };
  else for (const child of node.children) nameLanguage(child, language);
}

function navigationOf(root: Root): readonly NavigationItem[] {
  const nav = find(
    root,
    isTag('nav', element => classesOf(element).includes('md-nav--primary')),
  );
  const list = nav?.children.find(isTag('ul'));
  return list ? navigationItems(list, 0) : [];
}

function navigationItems(list: Element, depth: number): readonly NavigationItem[] {
  if (depth > DEEPEST_NAVIGATION) return [];
  return list.children.filter(isTag('li')).flatMap(item => {
    const own = item.children.filter(child => !isTag('nav')(child));
    const holder: Element = { ...plain('div'), children: own };
    const link = find(
      holder,
      isTag('a', element => typeof element.properties['href'] === 'string'),
    );
    const label = link ?? find(holder, element => classesOf(element).includes('md-nav__link'));
    const title = label ? textOf(label).replace(/\s+/g, ' ').trim() : '';
    const href = link?.properties['href'];
    const inner = item.children.find(isTag('nav', element => !classesOf(element).includes('md-nav--secondary')));
    const innerList = inner?.children.find(isTag('ul'));
    return [
      ...(title ? [{ title, depth, ...(typeof href === 'string' ? { href } : {}) }] : []),
      ...(innerList ? navigationItems(innerList, depth + 1) : []),
    ];
  });
}

function isHeading({ tagName }: Element): boolean {
  return /^h[1-6]$/.test(tagName);
}

function anchorsOf(article: Element, headings: readonly string[]): ReadonlyMap<string, string> {
  const slugs = previewSlugs(headings);
  const anchors = new Map<string, string>();
  let passed = 0;
  for (const element of findAll(article, () => true)) {
    if (isHeading(element)) passed++;
    const { id } = element.properties;
    const slug = slugs[Math.max(0, passed - 1)];
    if (typeof id === 'string' && slug !== undefined && !anchors.has(id)) anchors.set(id, slug);
  }
  return anchors;
}

function strongParagraph(children: ElementContent[]): Element {
  return { ...plain('p'), children: [{ ...plain('strong'), children }] };
}

function plain(tagName: string): Element {
  return { type: 'element', tagName, properties: {}, children: [] };
}

function isTag(tagName: string, also: (element: Element) => boolean = () => true) {
  return (node: RootContent): node is Element => node.type === 'element' && node.tagName === tagName && also(node);
}

function classesOf(element: Element): readonly string[] {
  const { className } = element.properties;
  return Array.isArray(className) ? className.map(String) : [];
}

function isInside(outer: Element, inner: Element, className: string): boolean {
  return findAll(outer, element => classesOf(element).includes(className)).some(
    holder => find(holder, element => element === inner) !== undefined,
  );
}

function find(node: Root | Element, test: (element: Element) => boolean): Element | undefined {
  for (const child of node.children) {
    if (child.type !== 'element') continue;
    const found = test(child) ? child : find(child, test);
    if (found) return found;
  }
  return undefined;
}

function findAll(node: Root | Element, test: (element: Element) => boolean): readonly Element[] {
  return node.children.flatMap(child =>
    child.type === 'element' ? [...(test(child) ? [child] : []), ...findAll(child, test)] : [],
  );
}

function textOf(node: ElementContent): string {
  if (node.type === 'text') return node.value;
  return node.type === 'element' ? node.children.map(textOf).join('') : '';
}
