import assert from 'node:assert/strict';
import fc from 'fast-check';
import { QualityNotes } from '../../../../../src/core/insights/ledger/qualityNotes.js';
import { readTickets } from '../../../../../src/core/insights/adoption/ticketReader.js';

const at = (text: string): number => Date.parse(text);

function read(text: string) {
  const quality = new QualityNotes();
  const tickets = readTickets(text, quality);
  return { tickets, notes: quality.list().map(({ kind, count, example }) => [kind, count, example]) };
}

describe('readTickets', () => {
  it('reads a search of GitHub without its pull requests, and says that it is only a part', () => {
    const items = [
      { number: 7, title: 'x', created_at: '2026-11-02T10:00:00Z', closed_at: '2026-11-03T10:00:00Z' },
      { number: 8, created_at: '2026-11-04T10:00:00Z', closed_at: null },
      { number: 9, created_at: '2026-11-04T10:00:00Z', pull_request: { url: 'https://x.example' } },
    ];
    const { tickets, notes } = read(JSON.stringify({ total_count: 120, incomplete_results: false, items }));
    assert.deepEqual(tickets, [
      { id: '7', openedAt: at('2026-11-02T10:00:00Z'), closedAt: at('2026-11-03T10:00:00Z') },
      { id: '8', openedAt: at('2026-11-04T10:00:00Z') },
    ]);
    assert.deepEqual(notes, [
      ['cutTickets', 1, undefined],
      ['pullRequest', 1, undefined],
    ]);
  });

  it('reads a search of Jira, whose time zones have no colon', () => {
    const issues = [
      { id: '10001', key: 'PLAT-1', fields: { created: '2026-11-02T10:00:00.000+0100', resolutiondate: null } },
      {
        key: 'PLAT-2',
        fields: { created: '2026-11-02T10:00:00.000+0000', resolutiondate: '2026-11-05T08:00:00.000+0000' },
      },
    ];
    assert.deepEqual(read(JSON.stringify({ startAt: 0, maxResults: 50, total: 2, issues })).tickets, [
      { id: '10001', openedAt: at('2026-11-02T09:00:00Z') },
      { id: 'PLAT-2', openedAt: at('2026-11-02T10:00:00Z'), closedAt: at('2026-11-05T08:00:00Z') },
    ]);
  });

  const event = (what: string, id: string, timestamp: string) => ({
    context: { specversion: '0.5.1', type: `dev.cdevents.${what}.0.2.0`, timestamp, id: 'e', source: '/x' },
    subject: { id, content: {} },
  });

  it('reads ticket events, one to a line, bare or in an envelope, and what is cut off costs one line', () => {
    const envelope = {
      ...{ specversion: '1.0', type: 'dev.cdevents.ticket.closed.0.2.0', time: '2026-11-04T00:00:00Z' },
      data: event('ticket.closed', 't1', '2026-11-03T10:00:00Z'),
    };
    const lines = [
      JSON.stringify(event('ticket.created', 't1', '2026-11-02T10:00:00Z')),
      JSON.stringify(envelope),
      JSON.stringify(event('ticket.updated', 't1', '2026-11-02T12:00:00Z')),
      JSON.stringify(event('ticket.closed', 't2', '2026-11-02T12:00:00Z')),
      JSON.stringify(event('pipelineRun.started', 'p', '2026-11-02T12:00:00Z')),
      '{"context":{"type":"dev.cdev',
    ];
    const { tickets, notes } = read(lines.join('\n'));
    assert.deepEqual(tickets, [
      { id: 't1', openedAt: at('2026-11-02T10:00:00Z'), closedAt: at('2026-11-03T10:00:00Z') },
    ]);
    assert.deepEqual(notes, [
      ['badTicket', 1, 'line 6'],
      ['foreignEvent', 1, 'p'],
      ['ticketWithoutBeginning', 1, 't2'],
    ]);
  });

  it('reads a table by the names of its columns', () => {
    const { tickets, notes } = read(
      'Issue key;Summary;Created At;Resolved\nA-1;"Say ""hi""; please";2026-11-02 10:00;2026-11-03\nA-2;x;yesterday;\nA-3;5" x;2026-11-04;\n',
    );
    assert.deepEqual(tickets, [
      { id: 'A-1', openedAt: at('2026-11-02T10:00:00Z'), closedAt: at('2026-11-03T00:00:00Z') },
      { id: 'A-3', openedAt: at('2026-11-04T00:00:00Z') },
    ]);
    assert.deepEqual(notes, [
      ['badTicket', 1, 'line 3'],
      ['oddQuotes', 1, 'line 4'],
    ]);
  });

  it('reads a list of objects, and nothing of a hostile one', () => {
    assert.deepEqual(read('[{"id":"a","opened":"2026-11-02"},{"__proto__":{"id":"b"}},null,7]'), {
      tickets: [{ id: 'a', openedAt: at('2026-11-02') }],
      notes: [['badTicket', 3, 'entry 2']],
    });
  });

  for (const text of ['', 'hello', '{"a":1}', '{"items":"x"}', '[1,2]', 'name,date\na,b', '{', '"x"'])
    it(`does not take “${text}” for tickets`, () => assert.equal(read(text).tickets, undefined));

  it('takes an empty list for no tickets', () => assert.deepEqual(read('[]').tickets, []));

  it('never throws, and counts each row of a table as a ticket or as one that cannot be read', () => {
    const cell = fc.oneof(
      fc.constantFrom('2026-11-02', '', 'x', '2026-02-30', '1'),
      fc.string({ unit: fc.constantFrom('a', 'b', ' ', '1', '-') }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 10 }), rows => {
        const { tickets, notes } = read(['id,opened', ...rows.map(([id, opened]) => `x${id},${opened}`)].join('\n'));
        const bad = notes.reduce((sum, [kind, count]) => (kind === 'badTicket' ? sum + Number(count) : sum), 0);
        assert.equal((tickets?.length ?? 0) + bad, rows.length);
      }),
    );
  });
});
