import { DESCRIPTOR_NAMES } from '../../../catalogue/workspaceFiles.js';
import { defineRule, type RuleOptions } from '../../rule.js';
import { templateOf } from '../catalogue/languageFindings.js';
import { skeletonsOf, type SkeletonFile } from './skeleton.js';

/** What a repository on a golden path has from its first day. */
interface GoldenPart {
  readonly name: string;
  readonly missing: string;
  /** Only for repositories with something that runs in Kubernetes. */
  readonly runs: boolean;
  readonly isIn: (files: readonly SkeletonFile[], options: RuleOptions) => boolean;
}

const PIPELINE = /^(?:\.github\/workflows\/[^/]+\.ya?ml|\.gitlab-ci\.ya?ml|azure-pipelines\.ya?ml|Jenkinsfile)$/;
/** A descriptor by another name, for which the step that registers it asks. */
const ENTITY = /^apiVersion:[ \t]*["']?backstage\.io\//m;
const WORKLOAD = /^kind:[ \t]*["']?(?:Deployment|StatefulSet|DaemonSet|Rollout)\b/m;

const PARTS: readonly GoldenPart[] = [
  {
    name: 'descriptor',
    missing: 'The skeleton has no catalog-info.yaml: what is made of it is in no catalogue.',
    runs: false,
    isIn: files =>
      files.some(({ path }) => DESCRIPTOR_NAMES.some(name => path === name || path.endsWith(`/${name}`))) ||
      mentions(files, ENTITY),
  },
  {
    name: 'pipeline',
    missing: 'The skeleton has no pipeline: what is made of it is built and tested by hand.',
    runs: false,
    isIn: files => files.some(({ path }) => PIPELINE.test(path)),
  },
  {
    name: 'scan',
    missing: 'No pipeline of the skeleton runs the compliance scan: what is made of it leaves the golden path unseen.',
    runs: false,
    isIn: (files, { scan }) =>
      !files.some(({ path }) => PIPELINE.test(path)) ||
      files.some(({ path, text }) => PIPELINE.test(path) && (text() ?? '').includes(String(scan))),
  },
  {
    name: 'probes',
    missing: 'No workload of the skeleton has probes: Kubernetes cannot tell whether it works.',
    runs: true,
    isIn: files => mentions(files, /^[ \t-]*(?:readiness|liveness|startup)Probe:/m),
  },
  {
    name: 'resources',
    missing: 'No workload of the skeleton says what resources it needs.',
    runs: true,
    isIn: files => mentions(files, /^[ \t-]*resources:[ \t]*$[\s\S]*?^[ \t]*requests:/m),
  },
  {
    name: 'monitoring',
    missing:
      'Nothing of the skeleton is watched: it has no ServiceMonitor, PodMonitor, PrometheusRule or scrape annotation.',
    runs: true,
    isIn: files =>
      mentions(files, /^kind:[ \t]*(?:ServiceMonitor|PodMonitor|PrometheusRule)\b|prometheus\.io\/scrape/m),
  },
];

export const emitsGoldenFiles = defineRule({
  id: 'tpl/emits-golden-files',
  title: 'A template makes everything that belongs to a golden path',
  severity: 'warning',
  profile: 'golden',
  confidence: 'medium',
  frameworks: [],
  explanation: `What a template leaves out, everybody who uses it has to add, and few do: a repository without a descriptor is in no
catalogue, one without a scan drifts away from the golden path, and a service without probes, resources and monitoring is noticed
when its users call.

Add to the skeleton what the message names. What runs nowhere, such as a library, needs no probes. \`scan\` is what the pipeline must
call. Nothing is said of files that a template fetches from another place, nor of what it proposes to a repository that is there.`,
  bad: `apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata:
  name: web-service
  description: A service that answers over HTTP.
spec:
  owner: group:default/checkout
  type: service
  steps:
    - id: fetch
      action: fetch:template
      input:
        url: ./incomplete
`,
  good: `apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata:
  name: web-service
  description: A service that answers over HTTP.
spec:
  owner: group:default/checkout
  type: service
  steps:
    - id: fetch
      action: fetch:template
      input:
        url: ./skeleton
`,
  options: { scan: 'golden-path' },
  subject: 'template',
  check: ({ document }, report, { path, surroundings, options }) => {
    const model = templateOf(document);
    const [first, ...others] = (model && skeletonsOf(model, path, surroundings)) ?? [];
    if (!first?.step.actionNode || addsToRepository(model?.steps.map(({ action = '' }) => action) ?? [])) return;
    const files = [first, ...others].flatMap(skeleton => skeleton.files);
    const runs = mentions(files, WORKLOAD);
    for (const part of PARTS)
      if ((runs || !part.runs) && !part.isIn(files, options))
        report({ at: first.step.actionNode.span, check: part.name, message: part.missing });
  },
});

/** Whether what is made goes into a repository that is there already: that one has its pipeline, or not, by itself. */
function addsToRepository(actions: readonly string[]): boolean {
  const publishing = actions.filter(action => action.startsWith('publish:'));
  return publishing.length > 0 && publishing.every(action => /:(?:pull|merge)-request$/.test(action));
}

function mentions(files: readonly SkeletonFile[], pattern: RegExp): boolean {
  return files.some(({ path, text }) => /\.ya?ml$/.test(path) && pattern.test(text() ?? ''));
}
