import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { freePort, isReached } from '../../doubles/loopback.ts';

const MAIN = fileURLToPath(new URL('../../../local/issuer/main.ts', import.meta.url));

it('serves what an authorizer asks an issuer for, on the loopback interface only', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'issuer-'));
  const port = await freePort();
  const child = spawn(process.execPath, [MAIN, '--port', String(port)], {
    env: { TOKENLEDGER_LOCAL: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  await once(child.stdout, 'data');

  const discovered = await fetch(`http://127.0.0.1:${port}/.well-known/openid-configuration`);

  expect(await discovered.json()).toEqual({
    issuer: `http://127.0.0.1:${port}`,
    jwks_uri: `http://127.0.0.1:${port}/jwks.json`,
  });
  expect(await isReached('127.0.0.1', port)).toBe(true);
  expect(await isReached('127.0.0.2', port)).toBe(false);
});
