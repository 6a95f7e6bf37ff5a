import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { startForeignTimesheets } from '../doubles/foreign-timesheets.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Outputs of the deployed stack, with EndpointUrl. */
    outputs: Record<string, string>;
    /** Folder of this engine's local state, for TOKENLEDGER_LOCAL. */
    localFolder: string;
    /** The scriptable timesheet system that the stack asks. */
    timesheets: { readonly url: string; readonly token: string };
  }
}

/** Deploys the stack on an engine of its own, beside whatever `ledger up` has started for its user. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const ofUser = process.env.TOKENLEDGER_LOCAL ?? fileURLToPath(new URL('../../.local', import.meta.url));
  const folder = `${ofUser}/test`;
  process.env.TOKENLEDGER_LOCAL = folder;
  const { up, down } = await import('../../cli/commands/local/up.ts');
  // A test run that was broken off leaves its engine.
  await down();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });

  const timesheets = await startForeignTimesheets();
  const teardown = async () => {
    await down();
    await timesheets.close();
  };
  try {
    const tell = (line: string) => console.error(`  … ${line}`);
    const { outputs } = await up({ timesheetUrl: timesheets.url, timesheetToken: timesheets.token }, tell);
    project.provide('outputs', { ...outputs });
    project.provide('localFolder', folder);
    project.provide('timesheets', { url: timesheets.url, token: timesheets.token });
  } catch (error) {
    await teardown();
    throw error;
  }
  return teardown;
}
