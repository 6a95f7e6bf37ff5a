import { describe, expect, it } from 'vitest';
import { findIssuerFault } from '../../bin/issuer.ts';
import { closedUrl, type Reply, startServer } from '../doubles/scripted-server.ts';

const RSA = { keys: [{ kty: 'EC' }, { kty: 'RSA', n: '…' }] };

/** An issuer that answers with these documents; `url` in a text stands for its own address. */
async function issuerOf(discovery: unknown, keys: unknown = RSA, path = ''): Promise<string> {
  const reply: Reply = (response, { path: asked, headers }) => {
    const url = `http://${headers.host}${path}`;
    const documents: Readonly<Record<string, unknown>> = {
      [`${path}/.well-known/openid-configuration`]: discovery,
      [`${path}/keys`]: keys,
    };
    const document = documents[asked];
    response.writeHead(document === undefined ? 404 : 200);
    response.end(typeof document === 'string' ? document : JSON.stringify(document)?.replaceAll('url', url));
  };
  return `${(await startServer(reply)).url}${path}`;
}

describe('an issuer', () => {
  it.each([[''], ['/realms/company']])('is taken that names itself and has an RSA key, below "%s"', async (path) => {
    expect(await findIssuerFault(await issuerOf({ issuer: 'url', jwks_uri: 'url/keys' }, RSA, path))).toBeNull();
  });

  it.each([
    ['has no discovery document', undefined, RSA, 'answers 404'],
    ['answers a page', '<html>', RSA, 'something that is no JSON'],
    ['names no keys', { issuer: 'url' }, RSA, 'is no discovery document'],
    ['names another issuer', { issuer: 'url/', jwks_uri: 'url/keys' }, RSA, 'write it so, to the last slash'],
    ['has no keys where it says', { issuer: 'url', jwks_uri: 'url/none' }, RSA, 'answers 404'],
    ['has keys of no known form', { issuer: 'url', jwks_uri: 'url/keys' }, [], 'is no set of keys'],
    ['has no RSA key', { issuer: 'url', jwks_uri: 'url/keys' }, { keys: [{ kty: 'EC' }] }, 'has no RSA key'],
  ])('is refused that %s', async (_, discovery, keys, fault) => {
    expect(await findIssuerFault(await issuerOf(discovery, keys))).toContain(fault);
  });

  it('is refused that does not answer, and says where', async () => {
    const url = await closedUrl();

    expect(await findIssuerFault(url)).toContain(`${url}/.well-known/openid-configuration does not answer`);
  });

  it('is refused that leads elsewhere', async () => {
    const { url } = await startServer((response) => response.writeHead(302, { location: '/other' }).end());

    expect(await findIssuerFault(url)).toContain('does not answer');
  });
});
