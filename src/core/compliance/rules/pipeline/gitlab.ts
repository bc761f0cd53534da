import type { YamlFileSubject } from '../../rule.js';
import { entriesOf, itemsOf, mapOf, resolved, scalarOf, valueAt } from '../../yaml/navigate.js';
import type { MapEntry, MapNode, ScalarNode, YamlNode } from '../../yaml/node.js';

/** Keys of a pipeline that are no jobs. Source: docs.gitlab.com, “CI/CD YAML syntax reference”. */
const KEYWORDS = new Set(
  'default include stages variables workflow spec image services cache before_script after_script types'.split(' '),
);

/** A job of a GitLab pipeline, or a template for jobs, which begins with a dot. */
export interface GitlabJob {
  readonly name: string;
  readonly entry: MapEntry;
  readonly node: MapNode;
  /** The lines of its scripts. */
  readonly scripts: readonly ScalarNode[];
}

export function gitlabJobs({ root }: YamlFileSubject): readonly GitlabJob[] {
  return entriesOf(root).flatMap(entry => {
    const node = KEYWORDS.has(entry.name) ? undefined : mapOf(entry.value);
    if (!node) return [];
    const scripts = ['before_script', 'script', 'after_script'].flatMap(name => linesOf(valueAt(node, name)));
    return [{ name: entry.name, entry, node, scripts }];
  });
}

/** How deep lists of lines can be in lists of lines. */
const DEEPEST = 10;

/** The lines of a script, which can stand in lists of lists. */
function linesOf(node: YamlNode | undefined, depth = 0): readonly ScalarNode[] {
  const scalar = scalarOf(node);
  if (scalar) return [scalar];
  return resolved(node)?.type === 'seq' && depth < DEEPEST
    ? itemsOf(node).flatMap(item => linesOf(item, depth + 1))
    : [];
}

/** What a finding in a job is about. */
export function gitlabSubject({ name }: GitlabJob): { readonly kind: string; readonly name: string } {
  return { kind: 'job', name };
}
