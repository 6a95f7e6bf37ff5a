import { describe, expect, it, vi } from 'vitest';
import { startEngine } from '../../../local/engine/start.ts';
import type { Start } from '../../../local/processes.ts';
import { freePort } from '../../doubles/loopback.ts';

const started = vi.hoisted((): Start[] => []);

vi.mock('../../../local/engine/install.ts', () => ({ installEngine: async () => '/engine' }));
vi.mock('../../../local/processes.ts', () => ({
  isRunning: () => false,
  logOf: () => '/no/log',
  startProcess: (start: Start) => {
    started.push(start);
    return { pid: 0, mark: start.mark };
  },
}));

describe('the embedded engine', () => {
  it('is told to listen on the loopback interface, and to leave out what would listen on all of them', async () => {
    const port = await freePort();

    await expect(startEngine(port, () => {})).rejects.toThrow('the engine did not start');

    expect(started).toHaveLength(1);
    expect(started[0]?.env).toMatchObject({
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
    });
  });
});
