import { z } from 'zod';
import type { FunctionUse } from './measures.ts';

/** What each function's invocations took, from the REPORT lines of their logs, which the engine writes as Lambda does. */

const functionsSchema = z.object({
  Functions: z.array(
    z.object({
      FunctionName: z.string(),
      MemorySize: z.number(),
      LoggingConfig: z.object({ LogGroup: z.string() }).optional(),
    }),
  ),
});
const eventsSchema = z.object({ events: z.array(z.object({ message: z.string() })) });

/** The step in a function's name, which CDK makes of its path and a hash. */
const STEP = /-Steps([A-Za-z]+?)[0-9A-F]{8}-/;
const BILLED = /^REPORT .*\tBilled Duration: (\d+) ms/;
const TIMEOUT_MS = 60_000;

/** @returns `Persist` for `tokenledger-local-StepsPersistA3C63A54-3F900F20056F9`; undefined where it is no step's */
export function stepOf(text: string): string | undefined {
  return STEP.exec(text)?.[1];
}

/** Uses of the functions from an instant on, asked of the engine by its HTTP interface. */
export async function readFunctionUse(endpoint: string, since: Date): Promise<Record<string, FunctionUse>> {
  const uses: Record<string, FunctionUse> = {};
  const { Functions } = functionsSchema.parse(await ask(`${endpoint}/2015-03-31/functions/`));
  for (const { FunctionName, MemorySize, LoggingConfig } of Functions) {
    const step = stepOf(FunctionName);
    if (step === undefined || !LoggingConfig) continue;
    const query = { logGroupName: LoggingConfig.LogGroup, filterPattern: 'REPORT', startTime: since.getTime() };
    const found = await ask(endpoint, {
      method: 'POST',
      headers: { 'X-Amz-Target': 'Logs_20140328.FilterLogEvents', 'Content-Type': 'application/x-amz-json-1.1' },
      body: JSON.stringify(query),
    });
    const reports = eventsSchema.parse(found).events.flatMap(({ message }) => BILLED.exec(message)?.[1] ?? []);
    const billedMs = reports.reduce((sum, text) => sum + Number(text), 0);
    uses[step] = { memoryMb: MemorySize, invocations: reports.length, billedSeconds: billedMs / 1000 };
  }
  return uses;
}

async function ask(url: string, request: RequestInit = {}): Promise<unknown> {
  const response = await fetch(url, { ...request, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`the engine answers ${response.status} to ${url}`);
  return response.json();
}
