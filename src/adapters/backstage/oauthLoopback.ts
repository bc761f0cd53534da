import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Disposable } from '../../core/common/event.js';

/** Where the browser comes back to at the end of a sign-in. */
export interface RedirectTarget extends Disposable {
  /** Its address, as the instance is told. */
  readonly uri: string;
  /** Resolves with the parameters of the first answer that was accepted. */
  readonly answer: Promise<URLSearchParams>;
}

/** Says whether an answer is the one that is waited for. Says so once. */
export type AcceptAnswer = (answer: URLSearchParams) => boolean;

/** What the person reads in the browser at the end, in their language. */
export interface LoopbackTexts {
  readonly title: string;
  readonly done: string;
  readonly denied: string;
  /** For whoever comes with a wrong or an old answer. */
  readonly unknown: string;
}

export interface LoopbackOptions {
  readonly accept: AcceptAnswer;
  readonly texts: LoopbackTexts;
  /**
   * The address under which the person's browser reaches an address of this machine: they differ where the editor runs elsewhere.
   * Undefined where it cannot reach it.
   */
  readonly external: (uri: string) => Promise<string | undefined>;
}

const PATH = '/callback';
const STYLE =
  ':root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-items:center;font:16px/1.5 system-ui,sans-serif}' +
  'main{max-width:26rem;padding:2rem;text-align:center}h1{font-size:1.4rem;margin:0 0 .5rem}p{margin:0}';

/**
 * Listens on a free port of this machine's own address for one answer (RFC 8252 section 7.3), then closes itself.
 * @returns undefined where the browser cannot come here
 */
export async function openLoopback({ accept, texts, external }: LoopbackOptions): Promise<RedirectTarget | undefined> {
  const hosts = new Set<string>();
  let resolve: (answer: URLSearchParams) => void;
  const answer = new Promise<URLSearchParams>(settle => (resolve = settle));
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    const received = readAnswer(request, hosts);
    if (typeof received === 'number' || !accept(received)) {
      send(response, typeof received === 'number' ? received : 400, texts.title, texts.unknown);
      return;
    }
    response.once('close', dispose);
    send(response, 200, texts.title, received.has('error') ? texts.denied : texts.done);
    resolve(received);
  });
  const dispose = (): void => {
    server.close();
    server.closeAllConnections();
  };
  const listening = await new Promise<boolean>(settle => {
    server.once('error', () => settle(false));
    server.listen(0, '127.0.0.1', () => settle(true));
  });
  if (!listening) return undefined;
  const own = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const uri = await external(`http://${own}${PATH}`);
  if (uri === undefined) {
    dispose();
    return undefined;
  }
  hosts.add(own).add(new URL(uri).host);
  return { uri, answer, dispose };
}

/** @returns the parameters of an answer, or the HTTP status for what is none */
function readAnswer(request: IncomingMessage, hosts: ReadonlySet<string>): URLSearchParams | number {
  // A page elsewhere could have its own name lead to this machine; the browser still tells that name.
  if (!hosts.has(request.headers.host ?? '')) return 403;
  if (!URL.canParse(request.url ?? '', 'http://loopback')) return 400;
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://loopback');
  if (pathname !== PATH) return 404;
  return request.method === 'GET' ? searchParams : 405;
}

function send(response: ServerResponse, status: number, title: string, text: string): void {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  });
  response.end(
    `<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
      `<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>` +
      `<body><main><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p></main></body></html>`,
  );
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}
