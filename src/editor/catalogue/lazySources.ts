import type { BackstageClientOptions } from '../../adapters/backstage/client.js';
import type { BackstageConnection } from '../../adapters/backstage/connection.js';
import type { Descriptors } from '../../adapters/workspace/workspaceCatalogue.js';
import type { CatalogueSource } from '../../core/catalogue/source.js';
import type { WorkspaceFiles } from '../../core/catalogue/workspaceFiles.js';

/**
 * A connection to an instance whose code (HTTP, snapshot file) is loaded when it is first used.
 * @param options how to speak to the instance
 * @param snapshotFolder absolute path of the folder for its last known entities
 */
export function lazyConnection(options: BackstageClientOptions, snapshotFolder: string): BackstageConnection {
  const load = once(async () => {
    const { connectBackstage } = await import('../../adapters/backstage/connection.js');
    return connectBackstage(options, snapshotFolder);
  });
  return {
    catalogue: {
      origin: options.baseUrl,
      source: {
        page: async (request, signal) => (await load()).catalogue.source.page(request, signal),
        marks: async (request, signal) => {
          const { source } = (await load()).catalogue;
          return source.marks ? source.marks(request, signal) : source.page(request, signal);
        },
        byRefs: async (refs, signal) => (await load()).catalogue.source.byRefs(refs, signal),
      },
      snapshots: {
        load: async () => (await load()).catalogue.snapshots.load(),
        save: async snapshot => (await load()).catalogue.snapshots.save(snapshot),
        forget: async () => (await load()).catalogue.snapshots.forget(),
      },
      ownershipRefs: async signal => (await load()).catalogue.ownershipRefs(signal),
    },
    registrar: {
      validate: async (entity, location, signal) => (await load()).registrar.validate(entity, location, signal),
      preview: async (address, signal) => (await load()).registrar.preview(address, signal),
      register: async (address, signal) => (await load()).registrar.register(address, signal),
      refresh: async (ref, signal) => (await load()).registrar.refresh(ref, signal),
      versions: async (refs, signal) => (await load()).registrar.versions(refs, signal),
    },
    scaffolder: {
      form: async (ref, signal) => (await load()).scaffolder.form(ref, signal),
      start: async (ref, values, secrets, signal) => (await load()).scaffolder.start(ref, values, secrets, signal),
      task: async (id, signal) => (await load()).scaffolder.task(id, signal),
      tasks: async (request, signal) => (await load()).scaffolder.tasks(request, signal),
      follow: async (id, after, onEvents, signal) => (await load()).scaffolder.follow(id, after, onEvents, signal),
      cancel: async (id, signal) => (await load()).scaffolder.cancel(id, signal),
      retry: async (id, secrets, signal) => (await load()).scaffolder.retry(id, secrets, signal),
      dryRun: async (request, signal) => (await load()).scaffolder.dryRun(request, signal),
      actions: async signal => (await load()).scaffolder.actions(signal),
      templatingExtensions: async signal => (await load()).scaffolder.templatingExtensions(signal),
    },
    documents: { read: async (ref, signal) => (await load()).documents.read(ref, signal) },
    techDocs: {
      metadata: async (ref, signal) => (await load()).techDocs.metadata(ref, signal),
      file: async (ref, path, most, signal) => (await load()).techDocs.file(ref, path, most, signal),
      build: async (ref, onLine, signal) => (await load()).techDocs.build(ref, onLine, signal),
    },
    telemetry: prefix => ({
      name: prefix,
      send: async request => (await load()).telemetry(prefix).send(request),
    }),
    workloads: { workload: async (ref, signal) => (await load()).workloads.workload(ref, signal) },
    events: { publish: async (topic, payload, signal) => (await load()).events.publish(topic, payload, signal) },
    requests: {
      request: async request => (await load()).requests.request(request),
      raw: async request => (await load()).requests.raw(request),
    },
    probe: async signal => (await load()).probe(signal),
    guestToken: async (now, signal) => (await load()).guestToken(now, signal),
    oauth: {
      discover: async signal => (await load()).oauth.discover(signal),
      signIn: async (browser, signal) => (await load()).oauth.signIn(browser, signal),
      renew: async grant => (await load()).oauth.renew(grant),
      revoke: async (grant, signal) => (await load()).oauth.revoke(grant, signal),
    },
  };
}

/**
 * The catalogue of the open folders, whose code (the YAML parser) is loaded when it is first read.
 * @param onDidRead told of the descriptors each time they were read
 */
export function lazyWorkspace(files: WorkspaceFiles, onDidRead: (descriptors: Descriptors) => void): CatalogueSource {
  const load = once(async () => {
    const { WorkspaceCatalogue } = await import('../../adapters/workspace/workspaceCatalogue.js');
    const catalogue = new WorkspaceCatalogue(files);
    catalogue.onDidRead(onDidRead);
    return catalogue;
  });
  return {
    page: async (request, signal) => (await load()).page(request, signal),
    byRefs: async (refs, signal) => (await load()).byRefs(refs, signal),
    onDidChange: files.onDidChange,
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
