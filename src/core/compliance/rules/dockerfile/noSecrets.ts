import { defineRule } from '../../rule.js';
import {
  allInstructions,
  dockerfileOf,
  isVariable,
  shippedStages,
  stageSubject,
  unquoted,
  type Assignment,
} from './dockerfile.js';
import { knownSecretIn, secretOf } from '../access/secretDetection.js';
import { hintOfName } from '../access/secretNames.js';
import { cisDocker } from './frameworks.js';

/** Files that hold secrets. */
const SECRET_FILE =
  /(?:^|\/)(?:\.env(?:\.(?!example$|sample$|template$|dist$)[\w.-]+)?|\.npmrc|\.pypirc|\.netrc|\.git-credentials|\.htpasswd|id_(?:rsa|dsa|ecdsa|ed25519)|\.ssh\/?|\.aws(?:\/credentials)?\/?|\.kube\/config|kubeconfig|[\w.-]+\.(?:pfx|p12|jks|keystore)|(?:[\w.-]*key[\w.-]*|private)\.pem|[\w.-]+\.key)$/i;
export const noSecrets = defineRule({
  id: 'df/no-secrets',
  title: 'Images hold no secrets',
  severity: 'error',
  profile: 'base',
  confidence: 'medium',
  frameworks: [cisDocker('4.10')],
  explanation: `What stands in \`ENV\`, in \`ARG\` or in a copied file can be read by everybody who can pull the image, also when a
later line deletes it: every layer and every build argument stays in the history.

Hand secrets to a build with \`RUN --mount=type=secret\`, and to a container when it runs.`,
  bad: `FROM node:22.11-slim
ENV DB_PASSWORD=correct-horse-battery
USER node
`,
  good: `FROM node:22.11-slim
RUN --mount=type=secret,id=npm,target=/home/node/.npmrc npm ci
USER node
`,
  language: 'dockerfile',
  subject: 'dockerfile',
  check: (subject, report) => {
    const file = dockerfileOf(subject);
    const shipped = shippedStages(file);
    const stageOf = new Map(file.stages.flatMap(stage => stage.instructions.map(each => [each, stage] as const)));
    for (const instruction of allInstructions(file)) {
      const stage = stageOf.get(instruction);
      const about = stage ? { subject: stageSubject(stage) } : {};
      const { keyword, assignments, words, json, flags } = instruction;
      if (keyword === 'ENV' || keyword === 'ARG')
        for (const each of assignments) {
          const found = assignedSecret(each, keyword);
          if (found === 'value')
            report({
              ...about,
              at: each.valueSpan ?? each,
              check: 'value',
              message: 'The value of {0} is a secret that stays in the image for everybody to read.',
              values: [each.name],
            });
          else if (found === 'argument')
            report({
              ...about,
              at: each,
              check: 'argument',
              severity: 'warning',
              message: 'What is given for {0} stays in the history of the image. Mount it as a secret of the build.',
              values: [each.name],
            });
        }
      else if (keyword === 'LABEL' || keyword === 'RUN') {
        for (const word of words) {
          if (!knownSecretIn(word.text)) continue;
          report({
            ...about,
            at: word,
            check: 'value',
            message: 'A secret stays in the image for everybody to read.',
          });
        }
      } else if ((keyword === 'COPY' || keyword === 'ADD') && !flags.some(({ name }) => name === 'from'))
        for (const source of (json ?? words).slice(0, -1)) {
          if (!SECRET_FILE.test(unquoted(source.text))) continue;
          report({
            ...about,
            at: source,
            check: 'file',
            // In a stage that is left behind it is in the cache of the builder alone.
            severity: stage && shipped.includes(stage) ? 'error' : 'warning',
            message: 'The file {0} holds secrets as a rule: everybody who can pull the image can read it.',
            values: [unquoted(source.text)],
          });
        }
    }
  },
});

function assignedSecret({ name, value }: Assignment, keyword: string): 'value' | 'argument' | undefined {
  const written = unquoted(value ?? '');
  if (isVariable(written) || written === '') {
    const hint = hintOfName(name);
    const isSecret = hint === 'password' || hint === 'token';
    // What an argument hands to ENV, or is given for it, is kept with the image.
    const isGiven = keyword === 'ARG' ? written === '' : written.startsWith('$');
    return isSecret && isGiven ? 'argument' : undefined;
  }
  return secretOf(name, written) ? 'value' : undefined;
}
