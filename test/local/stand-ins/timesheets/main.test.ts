import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { STAND_IN_SYSTEMS } from '../../../../local/stand-ins/timesheets/systems.ts';
import { isReached } from '../../../doubles/loopback.ts';

const MAIN = fileURLToPath(new URL('../../../../local/stand-ins/timesheets/main.ts', import.meta.url));

it.each(Object.keys(STAND_IN_SYSTEMS))('stands in for %s on the loopback interface only', async (system) => {
  const child = spawn(process.execPath, [MAIN, '--system', system], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  const { url } = JSON.parse(String(line));

  expect((await fetch(`${url}/nowhere`)).status).toBe(404);
  expect(await isReached('127.0.0.1', Number(new URL(url).port))).toBe(true);
  expect(await isReached('127.0.0.2', Number(new URL(url).port))).toBe(false);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

it('stands in for no other system', () => {
  const { status, stderr } = spawnSync(process.execPath, [MAIN, '--system', 'other'], { encoding: 'utf8' });

  expect(stderr).toContain("argument 'other' is invalid");
  expect(status).toBe(1);
});
