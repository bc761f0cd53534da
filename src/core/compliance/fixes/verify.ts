import type { TextEdit } from '../finding.js';
import { readDocuments } from '../yaml/documents.js';
import { walk } from '../yaml/navigate.js';
import type { MapEntry, Span, YamlDocument, YamlNode } from '../yaml/node.js';
import { lineEndAt, lineStartAt, pastTrivia } from '../yaml/trivia.js';
import { withEdits } from './apply.js';

/**
 * Whether edits do to a document what they say and nothing else: it can be read as before, every value that they do not touch is
 * what it was, and every comment that they do not delete is there.
 * @param edits of a fix, counted from the beginning of the document
 */
export function keepsTheRest(document: YamlDocument, edits: readonly TextEdit[]): boolean {
  const text = withEdits(document.text, edits);
  if (text === undefined || text === document.text) return false;
  const documents = readDocuments(text).map(placed => placed.document);
  const [made] = documents;
  if (!made || documents.length > 1 || made.problems.length > document.problems.length) return false;
  if (!document.root || !made.root) return false;
  const before = new Touched(edits, document.text);
  const after = new Touched(insertedSpans(edits), made.text);
  const comments = commentsOf(document);
  // A comment may go with the lines of what is deleted, but not alone.
  const deleted = new Touched(
    edits.filter(edit => pastTrivia(document.text, edit.start) < edit.end),
    document.text,
  );
  return (
    isKept(document.root, made.root, before, after) &&
    sameTexts(
      comments.filter(comment => !deleted.covers(comment)),
      commentsOf(made).filter(comment => !after.covers(comment)),
      [document.text, made.text],
    )
  );
}

/** Parts of a text that edits delete or insert. */
class Touched {
  constructor(
    private readonly spans: readonly Span[],
    private readonly text: string,
  ) {}

  /** Whether a part is met or ends in the line before: what is inserted as a line of its own belongs to it. */
  reaches({ start, end }: Span): boolean {
    return this.spans.some(span => lineStartAt(this.text, Math.max(0, span.start - 1)) <= end && span.end >= start);
  }

  /** Whether a part is met, at its border too. */
  meets({ start, end }: Span): boolean {
    return this.spans.some(span => span.start <= end && span.end >= start);
  }

  covers({ start, end }: Span): boolean {
    return this.spans.some(span => span.start <= start && span.end >= end && span.end > span.start);
  }
}

function insertedSpans(edits: readonly TextEdit[]): readonly Span[] {
  let moved = 0;
  return [...edits]
    .sort((a, b) => a.start - b.start)
    .map(({ start, end, text }) => {
      const span = { start: start + moved, end: start + moved + text.length };
      moved += text.length - (end - start);
      return span;
    });
}

function isKept(was: YamlNode, is: YamlNode, before: Touched, after: Touched): boolean {
  if (!before.reaches(was)) return isSame(was, is);
  if (was.type === 'map' && is.type === 'map') {
    const left = [...is.entries];
    for (const entry of was.entries) {
      const at = left.findIndex(({ name, key }) => name === entry.name && (name !== '' || isSame(key, entry.key)));
      const found = left[at];
      if (found && isKept(entry.value, found.value, before, after)) left.splice(at, 1);
      else if (!before.meets(spanOf(entry))) return false;
      else if (found && !before.reaches(entry.value)) return false;
    }
    return left.every(entry => after.meets(spanOf(entry)));
  }
  if (was.type === 'seq' && is.type === 'seq') {
    let next = 0;
    for (const item of was.items) {
      let at = next;
      // Items that were put in between.
      for (let other = is.items[at]; other && !isKept(item, other, before, after); other = is.items[++at])
        if (!after.meets(other)) at = is.items.length;
      if (at < is.items.length) next = at + 1;
      else if (!before.meets(item)) return false;
    }
    return is.items.slice(next).every(item => after.meets(item));
  }
  // A value that was there and is met at its border only has what comes behind it inserted.
  return isSame(was, is) || after.meets(is);
}

function spanOf({ key, value }: MapEntry): Span {
  return { start: key.start, end: Math.max(key.end, value.end) };
}

/** Whether two trees say the same, however they are written. */
function isSame(a: YamlNode, b: YamlNode): boolean {
  if (a.anchor !== b.anchor || a.tag !== b.tag) return false;
  switch (a.type) {
    case 'scalar':
      return b.type === 'scalar' && a.text === b.text && (a.style === 'plain') === (b.style === 'plain');
    case 'alias':
      return b.type === 'alias' && a.name === b.name;
    case 'seq':
      return (
        b.type === 'seq' &&
        a.items.length === b.items.length &&
        a.items.every((item, at) => {
          const other = b.items[at];
          return other !== undefined && isSame(item, other);
        })
      );
    case 'map':
      return (
        b.type === 'map' &&
        a.entries.length === b.entries.length &&
        a.entries.every(({ key, value }, at) => {
          const other = b.entries[at];
          return other !== undefined && isSame(key, other.key) && isSame(value, other.value);
        })
      );
  }
}

/** Where the comments of a document are: what begins with `#` behind a blank, and is in no scalar. */
export function commentsOf({ text, root }: YamlDocument): readonly Span[] {
  const scalars: Span[] = [];
  walk(root, node => {
    if (node.type === 'scalar' && node.end > node.start) scalars.push(node);
    return undefined;
  });
  const comments: Span[] = [];
  let next = 0;
  for (let at = text.indexOf('#'); at >= 0; at = text.indexOf('#', at)) {
    while ((scalars[next]?.end ?? Infinity) <= at) next++;
    const scalar = scalars[next];
    if (scalar && scalar.start <= at) {
      at = scalar.end;
      continue;
    }
    const end = lineEndAt(text, at) - at;
    if (at === 0 || /\s/.test(text.charAt(at - 1))) comments.push({ start: at, end: at + end });
    at += Math.max(1, end);
  }
  return comments;
}

function sameTexts(a: readonly Span[], b: readonly Span[], [textA, textB]: readonly [string, string]): boolean {
  return (
    a.length === b.length &&
    a.every(({ start, end }, at) => textA.slice(start, end) === textB.slice(b[at]?.start, b[at]?.end))
  );
}
