import type { Fix } from '../../finding.js';
import { defineRule } from '../../rule.js';
import { dockerfileOf, isVariable, stageSubject } from './dockerfile.js';
import { parseImage } from '../access/imageReference.js';
import { cisDocker } from './frameworks.js';
import { scorecard } from '../pipeline/frameworks.js';

export const baseImagePinned = defineRule({
  id: 'df/base-image-pinned',
  title: 'Base images are pinned',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [cisDocker('4.2'), scorecard('Pinned-Dependencies')],
  fix: 'placeholder',
  explanation: `An image without a tag, or with the tag \`latest\`, is another one from day to day. A build that worked yesterday
fails today, and nobody can say what was in the image that is running.

Name a version. With the option \`digest\` a digest (\`@sha256:…\`) is asked for as well: it is the only name that can never come to
mean something else.`,
  bad: `FROM node
USER node
CMD ["node", "server.js"]
`,
  good: `FROM node:22.11-slim AS build
RUN npm ci

FROM node:22.11-slim
COPY --from=build /app /app
USER node
CMD ["node", "server.js"]
`,
  language: 'dockerfile',
  options: { digest: false },
  subject: 'dockerfile',
  check: (subject, report, { options }) => {
    for (const stage of dockerfileOf(subject).stages) {
      const { image, base } = stage;
      if (!image || base || isVariable(image.text) || image.text.toLowerCase() === 'scratch') continue;
      const parsed = parseImage(image.text);
      if (!parsed || parsed.digest !== undefined) continue;
      const { tag } = parsed;
      const behind = (title: string, text: string, from = image.end): Fix => ({
        class: 'placeholder',
        title,
        values: [],
        edits: [{ start: from, end: image.end, text }],
      });
      const about = { at: image, values: [image.text], subject: stageSubject(stage) };
      if (tag === undefined)
        report({
          ...about,
          check: 'untagged',
          message: 'The image {0} has no tag: which version is built upon changes with every release of it.',
          fixes: () => [behind('Add a version', ':VERSION')],
        });
      else if (tag === 'latest')
        report({
          ...about,
          check: 'latest',
          message: 'The tag of {0} says nothing: which version is built upon changes with every release of it.',
          fixes: () => [behind('Name a version', ':VERSION', image.end - ':latest'.length)],
        });
      else if (options['digest'] === true)
        report({
          ...about,
          check: 'digest',
          message: 'The image {0} has no digest: its tag can come to mean something else.',
          fixes: () => [behind('Add a digest', '@sha256:DIGEST')],
        });
    }
  },
});
