import axios, { isAxiosError } from 'axios';
import { CANCELLED, failure, success, type Result } from '../../core/common/problem.js';

const TIMEOUT_MS = 20_000;

/**
 * Loads a file of the web with one request, to this address alone: an answer that sends elsewhere is none.
 * @param most how many bytes it may have
 */
export async function downloadPack(
  address: string,
  most: number,
  signal: AbortSignal | undefined,
): Promise<Result<Uint8Array>> {
  try {
    const { data } = await axios.get<ArrayBuffer>(address, {
      responseType: 'arraybuffer',
      timeout: TIMEOUT_MS,
      maxContentLength: most,
      maxRedirects: 0,
      ...(signal ? { signal } : {}),
    });
    return success(new Uint8Array(data));
  } catch (error) {
    if (!isAxiosError(error)) throw error;
    if (error.code === 'ERR_CANCELED') return failure(CANCELLED);
    const { response, message } = error;
    return failure({
      kind: response ? 'notFound' : 'unreachable',
      message: `${address} cannot be loaded: ${response ? `it answers with status ${response.status}` : message}.`,
    });
  }
}
