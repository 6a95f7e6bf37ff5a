import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { systemClock } from '../../adapters/system/clock.ts';
import { standInSources } from '../../local/stand-ins/providers/configured.ts';
import { STAND_IN_KEY, startProviderStandIns } from '../../local/stand-ins/providers/start.ts';
import { startForeignTimesheets } from '../doubles/foreign-timesheets.ts';
import { COLLECTED_COMPANY } from './collection/company.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Outputs of the deployed stack, with EndpointUrl. */
    outputs: Record<string, string>;
    /** Folder of this engine's local state, for TOKENLEDGER_LOCAL. */
    localFolder: string;
    /** The scriptable timesheet system that the stack asks. */
    timesheets: { readonly url: string; readonly token: string };
    /** Where the stand-ins of the sources listen, by source. */
    standIns: Readonly<Record<string, string>>;
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
  const standIns = await startProviderStandIns({ company: COLLECTED_COMPANY, clock: systemClock, port: 0 });
  const teardown = async () => {
    await down();
    await standIns.close();
    await timesheets.close();
  };
  try {
    const tell = (line: string) => console.error(`  … ${line}`);
    const { outputs } = await up(
      {
        timesheetUrl: timesheets.url,
        timesheetToken: timesheets.token,
        usage: { sources: standInSources(standIns), key: STAND_IN_KEY },
      },
      tell,
    );
    project.provide('outputs', { ...outputs });
    project.provide('localFolder', folder);
    project.provide('timesheets', { url: timesheets.url, token: timesheets.token });
    const urls = Object.entries(standIns.bySource).map(([source, { url }]) => [source, url]);
    project.provide('standIns', Object.fromEntries(urls));
  } catch (error) {
    await teardown();
    throw error;
  }
  return teardown;
}
