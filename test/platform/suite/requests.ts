// What the suites ask of Backstage, over HTTP as any client does.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Platform } from '../platform.mjs';

/** The parts of an entity that the suites look at. */
export interface Entity {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly description?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly relations?: readonly { readonly type: string; readonly targetRef: string }[];
}

/** Reads JSON from below `/api` with the platform's admin token, or the one given. Fails on any other status than 2xx. */
export async function getJson<T>(platform: Platform, path: string, token = platform.tokens.admin): Promise<T> {
  const response = await fetch(`${platform.url}/api${path}`, { headers: { authorization: `Bearer ${token}` } });
  assert.ok(response.ok, `${path} answered ${response.status}`);
  return (await response.json()) as T;
}

/** Sends JSON to below `/api`; the answer may have any status. */
export function postJson(platform: Platform, path: string, body: unknown, token?: string): Promise<Response> {
  const headers = {
    'content-type': 'application/json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  return fetch(`${platform.url}/api${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** Signs in as the guest and gives the token. */
export async function guestToken(platform: Platform): Promise<string> {
  const answer = await getJson<{ backstageIdentity: { token: string } }>(platform, '/auth/guest/refresh', '');
  return answer.backstageIdentity.token;
}

/** One entity by kind and name in the default namespace; undefined when there is none. */
export async function entityByName(platform: Platform, kind: string, name: string): Promise<Entity | undefined> {
  const headers = { authorization: `Bearer ${platform.tokens.admin}` };
  const response = await fetch(`${platform.url}/api/catalog/entities/by-name/${kind}/default/${name}`, { headers });
  if (response.status === 404) return undefined;
  assert.ok(response.ok, `${kind}:${name} answered ${response.status}`);
  return (await response.json()) as Entity;
}

/** Asks again and again until the answer is not undefined; fails, naming what was waited for, after the given time. */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined>, timeoutMs = 20_000): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    assert.ok(Date.now() < end, `not within ${timeoutMs / 1000} s: ${what}`);
    await sleep(150);
  }
}
