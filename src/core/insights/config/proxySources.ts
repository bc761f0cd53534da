export const PROXY_KINDS = ['gitlab', 'devlake'] as const;

/** What stands behind the proxy: GitLab's REST API v4, or something that lists deliveries as DevLake's webhooks take them. */
export type ProxyKind = (typeof PROXY_KINDS)[number];

/** Deliveries that are read through the proxy of a Backstage. */
export interface ProxySource {
  readonly kind: ProxyKind;
  /** Path below the address of the Backstage: of GitLab the root of its API, of DevLake the list itself. */
  readonly path: string;
  /** The path or the number of the GitLab project; undefined for DevLake. */
  readonly project: string | undefined;
  /** The only environment of GitLab that is asked for; undefined: all. */
  readonly environment: string | undefined;
  /** Component that the deliveries are of; undefined: the one of the configuration, else what the source says. */
  readonly service: string | undefined;
  /** Whether GitLab is asked for its own numbers of DORA, too. */
  readonly metrics: boolean;
}

const WITHIN_PROXY = /^\/api\/proxy(?:\/[\w~.-]+)+\/?$/;

/** Whether a path stays within the proxy of a Backstage: no scheme, no query, nothing that is written in another way, no `.` or `..`. */
export function isProxyPath(path: string): boolean {
  return path.length <= 500 && WITHIN_PROXY.test(path) && !path.split('/').some(part => /^\.+$/.test(part));
}

const PROJECT = /^(?:\d{1,18}|[\w.-]+(?:\/[\w.-]+)+)$/;

/** Whether a text is the number of a GitLab project, or the whole of its path such as `group/name`. */
export function isGitLabProject(text: string): boolean {
  return text.length <= 500 && PROJECT.test(text) && !text.split('/').some(part => /^\.+$/.test(part));
}
