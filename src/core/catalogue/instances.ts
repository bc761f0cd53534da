import { isRecord } from './entity.js';
import { parseInstance, type Instance } from './instance.js';

/** An instance that the person has put on their list. */
export interface NamedInstance {
  /** What the person calls it. */
  readonly name: string;
  /** Address of its backend, as `Instance.baseUrl`. */
  readonly url: string;
  /** Address of its pages, where that differs. */
  readonly appUrl?: string;
}

/**
 * Reads the setting with the person's instances. What is no instance is left out, and so is the same address a second time.
 * @param value as it stands in the settings, which people write by hand
 */
export function readInstances(value: unknown): readonly NamedInstance[] {
  const list: NamedInstance[] = [];
  for (const entry of Array.isArray(value) ? (value as unknown[]) : []) {
    if (!isRecord(entry) || typeof entry['url'] !== 'string') continue;
    const parsed = parseInstance(entry['url']);
    if (!parsed.ok || list.some(({ url }) => url === parsed.value.baseUrl)) continue;
    const { name, appUrl } = entry;
    list.push({
      name: typeof name === 'string' && name.trim() !== '' ? name.trim() : nameOfInstance(parsed.value),
      url: parsed.value.baseUrl,
      ...(typeof appUrl === 'string' && appUrl !== '' ? { appUrl } : {}),
    });
  }
  return list;
}

/**
 * The list with an instance in it: its name is changed where it is there, else it comes last.
 */
export function withInstance(list: readonly NamedInstance[], instance: NamedInstance): readonly NamedInstance[] {
  const known = list.findIndex(({ url }) => url === instance.url);
  return known < 0 ? [...list, instance] : list.with(known, instance);
}

/** What an instance is called until the person gives it a name: its host, and its path where it has one. */
export function nameOfInstance({ baseUrl }: Pick<Instance, 'baseUrl'>): string {
  return baseUrl.replace(/^https?:\/\//, '');
}
