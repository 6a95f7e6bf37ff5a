import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const CLI = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

describe('the command line', () => {
  it.each([
    ['an unknown command', ['sh\u001b[2J\u202eow'], "unknown command 'sh\\u001b[2J\\u202eow'"],
    ['an unknown option', ['down', '--st\u001b[31m'], "unknown option '--st\\u001b[31m'"],
    ['a wrong argument', ['up', '--port', '80\u001b]0;x\u0007'], "argument '80\\u001b]0;x\\u0007' is invalid"],
  ])('tells %s as it was typed, escaped where it would act on the terminal', (_what, typed, told) => {
    const { status, stderr } = spawnSync(process.execPath, [CLI, ...typed], { encoding: 'utf8' });

    expect(stderr).toContain(told);
    expect(stderr).not.toMatch(/(?!\n)\p{C}/u);
    expect(status).toBe(2);
  });
});
