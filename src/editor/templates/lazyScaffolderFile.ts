import type { Log } from '../../core/common/log.js';
import type { ScaffolderSnapshots } from '../../core/templates/language/knownScaffolder.js';

/** What an instance's scaffolder offers, kept on the disk by code that is loaded when it is first used. */
export function lazyScaffolderFile(folder: string, origin: string, log: Log): ScaffolderSnapshots {
  let loading: Promise<ScaffolderSnapshots> | undefined;
  const load = (): Promise<ScaffolderSnapshots> =>
    (loading ??= import('../../adapters/files/scaffolderFile.js').then(
      ({ ScaffolderFile }) => new ScaffolderFile(folder, origin, log),
    ));
  return {
    load: async () => (await load()).load(),
    save: async snapshot => (await load()).save(snapshot),
  };
}
