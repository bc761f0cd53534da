import { failure, success, type Result } from '../common/problem.js';

/** A Backstage instance. */
export interface Instance {
  /** Address of its backend without a trailing slash: `https://backstage.example.com`. */
  readonly baseUrl: string;
  /** Scheme, host and port: what tokens are bound to. */
  readonly origin: string;
  /** Whether a token may be sent there: over https, or to this machine. */
  readonly secure: boolean;
}

/**
 * Reads the address of an instance as a person types it.
 * @param text an http or https address; an address of a page below `/catalog` or `/api` is cut back to the instance
 * @returns `invalid` with a sentence on what is wrong
 */
export function parseInstance(text: string): Result<Instance> {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return failure({ kind: 'invalid', message: 'This is no address. It looks like https://backstage.example.com.' });
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return failure({ kind: 'invalid', message: 'The address begins with https:// (or http:// on this machine).' });
  if (url.username || url.password)
    return failure({ kind: 'invalid', message: 'Leave name and password out of the address: signing in comes next.' });
  const path = url.pathname.replace(/\/(?:api|catalog|docs|create|settings)(?:\/.*)?$/, '').replace(/\/+$/, '');
  return success({
    baseUrl: url.origin + path,
    origin: url.origin,
    secure: url.protocol === 'https:' || isLoopback(url.hostname),
  });
}

/** Whether a host name, as `URL` gives it, is this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
