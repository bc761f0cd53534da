import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSurveyFiles, surveyResultsOf } from '../../../../src/adapters/insights/surveyFiles.js';
import { jsonLines } from '../../../../src/core/insights/jsonLines.js';
import { ITEM_BANK } from '../../../../src/core/insights/survey/itemBank.js';
import { temporaryFolder, type TemporaryFolder } from '../../temporaryFolder.js';

const never = new AbortController().signal;
const answer = (id: string, point: number | null) => ({
  id,
  itemId: 'dora.platform.ease',
  version: 1,
  answer: point,
  week: '2026-W48',
});
const feedback = { id: 'f', theme: 'platform', text: 'Slow.', context: {}, week: '2026-W48' };

describe('collected answers', () => {
  let folder: TemporaryFolder;
  beforeEach(async () => (folder = await temporaryFolder()));
  afterEach(() => folder.dispose());
  const put = (name: string, text: string): string => {
    const path = join(folder.path, name);
    writeFileSync(path, text);
    return path;
  };

  it('come from all files of a folder, with how many were asked', async () => {
    put('a.jsonl', jsonLines([answer('1', 4), answer('2', 5), answer('3', null), feedback]));
    put('b.jsonl', `${jsonLines([answer('4', 4), answer('5', 2)])}{"id": "cut`);
    put(
      'topic.jsonl',
      jsonLines([{ topic: 'goldenpath.survey', eventPayload: answer('6', 1), metadata: { host: 'x' } }]),
    );
    put('notes.txt', 'not one of them');
    put('asked.json', '{"dora.platform.ease": 40}');
    mkdirSync(join(folder.path, 'folder.jsonl'));
    symlinkSync(put('outside.txt', jsonLines([answer('9', 4)])), join(folder.path, 'link.jsonl'));
    const read = await surveyResultsOf(folder.path, ITEM_BANK, never);
    assert.ok(read.ok);
    const { results, problems } = read.value;
    assert.deepEqual(problems, [
      { file: 'b.jsonl', line: 3, message: 'This line is no JSON, or is cut off.', values: [] },
    ]);
    const [cell] = results.cells;
    assert.deepEqual([cell?.count, cell?.median, cell?.responseRate], [5, 4, 5 / 40]);
    assert.equal(results.attribution, ITEM_BANK.attribution);
    const collected = await readSurveyFiles(folder.path, never);
    assert.deepEqual(collected.ok && collected.value.feedback, [feedback]);
  });

  it('come from one file', async () => {
    const read = await readSurveyFiles(put('one.jsonl', jsonLines([answer('1', 4)])), never);
    assert.deepEqual(read.ok && read.value.answers, [answer('1', 4)]);
  });

  it('say what is wrong with the numbers of those who were asked', async () => {
    put('asked.json', '{"dora.platform.ease": "many", "x": 3}');
    const read = await readSurveyFiles(folder.path, never);
    assert.ok(read.ok);
    assert.deepEqual([...(read.value.asked ?? [])], [['x', 3]]);
    assert.ok(read.value.problems.some(({ file }) => file === 'asked.json'));
  });

  it('are a clear problem where there are none, and can be stopped', async () => {
    const missing = await readSurveyFiles(join(folder.path, 'nowhere'), never);
    assert.equal(!missing.ok && missing.problem.kind, 'notFound');
    const stopped = await readSurveyFiles(folder.path, AbortSignal.abort());
    assert.equal(!stopped.ok && stopped.problem.kind, 'cancelled');
  });
});
