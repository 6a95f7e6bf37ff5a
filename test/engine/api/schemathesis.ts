import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { ROOT } from '../../../local/paths.ts';
import { pythonEnvironment } from '../../../local/python-environment.ts';

const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));
const TIMEOUT_MS = 170_000;
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;
/** No 5xx, and no answer outside the document. */
const CHECKS = [
  ...['not_a_server_error', 'status_code_conformance', 'content_type_conformance'],
  ...['response_headers_conformance', 'response_schema_conformance'],
].join();

export interface ApiUnderTest {
  /** A file of `docs/contracts/`. */
  readonly contract: string;
  readonly url: string;
  readonly token?: string;
  /** Which of its paths are served there. */
  readonly paths?: string;
  /** Parts of paths that are sent as they are, so that routes are reached behind them. */
  readonly known?: Readonly<Record<string, string>>;
}

export interface Verdict {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Asks an API by what its document allows and forbids; always the same. @returns exit code 0 where all answers fit */
export async function schemathesis({ contract, url, token, paths = '.', known = {} }: ApiUnderTest): Promise<Verdict> {
  const commands = await pythonEnvironment(`${ROOT}.local/venv-api`, REQUIREMENTS);
  const config = `${inject('localFolder')}/schemathesis.toml`;
  const parameters = Object.entries(known).map(([name, value]) => `"path.${name}" = "${value}"`);
  writeFileSync(config, ['[parameters]', ...parameters, ''].join('\n'));
  const args = [
    ...['--config-file', config, 'run', `${ROOT}docs/contracts/${contract}`, '--url', url],
    ...['--include-path-regex', paths, '--checks', CHECKS, '--continue-on-failure', '--no-color'],
    ...[
      '--phases',
      'examples,coverage,fuzzing',
      '--max-examples',
      '30',
      '--seed',
      '1',
      '--generation-database',
      'none',
    ],
    ...(token === undefined ? [] : ['--header', `Authorization: Bearer ${token}`]),
  ];
  const options = { cwd: inject('localFolder'), timeout: TIMEOUT_MS, maxBuffer: OUTPUT_BYTES_MAX };
  return new Promise((resolve) => {
    const child = execFile(`${commands}/schemathesis`, args, options, (_error, stdout, stderr) => {
      resolve({ exitCode: child.exitCode, output: stdout + stderr });
    });
  });
}
