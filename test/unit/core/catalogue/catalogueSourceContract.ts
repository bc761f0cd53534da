import assert from 'node:assert/strict';
import type { Entity } from '../../../../src/core/catalogue/entity.js';
import type { CatalogueSource } from '../../../../src/core/catalogue/source.js';
import { never, problemOf, valueOf } from '../../values.js';

/** A catalogue to be held against the contract. */
export interface SourceUnderTest {
  readonly source: CatalogueSource;
  /** Full references of some entities that it holds: two kinds at least, three entities at least. */
  readonly knows: readonly string[];
  dispose(): Promise<void>;
}

const UNKNOWN = 'component:default/nobody-has-ever-made-this';

/**
 * What every implementation of the port `CatalogueSource` must keep.
 * @param name of the implementation
 * @param make called once; nothing may change the catalogue while the tests run
 */
export function catalogueSourceContract(name: string, make: () => Promise<SourceUnderTest>): void {
  describe(`the contract of a catalogue, kept by ${name}`, () => {
    let source: CatalogueSource;
    let knows: readonly string[];
    let dispose: () => Promise<void>;

    before(async () => {
      const made = await make();
      ({ source, knows } = made);
      dispose = () => made.dispose();
    });
    after(() => dispose());

    for (const limit of [1, 2, 1000])
      it(`gives every entity once in pages of ${limit}`, async () => {
        const { entities, cursors, sizes } = await pages(source, limit);
        const refs = entities.map(entity => entity.ref);
        assert.equal(new Set(refs).size, refs.length, 'an entity came twice');
        for (const ref of knows) assert.ok(refs.includes(ref), `${ref} is missing`);
        assert.equal(new Set(cursors).size, cursors.length, 'a cursor came twice');
        assert.ok(sizes.every(size => size <= limit));
        assert.ok(cursors.every(cursor => cursor !== ''));
      });

    it('gives the same entities whatever the size of the pages', async () => {
      const [small, large] = [await pages(source, 2), await pages(source, 1000)];
      assert.deepEqual(small.entities.map(({ ref }) => ref).sort(), large.entities.map(({ ref }) => ref).sort());
    });

    it('gives references in full and in lower case', async () => {
      for (const { ref, kind, namespace, name: itsName } of (await pages(source, 1000)).entities)
        assert.equal(ref, `${kind}:${namespace}/${itsName}`.toLowerCase());
    });

    for (const spelling of ['lower', 'upper'] as const)
      it(`gives only the kinds asked for, in ${spelling} case, page by page`, async () => {
        const kinds = [...new Set(knows.map(kindOf))];
        for (const wanted of [kinds.slice(0, 1), kinds.slice(0, 2)]) {
          const spelt = wanted.map(kind => (spelling === 'lower' ? kind : kind.toUpperCase()));
          const found = (await pages(source, 2, spelt)).entities;
          assert.deepEqual([...new Set(found.map(({ kind }) => kind.toLowerCase()))].sort(), [...wanted].sort());
          for (const ref of knows.filter(known => wanted.includes(kindOf(known))))
            assert.ok(
              found.some(entity => entity.ref === ref),
              ref,
            );
        }
      });

    for (const [what, kinds] of [
      ['a kind that there is none of', ['nosuchkind']],
      ['no kind at all', []],
    ] as const)
      it(`gives nothing for ${what}`, async () => {
        assert.deepEqual(await pages(source, 10, kinds), { entities: [], cursors: [], sizes: [0] });
      });

    it('finds entities by their references, in order and in any letter case', async () => {
      const asked = [...knows].reverse();
      for (const spelt of [asked, asked.map(ref => ref.toUpperCase())]) {
        const found = valueOf(await source.byRefs(spelt, never()));
        assert.deepEqual(
          found.map(entity => entity?.ref),
          asked,
        );
      }
    });

    it('gives the same entity by its reference as in a page', async () => {
      const inPage = (await pages(source, 1000)).entities.find(({ ref }) => ref === knows[0]);
      const [byRef] = valueOf(await source.byRefs(knows.slice(0, 1), never()));
      assert.deepEqual(byRef, inPage);
    });

    it('leaves a gap for a reference that it does not know', async () => {
      const found = valueOf(await source.byRefs([UNKNOWN, knows[0]!, UNKNOWN], never()));
      assert.deepEqual(
        found.map(entity => entity?.ref),
        [undefined, knows[0], undefined],
      );
    });

    it('gives nothing for no references', async () => {
      assert.deepEqual(valueOf(await source.byRefs([], never())), []);
    });

    const requests: readonly (readonly [string, (signal: AbortSignal) => Promise<unknown>])[] = [
      ['a page', signal => source.page({ limit: 10 }, signal).then(problemOf)],
      ['references', signal => source.byRefs(knows, signal).then(problemOf)],
    ];
    for (const [what, ask] of requests) {
      it(`answers “cancelled” to a request for ${what} that is cancelled before`, async () => {
        assert.equal(((await ask(AbortSignal.abort())) as { kind: string }).kind, 'cancelled');
      });

      it(`answers “cancelled” to a request for ${what} that is cancelled while it runs, and goes on working`, async () => {
        const controller = new AbortController();
        const asked = ask(controller.signal);
        controller.abort();
        assert.equal(((await asked) as { kind: string }).kind, 'cancelled');
        assert.equal(valueOf(await source.byRefs(knows.slice(0, 1), never()))[0]?.ref, knows[0]);
      });
    }
  });
}

function kindOf(ref: string): string {
  return ref.split(':')[0]!;
}

async function pages(source: CatalogueSource, limit: number, kinds?: readonly string[]) {
  const entities: Entity[] = [];
  const cursors: string[] = [];
  const sizes: number[] = [];
  let cursor: string | undefined;
  do {
    const request = { limit, ...(kinds ? { kinds } : {}), ...(cursor === undefined ? {} : { cursor }) };
    const page = valueOf(await source.page(request, never()));
    entities.push(...page.items);
    sizes.push(page.items.length);
    cursor = page.nextCursor;
    if (cursor !== undefined) cursors.push(cursor);
    assert.ok(cursors.length < 10_000, 'the pages do not end');
  } while (cursor !== undefined);
  return { entities, cursors, sizes };
}
