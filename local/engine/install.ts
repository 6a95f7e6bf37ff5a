import { PATHS, ROOT } from '../paths.ts';
import { pythonEnvironment } from '../python-environment.ts';

const REQUIREMENTS = `${ROOT}local/engine/requirements.txt`;

/**
 * Installs the pinned engine, once.
 * @returns the engine's command
 * @throws WrongUseError where there is no Python of at least 3.10
 */
export async function installEngine(tell: (line: string) => void): Promise<string> {
  const begin = () => tell('installing the embedded AWS engine (once)');
  return `${await pythonEnvironment(PATHS.environment, REQUIREMENTS, { begin })}/ministack`;
}
