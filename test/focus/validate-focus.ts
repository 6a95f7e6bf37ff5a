import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ROOT } from '../../local/paths.ts';
import { pythonEnvironment } from '../../local/python-environment.ts';

const run = promisify(execFile);
const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));
/** The only one that the libraries of the validator are built for. */
const PYTHON = '3.12';
/** The rules that it has with it; those of later versions it loads from elsewhere, and knows no `Allocated*` column. */
const RULES = '1.2';
const CRITERIA = 'USAGE_MEASUREMENT_SUPPORTED,TAGGING_SUPPORTED,ACCOUNT_NAMING_SUPPORTED';

/** What the public validator of FOCUS counts in a file, and the rules that fail. It ends well with failed rules too. */
export interface FocusVerdict {
  readonly passed: number;
  readonly failed: readonly string[];
}

export async function validateFocus(file: string): Promise<FocusVerdict> {
  const commands = await pythonEnvironment(`${ROOT}.local/venv-focus`, REQUIREMENTS, { exactly: PYTHON });
  const args = [
    '--data-file',
    file,
    '--validate-version',
    RULES,
    '--block-download',
    '--applicability-criteria',
    CRITERIA,
  ];
  // It looks for its list of currencies, and leaves its log, where it is started.
  const cwd = `${commands}/../lib/python${PYTHON}/site-packages`;
  const { stdout } = await run(`${commands}/focus-validator`, args, { cwd, maxBuffer: 64 * 1024 * 1024 });
  const [, passed = ''] = /Pass: (\d+)/.exec(stdout) ?? [];
  const [, failures = ''] = stdout.split('--- Failures ---');
  return { passed: Number(passed), failed: [...failures.matchAll(/^- ([\w-]+):/gm)].map(([, id = '']) => id) };
}
