import { isRecord, ownProperty } from '../catalogue/entity.js';

/**
 * The address of what a template names by a path relative to its own file, as Backstage's integrations resolve it: the path below the
 * folder of the file, with the query of the file's address; on Azure DevOps the path stands in the query.
 * @param path as the template writes it; it may hold expressions behind its beginning
 * @param base address of the template's file
 * @returns undefined where the path is none: a web address, an expression, or one that leads above the host's root
 */
export function besideTemplate(path: string, base: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(path) || path.startsWith('/') || path.startsWith('${{')) return undefined;
  let address: URL;
  try {
    address = new URL(base);
  } catch {
    return undefined;
  }
  const azure = address.searchParams.get('path');
  const joined = joinPath(azure ?? address.pathname, path);
  if (joined === undefined) return undefined;
  // Put together as text: the expressions of the template must stay as they are.
  if (azure === null) return `${address.origin}${joined}${address.search}`;
  address.searchParams.set('path', joined);
  return address.href;
}

function joinPath(file: string, path: string): string | undefined {
  const parts = file.split('/').slice(0, -1);
  // Behind the first expression nothing can be known: `..` there is for the server to judge.
  const expression = path.indexOf('${{');
  const plain = expression < 0 ? path : path.slice(0, path.lastIndexOf('/', expression) + 1);
  for (const part of plain.split('/')) {
    if (part === '..') {
      if (parts.length <= 1) return undefined;
      parts.pop();
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  if (expression >= 0) parts.push(path.slice(plain.length));
  return parts.join('/');
}

/**
 * A template whose fetching steps name full addresses, so that a server can run it without having its files.
 * @param template in Backstage's JSON form
 * @param base address of its file
 */
export function withFullAddresses(template: unknown, base: string): unknown {
  const spec = ownProperty(template, 'spec');
  const steps = ownProperty(spec, 'steps');
  if (!isRecord(template) || !isRecord(spec) || !Array.isArray(steps)) return template;
  return { ...template, spec: { ...spec, steps: steps.map((step: unknown) => withFullAddress(step, base)) } };
}

function withFullAddress(step: unknown, base: string): unknown {
  const action = ownProperty(step, 'action');
  const input = ownProperty(step, 'input');
  const url = ownProperty(input, 'url');
  if (!isRecord(step) || !isRecord(input) || typeof action !== 'string' || typeof url !== 'string') return step;
  const full = action.startsWith('fetch:') ? besideTemplate(url, base) : undefined;
  return full === undefined ? step : { ...step, input: { ...input, url: full } };
}
