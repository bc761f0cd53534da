import type { DataQualityNote, DeliveryEvent, DeliveryHistory } from '../deliveryEvents.js';
import type { DeliveryRecord, DeploymentRecord } from '../eventFormats/deliveryRecord.js';
import type { RecordSink } from '../eventFormats/recordSink.js';
import { ChangeLinks } from './changeLinks.js';
import { ChangeTable } from './changeTable.js';
import { Names } from './column.js';
import { DeploymentTable } from './deploymentTable.js';
import { IncidentTable } from './incidentTable.js';
import { QualityNotes } from './qualityNotes.js';

/**
 * Takes in deliveries one by one, in any order and any number of times, and keeps what the numbers need in about 100 bytes each.
 * A report is computed from it (`reportOf`).
 */
export class DeliveryLedger implements RecordSink {
  readonly sources = new Names();
  readonly services = new Names();
  readonly environments = new Names();
  readonly changes = new ChangeTable();
  readonly links = new ChangeLinks(this.changes);
  readonly deployments = new DeploymentTable(this.sources, this.services, this.environments, this.changes, this.links);
  readonly incidents = new IncidentTable(this.sources, this.services, this.environments);
  readonly quality = new QualityNotes();

  /** All that a history holds, with its notes on quality. */
  static of(history: DeliveryHistory): DeliveryLedger {
    const ledger = new DeliveryLedger();
    ledger.quality.addAll(history.quality);
    for (const event of history.events) ledger.add(event);
    return ledger;
  }

  add(record: DeliveryRecord): void {
    if (record.type === 'deployment') this.addDeployment(record);
    else if (record.type === 'change') this.links.addChange(record);
    else if (record.type === 'artifact') this.links.addArtifact(record);
    else if (!this.incidents.add(record)) this.quality.add('duplicate', DUPLICATE, record.id);
  }

  note(kind: string, text: string, example?: string): void {
    this.quality.add(kind, text, example);
  }

  /** The events that were taken in, each once, put together from their parts. */
  *events(): Generator<DeliveryEvent> {
    for (let row = 0; row < this.deployments.size; row++) yield this.deployments.deployment(row);
    for (let row = 0; row < this.incidents.size; row++) {
      const incident = this.incidents.incident(row);
      if (incident) yield incident;
    }
  }

  /** What was met so far that does not count. */
  notes(): readonly DataQualityNote[] {
    return this.quality.list();
  }

  private addDeployment(record: DeploymentRecord): void {
    if (!Number.isFinite(record.finishedAt)) {
      this.quality.add('noTime', '{0} events do not say when they happened, and were left out.', record.id);
      return;
    }
    const outcome = this.deployments.add(record);
    if (outcome === 'duplicate') this.quality.add('duplicate', DUPLICATE, record.id);
    else if (outcome === 'conflict')
      this.quality.add(
        'conflict',
        '{0} deployments came again under the same id with something else in them; the one that succeeded, then the earliest, is used.',
        record.id,
      );
  }
}

const DUPLICATE = '{0} events came more than once, and count once.';
