import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { WrongUseError } from '../cli/wrong-use-error.ts';

const run = promisify(execFile);
const PYTHON_COMMANDS = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const IS_RECENT = 'import sys; sys.exit(0 if sys.version_info >= (3, 10) else 1)';
const BUFFER_BYTES = 16 * 1024 * 1024;

/**
 * Installs what a file of requirements pins into a virtual environment, once per content of the file.
 * @param begin called where it is not installed yet
 * @returns the folder of its commands
 * @throws WrongUseError where there is no Python of at least 3.10
 */
export async function pythonEnvironment(folder: string, requirements: string, begin = () => {}): Promise<string> {
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const mark = `${folder}/installed`;
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return `${folder}/bin`;
  begin();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  const options = { maxBuffer: BUFFER_BYTES };
  await run(findPython(), ['-m', 'venv', folder], options);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements];
  await run(`${folder}/bin/python`, pip, options);
  writeFileSync(mark, wanted);
  return `${folder}/bin`;
}

function findPython(): string {
  const found = PYTHON_COMMANDS.find((command) => {
    try {
      execFileSync(command, ['-c', IS_RECENT], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
  if (found) return found;
  throw new WrongUseError('the local run needs Python 3.10 or newer as python3 (with venv): install it and try again');
}
