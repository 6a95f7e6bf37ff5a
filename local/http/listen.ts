import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A listening server; `url` has no slash at its end. */
export interface HttpServer {
  readonly url: string;
  close(): Promise<void>;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Answers requests on the loopback interface.
 * @param respond must not reject
 * @param port 0 takes a free one
 */
export async function listen(
  respond: (request: IncomingMessage) => Promise<HttpReply>,
  port: number,
): Promise<HttpServer> {
  const server = createServer(async (request, response) => {
    const { status, headers, body } = await respond(request);
    response.writeHead(status, headers).end(body);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** The body as text; null where it has more bytes than that. */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Leaving the loop early must not cut the connection: the answer still goes out by it.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > bytesMax) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
