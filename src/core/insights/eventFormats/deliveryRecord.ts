import type { Change, Deployment, Incident } from '../deliveryEvents.js';

/** A deployment as a source tells of it. What it brings may be told elsewhere, by its artefact. */
export interface DeploymentRecord extends Deployment {
  /** The name of what was deployed (a package URL), by which other records tell what changes it holds. */
  readonly artifact?: string;
}

/** A part of what is known of an incident: that it began, or that it ended. Parts of one `source` and `id` are put together. */
export interface IncidentPart extends Omit<Incident, 'type' | 'openedAt'> {
  readonly type: 'incidentPart';
  readonly openedAt?: number;
}

/** A change that came into the main line; a deployment brings it, by its artefact. */
export interface ChangeRecord {
  readonly type: 'change';
  readonly id: string;
  /** Where its id is unique: a repository. */
  readonly source: string;
  readonly changes: readonly Change[];
}

/** That an artefact was made from a change. */
export interface ArtifactRecord {
  readonly type: 'artifact';
  readonly artifact: string;
  readonly change: { readonly id: string; readonly source?: string };
}

/** What the sources of events are read into; a ledger puts the parts together. */
export type DeliveryRecord = DeploymentRecord | Incident | IncidentPart | ChangeRecord | ArtifactRecord;
