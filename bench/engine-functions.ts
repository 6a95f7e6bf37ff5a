import { z } from 'zod';
import type { FunctionUse } from './measures.ts';

/** The functions of the steps as the engine runs them, asked of it by its HTTP interface. */

const functionsSchema = z.object({
  Functions: z.array(
    z.object({
      FunctionName: z.string(),
      MemorySize: z.number(),
      Environment: z.object({ Variables: z.record(z.string(), z.string()) }).optional(),
      LoggingConfig: z.object({ LogGroup: z.string() }).optional(),
    }),
  ),
});
const eventsSchema = z.object({ events: z.array(z.object({ message: z.string() })) });

/** The step in a function's name, which CDK makes of its path and a hash. */
const STEP = /-Steps([A-Za-z]+?)[0-9A-F]{8}-/;
const BILLED = /^REPORT .*\tBilled Duration: (\d+) ms/;
const TIMEOUT_MS = 60_000;
/** Far below the smallest function's memory. With room Node leaves garbage lying, and peaks would show the room. */
const HEAP_LIMITS = '--max-old-space-size=64 --max-semi-space-size=4';

/** @returns `Persist` for `tokenledger-local-StepsPersistA3C63A54-3F900F20056F9`; undefined where it is no step's */
export function stepOf(text: string): string | undefined {
  return STEP.exec(text)?.[1];
}

/**
 * Gives the functions little room, so that their peak memory is what they need: a function whose memory grew with the
 * company would die of it. Must be called before their first invocation.
 */
export async function limitHeaps(endpoint: string): Promise<void> {
  for (const { FunctionName, Environment } of await listFunctions(endpoint)) {
    const { NODE_OPTIONS = '', ...variables } = Environment?.Variables ?? {};
    const Variables = { ...variables, NODE_OPTIONS: `${NODE_OPTIONS} ${HEAP_LIMITS}`.trim() };
    await ask(`${endpoint}/2015-03-31/functions/${FunctionName}/configuration`, {
      method: 'PUT',
      body: JSON.stringify({ Environment: { Variables } }),
    });
  }
}

/** What the functions' invocations took from an instant on, from the REPORT lines of their logs, which are as Lambda's. */
export async function readFunctionUse(endpoint: string, since: Date): Promise<Record<string, FunctionUse>> {
  const uses: Record<string, FunctionUse> = {};
  for (const { FunctionName, MemorySize, LoggingConfig } of await listFunctions(endpoint)) {
    const query = { logGroupName: LoggingConfig?.LogGroup, filterPattern: 'REPORT', startTime: since.getTime() };
    const found = await ask(endpoint, {
      method: 'POST',
      headers: { 'X-Amz-Target': 'Logs_20140328.FilterLogEvents', 'Content-Type': 'application/x-amz-json-1.1' },
      body: JSON.stringify(query),
    });
    const reports = eventsSchema.parse(found).events.flatMap(({ message }) => BILLED.exec(message)?.[1] ?? []);
    const billedMs = reports.reduce((sum, text) => sum + Number(text), 0);
    const use = { memoryMb: MemorySize, invocations: reports.length, billedSeconds: billedMs / 1000 };
    if (reports.length > 0) uses[stepOf(FunctionName) as string] = use;
  }
  return uses;
}

async function listFunctions(endpoint: string) {
  const { Functions } = functionsSchema.parse(await ask(`${endpoint}/2015-03-31/functions/`));
  return Functions.filter(({ FunctionName }) => stepOf(FunctionName) !== undefined);
}

async function ask(url: string, request: RequestInit = {}): Promise<unknown> {
  const response = await fetch(url, { ...request, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`the engine answers ${response.status} to ${url}`);
  return response.json();
}
