import * as vscode from 'vscode';
import { isRecord } from '../../core/catalogue/entity.js';
import { failure, success, type Problem, type Result } from '../../core/common/problem.js';
import { jsonLines, readJsonLines, type Complaint } from '../../core/insights/jsonLines.js';
import { readSurveyRecord, type SurveyRecord } from '../../core/insights/survey/surveyAnswer.js';
import { readSurveyMemory } from '../../core/insights/survey/surveyMemory.js';
import type { SurveyMemory } from '../../core/insights/survey/surveySchedule.js';

/** A record as it is kept: what would leave, and whether it has. */
export interface KeptRecord {
  readonly record: SurveyRecord;
  readonly sent: boolean;
}

/**
 * The answers of this machine, as a file that the person may read, change and delete, and what the schedule remembers. All windows
 * share them: they are read anew each time.
 */
export class SurveyStore {
  /** Lines of JSON: the records, with `sent` at those that were handed in. */
  readonly answersFile: vscode.Uri;
  private readonly memoryFile: vscode.Uri;
  private last: Promise<unknown> = Promise.resolve();

  /** @param folder of this machine, for all windows */
  constructor(readonly folder: vscode.Uri) {
    this.answersFile = vscode.Uri.joinPath(folder, 'answers.jsonl');
    this.memoryFile = vscode.Uri.joinPath(folder, 'schedule.json');
  }

  async memory(now: number): Promise<SurveyMemory> {
    return readSurveyMemory(await this.read(this.memoryFile), now);
  }

  async setMemory(memory: SurveyMemory): Promise<void> {
    await this.write(this.memoryFile, JSON.stringify(memory));
  }

  /** @returns `invalid` where a line is no record, as after a change by hand: nothing is written over it then */
  async records(): Promise<Result<readonly KeptRecord[]>> {
    const { records, problems } = readJsonLines((await this.read(this.answersFile)) ?? '', readKept);
    const [first] = problems;
    return first ? failure(this.broken(first.line, vscode.l10n.t(first.message, ...first.values))) : success(records);
  }

  /** Changes what is kept. Changes of this window wait for each other. */
  change(change: (records: readonly KeptRecord[]) => readonly KeptRecord[]): Promise<Result<void>> {
    return this.inTurn(async () => {
      const records = await this.records();
      if (!records.ok) return records;
      const lines = change(records.value).map(({ record, sent }) => (sent ? { ...record, sent } : record));
      await this.write(this.answersFile, jsonLines(lines));
      return success(undefined);
    });
  }

  /** Runs one thing after the other. */
  inTurn<T>(act: () => Promise<T>): Promise<T> {
    const next = this.last.then(act, act);
    this.last = next;
    return next;
  }

  async read(uri: vscode.Uri): Promise<string | undefined> {
    try {
      return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    } catch {
      return undefined;
    }
  }

  async write(uri: vscode.Uri, text: string): Promise<void> {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  }

  private broken(line: number, said: string): Problem {
    return {
      kind: 'conflict',
      message: vscode.l10n.t(
        'Line {0} of your answers cannot be read, and nothing was changed: {1} Open the file with “Golden Path: Show My Answers”.',
        line,
        said,
      ),
    };
  }
}

function readKept(value: unknown): KeptRecord | Complaint {
  const { sent, ...record } = isRecord(value) ? value : { sent: undefined };
  const read = readSurveyRecord(isRecord(value) ? record : value);
  return 'message' in read ? read : { record: read, sent: sent === true };
}
