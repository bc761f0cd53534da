import assert from 'node:assert/strict';
import { readAll, type CatalogueSource, type EntityPage } from '../../../../src/core/catalogue/source.js';
import { CANCELLED, failure, success, type Result } from '../../../../src/core/common/problem.js';
import { never, problemOf, valueOf } from '../../values.js';
import { catalogueSourceContract } from './catalogueSourceContract.js';
import { entity, manyEntities } from './entities.js';
import { MemoryCatalogue } from './memoryCatalogue.js';

const known = ['Component:orders', 'Component:shop/basket', 'API:orders', 'Group:payments', 'User:ada'].map(ref =>
  entity(ref),
);

catalogueSourceContract('a catalogue in memory', async () => ({
  source: new MemoryCatalogue(known),
  knows: known.map(({ ref }) => ref),
  dispose: () => Promise.resolve(),
}));

function pagesInTurn(...answers: readonly Result<EntityPage>[]): CatalogueSource {
  let asked = 0;
  return { page: async () => answers[asked++ % answers.length]!, byRefs: async () => success([]) };
}

describe('reading all pages', () => {
  it('gives everything, and tells how far it has come', async () => {
    const heard: number[] = [];
    const all = valueOf(await readAll(new MemoryCatalogue(manyEntities(2500)), never(), count => heard.push(count)));
    assert.equal(all.length, 2500);
    assert.deepEqual(heard, [1000, 2000, 2500]);
  });

  it('gives an entity that comes twice once, as it came last', async () => {
    const old = entity('Component:orders', { title: 'old' });
    const fresh = entity('Component:orders', { title: 'fresh' });
    const source = pagesInTurn(success({ items: [old], nextCursor: '2' }), success({ items: [fresh] }));
    assert.deepEqual(valueOf(await readAll(source, never())), [fresh]);
  });

  it('stops at a cursor that comes again', async () => {
    const source = pagesInTurn(
      success({ items: known, nextCursor: 'a' }),
      success({ items: known, nextCursor: 'b' }),
      success({ items: known, nextCursor: 'a' }),
    );
    assert.equal(problemOf(await readAll(source, never())).kind, 'invalid');
  });

  it('gives the first problem instead of half a catalogue', async () => {
    const source = pagesInTurn(
      success({ items: known, nextCursor: '2' }),
      failure({ kind: 'unreachable', message: '' }),
    );
    assert.equal(problemOf(await readAll(source, never())).kind, 'unreachable');
  });

  const lost = (status: number) => failure({ kind: status === 404 ? 'notFound' : 'invalid', message: '', status });
  const first = success({ items: known.slice(0, 2), nextCursor: 'a' });
  for (const status of [400, 404, 410])
    it(`begins anew, once, where the server answers ${status} to its cursor`, async () => {
      const all = success({ items: known });
      assert.deepEqual(valueOf(await readAll(pagesInTurn(first, lost(status), all), never())), known);
      const again = pagesInTurn(first, lost(status), first, lost(status), all);
      assert.equal(problemOf(await readAll(again, never())).status, status);
    });

  it('forgets what it had read before it began anew', async () => {
    const source = pagesInTurn(first, lost(400), success({ items: known.slice(1, 2) }));
    assert.deepEqual(valueOf(await readAll(source, never())), known.slice(1, 2));
  });

  it('does not begin anew where the first page is refused, or anything else is wrong', async () => {
    const all = success({ items: known });
    assert.equal(problemOf(await readAll(pagesInTurn(lost(400), all), never())).status, 400);
    for (const status of [401, 403, 429, 500])
      assert.equal(problemOf(await readAll(pagesInTurn(first, lost(status), all), never())).status, status);
  });

  it('asks for the next page as soon as its place is told, and for each page once', async () => {
    const all = manyEntities(4);
    const asked: (string | undefined)[] = [];
    let most = 0;
    let reading = 0;
    const source: CatalogueSource = {
      page: async ({ cursor, onCursor }) => {
        most = Math.max(most, ++reading);
        asked.push(cursor);
        const place = Number(cursor ?? 0);
        const next = place + 1 < all.length ? String(place + 1) : undefined;
        if (next) onCursor?.(next);
        await new Promise(resolve => setTimeout(resolve, 5));
        reading--;
        return success({ items: [all[place]!], ...(next ? { nextCursor: next } : {}) });
      },
      byRefs: async () => success([]),
    };
    assert.deepEqual(valueOf(await readAll(source, never())), all);
    assert.deepEqual(asked, [undefined, '1', '2', '3']);
    assert.equal(most, 2, 'one at a time, or all at once');
  });

  it('believes the page where another place was told before', async () => {
    const [one, two] = manyEntities(2);
    const source: CatalogueSource = {
      page: async ({ cursor, onCursor }) => {
        if (cursor === undefined) onCursor?.('wrong');
        if (cursor === 'wrong') return failure({ kind: 'notFound', message: '', status: 404 });
        return cursor ? success({ items: [two!] }) : success({ items: [one!], nextCursor: 'right' });
      },
      byRefs: async () => success([]),
    };
    assert.deepEqual(valueOf(await readAll(source, never())), [one, two]);
  });

  it('stops at a cursor that is told again', async () => {
    const source: CatalogueSource = {
      page: async ({ onCursor }) => {
        onCursor?.('same');
        return success({ items: known, nextCursor: 'same' });
      },
      byRefs: async () => success([]),
    };
    assert.equal(problemOf(await readAll(source, never())).kind, 'invalid');
  });

  it('is cancelled between pages', async () => {
    const controller = new AbortController();
    const all = readAll(new MemoryCatalogue(manyEntities(2500)), controller.signal, () => controller.abort());
    assert.deepEqual(problemOf(await all), CANCELLED);
  });
});
