import { createServer } from 'node:http';
import { Command, InvalidArgumentError } from 'commander';
import { readIssuerKey } from './key.ts';

/** A development issuer for the audit API: discovery and keys over loopback, until it is told to end. */
const { port } = new Command('issuer')
  .description('Serves the discovery document and public key of the development issuer on 127.0.0.1.')
  .requiredOption('--port <number>', 'port to listen on', parsePort)
  .parse()
  .opts<{ port: number }>();

const issuer = `http://127.0.0.1:${port}`;
const { publicJwk } = await readIssuerKey();
const documents: Readonly<Record<string, unknown>> = {
  '/.well-known/openid-configuration': { issuer, jwks_uri: `${issuer}/jwks.json` },
  '/jwks.json': { keys: [publicJwk] },
};

const server = createServer(({ url = '' }, response) => {
  const document = Object.hasOwn(documents, url) ? documents[url] : undefined;
  response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(document ?? {}));
});
server.listen(port, '127.0.0.1', () => console.log(JSON.stringify({ url: issuer })));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => server.close());

function parsePort(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= 65_535) return number;
  throw new InvalidArgumentError('It is no port from 1 to 65535.');
}
