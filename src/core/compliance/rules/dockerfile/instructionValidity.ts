import { defineRule, type Report } from '../../rule.js';
import {
  dockerfileOf,
  isVariable,
  stageSubject,
  unquoted,
  type Dockerfile,
  type Instruction,
  type Stage,
} from './dockerfile.js';

/** By the reference of Dockerfiles. */
const KEYWORDS = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
);
/** Of which the last one of a stage alone counts. */
const SINGLE = ['CMD', 'ENTRYPOINT', 'HEALTHCHECK'];

type Say = (found: Omit<Report, 'subject'>) => void;

export const instructionValidity = defineRule({
  id: 'df/instruction-validity',
  title: 'Every instruction does what it says',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  fix: 'safe',
  explanation: `Of several \`CMD\`, \`ENTRYPOINT\` or \`HEALTHCHECK\` in a stage only the last one counts. A relative \`WORKDIR\`
depends on everything before it. \`MAINTAINER\` was given up for labels in 2017. A stage cannot copy from itself, and two stages
with one name cannot be told apart.`,
  bad: `FROM node:22.11-slim
MAINTAINER Team Shop <shop@example.com>
USER node
CMD ["node", "server.js"]
`,
  good: `FROM node:22.11-slim
LABEL org.opencontainers.image.authors="Team Shop <shop@example.com>"
USER node
CMD ["node", "server.js"]
`,
  language: 'dockerfile',
  subject: 'dockerfile',
  check: (subject, report) => {
    const file = dockerfileOf(subject);
    for (const each of file.head)
      if (each.keyword !== 'ARG' && !isVariable(file.text.slice(each.start, each.end)))
        report({
          at: each.keywordSpan,
          check: KEYWORDS.has(each.keyword) ? 'before-from' : 'unknown',
          message: KEYWORDS.has(each.keyword)
            ? '“{0}” stands before the first “FROM”: there is no image yet that it could change.'
            : 'There is no instruction “{0}”.',
          values: [each.keyword],
        });
    const names = new Map<string, Stage>();
    for (const stage of file.stages) {
      const say: Say = found => report({ ...found, subject: stageSubject(stage) });
      const name = stage.name?.text.toLowerCase();
      if (stage.name && name !== undefined) {
        const before = names.get(name);
        if (before?.name)
          say({
            at: stage.name,
            check: 'stage-name',
            message: 'Another stage has the name {0} already.',
            values: [stage.name.text],
            related: [{ message: 'The other stage', values: [], span: before.name }],
          });
        names.set(name, stage);
      }
      checkStage(file, stage, say);
    }
  },
});

function checkStage(file: Dockerfile, stage: Stage, say: Say): void {
  for (const keyword of SINGLE) {
    const all = stage.instructions.filter(each => each.keyword === keyword && !each.onbuild);
    for (const each of all.slice(0, -1))
      say({
        at: each.keywordSpan,
        check: `several-${keyword.toLowerCase()}`,
        message: 'This “{0}” has no effect: another one follows in the same stage.',
        values: [keyword],
      });
  }
  for (const each of stage.instructions) {
    switch (each.keyword) {
      case 'MAINTAINER':
        checkMaintainer(file, each, say);
        break;
      case 'WORKDIR':
        checkWorkdir(each, say);
        break;
      case 'COPY':
        checkCopy(file, stage, each, say);
        break;
      case 'EXPOSE':
        checkPorts(each, say);
        break;
      default:
        if (!KEYWORDS.has(each.keyword) && !isVariable(file.text.slice(each.start, each.end)))
          say({
            at: each.keywordSpan,
            check: 'unknown',
            message: 'There is no instruction “{0}”.',
            values: [each.keyword],
          });
    }
  }
}

function checkMaintainer({ text }: Dockerfile, each: Instruction, say: Say): void {
  const first = each.words[0];
  const last = each.words.at(-1);
  const written = first && last ? unquoted(text.slice(first.start, last.end)) : '';
  say({
    at: each.keywordSpan,
    check: 'maintainer',
    message: '“MAINTAINER” is deprecated: a label says who made an image.',
    fixes: () =>
      /["\\\n]/.test(written) || !last
        ? []
        : [
            {
              class: 'safe',
              title: 'Use a label',
              values: [],
              edits: [
                { start: each.start, end: last.end, text: `LABEL org.opencontainers.image.authors="${written}"` },
              ],
            },
          ],
  });
}

function checkWorkdir({ words }: Instruction, say: Say): void {
  const [word] = words;
  if (!word) return;
  const path = unquoted(word.text);
  if (isVariable(path) || /^(?:\/|\\|[A-Za-z]:)/.test(path)) return;
  say({
    at: word,
    check: 'workdir',
    message: 'Where {0} is depends on everything before it, also on the base image.',
    values: [path],
  });
}

function checkCopy(
  { stagesByName }: Dockerfile,
  stage: Stage,
  { flags, words, json, heredocs }: Instruction,
  say: Say,
): void {
  const from = flags.find(({ name }) => name === 'from');
  if (from?.value !== undefined && !isVariable(from.value)) {
    const wanted = from.value.toLowerCase();
    if (wanted === stage.name?.text.toLowerCase() || wanted === String(stage.index))
      say({ at: from, check: 'copy-from-itself', message: 'A stage cannot copy from itself.' });
    else if (/^\d+$/.test(wanted) && Number(wanted) > stage.index)
      say({
        at: from,
        check: 'copy-from-later',
        message: 'There is no stage {0} before this one.',
        values: [from.value],
      });
    else if ((stagesByName.get(wanted)?.index ?? 0) > stage.index)
      say({
        at: from,
        check: 'copy-from-later',
        message: 'The stage {0} comes after this one: nothing can be copied from it.',
        values: [from.value],
      });
  }
  const paths = json ?? words;
  const target = paths.at(-1);
  if (paths.length < 3 || !target || heredocs.length > 0) return;
  const path = unquoted(target.text);
  if (isVariable(path) || /(?:[/\\]|^\.{1,2})$/.test(path)) return;
  say({
    at: target,
    check: 'copy-target',
    message: 'Several files go to {0}, which must be a folder: write it with a slash at its end.',
    values: [path],
  });
}

function checkPorts({ words }: Instruction, say: Say): void {
  for (const word of words) {
    const port = /^(\d+)(?:-(\d+))?(?:\/\w+)?$/.exec(unquoted(word.text));
    if (!port || [port[1], port[2]].every(each => each === undefined || Number(each) <= 65_535)) continue;
    say({ at: word, check: 'port', message: 'There is no port {0}: the last one is 65535.', values: [word.text] });
  }
}
