// Outlives the platform, however that ends, until nothing of its environments runs any more. Started by the one who makes them;
// its standard input ends with that process.
import { rmSync } from 'node:fs';
import { destroyAll, loadProvider } from './localProvider.mjs';

const [, , bundle = '', folder = '', storage = '', keeps] = process.argv;
const provider = loadProvider(bundle);
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => {});
await new Promise(resolve => process.stdin.on('end', resolve).on('error', resolve).resume());
await destroyAll(provider(storage));
if (keeps !== 'keep') rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
process.exit();
