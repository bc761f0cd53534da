// The HEALTHCHECK of the image, which has no curl for it: ends with 0 when the process on this machine answers.
import { readCommonSettings } from './environment.js';

const { port } = readCommonSettings(process.env);
try {
  const response = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(2_000) });
  process.exitCode = response.ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}
