import { fixOf, removeEntry, removeItem, setAt, type WrittenValue } from '../fixes/edits.js';
import type { Fix, TextEdit } from '../finding.js';
import { resolved } from '../yaml/navigate.js';
import type { MapNode, YamlDocument } from '../yaml/node.js';
import { follow, type NodePath } from './nodePath.js';
import type { PackFix, PackValue, TextTemplate } from './pack.js';

/**
 * The change that a fix of a rule makes.
 * @param fill gives the text of a template; undefined where it is not known
 * @returns undefined where it cannot be made here
 */
export function makeFix(
  fix: PackFix,
  { document, node }: { readonly document: YamlDocument; readonly node: MapNode },
  fill: (template: TextTemplate) => string | undefined,
): Fix | undefined {
  const title = fix.title.length > 0 ? fill(fix.title) : undefined;
  if ('remove' in fix) {
    const edit = removeAt(document, node, fix.remove);
    return fixOf(fix.class, title === undefined ? 'Remove “{0}”' : '{0}', [title ?? lastOf(fix.remove)], edit);
  }
  const value = writtenValue(fix.value, fill);
  const edit = value === undefined ? undefined : setValue(document, node, fix.set, value);
  return fixOf(fix.class, title === undefined ? 'Set “{0}”' : '{0}', [title ?? lastOf(fix.set)], edit);
}

function lastOf(path: NodePath): string {
  return String(path.at(-1) ?? '');
}

function removeAt(document: YamlDocument, node: MapNode, path: NodePath): TextEdit | undefined {
  const last = path.at(-1);
  const parent = resolved(follow(node, path.slice(0, -1)).node ?? node);
  if (parent?.type === 'seq' && typeof last === 'number') {
    const item = parent.items[last];
    return item && removeItem(document, item);
  }
  const entry = parent?.type === 'map' ? parent.entries.findLast(each => each.name === last) : undefined;
  return entry && removeEntry(document, entry);
}

function setValue(document: YamlDocument, node: MapNode, path: NodePath, value: WrittenValue): TextEdit | undefined {
  const index = path.findLastIndex(step => typeof step === 'number');
  const start = index < 0 ? node : resolved(follow(node, path.slice(0, index + 1)).node);
  const keys = path.slice(index + 1).map(String);
  return start?.type === 'map' && keys.length > 0 ? setAt(document, start, keys.map(keyText), value) : undefined;
}

function writtenValue(
  value: PackValue,
  fill: (template: TextTemplate) => string | undefined,
): WrittenValue | undefined {
  if ('text' in value) {
    const text = fill(value.text);
    // What the pack writes without quotes and expressions stands as it is written: `2`, `true`.
    const asWritten = !value.quoted && value.text.every(part => typeof part === 'string');
    return text === undefined || asWritten ? text : yamlText(text);
  }
  if ('items' in value) {
    const items = value.items.map(item => writtenValue(item, fill));
    return items.includes(undefined) ? undefined : items.filter(item => item !== undefined);
  }
  const made = Object.create(null) as Record<string, WrittenValue>;
  for (const [key, below] of value.entries) {
    const written = writtenValue(below, fill);
    if (written === undefined) return undefined;
    made[keyText(key)] = written;
  }
  return made;
}

/** A text in YAML, quoted where one reader or another would take it for something else. */
export function yamlText(text: string): string {
  const isPlain = /^[A-Za-z][A-Za-z0-9_./-]*$/.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}

function keyText(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_./-]*$/.test(key) ? key : JSON.stringify(key);
}
