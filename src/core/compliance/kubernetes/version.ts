/** A minor version of Kubernetes, such as 1.34. */
export interface KubernetesVersion {
  readonly major: number;
  readonly minor: number;
}

/** What is meant where nobody says which: the newest that the rules know. */
export const LATEST_KUBERNETES: KubernetesVersion = { major: 1, minor: 37 };

/**
 * Reads `1.34`, `v1.34` or `1.34.2`; `latest` is the newest that is known.
 * @returns undefined where it is no version
 */
export function parseKubernetesVersion(text: string): KubernetesVersion | undefined {
  if (text === 'latest') return LATEST_KUBERNETES;
  const match = /^v?(\d{1,3})\.(\d{1,3})(?:\.\d+)?$/.exec(text);
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

/** Whether a version is this one or a later one of the same major version. */
export function isAtLeast({ major, minor }: KubernetesVersion, wanted: number): boolean {
  return major > 1 || minor >= wanted;
}
