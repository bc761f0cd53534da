import { fixOf, replaceValue } from '../../fixes/edits.js';
import { defineRule } from '../../rule.js';
import { entryOf, valueAt } from '../../yaml/navigate.js';
import { isMutableTag, MUTABLE_TAGS, nameOfImage, parseImage } from '../access/imageReference.js';
import { textsOption } from '../options.js';
import { composeText, servicesOf } from './services.js';

export const composeImageTag = defineRule({
  id: 'cmp/image-tag',
  title: 'Images of services have a fixed version',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  fix: 'placeholder',
  options: {
    /** Tags that stand for another image tomorrow. */
    mutable: MUTABLE_TAGS,
  },
  explanation: `Without a tag, or with one like \`latest\`, everybody who starts the services gets what was newest on that day: what
works for one does not for the next.

Name a version. A service that is built here (\`build\`) needs none.`,
  bad: `services:
  database:
    image: postgres
`,
  good: `services:
  database:
    image: postgres:17.6
`,
  subject: 'compose',
  check: ({ document, root }, report, { options }) => {
    const mutable = textsOption(options, 'mutable');
    for (const { name, node } of servicesOf(root)) {
      const at = valueAt(node, 'image');
      const text = composeText(at);
      const image = text === undefined ? undefined : parseImage(text);
      if (!at || text === undefined || !image || image.digest !== undefined || entryOf(node, 'build')) continue;
      const { tag } = image;
      if (tag !== undefined && !isMutableTag(tag, mutable)) continue;
      report({
        at,
        check: tag === undefined ? 'missing' : 'mutable',
        message:
          tag === undefined
            ? 'The image “{1}” of the service “{0}” has no tag: it is whatever is newest when it is pulled.'
            : 'The image “{1}” of the service “{0}” has a tag that moves.',
        values: [name, text],
        fixes: () => [
          fixOf(
            'placeholder',
            'Name a version for “{0}”',
            [nameOfImage(image)],
            replaceValue(document, at, `${nameOfImage(image)}:<version>`),
          ),
        ],
      });
    }
  },
});
