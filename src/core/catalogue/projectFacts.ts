import { CODE_OWNERS_PATHS, CodeOwners } from './codeOwners.js';
import { entityName } from './entityName.js';
import { isApiCandidate, readApi, type ApiFact } from './projectApis.js';
import { MANIFEST_NAMES, readManifests } from './projectManifests.js';
import { DESCRIPTOR_NAMES } from './workspaceFiles.js';

/** What the files of a folder say about the component in it. */
export interface ProjectFacts {
  readonly name: string;
  readonly description?: string;
  /** `spec.type` of the component. */
  readonly type: 'service' | 'website' | 'library' | 'documentation';
  readonly tags: readonly string[];
  /** Who looks after the descriptor, and so after all of this, as CODEOWNERS writes it. */
  readonly owners: readonly string[];
  /** The system that the Kubernetes manifests name (`app.kubernetes.io/part-of`). */
  readonly partOf?: string;
  readonly apis: readonly ApiFact[];
  /** Whether there are TechDocs here. */
  readonly docs: boolean;
  /** The value of the label `backstage.io/kubernetes-id`, or the name of the workload. */
  readonly kubernetesId?: string;
  /** Names of the packages that it uses. */
  readonly packages: readonly string[];
}

/** Names for what names itself nowhere. */
export interface ProjectNames {
  readonly folder: string;
  readonly repository?: string;
}

const DOCS_PATHS = ['mkdocs.yml', 'mkdocs.yaml'];
const IMAGE_FILE = /(?:^|\/)(?:Dockerfile|Containerfile|Procfile)$/;
const MANIFEST_FOLDER =
  /(?:^|\/)(?:k8s|kubernetes|deploy|deployment|manifests|charts?|helm|kustomize|base)\/.*\.ya?ml$/;
const WORKLOAD = /^kind:\s*["']?(?:Deployment|StatefulSet|DaemonSet|CronJob|Rollout)["']?\s*$/m;
const WEB_FRAMEWORKS: ReadonlySet<string> = new Set(
  'react react-dom next vue nuxt svelte @sveltejs/kit @angular/core solid-js preact astro gatsby vite'.split(' '),
);
const MOST_APIS = 20;

/** Whether the text of a file is worth reading for `detectFacts`. @param path below the folder, with `/` */
export function tellsSomething(path: string): boolean {
  return (
    MANIFEST_NAMES.has(path) ||
    CODE_OWNERS_PATHS.some(place => place === path) ||
    MANIFEST_FOLDER.test(path) ||
    isApiCandidate(path)
  );
}

/**
 * Finds out what the component in a folder is.
 * @param files every file of the folder by its path, with the text of those that tell something (the others: any text)
 */
export function detectFacts(files: ReadonlyMap<string, string>, names: ProjectNames): ProjectFacts {
  const manifests = readManifests(files);
  const name =
    entityName(manifests.name ?? '') ?? entityName(names.repository ?? '') ?? entityName(names.folder) ?? 'component';
  const workloads = [...files].filter(([path, text]) => MANIFEST_FOLDER.test(path) && WORKLOAD.test(text));
  const clusterTexts = workloads.map(([, text]) => text);
  const label = (key: string): string | undefined => firstMatch(clusterTexts, labelPattern(key));
  const kubernetesId = label('backstage.io/kubernetes-id') ?? firstMatch(clusterTexts, /^ {2}name:\s*["']?([\w.-]+)/m);
  const partOf = label('app.kubernetes.io/part-of');
  const docs = DOCS_PATHS.some(path => files.has(path));
  const runs = workloads.length > 0 || [...files.keys()].some(path => IMAGE_FILE.test(path));
  const codeOwners = CODE_OWNERS_PATHS.map(path => files.get(path)).find(text => text !== undefined) ?? '';
  const description = manifests.description?.replace(/\s+/g, ' ').trim();
  return {
    name,
    ...(description ? { description } : {}),
    type: typeOf(files, manifests, runs, docs),
    tags: manifests.languages,
    owners: CodeOwners.parse(codeOwners).of(DESCRIPTOR_NAMES[0]),
    ...(partOf ? { partOf } : {}),
    apis: findApis(files, name),
    docs,
    ...(kubernetesId ? { kubernetesId } : {}),
    packages: manifests.packages,
  };
}

function typeOf(
  files: ReadonlyMap<string, string>,
  manifests: ReturnType<typeof readManifests>,
  runs: boolean,
  docs: boolean,
): ProjectFacts['type'] {
  const page = files.has('index.html') || files.has('public/index.html');
  if (page || manifests.packages.some(name => WEB_FRAMEWORKS.has(name))) return 'website';
  if (runs) return 'service';
  if (manifests.isLibrary) return 'library';
  return docs && manifests.languages.length === 0 ? 'documentation' : 'service';
}

function findApis(files: ReadonlyMap<string, string>, component: string): readonly ApiFact[] {
  const found = new Map<string, ApiFact>();
  for (const [path, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const api = readApi(path, text, component);
    if (!api || found.size >= MOST_APIS) continue;
    let name = api.name;
    for (let count = 2; found.has(name); count++) name = `${api.name}-${count}`;
    found.set(name, { ...api, name });
  }
  return [...found.values()];
}

function labelPattern(key: string): RegExp {
  return new RegExp(`^[ \\t]+["']?${key.replace(/[./]/g, '\\$&')}["']?:\\s*["']?([\\w.-]+)`, 'm');
}

function firstMatch(texts: readonly string[], pattern: RegExp): string | undefined {
  for (const text of texts) {
    const match = pattern.exec(text)?.[1];
    if (match) return match;
  }
  return undefined;
}
