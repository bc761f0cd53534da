import { textAt, valueAt } from './payload.js';

/**
 * What a CloudEvent carries (CloudEvents 1.0, JSON format), parsed where it is a text or in Base64.
 * @returns undefined where it is no CloudEvent or carries nothing that can be read
 */
export function cloudEventData(payload: unknown): unknown {
  if (textAt(payload, 'specversion') === undefined || textAt(payload, 'type') === undefined) return undefined;
  const data = valueAt(payload, 'data');
  if (typeof data === 'object' && data !== null) return data;
  const text = typeof data === 'string' ? data : decoded(textAt(payload, 'data_base64'));
  return text === undefined ? undefined : parsed(text);
}

/** What a message over HTTP holds, in whichever of the three modes of CloudEvents or none of them. */
export interface HttpEvent {
  /** Events as JSON values. */
  readonly events: readonly unknown[];
}

/**
 * Reads a message over HTTP (CloudEvents 1.0, HTTP binding): structured (`application/cloudevents+json`), a batch
 * (`application/cloudevents-batch+json`), binary (the attributes are headers `ce-…`), or plain JSON such as a bare CDEvent or a webhook.
 * @param headers names in small letters
 * @returns what is wrong with it, for the sender, where it cannot be read
 */
export function eventsFromHttp(
  headers: Readonly<Record<string, string | undefined>>,
  body: string,
): HttpEvent | { readonly error: string } {
  const json = parsed(body);
  if (json === undefined) return { error: 'The body is not JSON.' };
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/cloudevents-batch+json')
    return Array.isArray(json)
      ? { events: json as readonly unknown[] }
      : { error: 'A batch of CloudEvents is a list.' };
  const missing = (names: readonly string[], has: (name: string) => boolean): string | undefined => {
    const absent = names.filter(name => !has(name));
    return absent.length > 0 ? `The CloudEvent has no ${absent.join(', ')}.` : undefined;
  };
  if (type === 'application/cloudevents+json') {
    const error = missing(ATTRIBUTES, name => textAt(json, name) !== undefined);
    return error === undefined ? { events: [json] } : { error };
  }
  if (headers['ce-specversion'] === undefined) {
    if (typeof json !== 'object' || json === null) return { error: 'The body holds no event.' };
    return { events: Array.isArray(json) ? (json as readonly unknown[]) : [json] };
  }
  const error = missing(ATTRIBUTES, name => Boolean(headers[`ce-${name}`]));
  if (error !== undefined) return { error };
  const attributes = Object.entries(headers)
    .filter(([name, value]) => name.startsWith('ce-') && value !== undefined)
    .map(([name, value]) => [name.slice(3), value] as const);
  return { events: [{ ...Object.fromEntries(attributes), data: json }] };
}

const ATTRIBUTES = ['specversion', 'type', 'source', 'id'] as const;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function decoded(base64: string | undefined): string | undefined {
  if (base64 === undefined) return undefined;
  try {
    const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  } catch {
    return undefined;
  }
}
