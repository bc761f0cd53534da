import type { QueryScope, SeriesName, ValueName } from './queryTemplates.js';
import { renderQuery } from './queryTemplates.js';
import { escapePattern, quoteLabelValue } from './selector.js';
import type { Binding, MissingReason } from './serviceHealth.js';
import type { InstantSample, Labels, SignalAnswer } from './source.js';

/** The label that says which part of a query of many parts a series answers. No server has it. */
const PART = 'gp_part';

/** A service whose series are asked for. */
export interface BoundService {
  readonly entityRef: string;
  readonly binding: Binding;
}

/** One thing to ask of every service. */
export interface BatchAsk {
  readonly name: ValueName | SeriesName;
  /** Tells it from others of the same name. */
  readonly id: string;
  readonly template: string;
  /** As PromQL writes it. */
  readonly window?: string;
  /** Takes the place of the label that tells services apart, as where the rules of a tool have one of their own. */
  readonly keyLabel?: string;
}

/** Services that one selector can mean together. */
interface Group {
  /** Label by which answers are told apart; empty for a service alone whose matchers have no such label. */
  readonly by: string;
  readonly others: string;
  /** References by the value of the label. */
  readonly members: ReadonlyMap<string, readonly string[]>;
}

/** What one part of a query asks, and of whom. */
interface Part {
  readonly token: string;
  readonly ask: BatchAsk;
  readonly group: Group;
  readonly query: string;
}

/** One request. */
export interface BatchRequest {
  readonly query: string;
  readonly parts: readonly Part[];
}

/** Number of characters from which a query is asked in pieces. Queries are sent in a body, so addresses set no limit. */
const LONGEST_QUERY = 200_000;

/**
 * Puts questions about many services into few queries: one part for each question and label, with all values of the label in
 * one pattern, and the parts joined by `or` under a label that tells their answers apart.
 * @param longest the most characters of a query
 */
export function planBatch(
  services: readonly BoundService[],
  asks: readonly BatchAsk[],
  longest = LONGEST_QUERY,
): readonly BatchRequest[] {
  return pack(
    groupsOf(services).flatMap(group => asks.flatMap(ask => partsOf(ask, group, longest))),
    longest,
  );
}

function groupsOf(services: readonly BoundService[]): readonly Group[] {
  const groups = new Map<string, { by: string; others: string; members: Map<string, string[]> }>();
  for (const { entityRef, binding } of services) {
    const { key, others = '', matchers } = binding;
    const id = JSON.stringify(key ? [key.label, others] : [matchers]);
    let group = groups.get(id);
    if (!group) groups.set(id, (group = { by: key?.label ?? '', others: key ? others : matchers, members: new Map() }));
    const value = key?.value ?? '';
    const known = group.members.get(value);
    if (known) known.push(entityRef);
    else group.members.set(value, [entityRef]);
  }
  return [...groups.values()];
}

function partsOf(ask: BatchAsk, group: Group, longest: number): readonly Part[] {
  const own = ask.keyLabel;
  // The label of a tool's rules stands for the name of a service alone.
  if (own !== undefined && (group.by === '' || group.by === own || group.others !== '')) return [];
  const asked = own === undefined ? group : { ...group, by: own };
  const query = partQuery(ask, asked);
  if (query.length <= longest || asked.members.size < 2) return [{ token: '', ask, group: asked, query }];
  const members = [...asked.members];
  const half = Math.ceil(members.length / 2);
  return [members.slice(0, half), members.slice(half)].flatMap(some =>
    partsOf(ask, { ...group, members: new Map(some) }, longest),
  );
}

function partQuery({ template, window }: BatchAsk, { by, others, members }: Group): string {
  const values = [...members.keys()];
  const [only = ''] = values;
  const key =
    values.length === 1
      ? `${by}=${quoteLabelValue(only)}`
      : `${by}=~${quoteLabelValue(values.map(escapePattern).join('|'))}`;
  const selector = by === '' ? others : others === '' ? key : `${key},${others}`;
  return renderQuery(template, { selector, by }, window);
}

/** Puts parts together as long as the query does not get too long. */
function pack(parts: readonly Part[], longest: number): readonly BatchRequest[] {
  const requests: Part[][] = [];
  let length = Infinity;
  for (const part of parts) {
    length += part.query.length;
    if (length > longest) {
      requests.push([]);
      length = part.query.length;
    }
    requests.at(-1)?.push(part);
  }
  return requests.map(joined);
}

function joined(parts: readonly Part[]): BatchRequest {
  const numbered = parts.map((part, index) => ({ ...part, token: String(index) }));
  const query = numbered.map(part => `label_replace(${part.query}, "${PART}", "${part.token}", "", "")`).join(' or ');
  return { query, parts: numbered };
}

/**
 * The same questions in smaller queries, for a source that refuses the one: each question alone, then half of the services.
 * @returns nothing where it cannot be smaller
 */
export function splitRequest({ parts }: BatchRequest): readonly BatchRequest[] {
  if (parts.length > 1) return parts.map(part => joined([part]));
  const [part] = parts;
  const members = [...(part?.group.members ?? [])];
  if (!part || members.length < 2) return [];
  const half = Math.ceil(members.length / 2);
  return [members.slice(0, half), members.slice(half)].map(some => {
    const group = { ...part.group, members: new Map(some) };
    return joined([{ ...part, group, query: partQuery(part.ask, group) }]);
  });
}

/** The scope of the query for one service alone. */
export function scopeOf({ matchers, key }: Binding): QueryScope {
  return { selector: matchers, by: key?.label ?? '' };
}

/** A number of a service, or why there is none. */
export interface Reading {
  readonly value: number | undefined;
  readonly missing?: MissingReason;
  /** Unix time in seconds. */
  readonly at?: number;
}

/** What was read, by reference of the service and id of the question. */
export class BatchReadings {
  private readonly values = new Map<string, Map<string, Reading>>();
  private readonly series = new Map<string, Map<string, InstantSample[]>>();

  /** The number that a question gave for a service. */
  reading(entityRef: string, id: string): Reading {
    return this.values.get(entityRef)?.get(id) ?? { value: undefined, missing: 'not-asked' };
  }

  /** All series that a question gave for a service. */
  all(entityRef: string, id: string): readonly InstantSample[] {
    return this.series.get(entityRef)?.get(id) ?? [];
  }

  set(entityRef: string, id: string, reading: Reading, samples: readonly InstantSample[] = []): void {
    put(this.values, entityRef, id, reading);
    put(this.series, entityRef, id, [...samples]);
  }

  /** Takes over what another has read of a service. */
  take(entityRef: string, other: BatchReadings): void {
    for (const [id, reading] of other.values.get(entityRef) ?? [])
      this.set(entityRef, id, reading, other.all(entityRef, id));
  }
}

function put<T>(map: Map<string, Map<string, T>>, entityRef: string, id: string, value: T): void {
  const known = map.get(entityRef);
  if (known) known.set(id, value);
  else map.set(entityRef, new Map([[id, value]]));
}

/** Whether a source says that its answer is not whole. What newer ones say of a query itself is another matter. */
export function isPartial({ warnings, leftOut }: Pick<SignalAnswer<unknown>, 'warnings' | 'leftOut'>): boolean {
  return (leftOut ?? 0) > 0 || warnings.some(warning => !/^PromQL (?:info|warning):/.test(warning));
}

/** The series of an answer by reference of the service, for each part of the request. */
export function seriesByPart<T extends { readonly labels: Labels }>(
  { parts }: BatchRequest,
  series: readonly T[],
): { readonly found: ReadonlyMap<Part, ReadonlyMap<string, readonly T[]>>; readonly strange: number } {
  const byToken = new Map(parts.map(part => [part.token, part]));
  const found = new Map(parts.map(part => [part, new Map<string, T[]>()]));
  let strange = 0;
  for (const one of series) {
    const part = byToken.get(ownLabel(one.labels, PART) ?? '');
    const value = part?.group.by === '' ? '' : ownLabel(one.labels, part?.group.by ?? '');
    const refs = value === undefined ? undefined : part?.group.members.get(value);
    if (!part || !refs) {
      strange++;
      continue;
    }
    const services = found.get(part);
    for (const ref of refs) services?.set(ref, [...(services.get(ref) ?? []), one]);
  }
  return { found, strange };
}

function ownLabel(labels: Labels, name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] : undefined;
}

/**
 * Sorts an answer by service. What is not in it, or is no number, is missing with a reason and never 0.
 * @returns how many series belong to no service that was asked for, as where one has not the label
 */
export function readBatch(request: BatchRequest, answer: SignalAnswer<InstantSample>, into: BatchReadings): number {
  const { found, strange } = seriesByPart(request, answer.series);
  const absent: MissingReason = isPartial(answer) ? 'partial' : 'no-series';
  for (const [{ ask, group }, services] of found)
    for (const ref of [...group.members.values()].flat()) {
      const samples = services.get(ref) ?? [];
      into.set(ref, ask.id, readingOf(samples, absent), samples);
    }
  return strange;
}

function readingOf(samples: readonly InstantSample[], absent: MissingReason): Reading {
  const [sample, another] = samples;
  if (!sample) return { value: undefined, missing: absent };
  const { value, at } = sample;
  if (another) return { value: undefined, missing: 'ambiguous', at };
  return Number.isFinite(value) ? { value, at } : { value: undefined, missing: 'not-a-number', at };
}

/** Marks everything that a request asked for as not answered. */
export function refuseBatch({ parts }: BatchRequest, into: BatchReadings): void {
  for (const { ask, group } of parts)
    for (const ref of [...group.members.values()].flat())
      into.set(ref, ask.id, { value: undefined, missing: 'refused' });
}
