import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { PATHS } from './paths.ts';

/** A process of ours that outlives the command, with a word of its command line, so that no other is ever ended. */
export interface OwnProcess {
  readonly pid: number;
  readonly mark: string;
}

export interface Start {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** A word of the command line. */
  readonly mark: string;
}

const INTERRUPTIONS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const;
const END_TRIES_MAX = 50;
const READY_TRIES_MAX = 100;

/** What this process has started, so that whoever interrupts it leaves nothing running. */
const started: OwnProcess[] = [];

let isGuarded = false;

/**
 * From now on, an interruption of this process ends all that it has started, and then the process.
 * @param after what is left to do once they are told to end, at once
 */
export function endAllOnInterruption(after: () => void): void {
  if (isGuarded) return;
  isGuarded = true;
  for (const [signal, exitCode] of INTERRUPTIONS) {
    process.prependOnceListener(signal, () => {
      for (const own of started.filter(isRunning)) process.kill(-own.pid, 'SIGTERM');
      after();
      process.exit(exitCode);
    });
  }
}

/** Starts a process in a group of its own; its output goes to `.local/logs/<name>.log`. */
export function startProcess({ name, command, args, env, mark }: Start): OwnProcess {
  mkdirSync(PATHS.logs, { recursive: true });
  const log = openSync(logOf(name), 'w');
  const child = spawn(command, args, { env, detached: true, stdio: ['ignore', log, log] });
  child.unref();
  if (child.pid === undefined) throw new Error(`${command} could not be started`);
  const own = { pid: child.pid, mark };
  started.push(own);
  return own;
}

/** A service of ours that tells its address in a line of JSON once it listens. */
export async function startService(start: Start): Promise<OwnProcess & { readonly url: string }> {
  const service = startProcess(start);
  for (let tries = 0; tries < READY_TRIES_MAX; tries += 1) {
    const line = readFileSync(logOf(start.name), 'utf8')
      .split('\n')
      .find((text) => text.startsWith('{"url"'));
    if (line !== undefined) return { ...service, url: JSON.parse(line).url };
    await setTimeout(100);
  }
  await endProcess(service);
  throw new Error(`${start.name} did not start: see ${logOf(start.name)}`);
}

export function logOf(name: string): string {
  return `${PATHS.logs}/${name}.log`;
}

export function isRunning({ pid, mark }: OwnProcess): boolean {
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', 'args='], { encoding: 'utf8' }).includes(mark);
  } catch {
    return false;
  }
}

/** Ends the process and all it started: politely, and after five seconds not. */
export async function endProcess(own: OwnProcess): Promise<void> {
  if (!isRunning(own)) return;
  process.kill(-own.pid, 'SIGTERM');
  for (let tries = 0; tries < END_TRIES_MAX; tries += 1) {
    await setTimeout(100);
    if (!isRunning(own)) return;
  }
  process.kill(-own.pid, 'SIGKILL');
}

/** A port of the loopback interface that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port on 127.0.0.1');
  return address.port;
}
