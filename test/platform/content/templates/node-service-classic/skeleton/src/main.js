// The process. systemd starts it, and ends it with SIGTERM.
import { readFileSync } from 'node:fs';
import { createService } from './server.js';

const { name, config } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const server = createService(name);
server.listen(Number(process.env.PORT ?? config.port), process.env.HOST ?? '127.0.0.1', () => {
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  console.log(JSON.stringify({ message: 'Listening', port: address.port }));
});
for (const signal of ['SIGTERM', 'SIGINT'])
  process.once(signal, () => {
    server.close();
    server.closeIdleConnections();
  });
