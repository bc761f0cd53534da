import { isMap, isSeq, parse, parseDocument, stringify, type YAMLSeq } from 'yaml';
import { ownProperty } from '../catalogue/entity.js';
import { WAIVERS_PATH } from './recordPaths.js';
import type { TemplateFile } from './scaffolder.js';

/**
 * The files of a template with those that belong to them. Where a template writes waivers itself, the ones that are added go into
 * its own list. Where that file is no list of waivers both are kept, and the second is refused as any file that comes twice.
 */
export function withExtraFiles(
  files: readonly TemplateFile[],
  extraFiles: readonly TemplateFile[],
): readonly TemplateFile[] {
  const extra = extraFiles.find(({ path }) => path === WAIVERS_PATH);
  const made = files.find(({ path }) => path === WAIVERS_PATH);
  const text = extra && made && withWaivers(textOf(made), textOf(extra));
  if (text === undefined) return [...files, ...extraFiles];
  const bytes = new TextEncoder().encode(text);
  return [
    ...files.map(file => (file === made ? { ...file, bytes } : file)),
    ...extraFiles.filter(file => file !== extra),
  ];
}

/**
 * Adds waivers at the end of the list of another file by inserting text, so that its comments and layout stay.
 * @param text the file, with a list `waivers`
 * @param added a file of the same form
 * @returns undefined where one of them has no such list, or the text cannot take it
 */
export function withWaivers(text: string, added: string): string | undefined {
  const more = waiversOf(added);
  const before = waiversOf(text);
  if (!more || !before) return undefined;
  const document = parseDocument(text);
  const list = isMap(document.contents) ? document.contents.get('waivers', true) : undefined;
  const merged = isSeq(list) ? inserted(text, list, more) : undefined;
  // The text is inserted by its place: what came out must be what was meant.
  return merged !== undefined && JSON.stringify(waiversOf(merged)) === JSON.stringify([...before, ...more])
    ? merged
    : undefined;
}

function inserted(text: string, list: YAMLSeq, more: readonly unknown[]): string | undefined {
  if (!list.range) return undefined;
  const [start, end] = list.range;
  if (list.flow === true) {
    const items = more.map(waiver => JSON.stringify(waiver)).join(', ');
    const head = text.slice(0, end - 1).trimEnd();
    return `${head}${list.items.length > 0 && !head.endsWith(',') ? ', ' : ''}${items}${text.slice(end - 1)}`;
  }
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
  const lines = stringify(more, { lineWidth: 0 }).trimEnd().split('\n');
  const block = lines.map(line => (line === '' ? line : indent + line)).join(newline) + newline;
  const lineEnd = text[end - 1] === '\n' ? end - 1 : text.indexOf('\n', end);
  return lineEnd < 0 ? text + newline + block : text.slice(0, lineEnd + 1) + block + text.slice(lineEnd + 1);
}

function waiversOf(text: string): readonly unknown[] | undefined {
  if (parseDocument(text).errors.length > 0) return undefined;
  const waivers = ownProperty(parse(text), 'waivers');
  return Array.isArray(waivers) ? waivers : undefined;
}

function textOf({ bytes }: TemplateFile): string {
  return new TextDecoder().decode(bytes);
}
