import type { RuleInfo } from '../../core/compliance/rule.js';
import type { ScanPlan } from '../../core/compliance/scan/scanPlan.js';
import type { ScoredService } from '../../core/compliance/score.js';
import type { FileReport, PlacedFix } from './complianceSession.js';

/** What the thread that checks can be asked: the name of the question, what goes with it, and the answer. */
export interface SessionQuestions {
  /** Begins with a folder anew. `folder` is its name between the threads; `root` its path on the disk, if it is on one. */
  open: {
    readonly ask: { readonly folder: string; readonly root: string | undefined; readonly plan: ScanPlan };
    readonly answer: null;
  };
  forget: { readonly ask: { readonly folder: string }; readonly answer: null };
  update: {
    readonly ask: { readonly folder: string; readonly path: string; readonly text: string };
    readonly answer: FolderNews;
  };
  close: { readonly ask: { readonly folder: string; readonly path: string }; readonly answer: FolderNews };
  readAgain: { readonly ask: { readonly folder: string; readonly path: string }; readonly answer: FolderNews };
  scanFolder: { readonly ask: { readonly folder: string }; readonly answer: FolderNews };
  fixes: {
    readonly ask: { readonly folder: string; readonly path: string; readonly fingerprint: string };
    readonly answer: readonly PlacedFix[];
  };
  /** Every rule that there is, with those of the packs of all folders. */
  rules: { readonly ask: Record<string, never>; readonly answer: readonly RuleInfo[] };
}

export type SessionQuestion = keyof SessionQuestions;

/** What has changed in a folder, and what is known of it as a whole. */
export interface FolderNews {
  readonly changed: readonly FileReport[];
  readonly services: readonly ScoredService[];
  /** Whether all of its files were read. */
  readonly complete: boolean;
}

export type ToThread =
  | {
      readonly [Name in SessionQuestion]: {
        readonly id: number;
        readonly question: Name;
        readonly ask: SessionQuestions[Name]['ask'];
      };
    }[SessionQuestion]
  | { readonly cancel: number };

export type FromThread =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly failed: string }
  | { readonly id: number; readonly done: number; readonly total: number }
  | { readonly log: string };
