import assert from 'node:assert/strict';
import type { Entity } from '../../../../src/core/catalogue/entity.js';
import type { CatalogueSource, EntityMark, EntityPageRequest, Page } from '../../../../src/core/catalogue/source.js';
import { synchronise } from '../../../../src/core/catalogue/synchronise.js';
import { CANCELLED, failure, type Problem, type Result } from '../../../../src/core/common/problem.js';
import { never, problemOf, valueOf } from '../../values.js';
import { entity, manyEntities } from './entities.js';
import { MemoryCatalogue } from './memoryCatalogue.js';

const etagged = (one: Entity, etag = 'first'): Entity => ({ ...one, etag });
const changed = (one: Entity, title = 'changed'): Entity => ({ ...one, title, etag: `etag of ${title}` });
const MANY = manyEntities(3000).map(one => etagged(one));

/** A catalogue in memory that gives marks as well, and counts what it is asked for. */
class MarkedCatalogue extends MemoryCatalogue implements CatalogueSource {
  readonly asked: string[] = [];

  override page(request: EntityPageRequest, signal: AbortSignal) {
    this.asked.push('page');
    return super.page(request, signal);
  }

  async marks(request: EntityPageRequest, signal: AbortSignal): Promise<Result<Page<EntityMark>>> {
    this.asked.push('marks');
    return super.page(request, signal);
  }

  override byRefs(refs: readonly string[], signal: AbortSignal) {
    this.asked.push(`${refs.length} refs`);
    return super.byRefs(refs, signal);
  }
}

describe('bringing a catalogue up to date', () => {
  it('gives the very same list where nothing has changed', async () => {
    for (const known of [[], manyEntities(3), MANY]) {
      const copies = known.map(one => ({ ...one }));
      assert.equal(valueOf(await synchronise(new MemoryCatalogue(copies), known, never())), known);
      assert.equal(valueOf(await synchronise(new MarkedCatalogue(copies), known, never())), known);
    }
  });

  it('gives the very same list where only the order has changed', async () => {
    const known = manyEntities(5);
    const reversed = [...known].reverse();
    assert.equal(valueOf(await synchronise(new MemoryCatalogue(reversed), known, never())), known);
  });

  it('keeps the objects of what has not changed', async () => {
    const known = manyEntities(3);
    const now = [changed(known[0]!), { ...known[1]! }, entity('Component:added')];
    const read = valueOf(await synchronise(new MemoryCatalogue(now), known, never()));
    assert.deepEqual(read, now);
    assert.equal(read[1], known[1]);
  });

  it('notices that one has gone', async () => {
    const known = manyEntities(3);
    const read = valueOf(await synchronise(new MemoryCatalogue(known.slice(1)), known, never()));
    assert.deepEqual(read, known.slice(1));
  });

  it('notices that one was renamed', async () => {
    const [old, other] = manyEntities(2);
    const renamed = entity('Component:renamed');
    assert.deepEqual(valueOf(await synchronise(new MemoryCatalogue([renamed, other!]), [old!, other!], never())), [
      renamed,
      other,
    ]);
  });

  it('believes a known list that has an entity twice no more than any other', async () => {
    const [one] = manyEntities(1);
    assert.deepEqual(valueOf(await synchronise(new MemoryCatalogue([one!]), [one!, one!], never())), [one]);
  });
});

describe('bringing a large catalogue up to date', () => {
  const source = (entities: readonly Entity[]) => new MarkedCatalogue(entities);
  const sync = async (now: readonly Entity[], known: readonly Entity[] = MANY) => {
    const from = source(now);
    return { read: valueOf(await synchronise(from, known, never())), asked: from.asked };
  };

  it('asks only for marks where nothing has changed', async () => {
    assert.deepEqual((await sync(MANY.map(one => ({ ...one })))).asked, ['marks']);
  });

  it('asks only for what has changed', async () => {
    const now = [changed(MANY[0]!), ...MANY.slice(2), etagged(entity('Component:added'))];
    const { read, asked } = await sync(now);
    assert.deepEqual(asked, ['marks', '2 refs']);
    assert.deepEqual(new Set(read), new Set(now.map(one => read.find(({ ref }) => ref === one.ref))));
    assert.equal(read.find(({ ref }) => ref === MANY[0]!.ref)?.title, 'changed');
    assert.ok(!read.some(({ ref }) => ref === MANY[1]!.ref));
    assert.equal(read.length, MANY.length);
  });

  it('asks for nothing more where some have only gone', async () => {
    const { read, asked } = await sync(MANY.slice(5));
    assert.deepEqual(asked, ['marks']);
    assert.deepEqual(read, MANY.slice(5));
  });

  it('reads everything anew where nearly everything has changed', async () => {
    const now = MANY.map(one => changed(one));
    const { read, asked } = await sync(now);
    assert.deepEqual(asked, ['marks', 'page', 'page', 'page']);
    assert.deepEqual(read, now);
  });

  it('reads everything anew where what is known has no etags, or the source gives none', async () => {
    const bare = manyEntities(3000);
    assert.deepEqual((await sync(bare, bare)).asked, ['page', 'page', 'page']);
    assert.deepEqual((await sync(bare)).asked, ['marks', 'page', 'page', 'page']);
  });

  it('reads a small one in one page', async () => {
    const few = MANY.slice(0, 1000);
    assert.deepEqual((await sync(few, few)).asked, ['page']);
  });

  it('leaves out what was deleted between its mark and its reading', async () => {
    const from = source([changed(MANY[0]!), ...MANY.slice(1)]);
    from.byRefs = async () => ({ ok: true, value: [undefined] });
    const read = valueOf(await synchronise(from, MANY, never()));
    assert.deepEqual(read, MANY.slice(1));
  });

  it('passes on the first problem, of the marks or of what has changed', async () => {
    const problem: Problem = { kind: 'unreachable', message: '' };
    const one = source(MANY);
    one.failWith(problem);
    assert.equal(problemOf(await synchronise(one, MANY, never())), problem);
    const other = source([changed(MANY[0]!), ...MANY.slice(1)]);
    other.byRefs = async () => failure(problem);
    assert.equal(problemOf(await synchronise(other, MANY, never())), problem);
  });

  it('tells how far it has come, and can be stopped', async () => {
    const heard: number[] = [];
    await synchronise(source(MANY), MANY, never(), count => heard.push(count));
    assert.deepEqual(heard, [3000]);
    assert.deepEqual(problemOf(await synchronise(source(MANY), MANY, AbortSignal.abort())), CANCELLED);
  });
});
