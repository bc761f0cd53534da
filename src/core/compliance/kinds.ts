import { entryOf, itemsOf, mapOf, scalarOf, valueAt } from './yaml/navigate.js';
import type { MapNode, YamlDocument, YamlNode } from './yaml/node.js';

/** What a document is, as far as rules are concerned. */
export type DocumentKind =
  | 'entity'
  | 'template'
  | 'kubernetes'
  | 'kustomization'
  | 'workflow'
  | 'gitlab'
  | 'compose'
  | 'openapi'
  | 'prometheusRules'
  | 'other';

/** Files that are no YAML. */
export type FileLanguage = 'yaml' | 'dockerfile';

/**
 * By what a file is read.
 * @param path with forward slashes
 * @returns undefined for files that no rule looks at
 */
export function languageOf(path: string): FileLanguage | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^(?:Dockerfile|Containerfile)(?:\..+)?$|\.(?:dockerfile|containerfile)$/i.test(name)) return 'dockerfile';
  if (/\.json$/i.test(name) && OF_TOOLS.test(path)) return undefined;
  return /\.(?:ya?ml|json)$/i.test(name) ? 'yaml' : undefined;
}

/** JSON that tools keep for themselves, with comments and commas that JSON has not. */
const OF_TOOLS =
  /(?:^|\/)(?:\.vscode\/[^/]*|(?:package|package-lock|composer|npm-shrinkwrap|devcontainer|[tj]sconfig[^/]*|\.[^/]+rc)\.json)$/i;

/**
 * What a document is: by its content first, by the name of its file where the content does not say.
 * @param path from the scanned folder, with forward slashes
 */
export function documentKind(document: YamlDocument, path: string): DocumentKind {
  const root = mapOf(document.root);
  if (!root) return 'other';
  const apiVersion = scalarOf(valueAt(root, 'apiVersion'))?.text;
  const kind = scalarOf(valueAt(root, 'kind'))?.text;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (apiVersion !== undefined && kind !== undefined) {
    if (apiVersion.startsWith('scaffolder.backstage.io/')) return 'template';
    if (apiVersion.startsWith('backstage.io/')) return 'entity';
    if (apiVersion.startsWith('kustomize.config.k8s.io/')) return 'kustomization';
    return 'kubernetes';
  }
  if (/^kustomization\.ya?ml$/i.test(name)) return 'kustomization';
  if (entryOf(root, 'openapi') ?? entryOf(root, 'swagger')) return 'openapi';
  if (/(?:^|\/)\.github\/workflows\/[^/]+$/.test(path)) return 'workflow';
  if (mapOf(valueAt(root, 'jobs')) && entryOf(root, 'on')) return 'workflow';
  if (/\.gitlab-ci\.ya?ml$/i.test(name) || isGitlab(root)) return 'gitlab';
  if (isCompose(root, name)) return 'compose';
  if (isPrometheusRules(root)) return 'prometheusRules';
  return 'other';
}

/** Words of GitLab CI at the top of a file; what else stands there is a job. */
const OF_GITLAB = new Set([
  ...['default', 'include', 'stages', 'variables', 'workflow', 'image', 'services', 'cache', 'before_script'],
  ...['after_script', 'spec', 'pages'],
]);
const OF_GITLAB_JOBS = ['script', 'trigger', 'extends', 'stage', 'before_script', 'rules'];

/** Whether everything in a file is a word or a job of GitLab CI, and one job runs something. */
function isGitlab(root: MapNode): boolean {
  let runs = false;
  for (const { name, value } of root.entries) {
    if (name === 'script') return false;
    if (OF_GITLAB.has(name) && name !== 'pages') continue;
    const job = mapOf(value);
    if (!job || !OF_GITLAB_JOBS.some(word => entryOf(job, word))) {
      if (name.startsWith('.')) continue;
      return false;
    }
    runs ||= Boolean(entryOf(job, 'script') ?? entryOf(job, 'trigger'));
  }
  return runs;
}

function isCompose(root: YamlNode, name: string): boolean {
  const services = mapOf(valueAt(root, 'services'));
  if (!services) return false;
  if (/^(?:docker-)?compose(?:\..+)?\.ya?ml$/i.test(name)) return true;
  return (
    services.entries.length > 0 &&
    services.entries.every(
      ({ value }) => entryOf(value, 'image') ?? entryOf(value, 'build') ?? entryOf(value, 'extends'),
    )
  );
}

function isPrometheusRules(root: YamlNode): boolean {
  // Grafana's alerts have a version of their format.
  if (entryOf(root, 'apiVersion')) return false;
  const groups = itemsOf(valueAt(root, 'groups'));
  return groups.length > 0 && groups.every(group => entryOf(group, 'name') && entryOf(group, 'rules'));
}
