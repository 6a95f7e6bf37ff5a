import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { PATHS, ROOT } from '../paths.ts';
import { engineEnvironment } from './start.ts';

const run = promisify(execFile);
const BUFFER_BYTES = 64 * 1024 * 1024;
const STEP_TIMEOUT_MS = 5 * 60_000;
const ACCOUNT = 'aws://000000000000/us-east-1';

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
  tell('bootstrapping and deploying it');
  await cdk(endpoint, ['bootstrap', ACCOUNT, '--app', PATHS.assembly]);
  const outputsFile = `${PATHS.folder}/cdk-outputs.json`;
  await cdk(endpoint, [
    'deploy',
    '--app',
    PATHS.assembly,
    '--require-approval',
    'never',
    '--outputs-file',
    outputsFile,
  ]);
  const stack = JSON.parse(readFileSync(outputsFile, 'utf8'))[stackName];
  const outputs = { ...withLoopbackUrls(stack, endpoint), EndpointUrl: endpoint };
  writeFileSync(PATHS.outputs, JSON.stringify(outputs, null, 2));
  return outputs;
}

/** What the stack meets outside the engine. */
export interface Surroundings {
  readonly timesheetUrl: string;
  readonly issuerUrl: string;
}

/** The API's own host name needs a resolver; the engine answers under its address as well. */
function withLoopbackUrls(outputs: Outputs, endpoint: string): Outputs {
  const toLoopback = (value: string) =>
    value.replace(/^https?:\/\/([a-z0-9]+)\.execute-api\.[^/]+/, `${endpoint}/_aws/execute-api/$1/$$default`);
  return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, toLoopback(value)]));
}

/** The local stage's configuration with the surroundings of this run. @returns the stack's name */
function writeConfiguration({ timesheetUrl, issuerUrl }: Surroundings): string {
  const configuration = JSON.parse(readFileSync(`${ROOT}config/local.json`, 'utf8'));
  configuration.timesheet.baseUrl = timesheetUrl;
  configuration.audit.jwtIssuer = issuerUrl;
  writeFileSync(PATHS.configuration, JSON.stringify(configuration, null, 2));
  return configuration.stackName;
}

async function cdk(endpoint: string, args: readonly string[]): Promise<void> {
  const env = { ...process.env, ...engineEnvironment(endpoint), CDK_DISABLE_CLI_TELEMETRY: '1' };
  const options = { cwd: ROOT, env, maxBuffer: BUFFER_BYTES, timeout: STEP_TIMEOUT_MS };
  const all = [`${ROOT}node_modules/aws-cdk/bin/cdk`, ...args, '--no-notices', '--no-color', '--progress', 'events'];
  try {
    await run(process.execPath, all, options);
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`cdk ${args[0]} failed:\n${`${stdout}${stderr}`.split('\n').slice(-30).join('\n')}`);
  }
}
