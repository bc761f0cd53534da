import type { Span } from '../../yaml/node.js';
import { entryOf, scalarOf } from '../../yaml/navigate.js';
import type { YamlNode } from '../../yaml/node.js';
import type { Expression } from './expressions/expression.js';
import { templatesIn } from './expressions/templates.js';

/**
 * What anybody who opens an issue or a pull request can write; `*` stands for the elements of a list.
 *
 * Source: docs.github.com, “Secure use reference”, on script injections; securitylab.github.com, “Keeping your GitHub Actions and
 * workflows secure”, part 2.
 */
const UNTRUSTED: readonly (readonly string[])[] = [
  'github.head_ref',
  'github.event.issue.title',
  'github.event.issue.body',
  'github.event.pull_request.title',
  'github.event.pull_request.body',
  'github.event.pull_request.head.ref',
  'github.event.pull_request.head.label',
  'github.event.pull_request.head.repo.default_branch',
  'github.event.comment.body',
  'github.event.review.body',
  'github.event.review_comment.body',
  'github.event.discussion.title',
  'github.event.discussion.body',
  'github.event.pages.*.page_name',
  'github.event.commits.*.message',
  'github.event.commits.*.author.email',
  'github.event.commits.*.author.name',
  'github.event.head_commit.message',
  'github.event.head_commit.author.email',
  'github.event.head_commit.author.name',
  'github.event.head_commit.committer.email',
  'github.event.head_commit.committer.name',
  'github.event.workflow_run.head_branch',
  'github.event.workflow_run.head_commit.message',
  'github.event.workflow_run.head_commit.author.email',
  'github.event.workflow_run.head_commit.author.name',
  'github.event.workflow_run.head_repository.description',
  'github.event.workflow_run.pull_requests.*.head.ref',
].map(path => path.split('.'));

/** Functions whose result has nothing of what they are given in it that could be run. */
const HARMLESS = /^(?:contains|startswith|endswith|hashfiles|always|success|failure|cancelled)$/i;

/** A value that anybody can write. */
export interface UntrustedValue {
  readonly at: Span;
  /** As it is written, such as `github.event.issue.title`. */
  readonly path: string;
}

/** The values of an expression that come through to its result and that anybody can write. */
export function untrustedValues(expression: Expression, whole = false): readonly UntrustedValue[] {
  switch (expression.type) {
    case 'literal':
    case 'not':
    case 'compare':
      return [];
    case 'logical':
      return expression.args.flatMap(arg => untrustedValues(arg, whole));
    case 'call':
      if (HARMLESS.test(expression.name)) return [];
      return expression.args.flatMap(arg => untrustedValues(arg, /^tojson$/i.test(expression.name)));
    case 'context':
    case 'property':
    case 'index':
    case 'filter': {
      const path = pathOf(expression);
      if (!path) return [];
      return UNTRUSTED.some(known => isSame(path, known, whole))
        ? [{ at: expression, path: path.join('.').replaceAll(`.${ELEMENT}`, '.*') }]
        : [];
    }
  }
}

/** One of the elements of a list. */
const ELEMENT = '[]';

/** The names that lead to a value, `*` for all elements or properties; undefined where they are not known. */
function pathOf(expression: Expression): readonly string[] | undefined {
  switch (expression.type) {
    case 'context':
      return [expression.name.toLowerCase()];
    case 'property': {
      const object = pathOf(expression.object);
      return object && [...object, expression.name.toLowerCase()];
    }
    case 'index': {
      const object = pathOf(expression.object);
      return object && [...object, ELEMENT];
    }
    case 'filter': {
      const object = pathOf(expression.object);
      return object && [...object, '*'];
    }
    default:
      return undefined;
  }
}

/** @param whole whether everything below the path comes along */
function isSame(path: readonly string[], known: readonly string[], whole: boolean): boolean {
  if (whole ? path.length > known.length : path.length !== known.length) return false;
  return path.every((part, at) => part === '*' || part === known[at] || (part === ELEMENT && known[at] === '*'));
}

/** The name of a variable (`env.NAME`), where an expression is nothing else. */
export function variableOf(expression: Expression): string | undefined {
  return expression.type === 'property' &&
    expression.object.type === 'context' &&
    expression.object.name.toLowerCase() === 'env'
    ? expression.name
    : undefined;
}

/** Whether a variable is set to a value that anybody can write, in the first of several `env` that has it. */
export function isUntrustedVariable(name: string, envs: readonly (YamlNode | undefined)[]): boolean {
  for (const env of envs) {
    const value = scalarOf(entryOf(env, name)?.value);
    if (!value) continue;
    return templatesIn(value).some(({ read }) => read.ok && untrustedValues(read.root).length > 0);
  }
  return false;
}
