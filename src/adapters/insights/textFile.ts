import { open, stat } from 'node:fs/promises';
import { failure, success, type Result } from '../../core/common/problem.js';

/** A text with how many of its places are no UTF-8. */
export interface ReadText {
  readonly text: string;
  readonly badBytes: number;
}

/**
 * Reads a file of which a person does not know whether it is in UTF-8: what is none becomes U+FFFD and is counted.
 * @param most bytes; a larger file is refused
 */
export async function readTextFile(path: string, most: number): Promise<Result<ReadText>> {
  try {
    const { size } = await stat(path);
    if (size > most)
      return failure({ kind: 'invalid', message: `${path} is larger than ${Math.floor(most / 1024 / 1024)} MiB.` });
    const file = await open(path);
    try {
      return success(textOf(await file.readFile()));
    } finally {
      await file.close();
    }
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const message = isGone ? `${path} is not there.` : `${path} cannot be read.`;
    return failure({ kind: isGone ? 'notFound' : 'invalid', message, detail: String(error) });
  }
}

function textOf(bytes: Uint8Array): ReadText {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  const text = new TextDecoder(encoding).decode(bytes);
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return { text, badBytes: 0 };
  } catch {
    return { text, badBytes: text.split('\ufffd').length - 1 };
  }
}
