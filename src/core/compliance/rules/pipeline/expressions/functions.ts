import { BOOLEAN, ANY, STRING, type ExpressionType } from './types.js';

/** What an argument may be. */
export type Wanted = 'any' | 'text' | 'arrayOrText';

/** A function of expressions. */
export interface ExpressionFunction {
  /** As GitHub writes it. */
  readonly name: string;
  readonly args: readonly Wanted[];
  /** What further arguments may be; undefined where there are none. */
  readonly rest?: Wanted;
  readonly least: number;
  readonly result: ExpressionType;
  /** Depends on nothing but its arguments. */
  readonly pure: boolean;
  /** In how many places alone it can be called; undefined: everywhere. */
  readonly special?: 'status' | 'files';
}

const ALL: readonly ExpressionFunction[] = [
  { name: 'contains', args: ['arrayOrText', 'any'], least: 2, result: BOOLEAN, pure: true },
  { name: 'startsWith', args: ['text', 'text'], least: 2, result: BOOLEAN, pure: true },
  { name: 'endsWith', args: ['text', 'text'], least: 2, result: BOOLEAN, pure: true },
  { name: 'format', args: ['text'], rest: 'any', least: 1, result: STRING, pure: true },
  { name: 'join', args: ['arrayOrText', 'text'], least: 1, result: STRING, pure: true },
  { name: 'toJSON', args: ['any'], least: 1, result: STRING, pure: true },
  { name: 'fromJSON', args: ['text'], least: 1, result: ANY, pure: true },
  { name: 'case', args: ['any', 'any', 'any'], rest: 'any', least: 3, result: ANY, pure: true },
  { name: 'hashFiles', args: ['text'], rest: 'text', least: 1, result: STRING, pure: false, special: 'files' },
  { name: 'always', args: [], least: 0, result: BOOLEAN, pure: false, special: 'status' },
  { name: 'success', args: [], rest: 'any', least: 0, result: BOOLEAN, pure: false, special: 'status' },
  { name: 'failure', args: [], rest: 'any', least: 0, result: BOOLEAN, pure: false, special: 'status' },
  { name: 'cancelled', args: [], least: 0, result: BOOLEAN, pure: false, special: 'status' },
];

/**
 * The functions by name in lower case: names are compared without regard to case.
 *
 * Source: docs.github.com, “Evaluate expressions in workflows and actions”.
 */
export const FUNCTIONS: ReadonlyMap<string, ExpressionFunction> = new Map(
  ALL.map(each => [each.name.toLowerCase(), each]),
);
