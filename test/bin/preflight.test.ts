import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const preflight = (file: string) => spawnSync(process.execPath, ['bin/preflight.ts', file], { encoding: 'utf8' });

it.each([
  ['a file that is not there', null, 'no such file'],
  ['a wrong value', '{"stackName": "X"}', '  stackName: '],
])('the preflight tells of %s in words, and exits 2', (_, text, message) => {
  const file = join(mkdtempSync(join(tmpdir(), 'preflight-')), 'stage.json');
  if (text !== null) writeFileSync(file, text);

  const { status, stdout, stderr } = preflight(file);

  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^error: /);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('    at ');
});
