import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { startTimesheetService } from './service.ts';
import type { WebhookTarget } from './webhook.ts';

interface Options {
  readonly db: string;
  readonly port: number;
  readonly tokenFile?: string;
  readonly webhookUrl?: string;
  readonly webhookHost?: string;
  readonly webhookSecretFile?: string;
}

const command = new Command('timesheets')
  .description('Reference timesheet service on the loopback interface, until it is told to end.')
  .requiredOption('--db <file>', 'SQLite file, created where it is missing')
  .option('--port <number>', '0 takes a free one', parsePort, 0)
  .option('--token-file <file>', 'bearer token of callers; otherwise the environment variable TIMESHEET_TOKEN')
  .option('--webhook-url <url>', 'where events are delivered')
  .option('--webhook-host <name>', 'host header of deliveries, where it differs from the URL')
  .option('--webhook-secret-file <file>', 'signing secret; otherwise the environment variable WEBHOOK_SECRET')
  .parse();

const options = command.opts<Options>();
const webhook = webhookOf(options);
const service = await startTimesheetService({
  file: options.db,
  port: options.port,
  token: secret('--token-file', options.tokenFile, 'TIMESHEET_TOKEN'),
  ...(webhook && { webhook }),
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => service.close());
console.log(JSON.stringify({ url: service.url }));

function webhookOf({ webhookUrl: url, webhookHost: host, webhookSecretFile }: Options): WebhookTarget | undefined {
  if (url === undefined) return undefined;
  return {
    url,
    secret: secret('--webhook-secret-file', webhookSecretFile, 'WEBHOOK_SECRET'),
    ...(host !== undefined && { host }),
  };
}

/** Secrets come by file or environment: arguments show in lists of processes. */
function secret(option: string, file: string | undefined, variable: string): string {
  const text = (file === undefined ? process.env[variable] : readFileSync(file, 'utf8'))?.trim();
  return text || command.error(`error: give a secret by ${option} or ${variable}`);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('must be 0 to 65535.');
}
