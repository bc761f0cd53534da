import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { DiskFiles } from '../../../../src/adapters/files/diskFiles.js';
import { WorkspaceCatalogue, type Descriptors } from '../../../../src/adapters/workspace/workspaceCatalogue.js';
import { LARGEST_DESCRIPTOR } from '../../../../src/core/catalogue/descriptor.js';
import { readAll } from '../../../../src/core/catalogue/source.js';
import type { WorkspaceFiles } from '../../../../src/core/catalogue/workspaceFiles.js';
import { Emitter } from '../../../../src/core/common/event.js';
import { failure } from '../../../../src/core/common/problem.js';
import { catalogueSourceContract } from '../../core/catalogue/catalogueSourceContract.js';
import { temporaryFolder, type TemporaryFolder } from '../../temporaryFolder.js';
import { never, problemOf, valueOf } from '../../values.js';

const component = (name: string): string =>
  `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: ${name}\nspec:\n  owner: payments\n`;
const location = (...targets: readonly string[]): string =>
  `kind: Location\nmetadata:\n  name: all-${targets.length}\nspec:\n  targets: ${JSON.stringify(targets)}\n`;

catalogueSourceContract('the descriptors of a folder', async () => {
  const folder = await temporaryFolder({
    'catalog-info.yaml': `${component('web')}---\nkind: API\nmetadata: {name: web, namespace: shop}\n`,
    'orders/catalog-info.yml': component('Orders'),
    'all/catalog-info.yaml': location('./more/*.yaml'),
    'all/more/basket.yaml': component('basket'),
  });
  return {
    source: new WorkspaceCatalogue(new DiskFiles(folder.path)),
    knows: ['component:default/web', 'api:shop/web', 'component:default/orders', 'component:default/basket'],
    dispose: () => folder.dispose(),
  };
});

/** A folder whose changes are told by hand, and what a catalogue makes of it. */
async function rig(files: Readonly<Record<string, string>>) {
  const folder = await temporaryFolder(files);
  const changed = new Emitter<void>();
  const disk = new DiskFiles(folder.path);
  const reads: string[] = [];
  const watched: WorkspaceFiles = {
    findDescriptors: signal => disk.findDescriptors(signal),
    size: uri => disk.size(uri),
    read: uri => {
      reads.push(folder.nameOf(uri));
      return disk.read(uri);
    },
    expand: (from, target) => disk.expand(from, target),
    onDidChange: changed.event,
  };
  const catalogue = new WorkspaceCatalogue(watched);
  let descriptors: Descriptors = new Map();
  let announced = 0;
  catalogue.onDidRead(read => {
    descriptors = read;
    announced++;
  });
  return {
    folder,
    catalogue,
    reads,
    changed,
    announced: () => announced,
    refs: async () => valueOf(await readAll(catalogue, never())).map(({ ref }) => ref),
    problems: () =>
      [...descriptors].flatMap(([uri, { problems }]) =>
        problems.map(({ code, severity }) => `${folder.nameOf(uri)}: ${severity} ${code}`),
      ),
    descriptors: () => descriptors,
  };
}

describe('the catalogue of the open folder', () => {
  let folder: TemporaryFolder | undefined;
  afterEach(() => folder?.dispose());
  const open = async (files: Readonly<Record<string, string>>) => {
    const opened = await rig(files);
    ({ folder } = opened);
    return opened;
  };

  const cases: readonly {
    readonly what: string;
    readonly files: Readonly<Record<string, string>>;
    readonly refs: readonly string[];
    readonly problems: readonly string[];
  }[] = [
    { what: 'is empty where there is no descriptor', files: { 'README.md': '' }, refs: [], problems: [] },
    {
      what: 'follows Locations that point at each other, once',
      files: {
        'catalog-info.yaml': location('./a.yaml'),
        'a.yaml': `${location('./b.yaml', './catalog-info.yaml')}---\n${component('a')}`,
        'b.yaml': `${location('./a.yaml', './b.yaml', './a.yaml')}---\n${component('b')}`,
      },
      refs: [
        'location:default/all-1',
        'location:default/all-2',
        'component:default/a',
        'location:default/all-3',
        'component:default/b',
      ],
      problems: [],
    },
    {
      what: 'reports targets that are missing or outside, and leaves addresses to the platform',
      files: {
        'catalog-info.yaml': location(
          './gone.yaml',
          './none/*.yaml',
          '../out.yaml',
          '/etc/passwd',
          'https://example.com/c',
        ),
      },
      refs: ['location:default/all-5'],
      problems: [
        'catalog-info.yaml: error location-target-missing',
        'catalog-info.yaml: error location-target-missing',
        'catalog-info.yaml: warning location-target-outside',
        'catalog-info.yaml: warning location-target-outside',
      ],
    },
    {
      what: 'reports what is no entity, and an unknown kind, and reads the rest',
      files: {
        'a/catalog-info.yaml': 'nothing: here\n',
        'b/catalog-info.yaml': `kind: Widget\nmetadata: {name: w}\n---\n${component('b')}`,
        'c/catalog-info.yaml': '',
      },
      refs: ['widget:default/w', 'component:default/b'],
      problems: [
        'a/catalog-info.yaml: error descriptor-not-an-entity',
        'b/catalog-info.yaml: warning descriptor-unknown-kind',
        'c/catalog-info.yaml: warning descriptor-empty',
      ],
    },
    {
      what: 'takes the first of several entities of one name, by the order of the files',
      files: { 'b/catalog-info.yaml': component('same'), 'a/catalog-info.yaml': component('Same') },
      refs: ['component:default/same'],
      problems: [],
    },
    {
      what: 'does not read files that are too large',
      files: { 'catalog-info.yaml': component('a'), 'big/catalog-info.yaml': '#'.repeat(5 * LARGEST_DESCRIPTOR) },
      refs: ['component:default/a'],
      problems: ['big/catalog-info.yaml: error descriptor-too-large'],
    },
  ];
  for (const { what, files, refs, problems } of cases)
    it(what, async () => {
      const opened = await open(files);
      assert.deepEqual([...(await opened.refs())].sort(), [...refs].sort());
      assert.deepEqual([...opened.problems()].sort(), [...problems].sort());
      assert.ok(!opened.reads.includes('big/catalog-info.yaml'));
    });

  it('says where each entity stands, the first of one name where it stands first', async () => {
    const opened = await open({ 'b/catalog-info.yaml': component('same'), 'a/catalog-info.yaml': component('same') });
    const [entity] = valueOf(await opened.catalogue.byRefs(['component:default/same'], never()));
    assert.deepEqual(entity?.local, { uri: opened.folder.uri('a/catalog-info.yaml'), line: 0 });
  });

  it('points to the target that is wrong', async () => {
    const opened = await open({ 'catalog-info.yaml': location('./gone.yaml') });
    await opened.refs();
    const [problem] = opened.descriptors().get(opened.folder.uri('catalog-info.yaml'))!.problems;
    assert.deepEqual(problem?.range, { startLine: 4, startColumn: 12, endLine: 4, endColumn: 25 });
    assert.deepEqual(problem.values, ['./gone.yaml']);
  });

  it('sees what has changed on the disk', async () => {
    const opened = await open({ 'catalog-info.yaml': component('old'), 'x/catalog-info.yaml': component('x') });
    let told = 0;
    opened.catalogue.onDidChange(() => told++);
    await opened.refs();
    await opened.folder.write({ 'catalog-info.yaml': component('new'), 'y/catalog-info.yaml': component('y') });
    await rm(opened.folder.at('x'), { recursive: true });
    opened.changed.fire();
    assert.equal(told, 1);
    assert.deepEqual(
      valueOf(await opened.catalogue.byRefs(['component:default/new', 'component:default/x'], never())).map(
        e => e?.name,
      ),
      ['new', undefined],
    );
    assert.deepEqual([...(await opened.refs())].sort(), ['component:default/new', 'component:default/y']);
  });

  it('does not parse a file again that is the same', async () => {
    const opened = await open({ 'catalog-info.yaml': component('a') });
    await opened.refs();
    const [before] = valueOf(await opened.catalogue.byRefs(['component:default/a'], never()));
    opened.changed.fire();
    await opened.refs();
    const [after] = valueOf(await opened.catalogue.byRefs(['component:default/a'], never()));
    assert.equal(after, before);
  });

  it('reads the files for the first page alone, and once for all references', async () => {
    const opened = await open({ 'catalog-info.yaml': `${component('a')}---\n${component('b')}` });
    await opened.catalogue.byRefs(['component:default/a'], never());
    await opened.catalogue.byRefs(['component:default/b'], never());
    assert.equal(opened.announced(), 1);
    const first = valueOf(await opened.catalogue.page({ limit: 1 }, never()));
    assert.equal(opened.announced(), 2);
    await opened.catalogue.page({ limit: 1, cursor: first.nextCursor! }, never());
    assert.equal(opened.announced(), 2);
  });

  for (const cursor of ['-1', 'x', '1.5', 'Infinity'])
    it(`refuses a cursor that it has not made: ${cursor}`, async () => {
      const opened = await open({ 'catalog-info.yaml': component('a') });
      assert.equal(problemOf(await opened.catalogue.page({ limit: 1, cursor }, never())).kind, 'invalid');
    });

  it('serves one who waits along with another who gives up', async () => {
    const opened = await open({ 'catalog-info.yaml': component('a') });
    const controller = new AbortController();
    const given = opened.catalogue.page({ limit: 1 }, controller.signal);
    const wanted = opened.catalogue.byRefs(['component:default/a'], never());
    controller.abort();
    assert.equal(problemOf(await given).kind, 'cancelled');
    assert.equal(valueOf(await wanted)[0]?.name, 'a');
  });

  it('passes on why the folder cannot be read, and tries again', async () => {
    const opened = await open({ 'catalog-info.yaml': component('a') });
    let broken = true;
    const disk = new DiskFiles(opened.folder.path);
    const catalogue = new WorkspaceCatalogue({
      findDescriptors: async signal =>
        broken ? failure({ kind: 'internal', message: 'EIO' }) : disk.findDescriptors(signal),
      size: uri => disk.size(uri),
      read: uri => disk.read(uri),
      expand: (from, target) => disk.expand(from, target),
      onDidChange: disk.onDidChange,
    });
    assert.equal(problemOf(await catalogue.byRefs([], never())).message, 'EIO');
    broken = false;
    assert.equal(valueOf(await catalogue.byRefs(['component:default/a'], never()))[0]?.name, 'a');
  });

  it('reports a file that goes away before it is read', async () => {
    const opened = await open({ 'catalog-info.yaml': component('a') });
    const gone = opened.folder.uri('gone/catalog-info.yaml');
    const disk = new DiskFiles(opened.folder.path);
    const catalogue = new WorkspaceCatalogue({
      findDescriptors: async () => ({ ok: true, value: [gone] }),
      size: uri => disk.size(uri),
      read: uri => disk.read(uri),
      expand: (from, target) => disk.expand(from, target),
      onDidChange: disk.onDidChange,
    });
    let codes: readonly string[] = [];
    catalogue.onDidRead(read => (codes = read.get(gone)?.problems.map(({ code }) => code) ?? []));
    assert.deepEqual(valueOf(await readAll(catalogue, never())), []);
    assert.deepEqual(codes, ['descriptor-unreadable']);
  });

  it('says nothing any more once it is put away', async () => {
    const opened = await open({ 'catalog-info.yaml': component('a') });
    opened.catalogue.onDidChange(() => assert.fail('told'));
    opened.catalogue.dispose();
    opened.changed.fire();
    await turn();
  });
});
