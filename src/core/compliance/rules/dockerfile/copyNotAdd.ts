import { defineRule } from '../../rule.js';
import { dockerfileOf, isVariable, stageSubject, unquoted } from './dockerfile.js';
import { cisDocker } from './frameworks.js';

/** What ADD unpacks: tar archives, compressed or not. */
const ARCHIVE = /\.(?:tar|tgz|taz|tbz2?|tz2|txz|tlz|tzst)$|\.tar\.(?:gz|bz2|xz|lz|lzma|zst|Z)$/i;

export const copyNotAdd = defineRule({
  id: 'df/copy-not-add',
  title: 'Files are copied, not added',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [cisDocker('4.9')],
  fix: 'safe',
  explanation: `\`ADD\` does more than it says: it unpacks archives and loads files from the network, which nobody checks.
\`COPY\` puts a file where it is told to and nothing else.

For a file of the network give its checksum (\`ADD --checksum=sha256:…\`), so that another file stops the build.`,
  bad: `FROM eclipse-temurin:21-jre
ADD target/app.jar /app.jar
USER 10001
`,
  good: `FROM eclipse-temurin:21-jre
COPY target/app.jar /app.jar
ADD vendor.tar.gz /opt/vendor
USER 10001
`,
  language: 'dockerfile',
  subject: 'dockerfile',
  check: (subject, report) => {
    for (const stage of dockerfileOf(subject).stages)
      for (const { keyword, keywordSpan, words, json, flags, heredocs } of stage.instructions) {
        if (keyword !== 'ADD') continue;
        const sources = (json ?? words).slice(0, -1);
        const target = (json ?? words).at(-1);
        if (heredocs.length > 0 || sources.length === 0) continue;
        const about = { at: keywordSpan, subject: stageSubject(stage) };
        const remote = sources.find(({ text }) => /^(?:https?|ftp):\/\//i.test(unquoted(text)));
        if (remote) {
          const isGit = /\.git(?:#|$)/.test(unquoted(remote.text));
          if (isGit || flags.some(({ name }) => name === 'checksum')) continue;
          report({
            ...about,
            at: remote,
            check: 'remote',
            message: '{0} is loaded without a checksum: whatever is there goes into the image.',
            values: [unquoted(remote.text)],
          });
          continue;
        }
        const names = sources.map(({ text }) => unquoted(text));
        if (names.some(name => isVariable(name) || name.startsWith('git@'))) continue;
        // An archive is unpacked, unless the target is a file by its name.
        const unpacks = names.some(name => ARCHIVE.test(name) || /[*?[]/.test(name));
        if (unpacks && !/\.(?!d$)[A-Za-z][A-Za-z0-9]{0,4}$/.test(unquoted(target?.text ?? ''))) continue;
        report({
          ...about,
          check: 'local',
          message: '{0} is a file of the build context: “COPY” is enough.',
          values: [names.join(' ')],
          fixes: () =>
            unpacks || flags.some(({ name }) => name === 'checksum' || name === 'keep-git-dir' || name === 'unpack')
              ? []
              : [{ class: 'safe', title: 'Use “COPY”', values: [], edits: [{ ...keywordSpan, text: 'COPY' }] }],
        });
      }
  },
});
