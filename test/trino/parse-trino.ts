import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));
const SCRIPT = fileURLToPath(new URL('validate.py', import.meta.url));
const ENVIRONMENT = fileURLToPath(new URL('../../.local/venv-test', import.meta.url));
const MARK = `${ENVIRONMENT}/installed`;

/** What a parser of Trino's grammar finds wrong with each statement, names of functions and types included, or null. */
export async function parseTrino(statements: readonly string[]): Promise<(string | null)[]> {
  await install();
  const child = run(`${ENVIRONMENT}/bin/python`, [SCRIPT]);
  child.child.stdin?.end(JSON.stringify(statements));
  return JSON.parse((await child).stdout);
}

/** Installs the pinned parser into an environment of its own, once per content of `requirements.txt`. */
async function install(): Promise<void> {
  const wanted = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  if (existsSync(MARK) && readFileSync(MARK, 'utf8') === wanted) return;
  rmSync(ENVIRONMENT, { recursive: true, force: true });
  mkdirSync(dirname(ENVIRONMENT), { recursive: true });
  await run(findPython(), ['-m', 'venv', ENVIRONMENT]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS];
  await run(`${ENVIRONMENT}/bin/python`, pip);
  writeFileSync(MARK, wanted);
}

function findPython(): string {
  const found = ['python3', 'python'].find((command) => {
    try {
      execFileSync(command, ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
  if (!found) throw new Error('the parser of Trino SQL needs Python 3.10 or newer as python3');
  return found;
}
