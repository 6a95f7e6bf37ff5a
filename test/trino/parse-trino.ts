import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ROOT } from '../../local/paths.ts';
import { pythonEnvironment } from '../../local/python-environment.ts';

const run = promisify(execFile);
const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));
const SCRIPT = fileURLToPath(new URL('validate.py', import.meta.url));

/** What a parser of Trino's grammar finds wrong with each statement, names of functions and types included, or null. */
export async function parseTrino(statements: readonly string[]): Promise<(string | null)[]> {
  const commands = await pythonEnvironment(`${ROOT}.local/venv-test`, REQUIREMENTS);
  const child = run(`${commands}/python`, [SCRIPT]);
  child.child.stdin?.end(JSON.stringify(statements));
  return JSON.parse((await child).stdout);
}
