import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isRunning, logOf, startProcess } from '../processes.ts';
import type { LocalState } from '../state.ts';
import { installEngine } from './install.ts';

const READY_TRIES_MAX = 300;
const READY_PAUSE_MS = 200;

/** Environment of clients of the engine: any key will do, and no other endpoint is ever asked. */
export function engineEnvironment(url: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** Starts the engine on 127.0.0.1 and waits until it answers. */
export async function startEngine(port: number, tell: (line: string) => void): Promise<LocalState['engine']> {
  const command = await installEngine(tell);
  const url = `http://127.0.0.1:${port}`;
  const engine = startProcess({
    name: 'engine',
    command,
    args: [],
    mark: 'ministack',
    env: {
      ...process.env,
      // Its functions inherit it: they must not meet another engine, or AWS.
      ...engineEnvironment(url),
      // The functions are run by the node it finds first.
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      // Its other servers would listen on every interface.
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      LOG_LEVEL: 'WARNING',
    },
  });
  for (let tries = 0; tries < READY_TRIES_MAX; tries += 1) {
    if (await answers(url)) return { ...engine, url };
    if (!isRunning(engine)) break;
    await setTimeout(READY_PAUSE_MS);
  }
  throw new Error(`the engine did not start; the end of ${logOf('engine')}:\n${lastLines(logOf('engine'))}`);
}

export async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url, { signal: AbortSignal.timeout(2_000) });
    return true;
  } catch {
    return false;
  }
}

function lastLines(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(-15).join('\n') : '(no log)';
}
