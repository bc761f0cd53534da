import { fixOf, setAt } from '../../fixes/edits.js';
import { defineRule, type Report } from '../../rule.js';
import { scalarOf, valueAt } from '../../yaml/navigate.js';
import type { Span, YamlDocument } from '../../yaml/node.js';
import { sourceSpan } from '../../yaml/scalarSource.js';
import { cicd } from './frameworks.js';
import { eachOnce, jobSubject, readAction, workflowOf, type Job, type Step, type Workflow } from './workflow.js';

type Evidence = 'sbom' | 'provenance' | 'signature';

/** Actions and commands that publish something about an image. */
const ACTIONS: Readonly<Record<Evidence, RegExp>> = {
  sbom: /^(?:anchore\/sbom-action|actions\/attest-sbom|aquasecurity\/trivy-action|cyclonedx\/[\w-]+|advanced-security\/[\w-]*sbom[\w-]*)$/,
  provenance: /^(?:actions\/attest-build-provenance|actions\/attest|slsa-framework\/slsa-github-generator)$/,
  signature:
    /^(?:sigstore\/gh-action-sigstore-python|notaryproject\/notation-action|actions\/attest-build-provenance)$/,
};
const COMMANDS: Readonly<Record<Evidence, RegExp>> = {
  sbom: /\bsyft\b|\btrivy\b.*\b(?:cyclonedx|spdx)|\bcosign\s+(?:attest|attach\s+sbom)\b|\bdocker\s+sbom\b|--sbom(?:=true|\s|$)|\bbom\s+generate\b/m,
  provenance: /\bcosign\s+attest\b|--provenance(?:=(?!false)|\s|$)|\bgh\s+attestation\b|\bslsa-/m,
  signature: /\bcosign\s+sign\b|\bnotation\s+sign\b/,
};
const PUSHES =
  /\bdocker\s+(?:image\s+)?push\b|\bdocker\s+(?:buildx\s+)?build(?:x)?\b[^\n]*--push\b|\b(?:crane|podman|buildah|skopeo)\s+(?:push|copy)\b|\bko\s+(?:build|publish)\b/;

const MESSAGES: Readonly<Record<Evidence, string>> = {
  sbom: 'The image is published without a list of what is in it (SBOM).',
  provenance: 'The image is published without a proof of where it comes from (provenance).',
  signature: 'The image is published without a signature.',
};

export const supplyChain = defineRule({
  id: 'ci/supply-chain',
  title: 'Images are published with SBOM, provenance and signature',
  severity: 'info',
  profile: 'golden',
  confidence: 'medium',
  frameworks: [cicd(9), { framework: 'SLSA', version: '1.0', control: 'Build L1' }],
  fix: 'review',
  explanation: `When a library turns out to be broken, a list of what is in each image answers the question where it is. A proof of
where an image comes from, and a signature, let a cluster refuse what no workflow of yours has made.

\`docker/build-push-action\` makes the first two (\`sbom: true\`, \`provenance: mode=max\`), \`cosign sign\` the third.`,
  bad: `on: push
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        with:
          push: true
          provenance: mode=max
          tags: registry.example.com/shop:1.4.2
      - run: cosign sign --yes registry.example.com/shop:1.4.2
`,
  good: `on: push
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        with:
          push: true
          provenance: mode=max
          sbom: true
          tags: registry.example.com/shop:1.4.2
      - run: cosign sign --yes registry.example.com/shop:1.4.2
`,
  subject: 'workflow',
  check: (subject, reportAll) => {
    const workflow = workflowOf(subject);
    const report = eachOnce(reportAll);
    const steps = workflow.jobs.flatMap(job => job.steps.map(step => ({ job, step })));
    // A workflow that is called can do anything.
    if (workflow.jobs.some(({ uses }) => uses)) return;
    for (const { job, step } of steps) {
      const push = pushOf(workflow.document, step);
      if (!push) continue;
      for (const evidence of ['sbom', 'provenance', 'signature'] as const) {
        if (steps.some(each => gives(each.step, evidence))) continue;
        report(missing(workflow, job, step, push, evidence));
      }
    }
  },
});

/** What of a step publishes an image. */
function pushOf(document: YamlDocument, { node, uses, run }: Step): Span | undefined {
  const action = readAction(uses);
  if (action?.repository === 'docker/build-push-action' || action?.repository === 'docker/bake-action') {
    const push = scalarOf(valueAt(node, 'with', 'push'));
    return push && push.text !== 'false' ? uses : undefined;
  }
  const match = run && !run.masked ? PUSHES.exec(inOneLine(run.text)) : null;
  return run && match ? sourceSpan(document.text, run, match.index, match.index + match[0].length) : undefined;
}

/** A script with its commands each in one line, at the same offsets. */
function inOneLine(script: string): string {
  return script.replaceAll(/\\\r?\n/g, broken => ' '.repeat(broken.length));
}

function gives({ node, uses, run }: Step, evidence: Evidence): boolean {
  if (run) return run.masked || COMMANDS[evidence].test(inOneLine(run.text));
  const action = readAction(uses);
  if (!action) return false;
  if (action.repository === 'docker/build-push-action') {
    const value = scalarOf(valueAt(node, 'with', evidence))?.text;
    if (evidence === 'sbom') return value !== undefined && value !== 'false';
    // Since version 4 there is a small one where nothing is said.
    const version = Number(/^v(\d+)/.exec(action.ref ?? '')?.[1] ?? Number.NaN);
    if (evidence === 'provenance') return value === undefined ? !(version < 4) : value !== 'false';
  }
  return ACTIONS[evidence].test(action.repository);
}

function missing({ document }: Workflow, job: Job, step: Step, push: Span, evidence: Evidence): Report {
  const isAction = readAction(step.uses)?.repository === 'docker/build-push-action';
  const value = evidence === 'sbom' ? 'true' : 'mode=max';
  return {
    at: push,
    check: evidence,
    message: MESSAGES[evidence],
    subject: jobSubject(job),
    fixes: () =>
      isAction && evidence !== 'signature'
        ? [
            fixOf(
              'review',
              'Add “{0}”',
              [`${evidence}: ${value}`],
              setAt(document, step.node, ['with', evidence], value),
            ),
          ]
        : [],
  };
}
