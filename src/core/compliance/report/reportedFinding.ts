import type { TextRange } from '../../catalogue/descriptor.js';
import type { Finding, FindingSubject, FixClass, Severity } from '../finding.js';

/** The waiver that excuses from a finding, as a report tells of it. */
export interface AcceptedWaiver {
  readonly reason: string;
  readonly owner: string;
  /** The last day on which it holds, as `YYYY-MM-DD`. */
  readonly expires: string;
  readonly ticket?: string;
  /** In a file of waivers, or in a comment beside what it excuses. */
  readonly source: 'file' | 'comment';
  /** Where it stands: path from the scanned folder and zero-based line. */
  readonly path: string;
  readonly line: number;
}

/** A further place, with its file. */
export interface ReportedPlace {
  readonly path: string;
  readonly range: TextRange;
  readonly message: string;
  readonly values: readonly string[];
}

/** A finding as plain data: what the editor shows and what the program prints, the same in both. */
export interface ReportedFinding {
  readonly rule: string;
  readonly severity: Severity;
  /** From the scanned folder, with forward slashes. */
  readonly path: string;
  readonly range: TextRange;
  /** A sentence, `{0}` … standing for `values`. */
  readonly message: string;
  readonly values: readonly string[];
  readonly check?: string;
  readonly subject?: FindingSubject;
  readonly related: readonly ReportedPlace[];
  /** The same for the same finding as long as what it is about stays, wherever it moves to: 16 hexadecimal digits. */
  readonly fingerprint: string;
  readonly waiver?: AcceptedWaiver;
  /** The best fix that there can be; undefined where there is none. */
  readonly fix?: FixClass;
}

/** Places in a text: offsets as lines and columns. */
export class LineIndex {
  private readonly starts: readonly number[];

  constructor(readonly text: string) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.starts = starts;
  }

  /** Zero-based line of an offset. */
  lineAt(offset: number): number {
    let low = 0;
    for (let high = this.starts.length; high - low > 1;) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] ?? Infinity) <= offset) low = middle;
      else high = middle;
    }
    return low;
  }

  /** A part of the text as zero-based lines and UTF-16 columns. */
  range(start: number, end: number): TextRange {
    const startLine = this.lineAt(start);
    const endLine = end === start ? startLine : this.lineAt(end);
    return {
      startLine,
      startColumn: start - (this.starts[startLine] ?? 0),
      endLine,
      endColumn: end - (this.starts[endLine] ?? 0),
    };
  }
}

/** A finding and where its document begins in the file. */
export interface OffsetFinding {
  readonly finding: Finding;
  readonly offset: number;
}

/**
 * What a fingerprint is made of: the same for the same finding wherever it stands in its file.
 * @param marked the text that is marked
 */
export function fingerprintWords(path: string, { rule, check = '', subject }: Finding, marked: string): string {
  const about = subject ? `${subject.kind}/${subject.namespace ?? ''}/${subject.name}` : '';
  return `${rule}\n${check}\n${path}\n${about}\n${marked.replace(/\s+/g, ' ').slice(0, 200)}`;
}

/**
 * Counts what is alike, so that two findings of one rule on the same words of one object have fingerprints of their own.
 * One for each file.
 */
export class Alike {
  private readonly seen = new Map<string, number>();

  /** How many with the same words there were before. */
  count(words: string): number {
    const count = this.seen.get(words) ?? 0;
    this.seen.set(words, count + 1);
    return count;
  }
}

/**
 * A hash for telling apart, not for security: FNV-1a in two lanes of 32 bits (Fowler, Noll, Vo; IETF draft
 * draft-eastlake-fnv), the second one over what is left of the first.
 * @returns 16 hexadecimal digits
 */
export function hashOf(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x9dc5811c;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit ^ (low >>> 24), 0x01000193);
  }
  return (low >>> 0).toString(16).padStart(8, '0') + (high >>> 0).toString(16).padStart(8, '0');
}
