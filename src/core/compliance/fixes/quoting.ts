import { walk } from '../yaml/navigate.js';
import type { ScalarNode, YamlDocument } from '../yaml/node.js';

/** Texts that some reader of YAML takes for a truth value, nothing or a number: 1.1 or 1.2, whatever reads the file. */
const RETYPED = /^(?:y|n|yes|no|on|off|true|false|null|~|[-+]?\.(?:inf|nan)|\.nan|[-+.]*[0-9].*|<<|=)$/i;
/** Texts that can stand as they are, in blocks and in brackets. */
const PLAIN = /^[\w/.$(][\w/.$()+=@-]*(?:[: ][\w/.$()+=@-]+)*$/;

/**
 * A text as a scalar of YAML that every reader takes for this text: as it is, or quoted where it would be a number, a truth value,
 * a date or no plain text at all.
 * @param document where it is to stand: its own kind of quotes is taken; double ones where it has none
 */
export function quoted(text: string, document?: YamlDocument): string {
  if (PLAIN.test(text) && !RETYPED.test(text)) return text;
  const single = document !== undefined && quotesOf(document) === 'single' && /^[\x20-\x7e\u00a0-\ud7ff]*$/.test(text);
  return single ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
}

function quotesOf(document: YamlDocument): ScalarNode['style'] | undefined {
  let found: ScalarNode['style'] | undefined;
  walk(document.root, node => {
    if (found === undefined && node.type === 'scalar' && (node.style === 'single' || node.style === 'double'))
      found = node.style;
    return found === undefined;
  });
  return found;
}
