import { stripVTControlCharacters } from 'node:util';
import { parseEntityRef, shortEntityRef } from '../../core/catalogue/entityRef.js';
import { ownProperty } from '../../core/catalogue/entity.js';
import type { TechDocs } from '../../core/catalogue/techDocs.js';
import { failure, success, type Problem, type Result } from '../../core/common/problem.js';
import type { BackstageClient } from './client.js';

// A build reads a repository and runs a generator; some take minutes.
const LONGEST_BUILD_MS = 10 * 60_000;

/**
 * The documentation of an instance: `/api/techdocs/metadata/techdocs`, `/api/techdocs/static/docs` and `/api/techdocs/sync`,
 * each with `/:namespace/:kind/:name`. What is there is built HTML; the sources are not served.
 */
export function techDocs(client: BackstageClient): TechDocs {
  return {
    metadata: async (ref, signal) => {
      const path = pathOf(ref);
      if (path === undefined) return failure(noReference(ref));
      const answer = await client.request({ path: `/api/techdocs/metadata/techdocs/${path}`, signal });
      return answer.ok || answer.problem.kind !== 'notFound' ? answer : failure(notBuilt(ref, answer.problem));
    },
    file: async (ref, file, most, signal) => {
      const path = pathOf(ref);
      const parts = file.split('/');
      // A path that leads out of the site would take the token to another part of the server.
      if (path === undefined || parts.some(part => part === '' || part === '.' || part === '..'))
        return failure({ kind: 'invalid', message: `“${file}” is no file of a documentation site.` });
      const within = parts.map(encodeURIComponent).join('/');
      return client.file({ path: `/api/techdocs/static/docs/${path}/${within}`, most, signal });
    },
    build: (ref, onLine, signal) => build(client, ref, onLine, signal),
  };
}

async function build(
  client: BackstageClient,
  ref: string,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<Result<boolean>> {
  const path = pathOf(ref);
  if (path === undefined) return failure(noReference(ref));
  let end: Result<boolean> | undefined;
  const answer = await client.events(
    { path: `/api/techdocs/sync/${path}`, signal, timeoutMs: LONGEST_BUILD_MS },
    ({ name, data }) => {
      const said = readJson(data);
      if (name === 'log') onLine(plainLine(said));
      else if (name === 'finish') end = success(ownProperty(said, 'updated') === true);
      else if (name === 'error') end = failure(failedBuild(ref, plainLine(said)));
    },
  );
  if (!answer.ok) return answer.problem.kind === 'notFound' ? failure(notBuilt(ref, answer.problem)) : answer;
  return end ?? failure(failedBuild(ref, 'the server stopped in the middle of it'));
}

/** `default/component/orders`, in lower case as the sites are kept. Parts that are no names do not get into a path. */
function pathOf(ref: string): string | undefined {
  const parts = parseEntityRef(ref.toLowerCase());
  const names = parts ? [parts.namespace, parts.kind, parts.name] : [];
  return names.length === 0 || names.some(name => /^\.+$/.test(name))
    ? undefined
    : names.map(encodeURIComponent).join('/');
}

function noReference(ref: string): Problem {
  return { kind: 'invalid', message: `“${ref}” is no entity reference.` };
}

function notBuilt(ref: string, problem: Problem): Problem {
  return { ...problem, kind: 'notFound', message: `Backstage has no documentation of ${shortEntityRef(ref)}.` };
}

function failedBuild(ref: string, reason: string): Problem {
  return {
    kind: 'internal',
    message: `Backstage could not build the documentation of ${shortEntityRef(ref)}: ${reason.slice(0, 300).replace(/\.?$/, '.')}`,
    detail: reason,
  };
}

function readJson(data: string): unknown {
  try {
    return JSON.parse(data) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return data;
    throw error;
  }
}

/** A line of a builder without the codes that colour it on a terminal. */
function plainLine(said: unknown): string {
  return typeof said === 'string' ? stripVTControlCharacters(said).replace(/\s+/g, ' ').trim() : '';
}
