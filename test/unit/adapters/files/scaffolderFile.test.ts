import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { ScaffolderFile } from '../../../../src/adapters/files/scaffolderFile.js';
import { failure, success, type Result } from '../../../../src/core/common/problem.js';
import { KnownScaffolder, type ScaffolderSnapshot } from '../../../../src/core/templates/language/knownScaffolder.js';
import type { TemplateAction } from '../../../../src/core/templates/scaffolder.js';
import { temporaryFolder, type TemporaryFolder } from '../../temporaryFolder.js';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const action = (id: string): TemplateAction => ({ id, examples: [] });
const snapshot: ScaffolderSnapshot = { actions: [action('debug:log')], extensions: [], readAt: 5 };

describe('what a scaffolder offers', () => {
  let folder: TemporaryFolder;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.dispose());

  it('is kept for each instance, and dropped when it is damaged', async () => {
    const file = new ScaffolderFile(folder.path, 'https://a.example', silent);
    assert.equal(await file.load(), undefined);
    await file.save(snapshot);
    assert.deepEqual(await file.load(), snapshot);
    assert.equal(await new ScaffolderFile(folder.path, 'https://b.example', silent).load(), undefined);
    const [name = ''] = await readdir(folder.path);
    for (const text of ['', '{', '[]', (await readFile(folder.at(name), 'utf8')).replace('"debug:log"', '1')]) {
      await writeFile(folder.at(name), text);
      assert.equal(await file.load(), undefined, text);
    }
  });

  it('is known at once by what was kept, and then by what the server says', async () => {
    let now = 1_000_000;
    let answer: Result<readonly TemplateAction[]> = failure({ kind: 'unreachable', message: 'No.' });
    let asked = 0;
    const problems: string[] = [];
    const known = new KnownScaffolder({ now: () => now }, ({ kind }) => problems.push(kind));
    const file = new ScaffolderFile(folder.path, 'https://a.example', silent);
    await file.save(snapshot);
    known.use({
      scaffolder: {
        actions: () => {
          asked += 1;
          return Promise.resolve(answer);
        },
        templatingExtensions: () => Promise.resolve(failure({ kind: 'notFound', message: 'No.' })),
      },
      snapshots: file,
    });
    const ids = (): readonly string[] | undefined => known.knowledge.actions && [...known.knowledge.actions.keys()];
    assert.equal(ids(), undefined);
    await known.wake();
    assert.deepEqual(ids(), ['debug:log']);
    assert.equal(known.knowledge.fresh, false);
    assert.deepEqual(problems, ['unreachable']);
    // A server that did not answer is not asked again at every letter that is typed.
    await known.wake();
    assert.equal(asked, 1);
    now += 61_000;
    answer = success([action('fetch:template')]);
    await known.wake();
    assert.equal(known.knowledge.fresh, true);
    assert.deepEqual(ids(), ['fetch:template']);
    assert.equal(known.knowledge.extensions, undefined);
    assert.deepEqual((await file.load())?.actions, [action('fetch:template')]);
    known.use(undefined);
    assert.equal(ids(), undefined);
  });
});
