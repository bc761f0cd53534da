// A person who is signed in to Backstage in the browser, and says yes or no to a program.
import assert from 'node:assert/strict';

export interface PersonAnswer {
  /** Where the browser is sent at the end. */
  readonly redirectUrl: string;
}

/**
 * Goes to the page that a program opened, and decides, as the consent page does.
 * @param url that the program opened
 * @param verb what the person chooses
 */
export async function decideInBrowser(url: string, verb: 'approve' | 'reject' = 'approve'): Promise<PersonAnswer> {
  const page = await fetch(url, { redirect: 'manual' });
  assert.equal(page.status, 302, await page.text());
  const target = new URL(page.headers.get('location') ?? '');
  const session = target.pathname.slice(target.pathname.lastIndexOf('/') + 1);
  const api = `${target.origin}/api/auth`;
  const guest = (await (await fetch(`${api}/guest/refresh`)).json()) as { backstageIdentity: { token: string } };
  const headers = { authorization: `Bearer ${guest.backstageIdentity.token}` };
  const decided = await fetch(`${api}/v1/sessions/${session}/${verb}`, { method: 'POST', headers });
  assert.ok(decided.ok, `${verb} answered ${decided.status}`);
  return (await decided.json()) as PersonAnswer;
}
