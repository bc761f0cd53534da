import type { Fix } from '../../finding.js';
import { defineRule } from '../../rule.js';
import { dockerfileOf, shippedStages, stageSubject, unquoted, type Instruction } from './dockerfile.js';
import { cisDocker } from './frameworks.js';

export const runtimeContract = defineRule({
  id: 'df/runtime-contract',
  title: 'Containers stop when they are told to, and offer no remote login',
  severity: 'info',
  profile: 'base',
  confidence: 'high',
  frameworks: [cisDocker('4.6')],
  fix: 'review',
  explanation: `A \`CMD\` or \`ENTRYPOINT\` that is no JSON list runs below a shell. The shell does not hand on SIGTERM, so that
the program is killed in the midst of its work when the container stops.

Port 22 means a server for remote logins in a container, with keys and users of its own.

The option \`healthcheck\` says whether a \`HEALTHCHECK\` must be there (\`required\`), must not (\`forbidden\`) or does not matter
(\`ignored\`: Kubernetes does not look at it).`,
  bad: `FROM node:22.11-slim
USER node
CMD node server.js
`,
  good: `FROM node:22.11-slim
USER node
CMD ["node", "server.js"]
`,
  language: 'dockerfile',
  options: { healthcheck: 'ignored' },
  subject: 'dockerfile',
  check: (subject, report, { options }) => {
    const file = dockerfileOf(subject);
    const shipped = shippedStages(file);
    const [last] = shipped;
    if (!last) return;
    for (const stage of shipped)
      for (const each of stage.instructions) {
        const about = { subject: stageSubject(stage) };
        if (each.keyword === 'EXPOSE')
          for (const word of each.words.filter(({ text }) => /^22(?:\/tcp)?$/i.test(unquoted(text))))
            report({
              ...about,
              at: word,
              check: 'ssh',
              message: 'Port 22 is for remote logins, which no container needs.',
            });
        if (!['CMD', 'ENTRYPOINT'].includes(each.keyword) || each.onbuild) continue;
        if (each.json || each.words.length === 0) continue;
        const [first] = each.words;
        report({
          ...about,
          at: each.keywordSpan,
          check: 'shell-form',
          message: 'This “{0}” runs below a shell, which does not hand on the signal to stop.',
          values: [each.keyword],
          fixes: () => (first && first.text !== '[' ? [jsonForm(file.text, each)] : []),
        });
      }
    const checks = shipped.flatMap(({ instructions }) => instructions.filter(each => each.keyword === 'HEALTHCHECK'));
    if (options['healthcheck'] === 'required' && checks.length === 0)
      report({
        at: last.image ?? last.from,
        check: 'healthcheck',
        message: 'The image has no “HEALTHCHECK”.',
        subject: stageSubject(last),
      });
    if (options['healthcheck'] === 'forbidden')
      for (const each of checks)
        report({
          at: each.keywordSpan,
          check: 'healthcheck',
          message: 'The platform checks health itself: “HEALTHCHECK” has no effect there.',
          subject: stageSubject(last),
        });
  },
});

/** The same words as a JSON list, where no shell is needed to understand them. */
function jsonForm(text: string, { words }: Instruction): Fix | undefined {
  const first = words[0];
  const last = words.at(-1);
  if (!first || !last) return undefined;
  if (/[$`\\|&;<>()*?[\]{}~#!"'=\n]/.test(text.slice(first.start, last.end))) return undefined;
  return {
    class: 'review',
    title: 'Write it as a list',
    values: [],
    edits: [
      { start: first.start, end: last.end, text: `[${words.map(word => JSON.stringify(word.text)).join(', ')}]` },
    ],
  };
}
