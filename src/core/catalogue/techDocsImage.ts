/** The formats of pictures that are shown, by what their files begin with. */
const SIGNATURES: readonly { readonly type: string; readonly at: number; readonly bytes: readonly number[] }[] = [
  { type: 'image/png', at: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'image/jpeg', at: 0, bytes: [0xff, 0xd8, 0xff] },
  { type: 'image/gif', at: 0, bytes: [0x47, 0x49, 0x46, 0x38] },
  { type: 'image/webp', at: 8, bytes: [0x57, 0x45, 0x42, 0x50] },
  { type: 'image/avif', at: 4, bytes: [0x66, 0x74, 0x79, 0x70, 0x61, 0x76, 0x69, 0x66] },
];
// A comment, a document type and the like may stand before the root.
const SVG_WITHIN = 2_000;

/**
 * The format of a picture, by what is in it: Backstage names an SVG plain text.
 * @returns undefined where it is none of those that the editor's preview shows
 */
export function imageType(bytes: Uint8Array): string | undefined {
  const known = SIGNATURES.find(({ at, bytes: wanted }) => wanted.every((byte, index) => bytes[at + index] === byte));
  if (known) return known.type;
  const start = String.fromCharCode(...bytes.subarray(0, SVG_WITHIN));
  return /^(?:ï»¿)?\s*</.test(start) && /<svg[\s>]/i.test(start) && !/<html[\s>]/i.test(start)
    ? 'image/svg+xml'
    : undefined;
}

/**
 * A picture as an address that holds it. A browser shows it without running or loading anything of it.
 * @returns undefined where the bytes are no picture
 */
export function imageAddress(bytes: Uint8Array): string | undefined {
  const type = imageType(bytes);
  if (type === undefined) return undefined;
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 0x8000)
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  return `data:${type};base64,${btoa(pieces.join(''))}`;
}
