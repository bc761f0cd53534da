import type { SyntaxProblem } from './node.js';

export type ByteOrderMark = 'utf-8' | 'utf-16le' | 'utf-16be';

/** A text, or why bytes are none. */
export type DecodedText =
  | { readonly ok: true; readonly text: string; readonly mark: ByteOrderMark | undefined }
  | { readonly ok: false; readonly problem: SyntaxProblem };

/**
 * The text of a file. A byte order mark says whether it is UTF-8 (which it is without one) or UTF-16. It is no part of the
 * text, as in an editor; who writes the file again puts it back.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const [first, second, third] = bytes;
  const isMarked = first === 0xef && second === 0xbb && third === 0xbf;
  if (first === 0xff && second === 0xfe) return utf16(bytes, 'utf-16le');
  if (first === 0xfe && second === 0xff) return utf16(bytes, 'utf-16be');
  const nul = bytes.indexOf(0);
  if (nul >= 0)
    return refused('This is no text: byte {0} is NUL. A file in UTF-16 needs a byte order mark.', String(nul));
  try {
    return {
      ok: true,
      text: new TextDecoder('utf-8', { fatal: true }).decode(bytes),
      mark: isMarked ? 'utf-8' : undefined,
    };
  } catch {
    const at = firstBadByte(bytes);
    const byte = (bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, '0');
    return refused('This file is not in UTF-8: byte {0} (0x{1}) belongs to no character.', String(at), byte);
  }
}

function utf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): DecodedText {
  try {
    return { ok: true, text: new TextDecoder(encoding, { fatal: true }).decode(bytes), mark: encoding };
  } catch {
    return refused('This file says that it is in UTF-16 and is not.');
  }
}

function refused(message: string, ...values: readonly string[]): DecodedText {
  return { ok: false, problem: { span: { start: 0, end: 0 }, message, values } };
}

/** The first byte that is no part of well-formed UTF-8 (Unicode 15, table 3-7), counted from 0. */
function firstBadByte(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length;) {
    const length = lengthAt(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return bytes.length;
}

/** How many bytes the character at a place has; 0 where there is none. */
function lengthAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length =
    lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
  for (let more = 1; more < length; more++) {
    const byte = bytes[at + more] ?? 0;
    // The first byte behind some leads is narrower: no overlong forms, no surrogates, nothing beyond U+10FFFF.
    const low = more > 1 ? 0x80 : lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const high = more > 1 ? 0xbf : lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    if (byte < low || byte > high) return 0;
  }
  return length;
}
