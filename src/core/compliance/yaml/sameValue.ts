import { resolved } from './navigate.js';
import type { YamlNode } from './node.js';

/** How deep values are compared: deeper ones count as different. */
const DEEPEST = 16;

/** Whether two values surely say the same, in whatever style and order of keys they are written. */
export function sameValue(one: YamlNode | undefined, other: YamlNode | undefined, depth = 0): boolean {
  const a = resolved(one);
  const b = resolved(other);
  if (!a || !b || depth > DEEPEST || a.masked || b.masked) return false;
  if (a.type === 'scalar')
    return b.type === 'scalar' && a.text === b.text && (a.style === 'plain') === (b.style === 'plain');
  if (a.type === 'seq')
    return (
      b.type === 'seq' &&
      a.items.length === b.items.length &&
      a.items.every((item, index) => sameValue(item, b.items[index], depth + 1))
    );
  if (b.type !== 'map' || a.entries.length !== b.entries.length) return false;
  return a.entries.every(({ name, value }) =>
    sameValue(value, b.entries.find(entry => entry.name === name)?.value, depth + 1),
  );
}
