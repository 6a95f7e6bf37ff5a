import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { startService } from '../../local/processes.ts';

const logs = vi.hoisted(() => `${process.env.TMPDIR ?? '/tmp'}/processes-${process.pid}`);

vi.mock('node:timers/promises', () => ({ setTimeout: () => new Promise((resolve) => setImmediate(resolve)) }));
vi.mock('../../local/paths.ts', () => ({ PATHS: { logs } }));

afterAll(() => rmSync(logs, { recursive: true }));

describe('a service', () => {
  it('that never tells its address is ended', async () => {
    const mark = `mute-${process.pid}`;
    const start = { name: 'mute', command: 'sh', args: ['-c', 'while :; do sleep 1; done', mark], mark };

    await expect(startService({ ...start, env: process.env })).rejects.toThrow('mute did not start: see ');

    expect(execFileSync('ps', ['-e', '-o', 'args='], { encoding: 'utf8' })).not.toContain(mark);
  });
});
