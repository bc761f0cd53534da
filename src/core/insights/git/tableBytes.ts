import { CommitTable, type CommitColumns } from './commitTable.js';

const COLUMNS = [
  ['hashes', Uint8Array],
  ['parentStart', Uint32Array],
  ['parents', Int32Array],
  ['committedAt', Float64Array],
  ['authoredAt', Float64Array],
  ['author', Uint32Array],
  ['flags', Uint8Array],
  ['subjectHash', Uint32Array],
] as const;

/** What stands before the columns. */
interface Header {
  readonly version: number;
  readonly count: number;
  readonly hashSize: number;
  readonly lengths: readonly number[];
  readonly authors: readonly string[];
  readonly reverts: readonly (readonly [number, readonly string[]])[];
  readonly revertsSubject: readonly (readonly [number, number])[];
  readonly extra: unknown;
}

const VERSION = 1;

/**
 * A table as bytes: the length of a JSON header in four bytes, the header, and the columns, each at a multiple of eight bytes. In the
 * order of bytes of this machine: they are a cache of it, and go nowhere else.
 * @param extra anything that JSON can hold, to be kept with it
 */
export function tableToBytes(table: CommitTable, extra: unknown): Uint8Array {
  const { columns } = table;
  const header: Header = {
    version: VERSION,
    count: columns.count,
    hashSize: columns.hashSize,
    lengths: COLUMNS.map(([name]) => columns[name].length),
    authors: columns.authors,
    reverts: [...columns.reverts],
    revertsSubject: [...columns.revertsSubject],
    extra,
  };
  const head = new TextEncoder().encode(JSON.stringify(header));
  let size = aligned(4 + head.length);
  for (const [name] of COLUMNS) size += aligned(columns[name].byteLength);
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, 4);
  let at = aligned(4 + head.length);
  for (const [name] of COLUMNS) {
    const column = columns[name];
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
    at += aligned(column.byteLength);
  }
  return bytes;
}

/**
 * The table that `tableToBytes` has written.
 * @returns undefined where the bytes are something else, cut off, or of another version
 */
export function tableFromBytes(
  bytes: Uint8Array,
): { readonly table: CommitTable; readonly extra: unknown } | undefined {
  if (bytes.length < 8) return undefined;
  // Columns are views of the memory itself: they must begin at a multiple of eight.
  const data = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const headLength = new DataView(data.buffer, data.byteOffset).getUint32(0, true);
  const header = headerOf(data.subarray(4, 4 + headLength));
  if (header?.version !== VERSION) return undefined;
  let at = aligned(4 + headLength);
  const read: Record<string, unknown> = {};
  for (const [place, [name, Column]] of COLUMNS.entries()) {
    const length = header.lengths[place] ?? 0;
    const size = length * Column.BYTES_PER_ELEMENT;
    if (at + size > data.length) return undefined;
    read[name] = new Column(data.buffer as ArrayBuffer, data.byteOffset + at, length);
    at += aligned(size);
  }
  const columns = {
    ...(read as unknown as CommitColumns),
    ...{ count: header.count, hashSize: header.hashSize, authors: header.authors },
    reverts: new Map(header.reverts),
    revertsSubject: new Map(header.revertsSubject),
  };
  return isSound(columns) ? { table: new CommitTable(columns), extra: header.extra } : undefined;
}

function headerOf(bytes: Uint8Array): Header | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Header;
  } catch {
    return undefined;
  }
}

function isSound({ count, hashSize, hashes, parentStart, parents, committedAt, ...others }: CommitColumns): boolean {
  return (
    (hashSize === 20 || hashSize === 32) &&
    hashes.length === count * hashSize &&
    parentStart.length === count + 1 &&
    parentStart[count] === parents.length &&
    [committedAt, others.authoredAt, others.author, others.flags, others.subjectHash].every(
      column => column.length === count,
    ) &&
    parents.every(parent => parent >= -1 && parent < count)
  );
}

function aligned(size: number): number {
  return Math.ceil(size / 8) * 8;
}
