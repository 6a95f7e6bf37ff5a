import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { Deployment } from '../aws.ts';
import { deploy } from '../deploy.ts';
import { answers, startEngine } from '../engine/start.ts';
import { PATHS, ROOT } from '../paths.ts';
import { endProcess, freePort, isRunning, logOf, startProcess } from '../processes.ts';
import { clearState, type LocalState, readState, writeState } from '../state.ts';

export interface UpOptions {
  /** A timesheet system that speaks contract 2; without it the reference service is started. */
  readonly timesheetUrl?: string;
  readonly timesheetToken?: string;
  readonly port?: number;
}

const READY_TRIES_MAX = 100;
const READY_PAUSE_MS = 100;

/** Starts the engine unless it runs already, deploys the app, and leaves both running. */
export async function up(options: UpOptions, tell: (line: string) => void): Promise<Deployment> {
  const token = options.timesheetToken ?? randomBytes(24).toString('base64url');
  const engine = await runningEngine(options.port, tell);
  const before = readState();
  if (before?.timesheets) await endProcess(before.timesheets);
  writeState({ engine, timesheets: null });
  const timesheets = options.timesheetUrl === undefined ? await startTimesheets(token, tell) : null;
  writeState({ engine, timesheets });
  const outputs = await deploy(engine.url, options.timesheetUrl ?? (timesheets?.url as string), tell);
  const deployment = Deployment.local(outputs);
  await deployment.secrets.send(
    new PutSecretValueCommand({ SecretId: deployment.output('TimesheetTokenSecretName'), SecretString: token }),
  );
  return deployment;
}

/** Ends what `up` started; harmless when nothing runs. */
export async function down(): Promise<boolean> {
  const state = readState();
  if (!state) return false;
  if (state.timesheets) await endProcess(state.timesheets);
  await endProcess(state.engine);
  clearState();
  return true;
}

async function runningEngine(port: number | undefined, tell: (line: string) => void): Promise<LocalState['engine']> {
  const state = readState();
  if (state && isRunning(state.engine) && (await answers(state.engine.url))) {
    tell(`the engine is up already at ${state.engine.url}`);
    return state.engine;
  }
  await down();
  tell('starting the embedded AWS engine');
  return startEngine(port ?? (await freePort()), tell);
}

async function startTimesheets(token: string, tell: (line: string) => void): Promise<LocalState['timesheets']> {
  tell('starting the reference timesheet service');
  const service = startProcess({
    name: 'timesheets',
    command: process.execPath,
    args: [`${ROOT}local/timesheets/main.ts`, '--db', PATHS.timesheets],
    mark: 'timesheets/main.ts',
    env: { ...process.env, TIMESHEET_TOKEN: token },
  });
  for (let tries = 0; tries < READY_TRIES_MAX; tries += 1) {
    const [line] = readFileSync(logOf('timesheets'), 'utf8')
      .split('\n')
      .filter((text) => text.startsWith('{"url"'));
    if (line !== undefined) return { ...service, url: JSON.parse(line).url };
    await setTimeout(READY_PAUSE_MS);
  }
  throw new Error(`the reference timesheet service did not start: see ${logOf('timesheets')}`);
}
