import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A proxy that passes bytes on and cuts connections where it is told to. */
export interface CuttingProxy {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** How many connections it has cut. */
  readonly cuts: number;
  close(): Promise<void>;
}

/**
 * Puts a proxy before a server.
 * @param port of the server on this machine
 * @param allowance after how many bytes of answers the next connection is cut; undefined: it is not
 */
export async function cuttingProxy(port: number, allowance: () => number | undefined): Promise<CuttingProxy> {
  const open = new Set<Socket>();
  let cuts = 0;
  const server = createServer(client => {
    const target = connect(port, '127.0.0.1');
    let left = allowance();
    for (const socket of [client, target]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        client.destroy();
        target.destroy();
      });
    }
    client.pipe(target);
    target.on('data', (bytes: Buffer) => {
      if (left === undefined) return void client.write(bytes);
      const passed = bytes.subarray(0, left);
      left -= passed.length;
      client.write(passed, () => {
        if (left !== 0) return;
        cuts++;
        client.destroy();
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get cuts() {
      return cuts;
    },
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
