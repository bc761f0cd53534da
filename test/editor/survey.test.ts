import * as assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TestSurface } from '../../src/editor/extension.js';
import { readFeedback } from '../../src/core/insights/feedback.js';
import { readJsonLines } from '../../src/core/insights/jsonLines.js';
import { isoWeek } from '../../src/core/insights/isoWeek.js';
import { ITEM_BANK } from '../../src/core/insights/survey/itemBank.js';
import type { SurveyRecord } from '../../src/core/insights/survey/surveyAnswer.js';
import { STAYS_MS, type SurveyFacts } from '../../src/core/insights/survey/surveySchedule.js';
import { answerQuestion } from '../../src/editor/insights/answerQuestion.js';
import { exportTo } from '../../src/editor/insights/handOver.js';
import { Survey } from '../../src/editor/insights/survey.js';
import type { SurveyParts } from '../../src/editor/insights/surveyParts.js';
import { SurveyStore } from '../../src/editor/insights/surveyStore.js';
import { surveyResultsOf } from '../../src/adapters/insights/surveyFiles.js';
import { Connections, RecordingBackstage, type LeftRequest } from './recordingBackstage.js';
import { activated, eventually, platformUrl, set } from './surface.js';

// A Monday at ten.
const NOW = Date.parse('2026-11-23T10:00:00Z');
const HOUR = 3_600_000;
const FIRST = ITEM_BANK.items[0]!;
const never = new AbortController().signal;

const QUIET: SurveyFacts = {
  ...{ optedIn: true, telemetry: true, feedback: true },
  ...{ debugging: false, zenMode: undefined, presenting: false, focused: true },
  hours: { days: [1, 2, 3, 4, 5], from: 540, to: 1020 },
  local: { weekday: 1, minutes: 600 },
};

const pause = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 300));
const accept = (): Thenable<unknown> => vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
const down = (): Thenable<unknown> => vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');

/** Takes the row in front of whatever asks, until nothing does any more. @param steps how many rows down, for the first list */
async function acceptAll(run: PromiseLike<unknown>, steps = 0): Promise<void> {
  let isDone = false;
  void Promise.resolve(run).finally(() => (isDone = true));
  let left = steps;
  while (!isDone) {
    await pause();
    if (isDone) break;
    for (; left > 0; left--) await down();
    await accept();
  }
}

describe('questions about the platform', () => {
  let surface: TestSurface;
  let parts: SurveyParts;
  const folder = mkdtempSync(join(tmpdir(), 'golden-path-survey-'));

  before(async () => {
    surface = await activated();
    parts = await surface.surveyParts();
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  after(async () => {
    await set('survey.enable', undefined);
    await set('survey.group', undefined);
    rmSync(folder, { recursive: true, force: true });
  });

  describe('as they are set up', () => {
    it('are off until the person says otherwise, which changes the setting', async () => {
      const setting = vscode.workspace.getConfiguration('goldenPath').inspect('survey.enable');
      assert.deepEqual([setting?.defaultValue, setting?.globalValue], [false, undefined]);
      await acceptAll(vscode.commands.executeCommand('goldenPath.survey.choose'), 1);
      assert.equal(vscode.workspace.getConfiguration('goldenPath').get('survey.enable'), true);
    });

    it('do not come in an editor whose telemetry is off, even to who has said yes', async () => {
      assert.equal(vscode.workspace.getConfiguration('telemetry').get('telemetryLevel'), 'off');
      for (let round = 0; round < 40; round++) parts.survey.happened('templateFinished');
      await parts.survey.look();
      assert.equal(parts.survey.question, undefined);
      assert.deepEqual(await parts.store.memory(NOW), { times: {} });
    });
  });

  it('of an organisation are checked where they are written', async () => {
    const uri = vscode.Uri.file(join(folder, '.golden-path', 'survey.yaml'));
    const text = 'questions:\n  - id: mine\n    dimension: activity\n    text: Well?\n    scale: [no, yes]\n';
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    await vscode.workspace.openTextDocument(uri);
    const own = (): vscode.Diagnostic | undefined =>
      vscode.languages.getDiagnostics(uri).find(({ message }) => message.includes('“dimension”'));
    const found = await eventually('a diagnostic', own);
    assert.equal(found.range.start.line, 2);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, found.range, 'efficiency');
    await vscode.workspace.applyEdit(edit);
    await eventually('no diagnostic', () => own() === undefined);
    await (await vscode.workspace.openTextDocument(uri)).save();
  });

  describe('in sight', () => {
    let survey: Survey;
    let store: SurveyStore;
    let now: number;
    let facts: SurveyFacts;
    let connections: Connections;

    const idInSight = (): string | undefined => survey.question?.id;

    beforeEach(() => {
      store = new SurveyStore(vscode.Uri.file(mkdtempSync(join(folder, 'store-'))));
      now = NOW;
      facts = QUIET;
      let id = 9;
      survey = new Survey({
        ...{ store, clock: { now: () => now }, bank: () => Promise.resolve(ITEM_BANK), random: () => 0 },
        facts: { at: () => facts, onDidChange: () => ({ dispose: () => undefined }) },
        group: () => undefined,
        // The later ones sort before the earlier ones.
        newId: () => `id-${id--}`,
        onOpen: () => undefined,
        onProblem: problem => assert.fail(problem.message),
      });
      connections = new Connections();
    });

    afterEach(() => {
      survey.dispose();
      connections.stop();
      assert.deepEqual(connections.opened, [], 'asking and answering opens no connection');
    });

    it('stand in the status bar, without taking the focus', async () => {
      const document = await vscode.workspace.openTextDocument({ content: 'work' });
      const editor = await vscode.window.showTextDocument(document);
      survey.happened('templateFinished');
      await eventually('a question', () => survey.question);
      assert.equal(survey.question?.id, FIRST.id);
      await pause();
      assert.equal(vscode.window.activeTextEditor, editor);
      // What somebody types goes on to arrive in the document: no box and no dialog is open.
      await vscode.commands.executeCommand('type', { text: 'x' });
      assert.match(document.getText(), /x/);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    });

    it('are answered by one choice, and kept without a word of who, where and when', async () => {
      survey.happened('templateFinished');
      await eventually('a question', () => survey.question);
      await acceptAll(answerQuestion(survey, undefined), 3);
      assert.equal(survey.question, undefined);
      const kept = await store.records();
      assert.ok(kept.ok);
      assert.deepEqual(kept.value, [
        { record: { id: 'id-9', itemId: FIRST.id, version: 1, answer: 4, week: '2026-W48' }, sent: false },
      ]);
      const written = readFileSync(store.answersFile.fsPath, 'utf8');
      assert.doesNotMatch(written, /\d{2}:\d{2}|\d{10}|\/|\\|@/);
    });

    it('keep words apart from the answer', async () => {
      survey.happened('templateFinished');
      const question = await eventually('a question', () => survey.question);
      assert.ok((await survey.answer(question, 2)).ok);
      assert.ok((await survey.addText(question, 'It waits for approval.')).ok);
      const file = vscode.Uri.file(join(folder, 'words.jsonl'));
      assert.ok((await exportTo(store, file, 'jsonl')).ok);
      const lines = readFileSync(file.fsPath, 'utf8')
        .trim()
        .split('\n')
        .map(line => JSON.parse(line) as SurveyRecord);
      assert.deepEqual(lines, [
        { id: 'id-8', itemId: FIRST.id, text: 'It waits for approval.', week: '2026-W48' },
        { id: 'id-9', itemId: FIRST.id, version: 1, answer: 2, week: '2026-W48' },
      ]);
    });

    it('leave after a day, which is noted as not answered', async () => {
      survey.happened('templateFinished');
      await eventually('a question', () => survey.question);
      now += STAYS_MS;
      await survey.look();
      assert.equal(survey.question, undefined);
      await eventually('a note', () => existsSync(store.answersFile.fsPath));
      const kept = await store.records();
      assert.deepEqual(kept.ok && kept.value.map(({ record }) => 'answer' in record && record.answer), [null]);
    });

    it('go while somebody debugs, and come back', async () => {
      survey.happened('templateFinished');
      await eventually('a question', () => survey.question);
      facts = { ...QUIET, debugging: true };
      await survey.look();
      assert.equal(survey.question, undefined);
      facts = QUIET;
      now += HOUR;
      await survey.look();
      assert.equal(idInSight(), FIRST.id);
    });

    it('go at once when somebody says no, and never come again', async () => {
      survey.happened('templateFinished');
      await eventually('a question', () => survey.question);
      await survey.snooze('forEver');
      assert.equal(survey.question, undefined);
      now += 365 * 24 * HOUR;
      survey.happened('templateFinished');
      await survey.look();
      assert.equal(survey.question, undefined);
    });

    it('are one for all windows: another one asks nothing meanwhile', async () => {
      survey.happened('templateFinished');
      const question = await eventually('a question', () => survey.question);
      await survey.answer(question, 3);
      const other = new Survey({
        ...{ store: new SurveyStore(store.folder), clock: { now: () => now + HOUR }, random: () => 0 },
        facts: { at: () => facts, onDidChange: () => ({ dispose: () => undefined }) },
        bank: () => Promise.resolve(ITEM_BANK),
        ...{ group: () => undefined, newId: () => 'other', onOpen: () => undefined, onProblem: () => undefined },
      });
      other.happened('environmentReady');
      await other.look();
      assert.equal(other.question, undefined);
      other.dispose();
    });

    it('are exported as a table and as lines that the platform team’s page reads', async () => {
      const records = [1, 2, 3, 4, 5].map(point => ({
        record: { id: `r${point}`, itemId: FIRST.id, version: 1, answer: point, week: '2026-W48' },
        sent: point === 1,
      }));
      assert.ok((await store.change(() => records)).ok);
      const csv = vscode.Uri.file(join(folder, 'answers.csv'));
      const lines = vscode.Uri.file(join(folder, 'answers.jsonl'));
      assert.ok((await exportTo(store, csv, 'csv')).ok);
      assert.ok((await exportTo(store, lines, 'jsonl')).ok);
      assert.match(readFileSync(csv.fsPath, 'utf8'), /^id,itemId,version,answer,week,group,text\r\nr1,dora\.platform/);
      const read = await surveyResultsOf(lines.fsPath, ITEM_BANK, never);
      assert.ok(read.ok);
      assert.deepEqual([read.value.results.cells[0]?.median, read.value.problems], [3, []]);
    });

    it('are not written over where a person has broken the file of answers by hand', async () => {
      await store.write(store.answersFile, '{"id": "mine\n');
      const kept = await survey.addText(FIRST, 'more');
      assert.ok(!kept.ok);
      assert.match(kept.problem.message, /^Line 1 of your answers cannot be read/);
      assert.equal(await store.read(store.answersFile), '{"id": "mine\n');
    });
  });

  describe('handed in', () => {
    let backstage: RecordingBackstage;
    let connections: Connections;
    const handedIn = (): readonly LeftRequest[] => backstage.handedIn;
    const kept: readonly SurveyRecord[] = [
      { id: 'b2', itemId: FIRST.id, version: 1, answer: 4, week: '2026-W48', group: 'payments' },
      { id: 'a1', itemId: FIRST.id, text: 'It waits for approval.', week: '2026-W48' },
    ];

    before(async () => {
      backstage = await RecordingBackstage.start(platformUrl);
      await set('backstage.url', backstage.url);
      assert.deepEqual(await surface.signIn.signIn({ method: 'guest' }), { ok: true, value: undefined });
      await surface.view.refresh();
    });

    beforeEach(async () => {
      assert.ok((await parts.store.change(() => kept.map(record => ({ record, sent: false })))).ok);
      await pause();
      backstage.requests.length = 0;
      connections = new Connections();
    });

    afterEach(() => {
      connections.stop();
      // To Backstage alone: of the extension to the recorder, and of the recorder, which runs here as well, to the real one.
      const ports = [backstage.url, platformUrl].map(url => `:${new URL(url).port}`);
      assert.deepEqual(
        connections.opened.filter(target => !ports.some(port => target.endsWith(port))),
        [],
      );
    });

    after(async () => {
      await surface.signIn.signOut();
      await set('backstage.url', undefined);
      await backstage.stop();
    });

    const shown = (name: string): Promise<vscode.TextEditor> =>
      eventually(`${name} is shown`, () => {
        const editor = vscode.window.activeTextEditor;
        return editor?.document.uri.path.endsWith(`/${name}`) ? editor : undefined;
      });

    it('are shown line by line, and nothing goes before the person says so', async () => {
      const run = Promise.resolve(vscode.commands.executeCommand('goldenPath.survey.sendAnswers'));
      const { document } = await shown('answers-to-send.jsonl');
      const text = document.getText();
      await pause();
      assert.deepEqual(handedIn(), []);
      await acceptAll(run);
      // What went is what was shown, and nothing else.
      assert.equal(
        handedIn()
          .map(({ body }) => `${body}\n`)
          .join(''),
        text,
      );
      assert.deepEqual(
        handedIn().map(({ body }) => JSON.parse(body) as SurveyRecord),
        [kept[1], kept[0]],
      );
      for (const { method, path, headers } of handedIn()) {
        assert.equal(`${method} ${path}`, 'POST /api/events/http/goldenpath.survey');
        assert.equal(headers.authorization, undefined, 'who is signed in goes with it');
        assert.equal(headers.cookie, undefined);
      }
      assert.deepEqual(backstage.statuses.slice(-2), [202, 202], 'a real Backstage takes them');
      const after = await parts.store.records();
      assert.ok(after.ok && after.value.every(({ sent }) => sent));
      assert.ok(!existsSync(document.uri.fsPath), 'what was shown is gone');
    });

    it('go as they were changed before', async () => {
      const run = Promise.resolve(vscode.commands.executeCommand('goldenPath.survey.sendAnswers'));
      const { document } = await shown('answers-to-send.jsonl');
      const edit = new vscode.WorkspaceEdit();
      edit.delete(document.uri, new vscode.Range(0, 0, 1, 0));
      await vscode.workspace.applyEdit(edit);
      await acceptAll(run);
      assert.deepEqual(
        handedIn().map(({ body }) => JSON.parse(body) as SurveyRecord),
        [kept[0]],
      );
      const after = await parts.store.records();
      assert.deepEqual(after.ok && after.value.map(({ sent }) => sent), [true, false]);
    });

    it('do not go where the person says no', async () => {
      const run = Promise.resolve(vscode.commands.executeCommand('goldenPath.survey.sendAnswers'));
      await shown('answers-to-send.jsonl');
      await acceptAll(run, 1);
      assert.deepEqual(handedIn(), []);
      const after = await parts.store.records();
      assert.ok(after.ok && after.value.every(({ sent }) => !sent));
    });

    it('are watched by what sees every connection of this process', async () => {
      assert.ok((await fetch(`${platformUrl}/api/auth/guest/refresh`)).ok);
      assert.ok(connections.opened.some(target => target.endsWith(`:${new URL(platformUrl).port}`)));
    });

    it('stay where they are while they are exported', async () => {
      const file = vscode.Uri.file(join(folder, 'quiet.jsonl'));
      assert.ok((await exportTo(parts.store, file, 'jsonl')).ok);
      assert.deepEqual(backstage.requests, []);
    });

    it('are, as feedback, shown whole, changed by hand and sent as they stand', async () => {
      await parts.store.write(
        vscode.Uri.joinPath(parts.store.folder, 'feedback.json'),
        JSON.stringify({ id: 'f1', theme: 'platform', text: 'first', context: {}, week: isoWeek(NOW) }),
      );
      const run = Promise.resolve(vscode.commands.executeCommand('goldenPath.insights.giveFeedback'));
      const { document } = await shown('feedback.json');
      const edit = new vscode.WorkspaceEdit();
      const at = document.positionAt(document.getText().indexOf('first'));
      edit.replace(document.uri, new vscode.Range(at, at.translate(0, 5)), 'The form asks twice.');
      await vscode.workspace.applyEdit(edit);
      assert.deepEqual(handedIn(), []);
      await acceptAll(run, 2);
      const [first, ...others] = handedIn();
      assert.ok(first);
      const { path, body, headers } = first;
      assert.equal(path, '/api/events/http/goldenpath.feedback');
      assert.equal(headers.authorization, undefined);
      assert.deepEqual(readJsonLines(body, readFeedback).records[0]?.text, 'The form asks twice.');
      assert.deepEqual(others, []);
    });

    it('are, as feedback, copied without any request', async () => {
      await parts.store.write(
        vscode.Uri.joinPath(parts.store.folder, 'feedback.json'),
        JSON.stringify({ id: 'f2', theme: 'rule:k8s/privileged', text: 'Why?', context: {}, week: '2026-W48' }),
      );
      const run = Promise.resolve(vscode.commands.executeCommand('goldenPath.insights.giveFeedback'));
      await shown('feedback.json');
      await acceptAll(run);
      assert.deepEqual(readJsonLines(await vscode.env.clipboard.readText(), readFeedback).records[0]?.id, 'f2');
      assert.deepEqual(backstage.requests, []);
    });
  });
});
