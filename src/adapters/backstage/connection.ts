import type { EntityDocuments } from '../../core/catalogue/apiDefinition.js';
import type { CatalogueServer } from '../../core/catalogue/model.js';
import type { Registrar } from '../../core/catalogue/registration.js';
import type { TechDocs } from '../../core/catalogue/techDocs.js';
import type { Result } from '../../core/common/problem.js';
import type { EventIngress } from '../../core/insights/eventIngress.js';
import type { WorkloadSource } from '../../core/health/source.js';
import type { Scaffolder } from '../../core/templates/scaffolder.js';
import { throughBackstage, type TelemetryServer } from '../prometheus/telemetryServer.js';
import { SnapshotFile } from '../files/snapshotFile.js';
import { BackstageCatalogue } from './backstageCatalogue.js';
import { BackstageClient, type BackstageClientOptions } from './client.js';
import { BackstageEvents } from './eventIngress.js';
import { BackstageRegistrar } from './registration.js';
import { entityDocuments } from './entityDocuments.js';
import { guestToken, ownershipRefs, type BackstageToken } from './identity.js';
import { backstageOAuth, type BackstageOAuth } from './oauth.js';
import { BackstageScaffolder } from './scaffolder.js';
import { techDocs } from './techDocs.js';
import { BackstageWorkloads } from './workloads.js';

/** One Backstage instance, as the editor uses it. */
export interface BackstageConnection {
  readonly catalogue: CatalogueServer;
  readonly documents: EntityDocuments;
  readonly registrar: Registrar;
  readonly techDocs: TechDocs;
  readonly scaffolder: Scaffolder;
  /** A server of telemetry behind the proxy. @param prefix path of its endpoint, such as `/api/proxy/prometheus` */
  telemetry(prefix: string): TelemetryServer;
  /** What the clusters say that Backstage's Kubernetes plugin knows. */
  readonly workloads: WorkloadSource;
  /** Takes what people hand in: answers and feedback. */
  readonly events: EventIngress;
  /** Any path of the instance, for what a setting names: an issue tracker or a GitLab behind its proxy. */
  readonly requests: Pick<BackstageClient, 'request' | 'raw'>;
  /** Asks whether a Backstage answers at all, with the smallest request there is. */
  probe(signal: AbortSignal): Promise<Result<unknown>>;
  /** A new token for a guest. @param now milliseconds since 1970 */
  guestToken(now: number, signal: AbortSignal): Promise<Result<BackstageToken>>;
  /** Sign-in by the browser. */
  readonly oauth: BackstageOAuth;
}

/**
 * Connects to an instance; nothing is sent yet.
 * @param options how to speak to it
 * @param snapshotFolder where its last known entities are kept
 */
export function connectBackstage(options: BackstageClientOptions, snapshotFolder: string): BackstageConnection {
  const client = new BackstageClient(options);
  const source = new BackstageCatalogue(client);
  return {
    catalogue: {
      origin: options.baseUrl,
      source,
      snapshots: new SnapshotFile(snapshotFolder, options.baseUrl, options.log),
      ownershipRefs: signal => ownershipRefs(client, signal),
    },
    registrar: new BackstageRegistrar(client),
    scaffolder: new BackstageScaffolder(client),
    documents: entityDocuments(client),
    techDocs: techDocs(client),
    telemetry: prefix => throughBackstage(client, prefix),
    workloads: new BackstageWorkloads(client),
    events: new BackstageEvents(client),
    requests: client,
    probe: signal => source.page({ limit: 1 }, signal),
    guestToken: (now, signal) => guestToken(client, now, signal),
    oauth: backstageOAuth(client, options, { now: () => Date.now() }),
  };
}
