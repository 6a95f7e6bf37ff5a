import { fileURLToPath } from 'node:url';
import chromium, { inflate } from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** Libraries that the browser needs and a small machine lacks. */
const LIBRARIES = fileURLToPath(import.meta.resolve('@sparticuz/chromium')).replace(
  'build/index.js',
  'bin/al2023.tar.br',
);

/** A headless Chromium, unpacked from its package: on Linux, x64 and arm64. */
export async function launchBrowser(): Promise<Browser> {
  const [executablePath, libraries] = await Promise.all([chromium.executablePath(), inflate(LIBRARIES)]);
  return playwright.launch({
    executablePath,
    args: ['--headless=shell', '--no-sandbox', '--disable-gpu'],
    env: { ...process.env, LD_LIBRARY_PATH: `${libraries}/lib` },
  });
}
