// Outlives the platform, however that ends, until nothing of its environments runs any more. Started by the one who makes them;
// its standard input ends with that process.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openProvider } from './localProvider.mjs';

const [, , folder = '', keeps] = process.argv;
const running = join(folder, 'running');
const provider = await openProvider(running);
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => {});
await new Promise(resolve => process.stdin.on('end', resolve).on('error', resolve).resume());
const patience = AbortSignal.timeout(30_000);
const left = await provider.list(patience);
if (left.ok) for (const { id } of left.value) await provider.destroy(id, true, patience);
if (keeps !== 'keep') rmSync(folder, { recursive: true, force: true });
process.exit();
