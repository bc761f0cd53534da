import { createServer, request as ask, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Socket, type AddressInfo } from 'node:net';

/** A request as it left the extension. */
export interface LeftRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Stands before a real Backstage, passes everything on, and keeps what was asked and what was answered. */
export class RecordingBackstage {
  readonly requests: LeftRequest[] = [];
  readonly statuses: number[] = [];

  private constructor(
    private readonly server: Server,
    private readonly platform: URL,
  ) {
    server.on('request', (request, response) => this.answer(request, response));
  }

  /** @param platformUrl address of the real Backstage */
  static async start(platformUrl: string): Promise<RecordingBackstage> {
    const server = createServer();
    await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
    return new RecordingBackstage(server, new URL(platformUrl));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Those that hand in events. */
  get handedIn(): readonly LeftRequest[] {
    return this.requests.filter(({ path }) => path.startsWith('/api/events/'));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const { method = '', url = '/', headers } = request;
      this.requests.push({ method, path: url, headers, body: body.toString('utf8') });
      const onward = ask(
        { host: this.platform.hostname, port: this.platform.port, path: url, method, headers },
        answer => {
          this.statuses.push(answer.statusCode ?? 0);
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        },
      );
      onward.on('error', () => response.destroy());
      onward.end(body);
    });
  }
}

/** Counts the connections that this process opens, whoever does it and wherever they lead to. */
export class Connections {
  private readonly original = Object.getOwnPropertyDescriptor(Socket.prototype, 'connect');
  /** `host:port`, or a path. */
  readonly opened: string[] = [];

  constructor() {
    const connect = this.original?.value as (...args: unknown[]) => Socket;
    const { opened } = this;
    Object.defineProperty(Socket.prototype, 'connect', {
      ...this.original,
      value(this: Socket, ...args: unknown[]): Socket {
        opened.push(targetOf(args));
        return connect.apply(this, args);
      },
    });
  }

  stop(): void {
    if (this.original) Object.defineProperty(Socket.prototype, 'connect', this.original);
  }
}

function targetOf([first, second]: readonly unknown[]): string {
  // Node's own callers hand over what they have made of the arguments, as a list.
  const options: unknown = Array.isArray(first) ? (first as unknown[])[0] : first;
  if (typeof options === 'object' && options !== null) {
    const { host, port, path } = options as { host?: string; port?: number | string; path?: string };
    return path ?? `${host ?? 'localhost'}:${port ?? ''}`;
  }
  return typeof second === 'string' ? `${second}:${String(options)}` : String(options);
}
