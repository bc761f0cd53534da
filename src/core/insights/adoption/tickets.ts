import { isoWeek } from '../isoWeek.js';
import type { TicketWeek } from './adoptionReport.js';
import { endOf, isInWindow, weeksBetween, type AdoptionWindow } from './calendar.js';
import type { QualityNotes } from '../ledger/qualityNotes.js';

/** A ticket to the platform team, without who wrote it and what it says. */
export interface Ticket {
  /** Unique within its tracker. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly openedAt: number;
  readonly closedAt?: number;
}

/**
 * Tickets by ISO week: how many were opened in it and how many closed. Every week of the window from that of the first ticket on
 * is there, also those without any.
 * @param engineers how many people could have opened one; undefined where that is not known
 */
export function ticketWeeks(
  tickets: readonly Ticket[],
  window: AdoptionWindow,
  engineers: number | undefined,
  quality: QualityNotes,
): readonly TicketWeek[] {
  const { now } = window;
  const past: Ticket[] = [];
  for (const ticket of onceEach(tickets, quality)) {
    const { id, openedAt, closedAt } = ticket;
    if (openedAt > now + 86_400_000) {
      quality.add('futureTicket', 'Tickets with a date in the future, which are left out: {0}', id);
      continue;
    }
    if (closedAt !== undefined && closedAt < openedAt) {
      quality.add('negativeTicket', 'Tickets that were closed before they were opened and count as open: {0}', id);
      past.push({ id, openedAt });
    } else if (closedAt !== undefined && closedAt > now + 86_400_000) {
      quality.add('futureTicket', 'Tickets with a date in the future, which are left out: {0}', id);
      past.push({ id, openedAt });
    } else past.push(ticket);
  }
  const moments = past.flatMap(({ openedAt, closedAt }) =>
    closedAt === undefined ? [openedAt] : [openedAt, closedAt],
  );
  const inWindow = moments.filter(at => isInWindow(Math.min(at, now), window));
  if (inWindow.length === 0) return [];
  const first = inWindow.reduce((least, at) => Math.min(least, at));
  const last = inWindow.reduce((most, at) => Math.max(most, at), Math.max(first, lastOf(window)));
  const opened = countByWeek(past.map(({ openedAt }) => openedAt).filter(at => isInWindow(Math.min(at, now), window)));
  const closed = countByWeek(
    past.flatMap(({ closedAt }) => closedAt ?? []).filter(at => isInWindow(Math.min(at, now), window)),
  );
  return weeksBetween(first, last).map(week => {
    const count = opened.get(week) ?? 0;
    return {
      week,
      opened: count,
      closed: closed.get(week) ?? 0,
      ...(engineers === undefined || engineers <= 0 ? {} : { openedPer100: (count / engineers) * 100 }),
    };
  });
}

/** The last moment of a window. */
function lastOf(window: AdoptionWindow): number {
  const end = endOf(window);
  return end === window.now ? end : end - 1;
}

/** Of a ticket that comes more than once the last one counts, as exports are put together from pages. */
function onceEach(tickets: readonly Ticket[], quality: QualityNotes): readonly Ticket[] {
  const byId = new Map<string, Ticket>();
  for (const ticket of tickets) {
    if (byId.has(ticket.id)) quality.add('duplicateTicket', 'Tickets that come more than once: {0}', ticket.id);
    byId.set(ticket.id, ticket);
  }
  return [...byId.values()];
}

function countByWeek(moments: readonly number[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const at of moments) {
    const week = isoWeek(at);
    counts.set(week, (counts.get(week) ?? 0) + 1);
  }
  return counts;
}
