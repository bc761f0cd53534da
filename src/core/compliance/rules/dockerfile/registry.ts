import { defineRule } from '../../rule.js';
import { dockerfileOf, isVariable, stageSubject, type Word } from './dockerfile.js';
import { isAllowedRegistry, parseImage } from '../access/imageReference.js';
import { cisDocker } from './frameworks.js';

/** The registry that Docker means where an image names none. */
const DOCKER_HUB = 'docker.io';

export const registry = defineRule({
  id: 'df/registry',
  title: 'Base images come from registries that are allowed',
  severity: 'error',
  profile: 'golden',
  confidence: 'high',
  frameworks: [cisDocker('4.2')],
  fix: 'review',
  explanation: `Images from anywhere bring along anything. An organisation that builds on images of its own registries knows who made
them, and that they are scanned and patched.

The option \`registries\` lists what is allowed: a host (\`registry.example.com\`), a host with the beginning of a path
(\`registry.example.com/base\`), or all hosts of a domain (\`*.example.com\`). While the list is empty every registry is allowed that is named: an image without one comes from
wherever the machine that builds it looks first.`,
  bad: `FROM node:22.11-slim
USER node
`,
  good: `FROM registry.example.com/base/node:22.11-slim
USER node
`,
  language: 'dockerfile',
  options: { registries: [] },
  subject: 'dockerfile',
  check: (subject, report, { options }) => {
    const allowed = Array.isArray(options['registries'])
      ? options['registries'].filter(each => typeof each === 'string')
      : [];
    const file = dockerfileOf(subject);
    const names = new Set(file.stages.flatMap(({ name }) => (name ? [name.text.toLowerCase()] : [])));
    const check = (image: Word, stage: (typeof file.stages)[number]): void => {
      if (isVariable(image.text) || image.text.toLowerCase() === 'scratch') return;
      const parsed = parseImage(image.text);
      if (!parsed) return;
      const { registry: host, repository } = parsed;
      const about = { at: image, subject: stageSubject(stage) };
      if (allowed.length === 0) {
        if (host !== undefined) return;
        const library = repository.includes('/') ? '' : 'library/';
        report({
          ...about,
          message: 'The image {0} names no registry: it comes from wherever the machine that builds looks first.',
          values: [image.text],
          fixes: () => [
            {
              class: 'review',
              title: 'Name {0}, which Docker means',
              values: [DOCKER_HUB],
              edits: [{ start: image.start, end: image.start, text: `${DOCKER_HUB}/${library}` }],
            },
          ],
        });
        return;
      }
      if (isAllowedRegistry(parsed, allowed)) return;
      report({
        ...about,
        message: 'Images of {0} are not allowed here. Allowed: {1}.',
        values: [host ?? DOCKER_HUB, allowed.join(', ')],
      });
    };
    for (const stage of file.stages) {
      if (stage.image && !stage.base) check(stage.image, stage);
      for (const { keyword, flags } of stage.instructions)
        for (const { name, value, end } of flags) {
          if (keyword !== 'COPY' || name !== 'from' || value === undefined) continue;
          // A single word can also be a context that is handed to the build.
          if (names.has(value.toLowerCase()) || !/[/:]/.test(value)) continue;
          check({ text: value, start: end - value.length, end }, stage);
        }
    }
  },
});
