import { type IncomingHttpHeaders, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** How the service answers a call. Undefined: never. */
export type ServiceAnswer =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body: string }
  | undefined;

export interface ServiceCall {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** The API of Lambda on this machine, as far as a client invokes functions. It answers each call in the same way. */
export class LambdaService {
  readonly calls: ServiceCall[] = [];
  private answer: ServiceAnswer;
  private readonly server = createServer((request, response) => void text(request).then(body => {
    this.calls.push({ path: request.url!, headers: request.headers, body: JSON.parse(body) });
    if (!this.answer) return;
    const { status = 200, headers = {}, body: content } = this.answer;
    response.writeHead(status, headers).end(content);
  }));

  answers(answer: ServiceAnswer): void {
    this.answer = answer;
    this.calls.length = 0;
  }

  /** Returns its URL. */
  async start(): Promise<string> {
    await new Promise<void>(resolve => void this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  breakConnections(): void {
    this.server.closeAllConnections();
  }

  async stop(): Promise<void> {
    this.breakConnections();
    await new Promise(resolve => void this.server.close(resolve));
  }
}
