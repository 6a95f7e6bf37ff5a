import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { WrongUseError } from '../cli/wrong-use-error.ts';

const run = promisify(execFile);
const PYTHON_COMMANDS = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const IS_RECENT = 'sys.version_info >= (3, 10)';
const BUFFER_BYTES = 16 * 1024 * 1024;

export interface PythonEnvironmentOptions {
  /** Called where it is not installed yet. */
  readonly begin?: () => void;
  /** The version of Python that the libraries are built for, like 3.12; any of at least 3.10 without it. */
  readonly exactly?: string;
}

/**
 * Installs what a file of requirements pins into a virtual environment, once per content of the file.
 * @returns the folder of its commands
 * @throws WrongUseError where there is no such Python
 */
export async function pythonEnvironment(
  folder: string,
  requirements: string,
  { begin = () => {}, exactly }: PythonEnvironmentOptions = {},
): Promise<string> {
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const mark = `${folder}/installed`;
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return `${folder}/bin`;
  begin();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  const options = { maxBuffer: BUFFER_BYTES };
  await run(exactly === undefined ? findRecent() : findExactly(exactly), ['-m', 'venv', folder], options);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements];
  await run(`${folder}/bin/python`, pip, options);
  writeFileSync(mark, wanted);
  return `${folder}/bin`;
}

function findRecent(): string {
  const found = PYTHON_COMMANDS.find((command) => holds(command, IS_RECENT));
  if (found) return found;
  throw new WrongUseError('the local run needs Python 3.10 or newer as python3 (with venv): install it and try again');
}

/** Those that a version manager keeps beside the one that is in use are looked at as well. */
function findExactly(version: string): string {
  const kept = globSync(
    `${process.env.PYENV_ROOT ?? `${homedir()}/.pyenv`}/versions/${version}.*/bin/python${version}`,
  );
  const isIt = `'%d.%d' % sys.version_info[:2] == '${version}'`;
  const found = [`python${version}`, 'python3', ...kept].find((command) => holds(command, isIt));
  if (found) return found;
  throw new WrongUseError(`this test needs Python ${version} (with venv): install it and try again`);
}

function holds(command: string, condition: string): boolean {
  try {
    execFileSync(command, ['-c', `import sys; sys.exit(0 if ${condition} else 1)`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
