import { walk } from '../../../yaml/navigate.js';
import type { YamlDocument, YamlNode } from '../../../yaml/node.js';
import { isInside, type Say } from './shape.js';

/** Says what of YAML's anchors, aliases and merges GitHub does not take, or nobody uses. */
export function checkAnchors(document: YamlDocument, say: Say): void {
  const anchored: YamlNode[] = [];
  const used = new Set<YamlNode>();
  walk(document.root, node => {
    if (node.anchor !== undefined) anchored.push(node);
    if (node.type === 'map')
      for (const { name, key } of node.entries)
        if (name === '<<' && key.type === 'scalar' && key.style === 'plain')
          say({
            at: key,
            check: 'syntax',
            message: 'GitHub does not merge mappings: “<<” is a key like others to it.',
          });
    if (node.type !== 'alias') return undefined;
    if (node.target) {
      used.add(node.target);
      if (isInside(node, node.target))
        say({
          at: node,
          check: 'syntax',
          message: 'The alias {0} stands inside of what it means.',
          values: [node.name],
        });
    }
    return undefined;
  });
  for (const node of anchored) {
    if (used.has(node) || node.anchor === undefined) continue;
    const start = document.text.lastIndexOf(`&${node.anchor}`, node.start);
    say({
      at: start < 0 ? node : { start, end: start + node.anchor.length + 1 },
      check: 'syntax',
      severity: 'warning',
      message: 'Nothing uses the anchor {0}.',
      values: [node.anchor],
    });
  }
}
