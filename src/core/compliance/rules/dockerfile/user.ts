import type { Fix } from '../../finding.js';
import { defineRule } from '../../rule.js';
import { dockerfileOf, isVariable, shippedStages, stageSubject, unquoted, type Stage } from './dockerfile.js';
import { cisDocker } from './frameworks.js';

/** Images that set a user of their own, as their publishers document it. */
const WITH_USER = [
  /[:-]nonroot(?:@|-|$)/,
  /^cgr\.dev\/chainguard\//,
  /^registry\.(?:access\.)?redhat\.(?:com|io)\/ubi\d+\/(?:openjdk|nodejs|python|go-toolset|dotnet|php|ruby|perl|nginx|httpd)(?:[-:@]|$)/,
  /^mcr\.microsoft\.com\/dotnet\/.+-(?:chiseled|distroless)/,
  /^(?:docker\.io\/)?nginxinc\/nginx-unprivileged[:@]/,
  /^(?:docker\.io\/)?bitnami\//,
];
/** A user that no image has, so that it owns nothing. */
const SOME_USER = '10001';

export const user = defineRule({
  id: 'df/user',
  title: 'Images do not run as root',
  severity: 'warning',
  profile: 'base',
  confidence: 'medium',
  frameworks: [cisDocker('4.1')],
  fix: 'placeholder',
  explanation: `A container runs as root where nobody says otherwise, and root in a container is root on the node as soon as
something lets it out. Nearly no service needs it.

End the last stage with \`USER\` and a number: with a name Kubernetes cannot tell that it is not root.`,
  bad: `FROM debian:12.7-slim
COPY server /server
CMD ["/server"]
`,
  good: `FROM debian:12.7-slim
COPY server /server
USER 10001
CMD ["/server"]
`,
  language: 'dockerfile',
  subject: 'dockerfile',
  check: (subject, report) => {
    const file = dockerfileOf(subject);
    const [last] = file.stages.slice(-1);
    if (!last) return;
    const shipped = shippedStages(file);
    const set = shipped.flatMap(stage =>
      stage.instructions.filter(({ keyword, onbuild }) => keyword === 'USER' && !onbuild).slice(-1),
    )[0];
    const word = set?.words[0];
    if (set && !word) return;
    if (word) {
      const [name = ''] = unquoted(word.text).split(':');
      if (isVariable(word.text) || !/^(?:root|0+)$/i.test(name)) return;
      report({
        at: word,
        check: 'root',
        message: 'The image runs as root.',
        subject: stageSubject(last),
        fixes: () => [
          {
            class: 'placeholder',
            title: 'Run as user {0}',
            values: [SOME_USER],
            edits: [{ start: word.start, end: word.end, text: SOME_USER }],
          },
        ],
      });
      return;
    }
    const image = shipped.at(-1)?.image;
    if (!image || isVariable(image.text) || WITH_USER.some(known => known.test(image.text))) return;
    report({
      at: last.image ?? last.from,
      check: 'missing',
      message: 'The image sets no user: as far as {0} sets none, it runs as root.',
      values: [image.text],
      subject: stageSubject(last),
      fixes: () => [addUser(file.text, last)],
    });
  },
});

function addUser(text: string, last: Stage): Fix {
  const before = last.instructions.find(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT');
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const end = (last.instructions.at(-1) ?? last.from).end;
  const edit = before
    ? { start: before.start, end: before.start, text: `USER ${SOME_USER}${newline}` }
    : { start: end, end, text: `${newline}USER ${SOME_USER}` };
  return { class: 'placeholder', title: 'Run as user {0}', values: [SOME_USER], edits: [edit] };
}
