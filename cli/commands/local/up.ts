import { randomBytes } from 'node:crypto';
import { LambdaClient, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { deploy, type Surroundings } from '../../../local/engine/deploy.ts';
import { answers, startEngine } from '../../../local/engine/start.ts';
import { PATHS, ROOT } from '../../../local/paths.ts';
import { endAllOnInterruption, endProcess, freePort, isRunning, startService } from '../../../local/processes.ts';
import {
  STAND_IN_SYSTEMS,
  type StandInSystem,
  standInTimesheets,
} from '../../../local/stand-ins/timesheets/systems.ts';
import { clearState, type LocalState, readState, writeState } from '../../../local/state.ts';
import { Deployment } from '../../deployment.ts';

export interface UpOptions {
  /** Timesheets from the mirror, which is empty, in place of any system. */
  readonly mirror?: boolean;
  /** Systems that the mirror pulls, and what they take, by the name of the secret. */
  readonly timesheets?: {
    readonly sources: NonNullable<Surroundings['timesheetSources']>;
    readonly secrets: Readonly<Record<string, string>>;
  };
  /** A system whose stand-in is started and pulled, in the place of `timesheets`. */
  readonly standIn?: string;
  /** A timesheet system that speaks contract 2; without it the reference service is started. */
  readonly timesheetUrl?: string;
  readonly timesheetToken?: string;
  /** `whsec_…`; one or two, separated by white space. */
  readonly webhookSecret?: string;
  readonly port?: number;
  /** Sources of usage beside files that are loaded, and the key that all of them take. */
  readonly usage?: NonNullable<Surroundings['usage']> & { readonly key: string };
}

const RECEIVERS_MAX = 24;

/** Starts the engine unless it runs already, deploys the app, and leaves both running. */
export async function up(given: UpOptions, tell: (line: string) => void): Promise<Deployment> {
  endAllOnInterruption(clearState);
  const token = given.timesheetToken ?? randomBytes(24).toString('base64url');
  const webhookSecret = given.webhookSecret ?? `whsec_${randomBytes(24).toString('base64')}`;
  const engine = await runningEngine(given.port, tell);
  await endServices();
  const issuer = await startIssuer();
  // Before anything else is started, so that `down` ends what runs where that does not start.
  writeState({ engine, issuer, timesheets: null });
  // Its port is known before the webhook's address is: the service is started once the stack is deployed.
  const timesheetPort = await freePort();
  const started = await startStandIn(given, tell);
  const options = { ...given, ...started?.options };
  const state = { engine, issuer, timesheets: null, ...(started && { standIn: started.standIn }) };
  writeState(state);
  const isMirrored = options.mirror ?? options.timesheets !== undefined;
  const timesheetUrl = isMirrored ? null : (options.timesheetUrl ?? `http://127.0.0.1:${timesheetPort}`);
  const deployment = Deployment.local(
    await deploy(
      engine.url,
      {
        ...{ timesheetUrl, issuerUrl: issuer.url, ...(options.usage && { usage: options.usage }) },
        ...(options.timesheets && { timesheetSources: options.timesheets.sources }),
      },
      tell,
    ),
  );
  await limitReceiver(deployment);
  if (!isMirrored) await putSecret(deployment, 'TimesheetTokenSecretName', token);
  await putSecret(deployment, 'WebhookSecretName', webhookSecret);
  await putUsageKeys(deployment, options);
  await putTimesheetSecrets(deployment, options);
  if (!isMirrored && options.timesheetUrl === undefined) {
    tell('starting the reference timesheet service');
    const secrets = { TIMESHEET_TOKEN: token, WEBHOOK_SECRET: webhookSecret.split(/\s/)[0] as string };
    const timesheets = await startTimesheets(timesheetPort, deployment.output('WebhookUrl'), secrets);
    writeState({ ...state, timesheets });
  }
  return deployment;
}

/** Ends what `up` started; harmless when nothing runs. */
export async function down(): Promise<boolean> {
  const state = readState();
  if (!state) return false;
  await endServices();
  await endProcess(state.engine);
  clearState();
  return true;
}

async function endServices(): Promise<void> {
  const state = readState();
  for (const service of [state?.timesheets, state?.standIn, state?.issuer]) if (service) await endProcess(service);
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

async function startIssuer(): Promise<LocalState['issuer']> {
  const args = [`${ROOT}local/issuer/main.ts`, '--port', String(await freePort())];
  return startService({ name: 'issuer', command: process.execPath, args, mark: 'issuer/main.ts', env: process.env });
}

/** Null where none was asked for. */
async function startStandIn({ standIn: name }: UpOptions, tell: (line: string) => void) {
  if (name === undefined) return null;
  tell(`starting the stand-in of ${name}`);
  const args = [`${ROOT}local/stand-ins/timesheets/main.ts`, '--system', name];
  const start = { name: 'stand-in', command: process.execPath, args, mark: 'stand-ins/timesheets/main.ts' };
  const standIn = await startService({ ...start, env: process.env });
  const system = STAND_IN_SYSTEMS[name] as StandInSystem;
  const source = standInTimesheets(name, system, standIn);
  return { standIn, options: { timesheets: { sources: [source], secrets: { [source.secretName]: system.secret } } } };
}

async function startTimesheets(
  port: number,
  webhookUrl: string,
  secrets: Readonly<Record<string, string>>,
): Promise<LocalState['timesheets']> {
  const place = ['--db', PATHS.timesheets, '--port', String(port), '--webhook-url', webhookUrl];
  return startService({
    name: 'timesheets',
    command: process.execPath,
    args: [`${ROOT}local/timesheets/main.ts`, ...place],
    mark: 'timesheets/main.ts',
    env: { ...process.env, ...secrets },
  });
}

/**
 * The engine starts a process for each call that meets the others busy, and does not throttle routes: without a limit,
 * a few deliveries a second that meet a busy machine would start hundreds. Those too many are answered 429.
 */
async function limitReceiver(deployment: Deployment): Promise<void> {
  const FunctionName = deployment.output('ReceiverName');
  const limit = { FunctionName, ReservedConcurrentExecutions: RECEIVERS_MAX };
  await new LambdaClient({}).send(new PutFunctionConcurrencyCommand(limit));
}

async function putUsageKeys(deployment: Deployment, { usage }: UpOptions): Promise<void> {
  for (const { pull } of usage?.sources ?? []) if (pull && usage) await put(deployment, pull.keySecretName, usage.key);
}

async function putTimesheetSecrets(deployment: Deployment, { timesheets }: UpOptions): Promise<void> {
  for (const [name, secret] of Object.entries(timesheets?.secrets ?? {})) await put(deployment, name, secret);
}

async function putSecret(deployment: Deployment, output: string, text: string): Promise<void> {
  await put(deployment, deployment.output(output), text);
}

async function put({ secrets }: Deployment, SecretId: string, SecretString: string): Promise<void> {
  await secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));
}
