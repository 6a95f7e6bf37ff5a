import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';

const CLI = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url));
const TIMEOUT_MS = 300_000;
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

/** A command that has ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs `ledger` with the arguments in a process of its own, as a user would, against the engine of the tests.
 * @param localFolder another local state than that of the tests
 */
export function ledger(args: readonly string[], localFolder = inject('localFolder')): Promise<Ended> {
  const { TOKENLEDGER_STACK: _, ...inherited } = process.env;
  // Some 200 starts: without compiling anew, each takes a third less.
  const cache = `${inject('localFolder')}/compile-cache`;
  const env = { ...inherited, TOKENLEDGER_LOCAL: localFolder, NODE_COMPILE_CACHE: cache };
  const options = { env, timeout: TIMEOUT_MS, maxBuffer: OUTPUT_BYTES_MAX };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [CLI, ...args], options, (_error, stdout, stderr) => {
      resolve({ exitCode: child.exitCode, stdout, stderr });
    });
  });
}

/** Like `ledger`, with what it printed as JSON. @throws where it printed something else */
export function ledgerJson<Form>(...args: readonly string[]): Promise<Ended & { readonly json: Form }> {
  return ledgerJsonIn(inject('localFolder'), args);
}

/** The same against the engine of another local state. */
export async function ledgerJsonIn<Form>(
  localFolder: string,
  args: readonly string[],
): Promise<Ended & { readonly json: Form }> {
  const ended = await ledger([...args, '--json'], localFolder);
  try {
    return { ...ended, json: JSON.parse(ended.stdout, keepTokens) };
  } catch (error) {
    throw new Error(`ledger ${args.join(' ')} exited ${ended.exitCode}: ${ended.stdout}${ended.stderr}`, {
      cause: error,
    });
  }
}

/** Tokens are integers of any size, and JSON.parse alone would round them. */
function keepTokens(key: string, value: unknown, context?: { readonly source: string }): unknown {
  return /^(tokens|allocatedTokens)$/.test(key) && typeof value === 'number' && context
    ? BigInt(context.source)
    : value;
}
