import { fileAddress, hostKindByName, parseRemote, type RepositoryFacts } from '../../../catalogue/gitRemote.js';
import { repositoryName, sourcePlace } from '../../../catalogue/sourcePlace.js';
import { fixOf, replaceValue, setAt } from '../../fixes/edits.js';
import { defineRule } from '../../rule.js';
import { isKind, placeOfEntity, surelyLacks, textAt } from './entityText.js';

const SOURCE = 'backstage.io/source-location';
const GITHUB = 'github.com/project-slug';
const GITLAB = 'gitlab.com/project-slug';
/** Annotations of which each says where the source is. Source: Backstage, "Well-known Annotations", and the plugins. */
const PLACES = [
  SOURCE,
  GITHUB,
  GITLAB,
  'bitbucket.org/project-slug',
  'dev.azure.com/project-repo',
  'gitea.com/project-slug',
];

export const sourceLocation = defineRule({
  id: 'cat/source-location',
  title: 'A component says where its source is',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  fix: 'safe',
  explanation: `From the source location the portal finds the code, its changes, its builds and its security findings. One that was
copied from another repository sends everybody to the wrong code.

Add the annotation of your git host, or \`backstage.io/source-location\`. Nothing is said where the folder has no git remote.`,
  bad: `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: orders
  annotations:
    github.com/project-slug: example/warehouse
spec:
  type: service
  lifecycle: production
  owner: group:default/checkout
`,
  good: `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: orders
  annotations:
    github.com/project-slug: example/orders
spec:
  type: service
  lifecycle: production
  owner: group:default/checkout
`,
  subject: 'entity',
  check: (entity, report, { path, surroundings }) => {
    const remote = surroundings?.repository?.remote;
    const own = remote === undefined ? undefined : repositoryName(remote);
    if (!isKind(entity, 'Component') || !surroundings?.repository || own === undefined) return;
    const { document, root, name } = entity;
    const right = annotationFor(surroundings.repository, path);
    const source = textAt(entity, 'metadata', 'annotations', SOURCE);
    const written = source && sourcePlace(source.text.replace(/^url:/, ''))?.repository;
    if (source && written !== undefined && pathOf(written) !== pathOf(own)) {
      report({
        at: source,
        message: '“{0}” says that its source is in {1}, and it is in {2}.',
        values: [name, written, own],
        fixes: () =>
          right?.key === SOURCE
            ? [fixOf('review', 'Change to “{0}”', [right.value], replaceValue(document, source, right.value))]
            : [],
      });
    }
    for (const key of [GITHUB, GITLAB]) {
      const slug = textAt(entity, 'metadata', 'annotations', key);
      if (!slug || pathOf(own) === slug.text.toLowerCase()) continue;
      if (right?.key !== key) continue;
      report({
        at: slug,
        message: '“{0}” says that its source is in {1}, and it is in {2}.',
        values: [name, slug.text, right.value],
        fixes: () => [fixOf('review', 'Change to “{0}”', [right.value], replaceValue(document, slug, right.value))],
      });
    }
    if (!PLACES.every(key => surelyLacks(entity, 'metadata', 'annotations', key))) return;
    report({
      at: placeOfEntity(entity),
      message: '“{0}” does not say where its source is.',
      values: [name],
      fixes: () =>
        right
          ? [
              fixOf(
                'safe',
                'Add “{0}”',
                [`${right.key}: ${right.value}`],
                setAt(document, root, ['metadata', 'annotations', right.key], right.value),
              ),
            ]
          : [],
    });
  },
});

/** Without the host, which may have another name inside of the company. */
function pathOf(repository: string): string {
  return repository.slice(repository.indexOf('/') + 1);
}

/** The annotation that leads to the folder of a descriptor; undefined where the kind of git host, or the branch, is not known. */
function annotationFor(
  facts: RepositoryFacts,
  path: string,
): { readonly key: string; readonly value: string } | undefined {
  const repository = facts.remote === undefined ? undefined : parseRemote(facts.remote);
  const kind = repository && hostKindByName(repository);
  if (!repository || !kind) return undefined;
  const folder = [...facts.below, ...path.split('/').slice(0, -1)];
  const slug = repository.path.join('/');
  if (folder.length === 0 && kind === 'github') return { key: GITHUB, value: slug };
  if (folder.length === 0 && kind === 'gitlab') return { key: GITLAB, value: slug };
  // The others have the path in a query, in which a folder cannot be told from a file.
  if (facts.branch === undefined || kind === 'azure' || kind === 'bitbucketServer') return undefined;
  const address = fileAddress(repository, kind, facts.branch, folder) ?? '';
  const start = repository.origin.length + repository.path.join('/').length;
  const page = address.slice(start).replace('/blob/', '/tree/').replace(/\/?$/, '/');
  return { key: SOURCE, value: `url:${address.slice(0, start)}${page}` };
}
