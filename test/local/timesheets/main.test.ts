import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../../local/timesheets/store.ts';
import { MONDAY, RECORDS } from './support.ts';

const MAIN = fileURLToPath(new URL('../../../local/timesheets/main.ts', import.meta.url));
const TOKEN = 'a-token-for-the-process';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'timesheets-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

function run(args: readonly string[], env: Record<string, string>): ChildProcess & { stdout: NodeJS.ReadableStream } {
  const child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

describe('the command', () => {
  it.each(['file', 'environment'])('serves a database until it is told to end; token by %s', async (kind) => {
    const path = folder();
    const db = join(path, 'timesheets.db');
    const store = openStore(db);
    store.load(RECORDS);
    writeFileSync(join(path, 'token'), `${TOKEN}\n`);
    const tokenArgs = kind === 'file' ? ['--token-file', join(path, 'token')] : [];
    const child = run(['--db', db, ...tokenArgs], kind === 'file' ? {} : { TIMESHEET_TOKEN: TOKEN });
    const [line] = await once(child.stdout, 'data');
    const { url } = JSON.parse(line);
    const authorization = `Bearer ${TOKEN}`;
    const answer = await fetch(`${url}/v1/cwos/C1`, { headers: { authorization } });
    expect(await answer.json()).toMatchObject({ cwo: { cwoId: 'C1' } });

    // Another process may write to the same file meanwhile.
    store.reopen({ employeeId: 'E1', mondayDate: MONDAY });
    store.close();
    const feed = await fetch(`${url}/v1/timesheet-changes`, { headers: { authorization } });
    expect(await feed.json()).toMatchObject({ changes: [{ type: 'REOPENED', version: 4 }] });

    const output = Promise.all([text(child.stdout), text(child.stderr as NodeJS.ReadableStream)]);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(`${line}${await output}`).not.toContain(TOKEN);
  });

  it.each([
    ['no token', ['--db', ':memory:'], '--token-file or TIMESHEET_TOKEN'],
    ['a port out of range', ['--db', ':memory:', '--port', '70000'], 'must be 0 to 65535'],
    ['no database', [], '--db'],
  ])('says what is wrong and ends: %s', async (_, args, message) => {
    const child = run(args, {});
    const [errors, [code]] = await Promise.all([text(child.stderr as NodeJS.ReadableStream), once(child, 'exit')]);
    expect(code).toBe(1);
    expect(errors).toContain(message);
  });
});
