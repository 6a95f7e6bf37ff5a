import { fileURLToPath } from 'node:url';

/** The project's root, whatever folder a command is started in. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What a local run leaves behind. A second one beside it, as in tests, takes another folder by TOKENLEDGER_LOCAL. */
const FOLDER = process.env.TOKENLEDGER_LOCAL ?? `${ROOT}.local`;

export const PATHS = {
  folder: FOLDER,
  /** The engine's virtual environment serves every run. */
  environment: `${ROOT}.local/venv`,
  configuration: `${FOLDER}/config.json`,
  assembly: `${FOLDER}/cdk.out`,
  outputs: `${FOLDER}/outputs.json`,
  state: `${FOLDER}/state.json`,
  issuerKey: `${FOLDER}/issuer-key.json`,
  timesheets: `${FOLDER}/timesheets.db`,
  sample: `${FOLDER}/sample`,
  logs: `${FOLDER}/logs`,
} as const;
