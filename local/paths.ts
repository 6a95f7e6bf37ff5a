import { fileURLToPath } from 'node:url';

/** The project's root, whatever folder a command is started in. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What the local run leaves behind, below `.local/`. */
export const PATHS = {
  folder: `${ROOT}.local`,
  environment: `${ROOT}.local/venv`,
  configuration: `${ROOT}.local/config.json`,
  assembly: `${ROOT}.local/cdk.out`,
  outputs: `${ROOT}.local/outputs.json`,
  state: `${ROOT}.local/state.json`,
  timesheets: `${ROOT}.local/timesheets.db`,
  logs: `${ROOT}.local/logs`,
} as const;
