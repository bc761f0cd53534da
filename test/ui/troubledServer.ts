import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a server can disappoint. */
export type Trouble =
  | 'none'
  | 'stranger'
  | 'empty'
  | 'webPage'
  | 'unauthorised'
  | 'forbidden'
  | 'notFound'
  | 'tooManyRequests'
  | 'failed'
  | 'cutBody'
  | 'silent';

const ENTITY = { kind: 'Component', metadata: { name: 'lonely' }, spec: { type: 'service', owner: 'nobody' } };
// Somebody who owns nothing.
const STRANGER = { claims: { sub: 'user:default/stranger', ent: ['user:default/stranger'] } };

/** A server on this machine that answers as a Backstage in trouble does, or as something that is none. */
export class TroubledServer {
  trouble: Trouble = 'none';

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => this.answer(request.url ?? '', response));
  }

  static async start(): Promise<TroubledServer> {
    const server = createServer();
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return new TroubledServer(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  private answer(path: string, response: ServerResponse): void {
    const json = (status: number, body: unknown, headers: Record<string, string> = {}): void => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(body));
    };
    const error = (status: number, name: string): void => json(status, { error: { name, message: `It is ${name}` } });
    switch (this.trouble) {
      case 'stranger':
        json(200, path.includes('/userinfo') ? STRANGER : { items: [ENTITY], pageInfo: {} });
        break;
      case 'none':
        // As a real one does for a token that stands for no person.
        if (path.includes('/userinfo')) {
          error(403, 'NotAllowedError');
          break;
        }
        json(200, { items: [ENTITY], pageInfo: {} });
        break;
      case 'empty':
        json(200, { items: [], pageInfo: {} });
        break;
      case 'webPage':
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end('<!doctype html><title>Intranet</title><h1>Welcome</h1>');
        break;
      case 'unauthorised':
        error(401, 'AuthenticationError');
        break;
      case 'forbidden':
        error(403, 'NotAllowedError');
        break;
      case 'notFound':
        error(404, 'NotFoundError');
        break;
      case 'tooManyRequests':
        json(429, {}, { 'retry-after': '120' });
        break;
      case 'failed':
        error(500, 'Error');
        break;
      case 'cutBody':
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write('{"items": [{"kind": "Comp');
        setTimeout(() => response.destroy(), 20);
        break;
      case 'silent':
        response.destroy();
    }
  }
}
