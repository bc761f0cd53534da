import type { Incident } from '../deliveryEvents.js';
import type { IncidentPart } from '../eventFormats/deliveryRecord.js';
import type { Names } from './column.js';
import { Column } from './column.js';
import { KeyTable } from './keyTable.js';
import { TextColumn } from './textColumn.js';

/** The parts of what is known of incidents, put together in a way that does not depend on the order in which they come. */
export class IncidentTable {
  private readonly keys = new KeyTable();
  private readonly ids = new TextColumn();
  private readonly source = new Column(Uint32Array);
  private readonly service = new Column(Uint32Array);
  private readonly environment = new Column(Uint32Array);
  private readonly opened = new Column(Float64Array);
  private readonly resolved = new Column(Float64Array);
  private readonly causes = new Map<number, string>();
  private readonly severities = new Map<number, string>();
  private readonly titles = new Map<number, string>();
  private readonly addresses = new Map<number, string>();

  constructor(
    private readonly sources: Names,
    private readonly services: Names,
    private readonly environments: Names,
  ) {}

  get size(): number {
    return this.ids.size;
  }

  /** @returns whether it told anything new */
  add(part: Incident | IncidentPart): boolean {
    const source = this.sources.numberOf(part.source);
    const row = this.keys.add(source, part.id);
    const isNew = row === this.ids.size;
    if (isNew) {
      this.ids.push(part.id);
      this.source.push(source);
      this.service.push(this.services.numberOf(part.service));
      this.environment.push(this.environments.numberOf(part.environment));
      this.opened.push(NaN);
      this.resolved.push(NaN);
    }
    let isChanged = isNew;
    isChanged = this.keepName(this.service, this.services, row, part.service) || isChanged;
    isChanged = this.keepName(this.environment, this.environments, row, part.environment) || isChanged;
    isChanged = keepTime(this.opened, row, part.openedAt, Math.min) || isChanged;
    isChanged = keepTime(this.resolved, row, part.resolvedAt, Math.max) || isChanged;
    isChanged = keepText(this.causes, row, part.causedBy) || isChanged;
    isChanged = keepText(this.severities, row, part.severity) || isChanged;
    isChanged = keepText(this.titles, row, part.title) || isChanged;
    return keepText(this.addresses, row, part.address) || isChanged;
  }

  id(row: number): string {
    return this.ids.at(row);
  }

  sourceName(row: number): string {
    return this.sources.at(this.source.at(row));
  }

  serviceOf(row: number): number {
    return this.service.at(row);
  }

  environmentOf(row: number): number {
    return this.environment.at(row);
  }

  /** `NaN` where only the end of it is known. */
  openedAt(row: number): number {
    return this.opened.at(row);
  }

  /** `NaN` while it is open. */
  resolvedAt(row: number): number {
    return this.resolved.at(row);
  }

  causedBy(row: number): string | undefined {
    return this.causes.get(row);
  }

  title(row: number): string | undefined {
    return this.titles.get(row);
  }

  address(row: number): string | undefined {
    return this.addresses.get(row);
  }

  /** The incident, or undefined where nobody told when it began. */
  incident(row: number): Incident | undefined {
    const openedAt = this.opened.at(row);
    if (Number.isNaN(openedAt)) return undefined;
    const resolvedAt = this.resolved.at(row);
    const causedBy = this.causes.get(row);
    const severity = this.severities.get(row);
    const title = this.titles.get(row);
    const address = this.addresses.get(row);
    return {
      type: 'incident',
      id: this.id(row),
      source: this.sourceName(row),
      service: this.services.at(this.service.at(row)),
      environment: this.environments.at(this.environment.at(row)),
      openedAt,
      ...(Number.isNaN(resolvedAt) ? {} : { resolvedAt }),
      ...(causedBy === undefined ? {} : { causedBy }),
      ...(severity === undefined ? {} : { severity }),
      ...(title === undefined ? {} : { title }),
      ...(address === undefined ? {} : { address }),
    };
  }

  private keepName(column: Column, names: Names, row: number, name: string): boolean {
    const known = names.at(column.at(row));
    if (name === '' || known === name || (known !== '' && known < name)) return false;
    column.set(row, names.numberOf(name));
    return true;
  }
}

function keepTime(
  column: Column,
  row: number,
  time: number | undefined,
  choose: (a: number, b: number) => number,
): boolean {
  if (time === undefined || Number.isNaN(time)) return false;
  const known = column.at(row);
  const kept = Number.isNaN(known) ? time : choose(known, time);
  if (kept === known) return false;
  column.set(row, kept);
  return true;
}

function keepText(texts: Map<number, string>, row: number, text: string | undefined): boolean {
  if (text === undefined) return false;
  const known = texts.get(row);
  if (known !== undefined && known <= text) return false;
  texts.set(row, text);
  return true;
}
