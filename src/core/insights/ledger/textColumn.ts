import { Column } from './column.js';

const CHUNK = 1 << 16;
const LONG = 255;

const Form = { Latin: 0, Wide: 1, Hex: 2, Uuid: 3 } as const;
type Form = (typeof Form)[keyof typeof Form];

const DIGITS = '0123456789abcdef';
const DASHES = [8, 13, 18, 23];

/**
 * A list of texts outside the heap: a byte for each letter, half a byte where it is a number in hexadecimal or a UUID, as most
 * ids and commits are.
 */
export class TextColumn {
  private readonly chunks: Uint8Array[] = [];
  // Where each text begins: the number of the chunk times its size, plus the place in it, plus one; 0 is the empty text.
  private readonly places = new Column(Uint32Array);
  private used = CHUNK;

  get size(): number {
    return this.places.size;
  }

  push(text: string): number {
    return this.places.push(this.write(text));
  }

  /** The bytes of what stood there before are not used again. */
  set(row: number, text: string): void {
    if (this.at(row) !== text) this.places.set(row, this.write(text));
  }

  at(row: number): string {
    const place = this.places.at(row);
    if (!(place > 0)) return '';
    const chunk = this.chunks[Math.floor((place - 1) / CHUNK)];
    return chunk ? read(chunk, (place - 1) % CHUNK) : '';
  }

  private write(text: string): number {
    if (text === '') return 0;
    const form = formOf(text);
    const needed = HEADER + LONG_HEADER + bytesOf(form, text.length);
    if (this.used + needed > CHUNK) {
      this.chunks.push(new Uint8Array(Math.max(this.chunks.length > 0 ? CHUNK : FIRST_CHUNK, needed)));
      this.used = 0;
    }
    const place = (this.chunks.length - 1) * CHUNK + this.used;
    const chunk = this.roomFor(this.used + needed);
    this.used = put(chunk, this.used, form, text);
    return place + 1;
  }

  /** The last chunk, grown where it is the first and not of full size yet. */
  private roomFor(length: number): Uint8Array {
    const last = this.chunks.at(-1) ?? new Uint8Array();
    if (length <= last.length) return last;
    const grown = new Uint8Array(Math.max(length, Math.min(CHUNK, last.length * 2)));
    grown.set(last);
    this.chunks[this.chunks.length - 1] = grown;
    return grown;
  }
}

const FIRST_CHUNK = 256;
const HEADER = 2;
const LONG_HEADER = 4;

function bytesOf(form: Form, length: number): number {
  if (form === Form.Uuid) return 16;
  return form === Form.Hex ? length / 2 : form === Form.Wide ? length * 2 : length;
}

function formOf(text: string): Form {
  const { length } = text;
  const isUuid = length === 36;
  let isHex = isUuid || (length % 2 === 0 && length >= 8);
  let isLatin = true;
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0xff) isLatin = false;
    const isDigit = (code >= 48 && code <= 57) || (code >= 97 && code <= 102);
    if (isHex && !isDigit) isHex = isUuid && code === 45 && DASHES.includes(index);
    else if (isUuid && isHex && DASHES.includes(index)) isHex = false;
    if (!isHex && !isLatin) return Form.Wide;
  }
  return isHex ? (isUuid ? Form.Uuid : Form.Hex) : Form.Latin;
}

function put(chunk: Uint8Array, start: number, form: Form, text: string): number {
  let at = start;
  chunk[at++] = form;
  chunk[at++] = Math.min(text.length, LONG);
  if (text.length >= LONG) for (let shift = 0; shift < 32; shift += 8) chunk[at++] = text.length >>> shift;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (form === Form.Latin) chunk[at++] = code;
    else if (form === Form.Wide) {
      chunk[at++] = code;
      chunk[at++] = code >> 8;
    } else if (code !== 45) chunk[at++] = (digit(code) << 4) | digit(text.charCodeAt(++index));
  }
  return at;
}

function digit(code: number): number {
  return code < 58 ? code - 48 : code - 87;
}

function read(chunk: Uint8Array, start: number): string {
  let at = start;
  const byte = (): number => chunk[at++] ?? 0;
  const form = byte();
  let length = byte();
  if (length === LONG) length = byte() + byte() * 0x100 + byte() * 0x1_00_00 + byte() * 0x1_00_00_00;
  const codes: number[] = [];
  while (codes.length < length) {
    if (form === Form.Latin) codes.push(byte());
    else if (form === Form.Wide) codes.push(byte() + byte() * 0x100);
    else {
      if (form === Form.Uuid && DASHES.includes(codes.length)) codes.push(45);
      const both = byte();
      codes.push(DIGITS.charCodeAt(both >> 4), DIGITS.charCodeAt(both & 15));
    }
  }
  let text = '';
  // A call takes only so many arguments.
  for (let from = 0; from < length; from += CALL) text += String.fromCharCode(...codes.slice(from, from + CALL));
  return text;
}

const CALL = 4096;
