import { isRecord, ownProperty } from '../../catalogue/entity.js';
import { isMoment } from './calendar.js';
import { parseCsv } from '../csv.js';
import type { QualityNotes } from '../ledger/qualityNotes.js';
import type { Ticket } from './tickets.js';

const UNREADABLE = 'Entries of the tickets that cannot be read: {0}';
const ID_NAMES = ['id', 'key', 'issuekey', 'issueid', 'number', 'iid', 'ticket', 'ticketid'];
const OPENED_NAMES = ['opened', 'openedat', 'created', 'createdat', 'createddate', 'creationdate', 'datecreated'];
const CLOSED_NAMES = [
  ...['closed', 'closedat', 'closeddate', 'resolved', 'resolvedat', 'resolutiondate', 'resolveddate'],
  ...['dateclosed', 'dateresolved', 'completedat'],
];

/**
 * Reads tickets from what an issue tracker gives out. Understood are: issues of GitHub and GitLab (a list, or a search with
 * `items`), a search of Jira (`issues` with `fields`), the ticket events of CDEvents (a list, or one to a line, bare or in
 * CloudEvents), a list of objects, and a table in text whose first line names the columns: an id, when it was opened and, where it
 * was, when it was closed. Sources: GitHub REST API, "Issues"; Jira REST API, "Issue search"; CDEvents, "ticket".
 * @returns undefined where it is none of these
 */
export function readTickets(text: string, quality: QualityNotes): readonly Ticket[] | undefined {
  const json = parseJson(text.replace(/^\ufeff/, ''));
  if (json === undefined) {
    if (!/^\ufeff?\s*[[{]/.test(text)) return fromTable(text, quality);
    return fromLines(text, quality);
  }
  return fromJson(json, quality);
}

function fromJson(json: unknown, quality: QualityNotes): readonly Ticket[] | undefined {
  const items = isRecord(json) ? (ownProperty(json, 'items') ?? ownProperty(json, 'issues')) : json;
  if (!Array.isArray(items)) {
    if (eventOf(json)) return fromItems([json], quality);
    return undefined;
  }
  const total = ownProperty(json, 'total_count') ?? ownProperty(json, 'total');
  if (ownProperty(json, 'incomplete_results') === true || (typeof total === 'number' && total > items.length))
    quality.add('cutTickets', 'Answers of the issue tracker that are only a part of what it has: {0}');
  return fromItems(items, quality);
}

function fromLines(text: string, quality: QualityNotes): readonly Ticket[] | undefined {
  const items: unknown[] = [];
  let unreadable = 0;
  for (const [place, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const json = parseJson(line);
    if (json === undefined) {
      unreadable++;
      quality.add('badTicket', UNREADABLE, `line ${place + 1}`);
    } else items.push(json);
  }
  return items.length === 0 && unreadable > 0 ? undefined : fromItems(items, quality);
}

function fromItems(items: readonly unknown[], quality: QualityNotes): readonly Ticket[] | undefined {
  if (items.some(item => eventOf(item) !== undefined)) return fromEvents(items, quality);
  const tickets = items.flatMap((item, place): Ticket[] => {
    // The issues of GitHub have pull requests among them.
    if (isRecord(ownProperty(item, 'pull_request'))) {
      quality.add('pullRequest', 'Pull requests among the tickets, which are left out: {0}');
      return [];
    }
    const fields = ownProperty(item, 'fields');
    const ticket = fromFields(item, isRecord(fields) ? fields : item);
    if (ticket) return [ticket];
    quality.add('badTicket', UNREADABLE, `entry ${place + 1}`);
    return [];
  });
  return tickets.length === 0 && items.length > 0 ? undefined : tickets;
}

function fromFields(item: unknown, fields: unknown): Ticket | undefined {
  const named = (object: unknown, names: readonly string[]): unknown => {
    if (!isRecord(object)) return undefined;
    const entries = Object.entries(object);
    for (const name of names) {
      const found = entries.find(([key, value]) => plain(key) === name && value !== null && value !== '');
      if (found) return found[1];
    }
    return undefined;
  };
  const id = named(item, ID_NAMES) ?? named(fields, ID_NAMES);
  const opened = momentOf(named(fields, OPENED_NAMES));
  const written = named(fields, CLOSED_NAMES);
  const closed = momentOf(written);
  if ((typeof id !== 'string' && typeof id !== 'number') || opened === undefined) return undefined;
  if (written !== undefined && closed === undefined) return undefined;
  return { id: String(id), openedAt: opened, ...(closed === undefined ? {} : { closedAt: closed }) };
}

interface TicketEvent {
  readonly what: string;
  readonly id: string;
  readonly at: number | undefined;
}

const EVENT = /^dev\.cdevents\.(\w+)\.(\w+)\./;

/** @returns undefined where it is no event of CDEvents at all */
function eventOf(item: unknown): TicketEvent | undefined {
  const data = ownProperty(item, 'specversion') === undefined ? item : ownProperty(item, 'data');
  const context = ownProperty(data, 'context');
  const type = ownProperty(context, 'type') ?? ownProperty(item, 'type');
  const match = typeof type === 'string' ? EVENT.exec(type) : null;
  if (!match) return undefined;
  const id = ownProperty(ownProperty(data, 'subject'), 'id');
  return {
    what: match[1] === 'ticket' ? (match[2] ?? '') : '',
    id: typeof id === 'string' ? id : '',
    at: momentOf(ownProperty(context, 'timestamp') ?? ownProperty(item, 'time')),
  };
}

function fromEvents(items: readonly unknown[], quality: QualityNotes): readonly Ticket[] {
  const opened = new Map<string, number>();
  const closed = new Map<string, number>();
  for (const [place, item] of items.entries()) {
    const event = eventOf(item);
    if (!event || event.id === '' || event.at === undefined) quality.add('badTicket', UNREADABLE, `entry ${place + 1}`);
    else if (event.what === 'created') opened.set(event.id, Math.min(event.at, opened.get(event.id) ?? Infinity));
    else if (event.what === 'closed') closed.set(event.id, Math.max(event.at, closed.get(event.id) ?? 0));
    else if (event.what !== 'updated') quality.add('foreignEvent', 'Events that are not of tickets: {0}', event.id);
  }
  for (const id of closed.keys())
    if (!opened.has(id)) quality.add('ticketWithoutBeginning', 'Tickets of which only the end is known: {0}', id);
  return [...opened].map(([id, openedAt]) => {
    const closedAt = closed.get(id);
    return { id, openedAt, ...(closedAt === undefined ? {} : { closedAt }) };
  });
}

function fromTable(text: string, quality: QualityNotes): readonly Ticket[] | undefined {
  const { rows, odd } = parseCsv(text);
  const [head, ...body] = rows;
  const columns = head?.cells.map(plain) ?? [];
  const isNamed = (names: readonly string[]): boolean => columns.some(column => names.includes(column));
  if (!isNamed(ID_NAMES) || !isNamed(OPENED_NAMES)) return undefined;
  quality.add(
    'oddQuotes',
    'Lines of the tickets with quotation marks in odd places: {0}',
    `line ${odd[0] ?? 0}`,
    odd.length,
  );
  return body.flatMap(({ cells, line }): Ticket[] => {
    const item = Object.fromEntries(columns.map((column, place) => [column, cells[place]?.trim() ?? '']));
    const ticket = fromFields(item, item);
    if (ticket) return [ticket];
    quality.add('badTicket', UNREADABLE, `line ${line}`);
    return [];
  });
}

/** `Created At`, `created_at` and `createdAt` are one. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}

/** A moment as ISO 8601 writes it; Jira leaves out the colon of its time zone. A moment without a zone is in UTC. */
function momentOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?(?: UTC)?)?$/.exec(
      value.trim(),
    );
  if (!match) return undefined;
  const [, day, time = '00:00', zone = 'Z'] = match;
  const at = Date.parse(`${day}T${time}${zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')}`);
  return isMoment(at) ? at : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
