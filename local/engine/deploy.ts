import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import type { TimesheetSourceConfiguration, UsageSourceConfiguration } from '../../lib/configuration.ts';
import { PATHS, ROOT } from '../paths.ts';
import { engineEnvironment } from './start.ts';

const STEP_TIMEOUT_MS = 5 * 60_000;
const LINES_KEPT = 30;
/** Here systems are pulled by command: a pull by the schedule would come into what somebody tries out. */
const ONCE_A_YEAR = 'cron(30 2 1 1 ? *)';
/** How far a deployment is, in the lines of `cdk deploy`: `<stack> |  12/140 | …`. */
const PROGRESS = /\| +(\d+)\/(\d+) \|/;

/** The stack's outputs by name, and the engine's URL where it is not AWS. */
export type Outputs = Readonly<Record<string, string>>;

/** Deploys the app on the engine, exactly as `cdk deploy` does on AWS, and writes `.local/outputs.json`. */
export async function deploy(
  endpoint: string,
  surroundings: Surroundings,
  tell: (line: string) => void,
): Promise<Outputs> {
  const stackName = writeConfiguration(surroundings);
  tell('synthesizing the stack');
  await cdk(endpoint, ['synth', '--quiet', '--output', PATHS.assembly, '--context', `config=${PATHS.configuration}`]);
  tell('bootstrapping the account');
  await cdk(endpoint, ['bootstrap', '--app', PATHS.assembly]);
  tell('deploying the stack');
  const outputsFile = `${PATHS.folder}/cdk-outputs.json`;
  const options = ['--require-approval', 'never', '--outputs-file', outputsFile];
  await cdk(endpoint, ['deploy', '--app', PATHS.assembly, ...options], tellQuarters(tell));
  const stack = JSON.parse(readFileSync(outputsFile, 'utf8'))[stackName];
  const outputs = { ...withLoopbackUrls(stack, endpoint), EndpointUrl: endpoint };
  writeFileSync(PATHS.outputs, JSON.stringify(outputs, null, 2));
  return outputs;
}

/** What the stack meets outside the engine. */
export interface Surroundings {
  /** Of a timesheet system that speaks contract 2; null where the stack has a mirror. */
  readonly timesheetUrl: string | null;
  /** Systems that the mirror pulls. */
  readonly timesheetSources?: readonly TimesheetSourceConfiguration[];
  readonly issuerUrl: string;
  /** Sources of usage, as the configuration has them, and what of a subscription's use counts; as the stage has it without. */
  readonly usage?: { readonly sources: readonly UsageSourceConfiguration[]; readonly notional?: string };
}

/** The API's own host name needs a resolver; the engine answers under its address as well. */
function withLoopbackUrls(outputs: Outputs, endpoint: string): Outputs {
  const toLoopback = (value: string) =>
    value.replace(/^https?:\/\/([a-z0-9]+)\.execute-api\.[^/]+/, `${endpoint}/_aws/execute-api/$1/$$default`);
  return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, toLoopback(value)]));
}

/** The local stage's configuration with the surroundings of this run. @returns the stack's name */
function writeConfiguration({ timesheetUrl, timesheetSources = [], issuerUrl, usage }: Surroundings): string {
  const configuration = JSON.parse(readFileSync(`${ROOT}config/local.json`, 'utf8'));
  if (timesheetUrl === null) configuration.timesheet = mirrorLike(configuration.timesheet, timesheetSources);
  else configuration.timesheet.baseUrl = timesheetUrl;
  configuration.audit.jwtIssuer = issuerUrl;
  if (usage) configuration.usage.sources = usage.sources;
  if (usage?.notional) configuration.usage.count.notional = usage.notional;
  writeFileSync(PATHS.configuration, JSON.stringify(configuration, null, 2));
  return configuration.stackName;
}

function mirrorLike(
  { requestsAtOnce }: { readonly requestsAtOnce: number },
  sources: readonly TimesheetSourceConfiguration[],
): object {
  return { kind: 'MIRROR', requestsAtOnce, sync: { rate: ONCE_A_YEAR, nightly: ONCE_A_YEAR }, sources };
}

/** Runs the CDK's own command line. @param onLine is given each line it prints, as it does */
async function cdk(endpoint: string, args: readonly string[], onLine?: (line: string) => void): Promise<void> {
  const env = { ...process.env, ...engineEnvironment(endpoint), CDK_DISABLE_CLI_TELEMETRY: '1' };
  const all = [`${ROOT}node_modules/aws-cdk/bin/cdk`, ...args, '--no-notices', '--no-color', '--progress', 'events'];
  const child = spawn(process.execPath, all, { cwd: ROOT, env, timeout: STEP_TIMEOUT_MS });
  const ended = once(child, 'close');
  const printed = new PassThrough();
  for (const stream of [child.stdout, child.stderr]) stream.pipe(printed, { end: false });
  child.once('close', () => printed.end());
  const last: string[] = [];
  for await (const line of createInterface({ input: printed })) {
    onLine?.(line);
    last.push(line);
    if (last.length > LINES_KEPT) last.shift();
  }
  const [exitCode] = await ended;
  if (exitCode !== 0) throw new Error(`cdk ${args[0]} failed:\n${last.join('\n')}`);
}

/** Tells how many resources are there, at each quarter of them. */
function tellQuarters(tell: (line: string) => void): (line: string) => void {
  let quarters = 0;
  return (line) => {
    const [, done, all] = (PROGRESS.exec(line) ?? []).map(Number);
    if (done === undefined || all === undefined || 4 * done < (quarters + 1) * all) return;
    quarters = Math.floor((4 * done) / all);
    tell(`deployed ${done} of ${all} resources`);
  };
}
