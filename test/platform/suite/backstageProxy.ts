import { createServer, request as ask, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const CATALOGUE = '/api/catalog/entities/by-query';
const PROGRAM_REQUESTS = new Set(['/api/auth/v1/authorize', '/api/auth/v1/register']);

/**
 * Stands before a real Backstage and passes everything on, until it is told to behave as servers do on a bad day: it forgets
 * who is signed in, or takes its time with the catalogue.
 */
export class BackstageProxy {
  /** Refuses every token, and renews none: what a server does that has lost its sessions. */
  sessionsGone = false;
  /** Lets no program ask people to sign in by the browser, although it says that programs can. */
  refusesPrograms = false;
  /** Lets nobody run a template. */
  refusesRuns = false;
  /** How many entities a page of the catalogue holds at most; undefined: as many as are asked for. */
  pageSize: number | undefined;
  /** How many pages of the catalogue are answered before the rest is held back. */
  pagesBeforeHold = Infinity;
  private readonly held = new Set<() => void>();

  private constructor(
    private readonly server: Server,
    private readonly platform: URL,
  ) {
    server.on('request', (request, response) => this.answer(request, response));
  }

  /** @param platformUrl address of the real Backstage */
  static async start(platformUrl: string): Promise<BackstageProxy> {
    const server = createServer();
    await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
    return new BackstageProxy(server, new URL(platformUrl));
  }

  get url(): string {
    return `http://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  /** Answers what is held back, and holds back no more. */
  release(): void {
    this.pagesBeforeHold = Infinity;
    for (const answer of this.held) answer();
    this.held.clear();
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', this.url);
    if (this.sessionsGone && (url.pathname === '/api/auth/v1/token' || request.headers.authorization !== undefined)) {
      request.resume();
      const status = request.headers.authorization === undefined ? 400 : 401;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: 'invalid_grant' }));
      return;
    }
    if (this.refusesPrograms && PROGRAM_REQUESTS.has(url.pathname)) {
      request.resume();
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { name: 'InputError', message: 'Invalid client_id' } }));
      return;
    }
    if (this.refusesRuns && request.method === 'POST' && url.pathname === '/api/scaffolder/v2/tasks') {
      request.resume();
      response.writeHead(403, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { name: 'NotAllowedError', message: 'Unauthorized' } }));
      return;
    }
    if (url.pathname !== CATALOGUE) {
      this.pass(request, response, url);
      return;
    }
    if (this.pageSize !== undefined && Number(url.searchParams.get('limit')) > this.pageSize)
      url.searchParams.set('limit', String(this.pageSize));
    if (this.pagesBeforeHold-- > 0) this.pass(request, response, url);
    else this.held.add(() => this.pass(request, response, url));
  }

  private pass(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const { method, headers } = request;
    const onward = ask(
      { host: this.platform.hostname, port: this.platform.port, path: url.pathname + url.search, method, headers },
      answer => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  }
}
