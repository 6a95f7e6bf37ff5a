import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { WrongUseError } from '../../cli/wrong-use-error.ts';
import { PATHS, ROOT } from '../paths.ts';

const run = promisify(execFile);
const REQUIREMENTS = `${ROOT}local/engine/requirements.txt`;
const MARK = `${PATHS.environment}/installed`;
const PYTHON_COMMANDS = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const IS_RECENT = 'import sys; sys.exit(0 if sys.version_info >= (3, 10) else 1)';
const BUFFER_BYTES = 16 * 1024 * 1024;

/**
 * Installs the pinned engine into a virtual environment of the project, once per content of `requirements.txt`.
 * @returns the engine's command
 * @throws WrongUseError where there is no Python of at least 3.10
 */
export async function installEngine(tell: (line: string) => void): Promise<string> {
  const wanted = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  const command = `${PATHS.environment}/bin/ministack`;
  if (existsSync(MARK) && readFileSync(MARK, 'utf8') === wanted) return command;
  tell('installing the embedded AWS engine (once)');
  rmSync(PATHS.environment, { recursive: true, force: true });
  mkdirSync(dirname(PATHS.environment), { recursive: true });
  const options = { maxBuffer: BUFFER_BYTES };
  await run(findPython(), ['-m', 'venv', PATHS.environment], options);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS];
  await run(`${PATHS.environment}/bin/python`, pip, options);
  writeFileSync(MARK, wanted);
  return command;
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
