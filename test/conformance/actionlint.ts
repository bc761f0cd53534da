import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyRule } from '../../src/core/compliance/rule.js';
import { root } from '../run/root.mjs';
import type { Label } from './corpora.js';
import { judge } from './judge.js';
import type { Ratio } from './score.js';

/** What of actionlint's expectations is ours: `actionlintScope.json`. */
interface Scope {
  /** The rules of ours that say what a kind of its errors says. */
  readonly in: Readonly<Record<string, string | readonly string[]>>;
  /** Which of our findings count: by rule, or by a part of it (`rule:check`). */
  readonly checks: readonly string[];
  /** Kinds of its errors that are not ours, each with why. */
  readonly out: Readonly<Record<string, string>>;
  /** Single errors that are not ours: by kind, a regular expression for the message, and the file where it is one alone. */
  readonly except: readonly {
    readonly rule: string;
    readonly message: string;
    readonly file?: string;
    readonly reason: string;
  }[];
}

/** A line of what actionlint prints. */
interface Expected {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly kind: string;
}

/** How we stand to what actionlint finds in its own test data. */
export interface ActionlintScore {
  /** Errors that are ours and found in the very line; those in the very column as well. */
  readonly lines: Ratio;
  readonly columns: Ratio;
  readonly byKind: ReadonlyMap<string, Ratio>;
  readonly outOfScope: number;
  /** Workflows without an error in which we find none. */
  readonly clean: Ratio;
  /** Of our findings in workflows with errors those in a line in which actionlint has one as well, of whatever kind. */
  readonly precise: Ratio;
  readonly disagreements: readonly string[];
}

export function scoreActionlint(labels: readonly Label[], rules: readonly AnyRule[], folder: string): ActionlintScore {
  const scope = JSON.parse(readFileSync(join(root, 'test', 'conformance', 'actionlintScope.json'), 'utf8')) as Scope;
  const ratio = (): Ratio => ({ good: 0, all: 0 });
  const [lines, columns, clean, precise] = [ratio(), ratio(), ratio(), ratio()];
  const byKind = new Map<string, Ratio>();
  const disagreements: string[] = [];
  let outOfScope = 0;
  for (const { file, expect, out = [] } of labels) {
    const text = readFileSync(join(folder, file), 'utf8');
    const found = judge({ path: '.github/workflows/test.yaml', text }, rules)
      .map(({ finding, offset }) => ({ finding, ...placeIn(text, offset + finding.span.start) }))
      .filter(
        ({ finding: { rule, check = '' } }) => scope.checks.includes(rule) || scope.checks.includes(`${rule}:${check}`),
      );
    if (expect === 'pass') {
      clean.all++;
      if (found.length === 0) clean.good++;
      for (const { finding, line } of found) disagreements.push(`${file}:${line} has no error: ${said(finding)}`);
      continue;
    }
    const expected = out.map(readExpected);
    for (const error of expected) {
      if (isOut(scope, file, error)) {
        outOfScope++;
        continue;
      }
      const ours = ['engine/syntax', ...[scope.in[error.kind] ?? []].flat()];
      const inLine = found.filter(({ finding, line }) => line === error.line && ours.includes(finding.rule));
      const counts = byKind.get(error.kind) ?? ratio();
      byKind.set(error.kind, counts);
      for (const each of [lines, columns, counts]) each.all++;
      if (inLine.length > 0) {
        lines.good++;
        counts.good++;
      } else disagreements.push(`${file}:${error.line}:${error.column} is not found: ${error.message} [${error.kind}]`);
      if (inLine.some(({ column }) => column === error.column)) columns.good++;
    }
    for (const { line } of found) {
      precise.all++;
      if (expected.some(error => error.line === line)) precise.good++;
    }
  }
  return { lines, columns, byKind, outOfScope, clean, precise, disagreements };
}

/** One-based, columns in UTF-16 units. */
function placeIn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - (before.lastIndexOf('\n') + 1) + 1 };
}

function said({ rule, message, values }: { rule: string; message: string; values: readonly string[] }): string {
  return `${rule}: ${message.replace(/\{(\d)\}/g, (_, at: string) => values[Number(at)] ?? '')}`;
}

/** Reads `test.yaml:1:2: message [kind]`, or a regular expression for it between slashes. */
function readExpected(written: string): Expected {
  const isPattern = written.startsWith('/') && written.endsWith('/');
  const plain = isPattern ? written.slice(1, -1).replace(/\\(.)/g, '$1') : written;
  const match = /^(?:test\.yaml:(\d+):(\d+): )?(.*?)(?: \[([a-z-]+)\])?$/.exec(plain);
  const [, line = '0', column = '0', message = plain, kind = 'expression'] = match ?? [];
  return { line: Number(line), column: Number(column), message, kind };
}

function isOut({ in: ours, except }: Scope, file: string, { kind, message }: Expected): boolean {
  if (!(kind in ours)) return true;
  return except.some(
    each =>
      each.rule === kind &&
      new RegExp(each.message).test(message) &&
      (each.file === undefined || file.endsWith(`/${each.file}`)),
  );
}
