import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { PATHS } from './paths.ts';
import type { OwnProcess } from './processes.ts';

/** What `up` has started. */
export interface LocalState {
  readonly engine: OwnProcess & { readonly url: string };
  /** The development issuer of the audit API's tokens. */
  readonly issuer: OwnProcess & { readonly url: string };
  /** The reference timesheet service, unless another one was given. */
  readonly timesheets: (OwnProcess & { readonly url: string }) | null;
  /** The stand-in of a timesheet system that is pulled. */
  readonly standIn?: OwnProcess & { readonly url: string };
}

export function readState(): LocalState | null {
  return existsSync(PATHS.state) ? JSON.parse(readFileSync(PATHS.state, 'utf8')) : null;
}

export function writeState(state: LocalState): void {
  mkdirSync(PATHS.folder, { recursive: true });
  writeFileSync(PATHS.state, JSON.stringify(state, null, 2));
}

export function clearState(): void {
  for (const file of [PATHS.state, PATHS.outputs]) rmSync(file, { force: true });
}
