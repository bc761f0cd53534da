import { createServer } from 'node:net';

/**
 * Finds a port of this machine that nobody listens on.
 * @param wanted the one to take if it is free
 * @param taken ports that are promised to others
 */
export async function freePort(taken: ReadonlySet<number>, wanted?: number): Promise<number> {
  if (wanted !== undefined && !taken.has(wanted) && (await listenOnce(wanted)) !== undefined) return wanted;
  for (;;) {
    const port = await listenOnce(0);
    if (port === undefined) throw new Error('The system gives no port.');
    if (!taken.has(port)) return port;
  }
}

/** Whether somebody listens on a port. */
export async function isPortTaken(port: number): Promise<boolean> {
  return (await listenOnce(port)) === undefined;
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise(done => {
    const server = createServer();
    server.once('error', () => done(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}
