import { BackstageCatalogue } from '../adapters/backstage/backstageCatalogue.js';
import { BackstageClient } from '../adapters/backstage/client.js';
import { BackstageScaffolder } from '../adapters/backstage/scaffolder.js';
import { parseInstance } from '../core/catalogue/instance.js';
import type { CatalogueSource } from '../core/catalogue/source.js';
import type { Scaffolder } from '../core/templates/scaffolder.js';

/** What the program asks of a Backstage. */
export interface ServerParts {
  readonly catalogue: CatalogueSource;
  readonly scaffolder: Scaffolder;
}

/**
 * Catalogue and scaffolder of the Backstage that `--server` and `--token-env` name.
 * @param tokenName name of the environment variable that holds the token: a token on the command line could be read by others
 * @returns the parts, or a sentence on what is missing
 */
export function serverParts(
  server: string,
  tokenName: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): ServerParts | string {
  const instance = parseInstance(server);
  if (!instance.ok) return `--server: ${instance.problem.message}`;
  const token = tokenName === undefined ? undefined : environment[tokenName];
  if (tokenName !== undefined && !token) return `--token-env: the environment variable ${tokenName} is empty.`;
  if (token !== undefined && !instance.value.secure)
    return `--server: a token is only sent over https or to this machine, not to ${instance.value.origin}.`;
  const silent = (): void => undefined;
  const client = new BackstageClient({
    baseUrl: instance.value.baseUrl,
    tokens: { token: () => Promise.resolve(token), refused: silent },
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
  return { catalogue: new BackstageCatalogue(client), scaffolder: new BackstageScaffolder(client) };
}
